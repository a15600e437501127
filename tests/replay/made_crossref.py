"""Crossref: one work by DOI, lists by DOI, and the title search that always finds something."""

from typing import Any

from made_facts import MadeWork
from made_knowledge import Knowledge
from replay_exchange import Arrival, Given, as_json, as_text

_JSON = "application/json"
#: What ``select`` takes (Crossref's own list), of what is made here and of what is asked for.
_SELECTABLE = frozenset(
    "abstract URL resource member posted score created degree update-policy short-title license "
    "ISSN container-title issued update-to issue prefix approved indexed article-number "
    "clinical-trial-number accepted author group-title DOI is-referenced-by-count updated-by "
    "event chair standards-body original-title funder translator published archive "
    "published-print alternative-id subject subtitle published-online publisher-location "
    "content-domain reference title link type publisher volume references-count ISBN issn-type "
    "assertion deposited page content-created short-container-title relation editor".split()
)
_TYPES = {"book": "book", "thesis": "dissertation", "report": "report"}


class MadeCrossref:
    """Answers for ``api.crossref.org``."""

    hosts = ("api.crossref.org",)

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The answer to one request; None for what is no part of the API that we imitate."""
        if arrival.path == "/works":
            return self._list(arrival)
        if not arrival.path.startswith("/works/"):
            return None
        work = self._by_doi(arrival.path.removeprefix("/works/"))
        if work is None:
            return as_text("Resource not found.", 404)
        return _message("work", self._record(work))

    def _list(self, arrival: Arrival) -> Given:
        rows = arrival.parameter("rows", "20")
        if not rows.isdigit() or int(rows) > 1000:
            return _failure("integer-not-valid", rows, f"Integer specified as {rows} but must be")
        select = [name for name in arrival.parameter("select").split(",") if name]
        for name in select:
            if name not in _SELECTABLE:
                return _failure("parameter-not-allowed", name, f"Select {name} specified but")
        dois, wrong = _dois(arrival.parameter("filter"))
        if wrong is not None:
            return _failure("filter-not-available", wrong, f"Filter {wrong} specified but")
        query = arrival.parameter("query.bibliographic") or arrival.parameter("query.title")
        if dois:
            found = [work for doi in dois if (work := self._by_doi(doi))]
            works = list(dict.fromkeys(work.label for work in found))
            items = [self._record(self._knowledge.graph.work(label)) for label in works]
        else:
            # Something is always found, however far from what was asked.
            near = self._knowledge.nearest(query, least=0.01, among=self._doi) if query else None
            items = [self._record(near[0])] if near else []
        total = len(items)
        items = items[: int(rows)]
        if select:
            items = [{name: item[name] for name in select if name in item} for item in items]
        return _message(
            "work-list",
            {
                "facets": {},
                "total-results": total,
                "items": items,
                "items-per-page": int(rows),
                "query": {"start-index": 0, "search-terms": query or None},
            },
        )

    def _doi(self, work: MadeWork) -> str | None:
        return self._knowledge.has_crossref(work)

    def _by_doi(self, doi: str) -> MadeWork | None:
        work = self._knowledge.find("doi", doi)
        known = self._doi(work) if work else None
        return work if known is not None and known.lower() == doi.lower() else None

    def _record(self, work: MadeWork) -> dict[str, Any]:
        doi = self._doi(work) or ""
        prefix = doi.partition("/")[0]
        acm = prefix == "10.1145"
        parts = {"date-parts": [[int(part) for part in work.date.split("-")]]}
        record: dict[str, Any] = {
            "DOI": doi,
            "URL": f"https://doi.org/{doi}",
            "type": _TYPES.get(work.kind, "proceedings-article"),
            "title": [work.title_under(f"doi:{doi}")],
            "author": [_author(name, place) for place, name in enumerate(work.authors)],
            "container-title": [work.venue] if work.venue else [],
            "short-container-title": [work.acronym] if work.acronym else [],
            "issued": parts,
            "published": parts,
            "published-print": parts,
            "publisher": "ACM" if acm else "Made Publisher",
            "prefix": prefix,
            "source": "Crossref",
            "member": "320" if acm else "1",
            "score": 1,
            "is-referenced-by-count": self._knowledge.graph.citation_count(work.label) // 2,
            "reference": self._references(work),
            "relation": {},
            "subtitle": [],
        }
        record["reference-count"] = record["references-count"] = len(record["reference"])
        if acm:
            record["link"] = [
                {
                    "URL": f"https://dl.acm.org/doi/pdf/{doi}",
                    "content-type": "unspecified",
                    "content-version": "vor",
                    "intended-application": "similarity-checking",
                }
            ]
            record["license"] = [
                {
                    "start": parts | {"date-time": f"{work.day}T00:00:00Z", "timestamp": 0},
                    "content-version": "vor",
                    "delay-in-days": 0,
                    "URL": "https://creativecommons.org/licenses/by/4.0/",
                }
            ]
        return record

    def _references(self, work: MadeWork) -> list[dict[str, Any]]:
        return [
            self._reference(name, place)
            for place, name in enumerate(self._knowledge.graph.references(work.label), 1)
        ]

    def _reference(self, name: str, place: int) -> dict[str, Any]:
        line: dict[str, Any] = {"key": f"e_1_3_2_1_{place}_1"}
        if name.startswith("?"):
            return line | {"unstructured": f"A made report {name[1:]}."}
        other = self._knowledge.graph.work(name)
        if doi := self._doi(other):
            return line | {"doi-asserted-by": "publisher", "DOI": doi}
        if place % 4 == 0:
            # ACM's own numbers for what has no DOI: nobody can look them up.
            return line | {"doi-asserted-by": "publisher", "DOI": f"10.5555/{other.number}.1"}
        text = f"{' and '.join(other.authors)}. {other.year}. {other.title}. {other.venue}."
        return line | {
            "unstructured": text,
            "author": other.authors[0],
            "year": str(other.year),
            "volume-title": other.title,
        }


def _dois(filters: str) -> tuple[list[str], str | None]:
    """The DOIs of ``doi:a,doi:b`` and the first filter that is none we imitate."""
    found = []
    for one in filter(None, filters.split(",")):
        name, _, value = one.partition(":")
        if name != "doi":
            return [], name
        found.append(value)
    return found, None


def _author(name: str, place: int) -> dict[str, Any]:
    given, _, family = name.rpartition(" ")
    which = "first" if place == 0 else "additional"
    return {"given": given, "family": family, "sequence": which, "affiliation": []}


def _message(kind: str, message: dict[str, Any]) -> Given:
    whole = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    given = as_json(whole, media_type=_JSON)
    return given.named(x_api_pool="polite", x_rate_limit_limit="3", x_rate_limit_interval="1s")


def _failure(kind: str, value: str, words: str) -> Given:
    said = [{"type": kind, "value": value, "message": f"{words} it is not allowed here."}]
    whole = {"status": "failed", "message-type": "validation-failure", "message": said}
    return as_json(whole, 400, _JSON)
