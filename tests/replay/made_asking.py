"""Asking a made world without a server: what it answers, and what can be read off a page."""

import json
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from made_facts import MadeWork
from made_knowledge import known_gap
from made_world import MadeWorld
from replay_exchange import Arrival, Given

S2 = "/api.semanticscholar.org/graph/v1/paper/"
ATOM = "{http://www.w3.org/2005/Atom}"
ALL_OF_A_PAPER = (
    "corpusId,externalIds,url,title,abstract,venue,publicationVenue,year,referenceCount,"
    "citationCount,influentialCitationCount,isOpenAccess,openAccessPdf,fieldsOfStudy,"
    "s2FieldsOfStudy,publicationTypes,publicationDate,journal,citationStyles,authors,tldr"
)


def get(world: MadeWorld, target: str) -> Given:
    """The answer to a GET of ``/HOST/PATH?QUERY``."""
    given = world(Arrival.read("GET", target))
    assert given is not None, target
    return given


def read(world: MadeWorld, target: str) -> Any:
    """The JSON of such an answer."""
    return json.loads(get(world, target).body)


def batch(world: MadeWorld, ids: Iterable[str], fields: str) -> tuple[int, Any]:
    """Status and JSON of a batch of papers."""
    body = json.dumps({"ids": list(ids)}).encode()
    given = world(Arrival.read("POST", f"{S2}batch?fields={fields}", body=body))
    assert given is not None
    return given.status, json.loads(given.body)


def some(world: MadeWorld, scheme: str) -> MadeWork:
    """A listed work with an id of a scheme that Semantic Scholar knows."""
    return next(
        work
        for work in world.knowledge.listed
        if work.id(scheme) and not known_gap(world.knowledge, work)
    )


def of_size(world: MadeWorld, size: int) -> MadeWork:
    """A listed work that so many others cite."""
    graph = world.knowledge.graph
    return next(w for w in world.knowledge.listed if graph.citation_count(w.label) == size)


class Metas(HTMLParser):
    """The names and contents of a page's meta tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "meta" and (name := said.get("name") or said.get("property")):
            self.found.append((name, said.get("content") or ""))

    def value(self, name: str) -> str | None:
        return dict(reversed(self.found)).get(name)


PAGES = {
    "usenix": "/www.usenix.org/conference/{}/presentation/{}",
    "neurips": "/proceedings.neurips.cc/paper_files/paper/{}/hash/{}-Abstract-Conference.html",
    "mlsys": "/proceedings.mlsys.org/paper_files/paper/{}/hash/{}-Abstract-Conference.html",
    "pmlr": "/proceedings.mlr.press/{}/{}.html",
    "cvf": "/openaccess.thecvf.com/content/{}/html/{}.html",
    "acl": "/aclanthology.org/{}/",
}
