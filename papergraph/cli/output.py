"""What goes to standard output (the answer) and to standard error (everything else)."""

import json
import sys
from typing import Any

from papergraph.errors import PapergraphError
from papergraph.exporters import answers_json
from papergraph.exporters.report import Report
from papergraph.exporters.report_text import render_plain


def print_json(data: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def print_report(report: Report) -> None:
    """Tables on a terminal, plain lines in a pipe."""
    if sys.stdout.isatty():
        from papergraph.cli.terminal import show_report

        show_report(report)
    else:
        sys.stdout.write(render_plain(report))


def print_error(error: PapergraphError, *, as_json: bool) -> None:
    """One line that says what is wrong and, indented, what to do; or the same as JSON."""
    if as_json:
        print_json(answers_json.error(error))
        return
    print(f"papergraph: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)


def say(text: str, *, quiet: bool = False) -> None:
    """A remark for the person at the terminal."""
    if not quiet:
        print(text, file=sys.stderr)
