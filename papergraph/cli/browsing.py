"""`show`, `works`, `offerings`, `topics`, `log`: what the catalog holds."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from papergraph.cli.command import Options
from papergraph.domain.courses import OFFERING_NAME
from papergraph.errors import InputError
from papergraph.exporters import answers_json, browse_report, crawl_json, crawl_report


def show(
    thing: Annotated[
        str, typer.Argument(help="An offering, a session, a work (key, id, URL, title), a topic.")
    ],
    *,
    with_people: Annotated[
        bool, typer.Option("--with-people", help="Also who presents; names leave only if asked.")
    ] = False,
    provenance: Annotated[
        bool,
        typer.Option("--provenance", help="Of a work: where each field comes from, and when."),
    ] = False,
    options: Options,
) -> None:
    """Look at one thing.

    \b
    papergraph show cse585@F25
    papergraph show cse585@F25/2025-10-02
    papergraph show arXiv:2309.06180
    papergraph show inference
    papergraph show arXiv:2309.06180 --provenance
    """
    with options.catalog() as catalog:
        if provenance:
            if OFFERING_NAME.fullmatch(thing.strip()):
                raise InputError(f"--provenance is of a work, and {thing} is an offering")
            view = catalog.provenance(thing)
            options.answer(
                lambda: crawl_json.provenance(view), lambda: crawl_report.provenance(view)
            )
            return
        value, name = catalog.show(thing), catalog.namer()
        options.answer(
            lambda: answers_json.shown(value, name=name, people=with_people),
            lambda: browse_report.shown(
                value, name=name, topic_title=catalog.topic_title, people=with_people
            ),
        )


def search(
    words: Annotated[list[str], typer.Argument(help="Words, all of which are to be found.")],
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many works.")] = 20,
    options: Options,
) -> None:
    """Search titles, abstracts and the text of PDFs.

    \b
    papergraph search memory management
    papergraph search energy bloat --json
    """
    with options.catalog() as catalog:
        text = " ".join(words)
        hits = catalog.search(text, limit=limit)
        options.answer(
            lambda: answers_json.found(hits), lambda: browse_report.found(hits, words=text)
        )


def works(
    offering: Annotated[
        list[str] | None, typer.Argument(help="Offerings whose works to list; default all.")
    ] = None,
    *,
    options: Options,
) -> None:
    """List the works that are read.

    \b
    papergraph works cse585@F25
    papergraph works --json | jq '.[].title'
    """
    with options.catalog() as catalog:
        entries, name = catalog.works(*(offering or ())), catalog.namer()
        options.answer(
            lambda: answers_json.works(entries, name=name),
            lambda: browse_report.works(entries, name=name),
        )


def offerings(*, options: Options) -> None:
    """List the offerings in the catalog.

    \b
    papergraph offerings
    """
    with options.catalog() as catalog:
        rows = catalog.offerings()
        options.answer(lambda: answers_json.offerings(rows), lambda: browse_report.offerings(rows))


def topics(*, options: Options) -> None:
    """List the topics with their headings.

    \b
    papergraph topics
    """
    with options.catalog() as catalog:
        views = catalog.topics()
        options.answer(lambda: answers_json.topics(views), lambda: browse_report.topics(views))


def log(
    thing: Annotated[
        str | None, typer.Argument(help="An offering or a work; default everything.")
    ] = None,
    *,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")
    ] = None,
    options: Options,
) -> None:
    """Say what changed, when, according to whom.

    \b
    papergraph log cse585@F25 --since 2025-09-01
    """
    with options.catalog() as catalog:
        start = since.replace(tzinfo=UTC) if since else None
        found, name = catalog.log(thing, since=start), catalog.namer()
        options.answer(
            lambda: answers_json.events(found, name=name),
            lambda: browse_report.events(found, name=name),
        )


COMMANDS = (show, search, works, offerings, topics, log)
