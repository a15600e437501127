"""dblp and OpenReview: venues, and notes."""

import re
from typing import Any

from made_arxiv import paper
from made_facts import MadeWork
from made_knowledge import Knowledge
from replay_exchange import Arrival, Given, as_html, as_json, as_pdf

_WORD = re.compile(r"\w+")
_PRINTED = frozenset({"paper", "book", "thesis"})


class MadeDblp:
    """Answers for ``dblp.org`` and its mirror: a prefix search over the words of titles."""

    hosts = ("dblp.org", "dblp.uni-trier.de")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The answer to one request; None for what is no part of the API that we imitate."""
        if arrival.path != "/search/publ/api":
            return None
        query = arrival.parameter("q")
        asked = _WORD.findall(query.lower())
        found = [work for work in self._knowledge.works.values() if _begins(asked, work)]
        most, first = min(arrival.whole("h", 30), 1000), arrival.whole("f", 0)
        sent = found[first : first + most]
        hits: dict[str, Any] = {
            "@total": str(len(found)),
            "@computed": str(len(found)),
            "@sent": str(len(sent)),
            "@first": str(first),
        }
        if sent:
            # Without a hit the member is not there at all.
            hits["hit"] = [_hit(work, place) for place, work in enumerate(sent, 1)]
        result = {
            "query": " ".join(f"{word}*" for word in asked),
            "status": {"@code": "200", "text": "OK"},
            "time": {"@unit": "msecs", "text": "11.83"},
            "hits": hits,
        }
        return as_json({"result": result})


class MadeOpenReview:
    """Answers for OpenReview: a third of the notes are only at the old address, unwrapped."""

    hosts = ("api2.openreview.net", "api.openreview.net", "openreview.net")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The answer to one request; None for what is no part of the API that we imitate."""
        name = arrival.parameter("id") or arrival.parameter("forum")
        work = self._knowledge.find("openreview", name) if name else None
        new = arrival.host == "api2.openreview.net"
        if arrival.path == "/notes":
            if work is None or has_new_note(work) is not new:
                return _no_note(name, new=new)
            notes = [_note(work, wrapped=new)]
            if arrival.parameter("forum"):
                notes.append(_review(work, wrapped=new))
            return as_json({"notes": notes, "count": len(notes)})
        if arrival.path in ("/pdf", "/attachment") and work is not None:
            return as_pdf(paper(self._knowledge, work, work.title))
        if arrival.path == "/forum" and work is not None:
            return as_html(f"<html><head><title>{work.title} | OpenReview</title></head></html>")
        return None


def has_new_note(work: MadeWork) -> bool:
    """Whether the note of a work is at the new address; else it is at the old one alone."""
    return work.number % 3 != 0


def _begins(asked: list[str], work: MadeWork) -> bool:
    if not asked or work.kind not in _PRINTED or not work.venue:
        return False
    own = _WORD.findall(f"{work.title} {' '.join(work.authors)} {work.year}".lower())
    return all(any(word.startswith(prefix) for word in own) for prefix in asked)


def _hit(work: MadeWork, place: int) -> dict[str, Any]:
    people: list[dict[str, str]] = [
        # dblp tells namesakes apart by a number.
        {
            "@pid": f"{work.number}/{order}",
            "text": name + (" 0002" if (work.number + order) % 9 == 0 else ""),
        }
        for order, name in enumerate(work.authors)
    ]
    key = f"conf/{(work.acronym or 'made').lower()}/Made{work.number}"
    info: dict[str, Any] = {
        "authors": {"author": people[0] if len(people) == 1 else people},
        "title": f"{work.title}.",
        "venue": work.acronym or work.venue,
        "year": str(work.year),
        "type": "Conference and Workshop Papers",
        "key": key,
        "url": f"https://dblp.org/rec/{key}",
    }
    doi, usenix = work.id("doi"), work.id("usenix")
    pages = []
    if doi and not doi.startswith("10.5555/"):
        info["doi"] = doi
        pages.append(f"https://doi.org/{doi}")
        if work.number % 3 == 0:
            pages.append(f"https://www.wikidata.org/entity/Q{100_000_000 + work.number}")
    if usenix:
        conference, _, slug = usenix.partition("/")
        pages.append(f"https://www.usenix.org/conference/{conference}/presentation/{slug}")
    if pages:
        info["ee"] = pages[0] if len(pages) == 1 else pages
    hit = {"@score": "9", "@id": str(2_000_000 + work.number), "info": info}
    return hit | {"url": f"URL#{2_000_000 + work.number + place}"}


def _note(work: MadeWork, *, wrapped: bool) -> dict[str, Any]:
    name = work.id("openreview")
    venue = f"{work.acronym or 'ICLR'} {work.year}"
    content: dict[str, Any] = {
        "title": work.title,
        "authors": list(work.authors),
        "abstract": work.abstract,
        "venue": venue,
        "venueid": f"{venue.replace(' ', '.cc/')}/Conference",
        "pdf": f"/pdf/{work.number:040x}.pdf",
    }
    note: dict[str, Any] = {
        "id": name,
        "forum": name,
        "number": work.number,
        "invitations": [f"{content['venueid']}/-/Submission"],
        "content": _wrapped(content) if wrapped else content,
    }
    if not wrapped:
        del note["invitations"]
    return note


def _review(work: MadeWork, *, wrapped: bool) -> dict[str, Any]:
    content: dict[str, Any] = {"summary": "A made review.", "rating": 8}
    forum = work.id("openreview")
    name = f"R{work.number:09}"
    return {"id": name, "forum": forum, "content": _wrapped(content) if wrapped else content}


def _wrapped(content: dict[str, Any]) -> dict[str, Any]:
    return {name: {"value": value} for name, value in content.items()}


def _no_note(name: str, *, new: bool) -> Given:
    """No recording shows which of the two it is; so one address says it thus, the other so."""
    if new:
        return as_json({"notes": [], "count": 0})
    words = f"The Note {name} was not found"
    return as_json({"name": "NotFoundError", "message": words, "status": 404}, 404)
