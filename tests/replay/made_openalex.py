"""OpenAlex: single works, lists by DOI, title search, who cites a work."""

import re
from typing import Any

from made_facts import MadeWork
from made_knowledge import Knowledge, base_of
from replay_exchange import Arrival, Given, as_html, as_json

#: The number of the first work; every other counts from here.
FIRST = 9_000_000_000
MOST_VALUES = 100
MOST_ROWS = 200
_NOT_FOUND = (
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    "<p>The requested URL was not found on the server.</p>\n"
)


class MadeOpenAlex:
    """Answers for ``api.openalex.org``."""

    hosts = ("api.openalex.org",)

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The answer to one request; None for what is no part of the API that we imitate."""
        select = [name for name in arrival.parameter("select").split(",") if name]
        if arrival.path == "/works":
            return self._list(arrival, select)
        if not arrival.path.startswith("/works/"):
            return None
        work = self._find(arrival.path.removeprefix("/works/"))
        if work is None:
            return as_html(_NOT_FOUND, 404)
        return as_json(_selected(self._record(work), select))

    def _list(self, arrival: Arrival, select: list[str]) -> Given:
        field, _, value = arrival.parameter("filter").partition(":")
        per_page = arrival.whole("per_page", arrival.whole("per-page", 25))
        if per_page > MOST_ROWS:
            return _error("Pagination error.", f"per-page parameter must be 1-{MOST_ROWS}")
        works: list[MadeWork]
        if field == "title.search" or arrival.parameter("search"):
            near = self._knowledge.nearest(value or arrival.parameter("search"))
            works = [near[0]] if near else []
        elif field in ("doi", "openalex", "openalex_id", "ids.openalex"):
            asked = value.split("|")
            if len(asked) > MOST_VALUES:
                return _error("Invalid query parameters error.", "Maximum number of values is 100")
            kind = "" if field != "doi" else "doi:"
            found = [self._find(one if "/" in one[:9] else kind + one) for one in asked]
            works = list({work.label: work for work in found if work}.values())
        elif field == "cites":
            return self._citing(arrival, value, per_page, select)
        else:
            words = f"{field} is not a valid field. Valid fields are underscore or hyphenated"
            return _error("Invalid query parameters error.", words)
        page = arrival.whole("page", 1)
        part = works[(page - 1) * per_page : page * per_page]
        meta = _meta(len(works), per_page) | {"page": page}
        return self._results(part, meta, select)

    def _citing(self, arrival: Arrival, name: str, per_page: int, select: list[str]) -> Given:
        work = self._find(name)
        total = self._knowledge.graph.citation_count(work.label) if work else 0
        cursor = arrival.parameter("cursor", "*")
        begin = int(cursor) if cursor.isdigit() else 0
        graph, end = self._knowledge.graph, begin + per_page
        labels = graph.citations(work.label, begin, end) if work else []
        meta = _meta(total, per_page) | {"next_cursor": str(end) if end < total else None}
        return self._results([graph.work(one) for one in labels], meta, select)

    def _results(self, works: list[MadeWork], meta: dict[str, Any], select: list[str]) -> Given:
        results = [_selected(self._record(work), select) for work in works]
        return as_json({"meta": meta, "results": results, "group_by": []})

    def _find(self, name: str) -> MadeWork | None:
        if match := re.fullmatch(r"(?:https://openalex\.org/)?W([0-9]+)", name, re.IGNORECASE):
            number = int(match[1]) - FIRST
            return self._knowledge.by_number(number) if number >= 0 else None
        doi = re.sub(r"(?i)^(?:doi:|https?://doi\.org/)", "", name).lower()
        if doi.startswith("10.48550/arxiv."):
            work = self._knowledge.find("arxiv", doi.removeprefix("10.48550/arxiv."))
        else:
            work = self._knowledge.find("doi", doi)
        # A preprint whose paper has a DOI of its own is found under that one alone.
        known = self._knowledge.openalex_doi(work) if work else None
        return work if known is not None and known.lower() == doi else None

    def _record(self, work: MadeWork) -> dict[str, Any]:
        doi = self._knowledge.openalex_doi(work)
        url = f"https://openalex.org/W{FIRST + work.number}"
        address = f"https://doi.org/{doi}" if doi else None
        references = self._knowledge.graph.references(work.label)
        numbers = [self._knowledge.graph.work(r).number for r in references if r[0] != "?"]
        cited = [f"https://openalex.org/W{FIRST + number}" for number in numbers]
        if work.acronym == "NeurIPS":
            cited = []
        places = self._locations(work, doi)
        open_place = next((place for place in places if place["is_oa"]), None)
        return {
            "id": url,
            "doi": address,
            "title": work.title,
            "display_name": work.title,
            "publication_year": work.year,
            "publication_date": work.day,
            "ids": {"openalex": url} | ({"doi": address} if address else {}),
            "language": "en",
            "primary_location": places[0] if places else None,
            "type": "article",
            "indexed_in": ["crossref"] if self._knowledge.has_crossref(work) else [],
            "open_access": {
                "is_oa": open_place is not None,
                "oa_status": "green" if open_place else "closed",
                "oa_url": open_place["pdf_url"] if open_place else None,
                "any_repository_has_fulltext": open_place is not None,
            },
            "authorships": [_authorship(work, place) for place in range(len(work.authors))],
            "cited_by_count": self._knowledge.graph.citation_count(work.label),
            "biblio": {"volume": None, "issue": None, "first_page": None, "last_page": None},
            "is_retracted": False,
            "is_paratext": False,
            "locations_count": len(places),
            "locations": places,
            "best_oa_location": open_place,
            "referenced_works_count": len(cited),
            "referenced_works": cited,
            "related_works": [],
            "abstract_inverted_index": _inverted(work.abstract) if work.number % 2 else None,
            "updated_date": "2026-08-30T07:51:19.307946",
            "created_date": "2025-10-10T00:00:00",
        }

    def _locations(self, work: MadeWork, doi: str | None) -> list[dict[str, Any]]:
        places = []
        if doi and not doi.startswith("10.48550"):
            places.append(_location(f"https://doi.org/{doi}", None, "publishedVersion"))
        if arxiv := work.id("arxiv"):
            base = base_of(arxiv)
            pdf = f"https://arxiv.org/pdf/{base}"
            places.append(_location(f"https://arxiv.org/abs/{base}", pdf, "submittedVersion"))
        return places


def _location(landing: str, pdf: str | None, version: str) -> dict[str, Any]:
    return {
        "is_oa": pdf is not None,
        "landing_page_url": landing,
        "pdf_url": pdf,
        "source": None,
        "license": None,
        "version": version,
        "is_accepted": version != "submittedVersion",
        "is_published": version == "publishedVersion",
    }


def _authorship(work: MadeWork, place: int) -> dict[str, Any]:
    last = len(work.authors) - 1
    position = "first" if place == 0 else "last" if place == last else "middle"
    name = work.authors[place]
    author = {
        "id": f"https://openalex.org/A{5_000_000_000 + work.number * 10 + place}",
        "display_name": name,
        "orcid": None,
    }
    return {
        "author_position": position,
        "author": author,
        "institutions": [],
        "countries": [],
        "is_corresponding": False,
        "raw_author_name": name,
    }


def _inverted(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


def _selected(record: dict[str, Any], select: list[str]) -> dict[str, Any]:
    return {name: record[name] for name in select if name in record} if select else record


def _meta(count: int, per_page: int) -> dict[str, Any]:
    return {
        "count": count,
        "db_response_time_ms": 12,
        "page": None,
        "per_page": per_page,
        "groups_count": None,
    }


def _error(name: str, words: str) -> Given:
    return as_json({"error": name, "message": words}, 400)
