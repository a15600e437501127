"""`crawl`, `sources`, `pdf add` and `import`: what the catalog learns from the world."""

from pathlib import Path
from typing import Annotated

import typer

from papergraph import Catalog
from papergraph.cli.command import Options, register
from papergraph.cli.progress import shown_progress
from papergraph.domain.answers import NO_COPY
from papergraph.errors import NotFoundError
from papergraph.exporters import crawl_json, crawl_report

#: As INTERFACE says: nothing could be done, every item failed.
_NOTHING_DONE = 3


def crawl(
    offering: Annotated[
        list[str] | None, typer.Argument(help="Offerings whose readings to ask about; default all.")
    ] = None,
    *,
    pdf: Annotated[bool, typer.Option("--pdf", help="Fetch the papers themselves, too.")] = False,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Ask this source only; several with several --source."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many requests are due to whom.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Ask also for what was withheld or failed before.")
    ] = False,
    sentences: Annotated[
        bool,
        typer.Option("--sentences", help="Also the sentences in which each paper cites others."),
    ] = False,
    options: Options,
) -> None:
    """Fetch metadata, citations and PDFs for what is due.

    Every answer is kept as it comes: stop it at any time and run it again to go on. What is
    known and fresh is not asked for again. `papergraph sources` lists the sites.

    \b
    papergraph crawl cse585@F25
    papergraph crawl --pdf
    papergraph crawl --source arxiv --source semanticscholar
    papergraph crawl --dry-run
    """
    with options.catalog() as catalog:
        with shown_progress(quiet=options.quiet) as progress:
            value = catalog.crawl(
                *(offering or ()),
                pdf=pdf,
                sentences=sentences,
                sources=source or (),
                again=again,
                dry_run=dry_run,
                progress=progress,
            )
        options.answer(
            lambda: crawl_json.crawled(value),
            lambda: crawl_report.crawled(value, verbose=options.verbose),
        )
    done = value.added or value.updated or value.unchanged or value.proposed or value.pdfs_stored
    if not done and any(each.source != NO_COPY for each in value.failed):
        raise typer.Exit(_NOTHING_DONE)


def sources(*, options: Options) -> None:
    """List the sites we ask: limits, keys, and until when they are left alone.

    \b
    papergraph sources
    papergraph sources --json | jq '.[] | select(.parked_until)'
    """
    with _catalog_or_none(options) as catalog:
        states = catalog.sources()
        options.answer(lambda: crawl_json.sources(states), lambda: crawl_report.sources(states))


def _catalog_or_none(options: Options) -> Catalog:
    """The catalog; an empty one where there is none yet, since sites are there all the same."""
    try:
        return options.catalog()
    except NotFoundError:
        return Catalog.memory()


def import_(
    file: Annotated[list[Path], typer.Argument(help="BibTeX, or a page saved in a browser.")],
    *,
    options: Options,
) -> None:
    """File what a saved page or a BibTeX file says of works.

    For sites that forbid programs (ACM, IEEE): open the paper's page, save it, and give the
    file; or save its BibTeX.

    \b
    papergraph import vllm.bib
    papergraph import "Efficient Memory Management.html"
    """
    with options.catalog() as catalog:
        found = catalog.import_files(*file)
        options.answer(lambda: crawl_json.by_hand(found), lambda: crawl_report.by_hand(found))


def add(
    file: Annotated[list[Path], typer.Argument(help="PDFs saved by hand.")],
    *,
    work: Annotated[
        str | None, typer.Option(metavar="WORK", help="Which work it is: key, id, link or title.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Insist on --work where the file says otherwise.")
    ] = False,
    options: Options,
) -> None:
    """Keep PDFs saved by hand, each under its work.

    The work is told by the arXiv number or DOI on the first page, or by the title. What is not
    sure is left alone, with the works that it may be.

    \b
    papergraph pdf add ~/Downloads/3600006.3613165.pdf
    papergraph pdf add paper.pdf --work arXiv:2309.06180
    """
    with options.catalog() as catalog:
        found = catalog.add_pdf(*file, work=work, force=force)
        options.answer(lambda: crawl_json.by_hand(found), lambda: crawl_report.by_hand(found))
    if not any(each.work for each in found):
        raise typer.Exit(_NOTHING_DONE)


pdf = typer.Typer(
    name="pdf",
    help="Keep PDFs that you saved yourself.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
register(pdf, (add,))

COMMANDS = (crawl, sources, import_)
