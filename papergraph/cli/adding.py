"""`add`: course pages into the catalog."""

import sys
from typing import Annotated

import typer

from papergraph.cli.command import Options
from papergraph.cli.output import print_json
from papergraph.domain.answers import Added
from papergraph.exporters import answers_json
from papergraph.exporters.report import counted
from papergraph.listings import SHAPES

#: Warnings shown of a page unless -v asks for all.
_SHOWN = 3


def add(
    source: Annotated[
        list[str], typer.Argument(help="A file, a folder, -, a URL, or a repository PATH@REF:FILE.")
    ],
    *,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="OFFERING", help="Which offering it is: cse585@F24."),
    ] = None,
    shape: Annotated[
        str | None,
        typer.Option(help="The page's shape: " + ", ".join(shape.name for shape in SHAPES) + "."),
    ] = None,
    options: Options,
) -> None:
    """Read course pages into the catalog.

    Several pages of one offering (a README and its slides) make one offering. Reading the
    same page again changes nothing; a newer revision records what changed.

    \b
    papergraph add README.md
    papergraph add https://github.com/mosharaf/cse585/blob/f25/README.md
    papergraph add ../cse585@f24:README.md
    papergraph add list.csv --as cse585@F25
    """
    with options.catalog(create=True) as catalog:
        results = catalog.add(*source, offering=as_, shape=shape, stdin=sys.stdin.buffer)
        name = catalog.namer()
        if options.json:
            print_json(answers_json.added(results, name=name))
            return
        for result in results:
            _tell(result, name(result.offering), options)


def _tell(result: Added, name: str, options: Options) -> None:
    shown = result.warnings if options.verbose else result.warnings[:_SHOWN]
    for warning in shown:
        where = f"line {warning.line}: " if warning.line else ""
        options.say(f"{result.address}: {where}{warning.text}")
    if len(shown) < len(result.warnings):
        options.say(f"  … and {len(result.warnings) - len(shown)} more (-v shows them)")
    if result.unchanged:
        print(f"{name}: unchanged ({result.address})")
        return
    counts = []
    if result.readings or not (result.planned_topics or result.milestones):
        readings, sessions = (
            counted(result.readings, "reading"),
            counted(result.sessions, "session"),
        )
        counts += [f"{readings} in {sessions}", counted(result.new, "new work")]
    else:
        counts.append(f"a plan of {counted(result.planned_topics, 'topic')}")
        counts.append(counted(result.milestones, "milestone"))
    if result.changed:
        counts.append(f"{counted(result.changed, 'change')} since the revision before")
    if result.unresolved:
        counts.append(f"{result.unresolved} without an id yet")
    print(f"{name}: {', '.join(counts)}")


COMMANDS = (add,)
