"""The commands gathered, and how one run of them ends."""

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from papergraph.cli import adding, browsing, comparing, crawling, drawing
from papergraph.cli.command import register
from papergraph.cli.output import print_error
from papergraph.errors import InputError, PapergraphError, StoreError

#: What a shell takes for "ended by Ctrl-C": 128 and the number of the signal.
_INTERRUPTED = 130

app = typer.Typer(
    name="papergraph",
    help="What a course reads: read its page, diff its semesters, draw its citation graph.",
    epilog="An offering is written cse585@F24: course, @, season (W, S, U, F) and year.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _top(
    *, version: bool = typer.Option(False, "--version", help="Say the version and stop.")
) -> None:
    if version:
        from papergraph import __version__

        typer.echo(f"papergraph {__version__}")
        raise typer.Exit


for _family in (adding, crawling, comparing, browsing, drawing):
    register(app, _family.COMMANDS)
app.add_typer(crawling.pdf)


def run(arguments: Sequence[str]) -> int:
    """The exit status of one run; see ``papergraph.errors`` for what each means."""
    _speak_utf8()
    try:
        # Without a command the help is the answer, though nothing was done.
        status = _run(arguments) if arguments else _run(["--help"]) or 2
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _run(arguments: Sequence[str]) -> int:
    debug = "--debug" in arguments
    as_json = "--json" in arguments or _asked_format(arguments) == "json"
    try:
        status = app(args=list(arguments), prog_name="papergraph", standalone_mode=False)
        if status == _INTERRUPTED:
            raise KeyboardInterrupt  # of which the library had made a status, without a word
    except PapergraphError as error:
        if debug:
            traceback.print_exc()
        print_error(error, as_json=as_json)
        return error.exit_status
    except typer.TyperException as error:
        return _usage(error, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        print("stopped; what was committed stays", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        raise
    except SystemExit:
        # So the library ends a run whose reader has gone, and so only.
        raise BrokenPipeError from None
    except OSError as error:
        if debug:
            traceback.print_exc()
        place = f"{error.filename}: " if error.filename else ""
        hint = "see that it can be read and written and that there is room"
        trouble = StoreError(f"{place}{error.strerror}", hint=hint)
        # Without a name it is most likely standard output itself that takes no more.
        print_error(trouble, as_json=as_json and bool(error.filename))
        return trouble.exit_status
    except Exception as error:
        if debug:
            traceback.print_exc()
        bug = PapergraphError(
            f"this is a bug: {type(error).__name__}: {error}",
            hint="run again with --debug and report what it prints",
        )
        print_error(bug, as_json=as_json)
        return 1
    return status if isinstance(status, int) else 0


def _asked_format(arguments: Sequence[str]) -> str | None:
    """The value of ``--format``, also where the command line as a whole cannot be read."""
    for position, argument in enumerate(arguments):
        if argument == "--format":
            return next(iter(arguments[position + 1 :]), None)
        if argument.startswith("--format="):
            return argument.partition("=")[2]
    return None


def _usage(error: typer.TyperException, *, as_json: bool) -> int:
    message = getattr(error, "format_message", lambda: str(error))()
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "papergraph"
    print_error(InputError(message, hint=f"{path} --help explains"), as_json=as_json)
    return 2


def _speak_utf8() -> None:
    """Titles hold any script; a terminal or pipe in another encoding must not stop us.

    Nor must a stream that was closed before we began.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123 - for good
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            encoding = "utf-8" if stream.encoding.lower() in ("ascii", "ansi_x3.4-1968") else None
            reconfigure(encoding=encoding or stream.encoding, errors="backslashreplace")
