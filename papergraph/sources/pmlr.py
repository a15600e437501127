"""PMLR publishes its metadata as Git repositories, one a volume: a paper's page is made from them.

``github.com/mlresearch/v202``, branch ``gh-pages``, has a file ``_posts/2023-07-03-sheng23a.md``
for each paper, whose date nobody can know: one listing of the folder gives the names of a volume.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author
from papergraph.errors import AnswerError
from papergraph.formats.bibtex import tex_to_text
from papergraph.formats.dates import read_date
from papergraph.formats.front_matter import parse_front_matter
from papergraph.formats.html import decode
from papergraph.sources.answering import open_copy, read_fields
from papergraph.sources.asking import Ask, Query, Reply, odd
from papergraph.sources.page_facts import PageFacts

NAMES_HOST = "api.github.com"
FILES_HOST = "raw.githubusercontent.com"
_NAMES = "https://api.github.com/repos/mlresearch/{}/git/trees/gh-pages:_posts"
_FILE = "https://raw.githubusercontent.com/mlresearch/{}/gh-pages/_posts/{}"
_POST = re.compile(r"\d{4}-\d{2}-\d{2}-(.+)\.(?:md|markdown)")
_MOST_VOLUMES = 64


class Volumes:
    """The names of the files of volumes, each asked for once as long as this object lives."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, str]] = {}

    def file(self, ask: Ask, volume: str, key: str) -> str:
        """The name of the file of one paper.

        Raises:
            AnswerError: there is no such volume or paper, or no answer.
        """
        names = self._names.get(volume)
        if names is None:
            names = _names(ask, volume)
            if len(self._names) >= _MOST_VOLUMES:
                self._names.clear()
            self._names[volume] = names
        if key not in names:
            raise AnswerError(f"PMLR {volume}: has no paper {key}", outcome="absent")
        return names[key]


def fetch_front_matter(ask: Ask, volumes: Volumes, external: ExternalId) -> tuple[PageFacts, Reply]:
    """What the repository of the volume says of a paper, and the reply it was read from.

    Raises:
        AnswerError: there is no such volume or paper, or no answer that can be used.
    """
    volume, _, key = external.value.partition("/")
    url = _FILE.format(volume, volumes.file(ask, volume, key))
    reply = ask(Query(url))
    facts = read_front_matter(decode(reply.body))
    if not facts.title:
        raise odd(url, "it holds no front matter with a title")
    return facts, reply


def read_front_matter(text: str) -> PageFacts:
    """The facts of a paper's file; without a title where it is none."""
    data = parse_front_matter(text)
    openreview = _text(data, "openreview")
    note = ExternalId.parse(f"openreview:{openreview}") if openreview else None
    facts = PageFacts(
        title=_text(data, "title"),
        authors=_authors(data.get("author")),
        date=_date(data.get("date")),
        venue=_text(data, "container-title", "booktitle", "shortname"),
        ids=(note,) if note else (),
        pdf=open_copy(_text(data, "pdf")),
        abstract=_text(data, "abstract"),
        cited=True,
    )
    return facts.said_by("front matter")


def _names(ask: Ask, volume: str) -> dict[str, str]:
    """The file of each paper of a volume, by the paper's key."""
    url = _NAMES.format(volume)
    listing = read_fields(ask(Query(url, accept="application/vnd.github+json")), url)
    if not listing.lists("tree") or listing.flag("truncated"):
        raise odd(url, "it does not list the whole folder")
    names = (entry.text("path") or "" for entry in listing.each("tree"))
    return {match[1]: name for name in names if (match := _POST.fullmatch(name))}


def _text(data: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        if isinstance(value := data.get(name), str) and value.strip():
            return tex_to_text(value) if "\\" in value else " ".join(value.split())
    return None


def _date(value: Any) -> PartialDate | None:
    if isinstance(value, date):
        return PartialDate(value.year, value.month, value.day)
    return read_date(str(value)) if isinstance(value, str | int) else None


def _authors(value: Any) -> tuple[Author, ...]:
    names = []
    for person in value if isinstance(value, list) else ():
        whole = person if isinstance(person, dict) else {"family": person}
        parts = (_text(whole, name) for name in ("given", "prefix", "family", "suffix"))
        names.append(" ".join(part for part in parts if part))
    return tuple(Author(name) for name in names if name)
