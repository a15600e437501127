"""Semantic Scholar's graph API: lookups, batches, pages of references and citations, matches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from made_facts import MadeWork
from made_knowledge import Knowledge, base_of, elided, known_gap, paper_id
from replay_exchange import Arrival, Given, as_json

BASE = "/graph/v1/paper/"
MOST_IDS, MOST_CITATIONS, INLINE, REACH = 500, 9_999, 1_000, 10_000
CORPUS = 900_000_000

Fields = dict[str, "Fields"]

_PAPER = frozenset(
    "paperId corpusId externalIds url title abstract venue publicationVenue year referenceCount "
    "citationCount influentialCitationCount isOpenAccess openAccessPdf fieldsOfStudy "
    "s2FieldsOfStudy publicationTypes publicationDate journal citationStyles authors tldr".split()
)
_NESTED = frozenset({"citations", "references"})
_AUTHOR = frozenset(
    "authorId externalIds url name affiliations homepage paperCount citationCount hIndex".split()
)
_ROW = frozenset({"contexts", "intents", "contextsWithIntent", "isInfluential"})


class MadeSemanticScholar:
    """Answers for ``api.semanticscholar.org``."""

    hosts = ("api.semanticscholar.org",)

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The answer to one request; None for what is no part of the API that we imitate."""
        if not arrival.path.startswith(BASE):
            return None
        rest = arrival.path.removeprefix(BASE)
        fields = read_fields(arrival.parameter("fields", "paperId,title"))
        if rest == "batch" and arrival.method == "POST":
            return _unknown_field(fields, _PAPER | _NESTED) or self._batch(arrival, fields)
        if rest == "search/match":
            return _unknown_field(fields, _PAPER) or self._match(arrival, fields)
        for end, row in (("/references", "citedPaper"), ("/citations", "citingPaper")):
            if rest.endswith(end):
                wrong = _unknown_field(fields, _PAPER | _ROW)
                return wrong or self._page(arrival, rest.removesuffix(end), row, fields)
        work = self._find(rest)
        if work is None:
            return _not_found(rest)
        return _unknown_field(fields, _PAPER | _NESTED) or as_json(self._paper(work, fields))

    def _batch(self, arrival: Arrival, fields: Fields) -> Given:
        if not arrival.ids:
            return as_json({"error": "No paper ids given"}, 400)
        if len(arrival.ids) > MOST_IDS:
            return as_json({"error": f"Too many ids: at most {MOST_IDS} per request"}, 400)
        works = [self._find(name) for name in arrival.ids]
        if "citations" in fields:
            counts = (self._knowledge.graph.citation_count(work.label) for work in works if work)
            if sum(min(count, INLINE) for count in counts) > MOST_CITATIONS:
                words = "Response would exceed maximum size. Ask for fewer ids or fields."
                return as_json({"error": words}, 400)
        return as_json([self._paper(work, fields) if work else None for work in works])

    def _match(self, arrival: Arrival, fields: Fields) -> Given:
        found = self._knowledge.nearest(arrival.parameter("query"))
        if found is None or known_gap(self._knowledge, found[0]):
            return as_json({"error": "Title match not found"}, 404)
        work, score = found
        return as_json({"data": [self._paper(work, fields) | {"matchScore": score * 150}]})

    def _page(self, arrival: Arrival, name: str, row: str, fields: Fields) -> Given:
        work = self._find(name)
        if work is None:
            return _not_found(name)
        offset, limit = arrival.whole("offset", 0), arrival.whole("limit", 100)
        if limit > INLINE or limit < 1 or offset + limit >= REACH:
            words = "Requested data for this limit and/or offset is not available"
            return as_json({"error": words}, 400)
        answer: dict[str, Any] = {"offset": offset}
        graph = self._knowledge.graph
        if row == "citedPaper":
            answer["citingPaperInfo"] = {
                "openAccessPdf": self._open_pdf(work),
                "title": work.title,
                "authors": _authors(work),
            }
            if elided(work):
                return as_json(answer | {"data": None})
            labels = graph.references(work.label)
            total, labels = len(labels), labels[offset : offset + limit]
        else:
            total = graph.citation_count(work.label)
            labels = graph.citations(work.label, offset, offset + limit)
        if offset + limit < total:
            answer["next"] = offset + limit
        inner = {field: below for field, below in fields.items() if field not in _ROW}
        answer["data"] = [self._row(label, row, fields, inner) for label in labels]
        return as_json(answer)

    def _row(self, label: str, row: str, fields: Fields, inner: Fields) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if "isInfluential" in fields:
            made["isInfluential"] = len(label) % 5 == 0
        if "contexts" in fields:
            made["contexts"] = [f"A made sentence about {label} [1]."]
        if "intents" in fields:
            made["intents"] = ["background"] if len(label) % 2 else []
        if "contextsWithIntent" in fields:
            sentence = {"context": f"A made sentence about {label} [1].", "intents": ["background"]}
            made["contextsWithIntent"] = [sentence]
        return made | {row: self._other(label, inner)}

    def _other(self, label: str, fields: Fields) -> dict[str, Any]:
        """The other end of a citation; one that could not be matched has no paperId."""
        if not label.startswith("?"):
            work = self._knowledge.graph.work(label)
            if not known_gap(self._knowledge, work):
                return self._paper(work, fields)
            return _unmatched(work.title, work.year, work.authors, fields)
        return _unmatched(f"A made report {label[1:]}", None, (), fields)

    def _paper(self, work: MadeWork, fields: Fields) -> dict[str, Any]:
        """The record with the fields asked for; ``paperId`` always comes."""
        record: dict[str, Any] = {"paperId": paper_id(work.label)}
        for field, below in fields.items():
            if field == "references":
                record[field] = self._references(work, below)
            elif field == "citations":
                labels = self._knowledge.graph.citations(work.label, 0, INLINE)
                record[field] = [self._other(label, below) for label in labels]
            elif field != "paperId":
                record[field] = _VALUES[field](self, work)
        return record

    def _references(self, work: MadeWork, below: Fields) -> list[dict[str, Any]] | None:
        if elided(work):
            return None
        labels = self._knowledge.graph.references(work.label)[:INLINE]
        return [self._other(label, below) for label in labels]

    def _find(self, name: str) -> MadeWork | None:
        work = self._named(unquote(name))
        return None if work is None or known_gap(self._knowledge, work) else work

    def _named(self, name: str) -> MadeWork | None:
        kind, colon, value = name.partition(":")
        kind = kind.upper()
        if kind == "URL" and "arxiv.org/abs/" in value:
            kind, value = "ARXIV", value.partition("/abs/")[2]
        if not colon or kind == "URL":
            last = name.rstrip("/").rpartition("/")[2]
            work = self._knowledge.by_paper_id(last)
            return work or self._knowledge.find("doi", name)
        if kind == "CORPUSID" and value.isdigit():
            return self._knowledge.by_number(int(value) - CORPUS)
        if kind == "DOI" and value.lower().startswith("10.48550/arxiv."):
            kind, value = "ARXIV", value[len("10.48550/arxiv.") :]
        if kind == "DOI" and value.startswith("10.5555/"):
            return None
        return self._knowledge.find(kind.lower(), value) if kind in _SCHEMES else None

    def external_ids(self, work: MadeWork) -> dict[str, Any]:
        """The ids that the record names."""
        found: dict[str, Any] = {}
        if doi := self._knowledge.has_crossref(work):
            found["DOI"] = doi
        if arxiv := work.id("arxiv"):
            found["ArXiv"] = base_of(arxiv)
        if acl := work.id("acl"):
            found["ACL"] = acl
        if work.number % 3 == 0:
            found["DBLP"] = f"conf/made/{work.number}"
        return found | {"CorpusId": CORPUS + work.number}

    def _open_pdf(self, work: MadeWork) -> dict[str, Any]:
        arxiv = work.id("arxiv")
        # The address is empty also where there is a preprint.
        url = f"https://arxiv.org/pdf/{base_of(arxiv)}" if arxiv and work.number % 2 else ""
        words = "Notice: Paper or abstract available at https://api.unpaywall.org/v2/made"
        if elided(work):
            words = (
                "Notice: The following paper fields have been elided by the publisher: "
                "{'references'}. " + words.removeprefix("Notice: ")
            )
        status = "GREEN" if url else None
        return {"url": url, "status": status, "license": None, "disclaimer": words}


