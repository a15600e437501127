"""The shapes of the made world's answers, held against the recorded ones."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from made_asking import ALL_OF_A_PAPER, ATOM, PAGES, S2, Metas, batch, get, read
from made_knowledge import paper_id
from made_openalex import FIRST
from made_world import MadeWorld


@pytest.fixture(scope="module")
def world() -> MadeWorld:
    return MadeWorld()


def paths(value: object, at: str = "") -> Iterator[str]:
    """The key paths of JSON; the words of an inverted index are no keys."""
    if isinstance(value, dict) and not at.endswith("abstract_inverted_index"):
        for key, inner in value.items():
            yield f"{at}.{key}"
            yield from paths(inner, f"{at}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, at + "[]")


@pytest.mark.shared
class TestRecordedShapes:
    """What is made has no key, element or tag that no recording of its kind has."""

    def recorded(self, shared: Path, folder: str, pattern: str) -> list[Any]:
        files = sorted((shared / "upstream" / folder).glob(pattern))
        found = [json.loads(file.read_text("utf-8")) for file in files if "meta" not in file.name]
        assert found
        return found

    def test_semantic_scholar_papers(self, world: MadeWorld, shared: Path) -> None:
        nested = ",".join(
            f"{nest}.{name}"
            for nest in ("references", "citations")
            for name in ALL_OF_A_PAPER.split(",")
            if name != "tldr"
        )
        names = [paper_id(w.label) for w in world.knowledge.listed][:20]
        _, papers = batch(world, names, f"{ALL_OF_A_PAPER},{nested}")
        made = {path for paper in papers if paper for path in paths(paper)}
        known: set[str] = set()
        for pattern in ("paper_*.json", "batch_*.json", "match_*.json"):
            for answer in self.recorded(shared, "semanticscholar", pattern):
                parts = answer if isinstance(answer, list) else answer.get("data", [answer])
                known |= {path for part in parts for path in paths(part)}
        # A nested paper is a paper, whatever the one recording with nested papers happened to hold.
        plain = {re.sub(r"^\.(references|citations)\[\]", "", path) for path in made}
        assert plain - known == set()
        assert {".title", ".externalIds.DOI", ".citations", ".references", ".paperId"} <= plain

    @pytest.mark.parametrize("kind", ["references", "citations"])
    def test_semantic_scholar_pages(self, world: MadeWorld, shared: Path, kind: str) -> None:
        fields = "title,year,citationCount,externalIds,isInfluential"
        target = f"{S2}{paper_id('pipedream')}/{kind}?limit=5&fields={fields}"
        made = set(paths(read(world, target)))
        known = {
            path
            for answer in self.recorded(shared, "semanticscholar", f"{kind}_*.json")
            for path in paths(answer)
        }
        # The recordings happen to name other registries.
        free = re.compile(r"externalIds\.|authors\[\]")
        assert {path for path in made - known if not free.search(path)} == set()
        assert {".offset", ".next", ".data"} <= made

    def test_semantic_scholar_errors(self, world: MadeWorld, shared: Path) -> None:
        for file, target in (
            ("error_404_title_match.json", f"{S2}search/match?query=zxqv"),
            ("error_404_paper.json", f"{S2}0"),
            ("error_400_unknown_field.json", f"{S2}{paper_id('pipedream')}?fields=unknown"),
        ):
            (recorded,) = self.recorded(shared, "semanticscholar", file)
            assert read(world, target) == recorded

    def test_crossref(self, world: MadeWorld, shared: Path) -> None:
        dois = [
            doi for w in world.knowledge.works.values() if (doi := world.knowledge.has_crossref(w))
        ]
        listed = ",".join(f"doi:{doi}" for doi in dois)
        made = set(paths(read(world, f"/api.crossref.org/works?filter={listed}&rows=1000")))
        known: set[str] = set()
        for pattern in ("work*.json", "title_query_*.json"):
            for answer in self.recorded(shared, "crossref", pattern):
                known |= set(paths(answer))
        known |= {path.replace(".message.", ".message.items[].", 1) for path in known}
        assert made - known == set()
        item = ".message.items[]"
        assert {f"{item}.DOI", f"{item}.author[].family", f"{item}.reference[].key"} <= made
        single = set(paths(read(world, f"/api.crossref.org/works/{dois[0]}")))
        assert {path.replace(".message.", f"{item}.", 1) for path in single} <= known | single
        (error,) = self.recorded(shared, "crossref", "error_400_rows.json")
        wrong = read(world, "/api.crossref.org/works?rows=things")
        assert set(paths(wrong)) == set(paths(error))

    def test_openalex(self, world: MadeWorld, shared: Path) -> None:
        numbers = "|".join(f"W{FIRST + w.number}" for w in world.knowledge.listed[:100])
        target = f"/api.openalex.org/works?filter=openalex:{numbers}&per_page=100"
        made = set(paths(read(world, target)))
        known = {
            path
            for answer in self.recorded(shared, "openalex", "*.json")
            for path in paths(answer if "results" in answer else {"results": [answer]})
        }
        assert made - known == set()
        assert {".results[].doi", ".results[].referenced_works", ".meta.count"} <= made
        (error,) = self.recorded(shared, "openalex", "error_400.json")
        assert set(paths(read(world, "/api.openalex.org/works?filter=x:y"))) == set(paths(error))
        page = (shared / "upstream/openalex/error_404.html").read_text("utf-8")
        missing = get(world, "/api.openalex.org/works/doi:10.1/x").body.decode()
        assert missing.splitlines()[:4] == page.splitlines()[:4]

    def test_dblp(self, world: MadeWorld, shared: Path) -> None:
        target = "/dblp.org/search/publ/api?format=json&h=1000&q=a"
        made = set(paths(read(world, target)))
        known = {
            path
            for answer in self.recorded(shared, "dblp", "publ_*.json")
            for path in paths(answer)
        }
        # An author alone is an object, several are a list.
        alone = {path.replace("author[]", "author") for path in known}
        assert made - known - alone == set()
        assert {".result.hits.hit[].info.title", ".result.hits.hit[].info.ee"} <= made

    def test_openreview(self, world: MadeWorld, shared: Path) -> None:
        made: set[str] = set()
        for work in world.knowledge.works.values():
            if name := work.id("openreview"):
                target = f"/api2.openreview.net/notes?forum={name}"
                made |= set(paths(read(world, target)))
        known = {
            path
            for answer in self.recorded(shared, "openreview", "notes_*.json")
            for path in paths(answer)
        }
        assert made - known == set()
        assert {".notes[].content.title.value", ".notes[].forum", ".count"} <= made

    def test_arxiv_feeds(self, world: MadeWorld, shared: Path) -> None:
        ids = [work.id("arxiv") for work in world.knowledge.listed if work.id("arxiv")]
        listed = ",".join(name for name in ids if name)
        target = f"/export.arxiv.org/api/query?id_list={listed}&max_results=1000"
        made = marks(get(world, target).body)
        files = sorted((shared / "upstream/arxiv").glob("*.xml"))
        recorded = [f.read_bytes() for f in files if f.name.startswith(("query_", "search_"))]
        assert made - set().union(*map(marks, recorded)) == set()
        always = set.intersection(
            *(marks(body) for body in recorded if b"totalResults>0" not in body)
        )
        assert {f"{ATOM}entry", f"{ATOM}published"} <= made
        assert always <= made
        wrong = marks(get(world, "/export.arxiv.org/api/query?id_list=abc").body)
        assert wrong == marks((shared / "upstream/arxiv/query_error_400.xml").read_bytes())

    @pytest.mark.parametrize(
        ("scheme", "recording"),
        [
            ("usenix", "usenix/presentation_nsdi22_goyal.html"),
            ("neurips", "neurips/abstract_page_1988.html"),
            ("mlsys", "neurips/abstract_page_1988.html"),
        ],
    )
    def test_pages(self, world: MadeWorld, shared: Path, scheme: str, recording: str) -> None:
        page = (shared / "upstream" / recording).read_text("utf-8")
        known = {name for name, _ in Metas(page).found if name.startswith("citation_")}
        work = next(work for work in world.knowledge.works.values() if work.id(scheme))
        target = PAGES[scheme].format(*(work.id(scheme) or "").split("/"))
        text = get(world, target).body.decode()
        made = {name for name, _ in Metas(text).found}
        assert made <= known
        assert {"citation_title", "citation_author", "citation_pdf_url"} <= made
        fields = set(re.findall(r"field-name-[a-z-]+|bibtex-text-entry|node-paper", text))
        assert fields <= set(re.findall(r"field-name-[a-z-]+|bibtex-text-entry|node-paper", page))

    def test_an_abstract_page_of_arxiv(self, world: MadeWorld, shared: Path) -> None:
        page = (shared / "upstream/arxiv/abs_page_v3.html").read_text("utf-8")
        made = Metas(get(world, "/arxiv.org/abs/1706.03762").body.decode()).found
        assert {name for name, _ in made} <= {name for name, _ in Metas(page).found}


def marks(body: bytes) -> set[str]:
    """The elements of XML with the names of their attributes."""
    root = ET.fromstring(body)
    return {
        mark
        for element in root.iter()
        for mark in (element.tag, *(f"{element.tag}@{name}" for name in element.keys()))  # noqa: SIM118
    }
