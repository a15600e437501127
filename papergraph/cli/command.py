"""The options that every command takes, given to it as one value."""

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from papergraph import Catalog
from papergraph.cli.output import print_json, print_report, say
from papergraph.exporters.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How one run answers: as JSON or text, from which catalog, with how many words.

    ``debug`` is acted on by ``papergraph.cli.app.run``, which sees errors last.
    """

    json: bool
    db: str | None
    quiet: bool
    verbose: bool
    debug: bool

    def catalog(self, *, create: bool = False) -> Catalog:
        """The catalog the run is about, to be used in a ``with``; only ``add`` makes one."""
        return Catalog.open(self.db, create=create)

    def answer(self, data: Callable[[], Any], report: Callable[[], Report]) -> None:
        """Print the answer in the form that was asked for."""
        if self.json:
            print_json(data())
        else:
            print_report(report())

    def say(self, text: str) -> None:
        """A remark on standard error, unless the run is to be quiet."""
        say(text, quiet=self.quiet)


_COMMON: dict[str, Any] = {
    "json": Annotated[
        bool, typer.Option("--json", help="Exactly one JSON document on standard output.")
    ],
    "db": Annotated[
        str | None,
        typer.Option("--db", metavar="PATH|URL", help="The catalog; default from the settings."),
    ],
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Only what was asked for.")],
    "verbose": Annotated[bool, typer.Option("--verbose", "-v", help="Every warning in full.")],
    "debug": Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")],
}


def register(app: typer.Typer, commands: Sequence[Callable[..., None]]) -> None:
    """Make commands of functions that take ``options: Options`` beside what is their own."""
    for function in commands:
        app.command(name=function.__name__.rstrip("_"))(_with_common(function))


def _with_common(function: Callable[..., None]) -> Callable[..., None]:
    """The function with the common options in its signature, which is what typer reads."""
    own = inspect.signature(function)

    @functools.wraps(function)
    def command(**given: Any) -> None:
        common = {name: given.pop(name) for name in _COMMON}
        function(options=Options(**common), **given)

    parameters = [p for p in own.parameters.values() if p.name != "options"]
    parameters += [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if name == "db" else False,
            annotation=annotation,
        )
        for name, annotation in _COMMON.items()
    ]
    vars(command)["__signature__"] = own.replace(parameters=parameters)
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command
