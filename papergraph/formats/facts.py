"""The line format of facts about works (``db/sample``): text <-> domain values, no files.

One JSON object a line, so that a change of one fact is a change of one line. A record::

    {"work": "orca", "title": "Orca: …", "authors": ["…"], "date": "2022", "venue": "USENIX …",
     "acronym": "OSDI", "kind": "paper", "ids": ["usenix:osdi22/yu"],
     "provenance": {"title authors": "…", "date venue": "…"}}

and a citation::

    {"citing": "distserve", "cited": "orca", "source": "…", "method": "…"}

``work``, ``citing`` and ``cited`` are labels of the file, not keys of a catalog; several records
with one label are held to be the same work by who reviewed the file. Absent facts are left out.
``provenance`` says for one or several fields (blanks between them) where they were read.
"""

import json
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import KINDS, Author, Record, Venue
from papergraph.errors import InputError

#: The ``source`` of every record that is read from this format.
SOURCE = "sample"

_RECORD_FIELDS = frozenset("work title authors date venue acronym kind ids url provenance".split())
_CITATION_FIELDS = frozenset("citing cited source method".split())


class LabelledCitation(NamedTuple):
    """``citing`` cites ``cited`` (labels of the file), says ``source``, found by ``method``."""

    citing: str
    cited: str
    source: str
    method: str = ""


def parse_record(line: str) -> tuple[str, Record]:
    """The label and the record that a line holds.

    Raises:
        InputError: the line is not a record of this format; the message names the field.
    """
    data = _object(line, _RECORD_FIELDS, required=("work", "title"))
    date, kind, venue = data.get("date"), data.get("kind"), data.get("venue")
    parsed = PartialDate.parse(date) if isinstance(date, str) else None
    if date is not None and parsed is None:
        raise _bad(line, f"the date {date!r} is not of the form 2024, 2024-09 or 2024-09-17")
    if kind is not None and kind not in KINDS:
        raise _bad(line, f"the kind {kind!r} is not one of {', '.join(KINDS)}")
    provenance = data.get("provenance", {})
    if not isinstance(provenance, dict):
        raise _bad(line, "the provenance is not a table of fields")
    return data["work"], Record(
        source=SOURCE,
        title=data["title"],
        ids=tuple(_id(line, text) for text in _texts(line, data, "ids")),
        authors=tuple(Author(name) for name in _texts(line, data, "authors")),
        date=parsed,
        venue=Venue(venue, data.get("acronym")) if venue else None,
        kind=kind,
        url=data.get("url"),
        provenance=tuple(
            (name, str(text)) for names, text in provenance.items() for name in names.split()
        ),
    )


def render_record(label: str, record: Record) -> str:
    """The line (without its end) that ``parse_record`` reads back."""
    venue = record.venue
    data = {
        "work": label,
        "title": record.title,
        "authors": [author.name for author in record.authors],
        "date": str(record.date) if record.date else None,
        "venue": venue.name if venue else None,
        "acronym": venue.acronym if venue else None,
        "kind": record.kind,
        "ids": [str(external) for external in record.ids],
        "url": record.url,
        "provenance": {
            " ".join(name for name, _ in run): text
            for text, run in groupby(record.provenance, key=itemgetter(1))
        },
    }
    return _line(data)


def parse_citation(line: str) -> LabelledCitation:
    """The citation that a line holds.

    Raises:
        InputError: the line is not a citation of this format; the message names the field.
    """
    data = _object(line, _CITATION_FIELDS, required=("citing", "cited", "source"))
    return LabelledCitation(**data)


def render_citation(citation: LabelledCitation) -> str:
    """The line (without its end) that ``parse_citation`` reads back."""
    return _line(citation._asdict())


def _line(data: Mapping[str, Any]) -> str:
    present = {name: value for name, value in data.items() if value}
    return json.dumps(present, ensure_ascii=False)


def _object(line: str, known: frozenset[str], *, required: tuple[str, ...]) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise _bad(line, f"not JSON ({error.msg})") from error
    if not isinstance(data, dict):
        raise _bad(line, "not a JSON object")
    if unknown := sorted(data.keys() - known):
        raise _bad(line, f"unknown field {unknown[0]!r}")
    texts = (known & data.keys()) - {"authors", "ids", "provenance"}
    for name in (*required, *sorted(texts)):
        value = data.get(name)
        if not isinstance(value, str) or (name in required and not value.strip()):
            raise _bad(line, f"the field {name!r} is missing or not a text")
    return data


def _texts(line: str, data: Mapping[str, Any], name: str) -> list[str]:
    values = data.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _bad(line, f"the field {name!r} is not a list of texts")
    return values


def _id(line: str, text: str) -> ExternalId:
    found = ExternalId.parse(text)
    if found is None:
        raise _bad(line, f"{text!r} is no id of a registry that we know")
    return found


def _bad(line: str, why: str) -> InputError:
    return InputError(f"not a line of facts: {why}", hint=f"the line begins {line[:60]!r}")
