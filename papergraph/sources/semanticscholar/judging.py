"""The bodies of Semantic Scholar, judged before any library reads them.

A body of another shape than the documented one is an error of the whole answer. Inside a paper a
field of the wrong type counts as not given, so that one odd field does not lose the paper.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

from papergraph.sources.asking import Reply, odd

_TEXTS = ("paperId", "url", "title", "abstract", "venue")
_COUNTS = ("year", "referenceCount", "citationCount")
_LISTS = ("references", "citations")

Json = dict[str, Any]


def parse(reply: Reply) -> object:
    """The JSON of a reply.

    Raises:
        AnswerError: it is none, or not a complete one.
    """
    try:
        return json.loads(reply.body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise odd(reply.url, "it is no complete JSON") from error


def papers(found: object, url: str, *, count: int) -> list[Json | None]:
    """The papers of a batch, None for each that is not known.

    Raises:
        AnswerError: it is no list of this many papers and nulls.
    """
    if not isinstance(found, list):
        raise odd(url, "it is no list of papers")
    if len(found) != count:
        raise odd(url, f"{len(found)} papers, although {count} were asked for")
    if not all(item is None or isinstance(item, dict) for item in found):
        raise odd(url, "a list of something else than papers")
    return [None if item is None else paper(item) for item in found]


def rows(found: object, url: str, *, name: str) -> Json:
    """A page of references or citations: ``name`` is ``citedPaper`` or ``citingPaper``.

    ``data`` is None where the site gives none, ``next`` where there is no further page. Rows
    without a paper are left out.

    Raises:
        AnswerError: it is no such page.
    """
    page = _object(found, url)
    if "data" not in page:
        raise odd(url, "a page without rows")
    data, offset, following = page["data"], page.get("offset"), page.get("next")
    if data is not None and not isinstance(data, list):
        raise odd(url, "its rows are no list")
    if following is not None and not _is_number(following):
        raise odd(url, "it does not say where the next page begins")
    info = page.get("citingPaperInfo")
    return {
        "length": len(data or ()),
        "data": None if data is None else [_row(row, name) for row in data if _has(row, name)],
        "citingPaperInfo": paper(info) if isinstance(info, dict) else {},
        **({"offset": offset} if _is_number(offset) else {}),
        **({} if following is None else {"next": following}),
    }


def matches(found: object, url: str) -> list[Json]:
    """The papers of a search by title, the best first; empty where none was found.

    Raises:
        AnswerError: it is no such answer.
    """
    page = _object(found, url)
    data = page.get("data", [])
    if not isinstance(data, list) or not ("data" in page or page.get("total") == 0):
        raise odd(url, "it is no list of matches")
    if not all(isinstance(item, dict) for item in data):
        raise odd(url, "a list of something else than papers")
    return [paper(item) for item in data]


def error_of(found: object) -> str:
    """What an error says; empty where it says nothing."""
    said = found.get("error") or found.get("message") if isinstance(found, dict) else None
    return " ".join(said.split()) if isinstance(said, str) else ""


def paper(given: Mapping[str, Any]) -> Json:
    """The fields of a paper that have the documented type, and no other."""
    kept: Json = {name: given[name] for name in _TEXTS if isinstance(given.get(name), str)}
    kept |= {name: given[name] for name in _COUNTS if _is_number(given.get(name))}
    external = given.get("externalIds")
    if isinstance(external, dict):
        kept["externalIds"] = {
            name: value for name, value in external.items() if isinstance(value, str | int)
        }
    authors = given.get("authors")
    if isinstance(authors, list):
        kept["authors"] = [
            {"name": author["name"]}
            for author in authors
            if isinstance(author, dict) and isinstance(author.get("name"), str)
        ]
    if isinstance(kinds := given.get("publicationTypes"), list):
        kept["publicationTypes"] = [kind for kind in kinds if isinstance(kind, str)]
    if _is_day(given.get("publicationDate")):
        kept["publicationDate"] = given["publicationDate"]
    for name, fields in (("openAccessPdf", ("url", "disclaimer")), ("journal", ("name",))):
        if isinstance(inner := given.get(name), dict):
            kept[name] = {field: inner.get(field) for field in fields if _is_text(inner, field)}
    score = given.get("matchScore")
    if isinstance(score, int | float) and not isinstance(score, bool) and math.isfinite(score):
        kept["matchScore"] = float(score)
    for name in _LISTS:
        if name in given:
            inner = given[name]
            kept[name] = [_inner(item) for item in inner] if isinstance(inner, list) else None
    return kept


def _inner(item: object) -> Json:
    """A paper in the list of another, which has no lists of its own."""
    if not isinstance(item, dict):
        return {}
    return paper({name: value for name, value in item.items() if name not in _LISTS})


def _row(row: Mapping[str, Any], name: str) -> Json:
    kept: Json = {name: _inner(row[name])}
    kept |= {field: _texts(row.get(field)) for field in ("contexts", "intents")}
    influential = row.get("isInfluential")
    return kept | {"isInfluential": influential if isinstance(influential, bool) else None}


def _has(row: object, name: str) -> bool:
    return isinstance(row, dict) and isinstance(row.get(name), dict)


def _texts(items: object) -> Sequence[str]:
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


def _is_text(given: Mapping[str, Any], name: str) -> bool:
    return isinstance(given.get(name), str)


def _object(found: object, url: str) -> Json:
    if not isinstance(found, dict) or not found:
        raise odd(url, "it is no page of results")
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


def _is_day(value: object) -> bool:
    """Whether it is a day as the library reads it."""
    try:
        return isinstance(value, str) and bool(datetime.strptime(value, "%Y-%m-%d"))  # noqa: DTZ007
    except ValueError:
        return False


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON (RFC 8259 §6)")
