"""`graph` and `demo`: the picture, and everything at once on the sample."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from papergraph import Catalog
from papergraph.catalog.picturing import MOST_AROUND
from papergraph.cli.command import Options
from papergraph.cli.output import print_json, print_report
from papergraph.errors import InputError
from papergraph.exporters import answers_json
from papergraph.exporters.diff_report import whatsnew_report
from papergraph.exporters.report import counted


def graph(
    offering: Annotated[
        list[str] | None, typer.Argument(help="Offerings to draw; default all.")
    ] = None,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to; the suffix says what.")
    ],
    options: Options,
) -> None:
    """Write the citation graph of some offerings to one file.

    `.html` is an interactive page with everything inside; `.graphml`, `.gexf`, `.json` and
    `.csv` are for other programs.

    \b
    papergraph graph -o graph.html
    papergraph graph cse585@F24 cse585@F25 -o cse585.html
    """
    with options.catalog() as catalog:
        drawn = catalog.graph(*(offering or ()))
        path = drawn.write(output)
        listed = len(drawn.snapshot.listed)
        around = len(drawn.snapshot.works) - listed
        citations = len(drawn.snapshot.citations)
        if options.json:
            data = {"file": str(path), "works": listed, "neighbours": around}
            print_json(data | {"citations": citations})
            return
        shown = f" (the nearest {MOST_AROUND} are drawn)" if around > MOST_AROUND else ""
        if path.suffix.lower() not in (".html", ".htm"):
            shown = ""
        options.say(
            f"{', '.join(drawn.names)}: {counted(listed, 'work')}, {around} around them{shown}, "
            f"{counted(citations, 'citation')}"
        )
        print(path)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it is not there.")] = Path(
        "papergraph-demo"
    ),
    *,
    options: Options,
) -> None:
    """Build the sample and show what it answers.

    Everything is made offline, in a folder of its own.

    \b
    papergraph demo
    papergraph demo /tmp/demo
    """
    if options.db:
        raise InputError(
            "demo makes a catalog of its own", hint="name its folder: papergraph demo DIR"
        )
    built = Catalog.demo(folder)
    options.say(f"Read five course pages into {built.database}")
    with Catalog.open(built.database) as catalog:
        answer = catalog.whatsnew("cse585")
        if options.json:
            whatsnew = answers_json.whatsnew(answer, name=catalog.namer())
            paths = {"database": str(built.database), "page": str(built.page)}
            print_json(paths | {"whatsnew": whatsnew})
            return
        report = whatsnew_report(answer, topic_title=catalog.topic_title, name=catalog.namer())
        print_report(report)
    print()
    print(f"The citation graph: {built.page.resolve().as_uri()}")
    print(f"The catalog:        {built.database}")
    where = quote(str(built.database))
    print(f"Ask more:           papergraph diff eecs598@W24 cs598@S26 --db {where}")


COMMANDS = (graph, demo)
