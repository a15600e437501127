"""A report as plain text (for pipes and mail) and as Markdown."""

import re
from collections.abc import Iterator

from papergraph.exporters.report import Report, Section

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def render_plain(report: Report) -> str:
    """Lines for a pipe: one row a line, the topic above its rows, no box-drawing."""
    return "\n".join(_plain_lines(report)) + "\n"


def render_markdown(report: Report) -> str:
    """CommonMark with tables as GitHub shows them."""
    return "\n".join(_markdown_lines(report)) + "\n"


def _plain_lines(report: Report) -> Iterator[str]:
    yield report.title
    yield "=" * len(report.title)
    yield from report.summary
    for section in report.sections:
        yield ""
        yield section.heading.upper()
        if section.note:
            yield section.note
        for group in section.groups:
            if group.label:
                yield f"  {group.label}"
            for row in group.rows:
                yield f"    {_plain_row(section, row)}"
    if report.footnotes:
        yield ""
        yield from report.footnotes


def _plain_row(section: Section, row: tuple[str, ...]) -> str:
    head, *rest = row
    if section.numeric:
        named = zip(section.columns[1:], rest, strict=True)
        return f"{head}: " + ", ".join(f"{name.lower()} {cell}" for name, cell in named if cell)
    words = section.words or ("",) * len(row)
    details = [word + cell for word, cell in zip(words[1:], rest, strict=True) if cell]
    return f"{head} ({'; '.join(details)})" if details else head


def _markdown_lines(report: Report) -> Iterator[str]:
    yield f"# {_escape(report.title)}"
    for line in report.summary:
        yield ""
        yield _escape(line)
    for section in report.sections:
        yield ""
        yield f"## {_escape(section.heading)}"
        if section.note:
            yield ""
            yield _escape(section.note)
        for group in section.groups:
            yield ""
            if group.label:
                yield f"### {_escape(group.label)}"
                yield ""
            yield "| " + " | ".join(section.columns) + " |"
            yield (
                "|"
                + "|".join(
                    " ---: " if i in section.numeric else " --- "
                    for i in range(len(section.columns))
                )
                + "|"
            )
            for row in group.rows:
                yield "| " + " | ".join(_escape(cell) for cell in row) + " |"
    for note in report.footnotes:
        yield ""
        yield f"*{_escape(note)}*"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
