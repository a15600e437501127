"""The feeds of arXiv's query interface, judged before anybody else reads them.

https://info.arxiv.org/help/api/user-manual.html says what a feed has: Atom 1.0 with OpenSearch.
"""

import xml.etree.ElementTree as Xml
from dataclasses import dataclass
from datetime import UTC, datetime

from papergraph.domain.ids import ExternalId, read_url
from papergraph.sources.asking import Reply, odd

_ATOM = "{http://www.w3.org/2005/Atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
#: The manual's example of a refusal: ``http://arxiv.org/api/errors#incorrect_id_format_for_…``.
_ERROR = "/api/errors"


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of results: the tree, what each entry is of, and how many results there are.

    ``ids`` has None for an entry without an id of arXiv; ``total`` is None where the feed does
    not say it; ``refusal`` is why arXiv refuses the query, None where it does not.
    """

    root: Xml.Element
    ids: tuple[ExternalId | None, ...]
    total: int | None
    refusal: str | None


def parse(reply: Reply) -> Feed:
    """The feed in a reply, strictly parsed.

    Raises:
        AnswerError: it is no Atom feed, or has what could name files and swell (XML 1.0 §4).
    """
    try:
        text = reply.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise odd(reply.url, "it is not in UTF-8") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise odd(reply.url, "it is no feed: it has a document type")
    try:
        root = Xml.fromstring(text)  # noqa: S314 - without document type there are no entities
    except (Xml.ParseError, ValueError, RecursionError) as error:
        raise odd(reply.url, "it is no complete XML") from error
    if root.tag != f"{_ATOM}feed":
        raise odd(reply.url, "it is no Atom feed")
    entries = root.findall(f"{_ATOM}entry")
    total = (root.findtext(_TOTAL) or "").strip()
    return Feed(
        root=root,
        ids=tuple(_id(entry) for entry in entries),
        total=int(total) if total.isascii() and total.isdigit() and len(total) < 10 else None,
        refusal=next((_why(entry) for entry in entries if _ERROR in _text(entry, "id")), None),
    )


def render(feed: Feed, url: str) -> bytes:
    """The feed in UTF-8 with those entries alone that are complete, and without its links.

    What is written anew cannot be read in another way than it was judged.

    Raises:
        AnswerError: it is nested without end.
    """
    for entry in feed.root.findall(f"{_ATOM}entry"):
        if not _is_complete(entry):
            feed.root.remove(entry)
        for link in entry.findall(f"{_ATOM}link"):
            entry.remove(link)
    try:
        written: bytes = Xml.tostring(feed.root, encoding="utf-8")
    except RecursionError as error:
        raise odd(url, "it is no feed: it is nested without end") from error
    return written


def _text(entry: Xml.Element, name: str) -> str:
    return (entry.findtext(f"{_ATOM}{name}") or "").strip()


def _id(entry: Xml.Element) -> ExternalId | None:
    external = read_url(_text(entry, "id"))
    return external if external and external.scheme == "arxiv" else None


def _why(entry: Xml.Element) -> str:
    return " ".join(_text(entry, "summary").split()) or "it does not say why"


def _is_complete(entry: Xml.Element) -> bool:
    """Whether an entry has an id of arXiv, a title and both dates, as the manual promises."""
    dates = [_moment(_text(entry, name)) for name in ("published", "updated")]
    return _id(entry) is not None and bool(_text(entry, "title")) and all(dates)


def _moment(text: str) -> datetime | None:
    """The moment in UTC, read exactly as the client reads it; None where it could not."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