_SCHEMES = frozenset({"DOI", "ARXIV", "ACL"})
_Value = Callable[[MadeSemanticScholar, MadeWork], Any]


def _venue_json(work: MadeWork) -> dict[str, Any] | None:
    return {"name": work.venue} if work.venue else None


def _tldr(work: MadeWork) -> dict[str, str]:
    return {"model": "tldr@v2.0.0", "text": work.abstract}


_VALUES: Mapping[str, _Value] = {
    "corpusId": lambda _, work: CORPUS + work.number,
    "externalIds": lambda site, work: site.external_ids(work),
    "url": lambda _, work: f"https://www.semanticscholar.org/paper/{paper_id(work.label)}",
    "title": lambda _, work: work.title,
    "abstract": lambda _, work: work.abstract if work.number % 3 else None,
    "venue": lambda _, work: work.venue,
    "publicationVenue": lambda *_: None,
    "year": lambda _, work: work.year,
    "referenceCount": lambda site, work: len(site._knowledge.graph.references(work.label)),
    "citationCount": lambda site, work: site._knowledge.graph.citation_count(work.label),
    "influentialCitationCount": lambda site, work: (
        site._knowledge.graph.citation_count(work.label) // 20
    ),
    "isOpenAccess": lambda site, work: bool(site._open_pdf(work)["url"]),
    "openAccessPdf": lambda site, work: site._open_pdf(work),
    "fieldsOfStudy": lambda *_: ["Computer Science"],
    "s2FieldsOfStudy": lambda *_: [{"category": "Computer Science", "source": "external"}],
    "publicationTypes": lambda _, work: ["Conference"] if work.venue else ["JournalArticle"],
    "publicationDate": lambda _, work: work.date if work.date.count("-") == 2 else None,
    "journal": lambda _, work: _venue_json(work),
    "citationStyles": lambda _, work: {"bibtex": f"@Article{{Made{work.number}}}\n"},
    "authors": lambda _, work: _authors(work),
    "tldr": lambda _, work: _tldr(work),
}


