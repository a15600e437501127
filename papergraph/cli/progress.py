"""How far a crawl is, on a terminal: a bar for each site, with what it waits for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from papergraph.catalog.crawling.progress import Lane, Progress, silent


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress]:
    """Bars on standard error while the block lasts; nothing in a pipe or where quiet is asked."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.fields[why]}[/dim]"),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def show(lanes: tuple[Lane, ...]) -> None:
        for lane in lanes:
            if lane.name not in tasks:
                tasks[lane.name] = bars.add_task(lane.name, total=None, why="")
            bars.update(
                tasks[lane.name],
                completed=lane.done,
                total=lane.done + lane.waiting,
                why=lane.why if lane.waiting else "",
            )

    with bars:
        yield show
