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
    finished = bars.add_task("done", total=None, why="", visible=False)

    def show(lanes: tuple[Lane, ...]) -> None:
        # Sites that have nothing left are told as a number: the list of those at work stays short.
        idle = [lane for lane in lanes if not lane.waiting]
        names = f"{len(idle)} of {len(lanes)} sites done"
        bars.update(
            finished,
            description=names,
            completed=sum(lane.done for lane in idle),
            total=sum(lane.done for lane in idle),
            visible=bool(idle),
        )
        for lane in lanes:
            if lane.name not in tasks:
                tasks[lane.name] = bars.add_task(lane.name, total=None, why="")
            bars.update(
                tasks[lane.name],
                completed=lane.done,
                total=lane.done + lane.waiting,
                why=lane.why,
                visible=bool(lane.waiting),
            )

    with bars:
        yield show