def read_fields(text: str) -> Fields:
    """``title,references.title`` as a tree."""
    tree: Fields = {}
    for written in filter(None, text.split(",")):
        here = tree
        for part in written.strip().split("."):
            here = here.setdefault(part, {})
    return tree


def _unknown_field(fields: Fields, known: Iterable[str]) -> Given | None:
    """The 400 for fields that do not exist; None where all of them do."""
    allowed = frozenset(known)
    wrong = [name for name in fields if name not in allowed]
    wrong += [f"authors.{name}" for name in fields.get("authors", {}) if name not in _AUTHOR]
    for nest in _NESTED & allowed & fields.keys():
        wrong += [f"{nest}.{name}" for name in fields[nest] if name not in _PAPER]
    if not wrong:
        return None
    return as_json({"error": f"Unrecognized or unsupported fields: [{', '.join(wrong)}]"}, 400)


def _authors(work: MadeWork) -> list[dict[str, str]]:
    return [
        {"authorId": str(1_000_000 + (work.number * 31 + place) % 900_000), "name": name}
        for place, name in enumerate(work.authors)
    ]


def _unmatched(
    title: str, year: int | None, authors: Sequence[str], fields: Fields
) -> dict[str, Any]:
    record: dict[str, Any] = dict.fromkeys(("paperId", *fields))
    known = {
        "title": title,
        "year": year,
        "authors": [{"authorId": None, "name": name} for name in authors],
    }
    return record | {name: value for name, value in known.items() if name in fields}


def _not_found(name: str) -> Given:
    return as_json({"error": f"Paper with id {name} not found"}, 404)
