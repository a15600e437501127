"""The made world answers as the sites do: their rules, and the shapes of their recorded answers."""

import json
import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from made_asking import ALL_OF_A_PAPER, ATOM, PAGES, S2, Metas, batch, get, of_size, read, some
from made_knowledge import base_of, elided, known_gap, paper_id
from made_openalex import FIRST
from made_world import MadeWorld


@pytest.fixture(scope="module")
def world() -> MadeWorld:
    return MadeWorld()


class TestArxiv:
    def feed(self, world: MadeWorld, query: str) -> ET.Element:
        return ET.fromstring(get(world, f"/export.arxiv.org/api/query?{query}").body)

    def test_unknown_ids_are_dropped_in_silence(self, world: MadeWorld) -> None:
        known = base_of(some(world, "arxiv").id("arxiv") or "")
        feed = self.feed(world, f"id_list=0000.00000,{known}&max_results=100")
        (entry,) = feed.findall(f"{ATOM}entry")
        assert re.fullmatch(
            rf"http://arxiv\.org/abs/{re.escape(known)}v[0-9]+", entry.findtext(f"{ATOM}id", "")
        )
        total = feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults")
        assert total == "1"

    def test_who_does_not_say_how_many_gets_ten(self, world: MadeWorld) -> None:
        ids = [work.id("arxiv") for work in world.knowledge.listed if work.id("arxiv")][:30]
        listed = ",".join(name for name in ids if name)
        assert len(self.feed(world, f"id_list={listed}").findall(f"{ATOM}entry")) == 10
        whole = self.feed(world, f"id_list={listed}&max_results=30")
        assert len(whole.findall(f"{ATOM}entry")) == 30

    def test_one_malformed_id_is_an_error_for_all(self, world: MadeWorld) -> None:
        known = some(world, "arxiv").id("arxiv")
        given = get(world, f"/export.arxiv.org/api/query?id_list={known},abc")
        assert given.status == 400
        (entry,) = ET.fromstring(given.body).findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "Error"
        assert entry.findtext(f"{ATOM}summary") == "incorrect id format for abc"

    def test_versions_have_their_titles(self, world: MadeWorld) -> None:
        feed = self.feed(world, "id_list=2504.20068v1,2504.20068,2504.20068v9")
        titles = [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]
        assert [title.partition(":")[0] for title in titles] == ["Tempo", "JITServe"]

    def test_a_paper_is_a_pdf_with_its_references(self, world: MadeWorld) -> None:
        cited = world.knowledge.works["pipedream"]
        citing = next(
            work
            for work in world.knowledge.listed
            if work.id("arxiv") and "pipedream" in world.knowledge.graph.references(work.label)
        )
        given = get(world, f"/arxiv.org/pdf/{citing.id('arxiv')}")
        pdf = pypdfium2.PdfDocument(given.body)
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert citing.title in text
        assert cited.title in text


class TestSemanticScholar:
    def test_unknown_ids_are_null_in_their_place(self, world: MadeWorld) -> None:
        known, gap = some(world, "arxiv"), self.a_gap(world)
        ids = [f"ARXIV:{base_of(known.id('arxiv') or '')}", "DOI:10.1/none", gap, "nonsense"]
        status, found = batch(world, ids, "title,externalIds")
        assert status == 200
        assert found[1:] == [None, None, None]
        assert found[0]["paperId"] == paper_id(known.label)
        assert found[0]["externalIds"]["ArXiv"] == base_of(known.id("arxiv") or "")
        assert set(found[0]) == {"paperId", "title", "externalIds"}

    def a_gap(self, world: MadeWorld) -> str:
        gaps = (
            f"ARXIV:{base_of(work.id('arxiv') or '')}"
            for work in world.knowledge.works.values()
            if work.id("arxiv") and known_gap(world.knowledge, work)
        )
        return next(gaps)

    def test_every_way_to_name_a_paper(self, world: MadeWorld) -> None:
        work = next(
            w
            for w in world.knowledge.listed
            if world.knowledge.has_crossref(w)
            and w.id("arxiv")
            and not known_gap(world.knowledge, w)
        )
        doi, arxiv = work.id("doi"), base_of(work.id("arxiv") or "")
        corpus = 900_000_000 + work.number
        names = [f"DOI:{doi}", f"doi:{(doi or '').upper()}", f"ARXIV:{arxiv}", f"arxiv:{arxiv}"]
        names += [f"DOI:10.48550/arXiv.{arxiv}", f"URL:https://arxiv.org/abs/{arxiv}", doi or ""]
        names += [paper_id(work.label), f"CorpusId:{corpus}"]
        _, found = batch(world, names, "title")
        assert [paper and paper["paperId"] for paper in found] == [paper_id(work.label)] * 9
        single = read(world, f"{S2}DOI:{quote(doi or '', safe='')}?fields=title")
        assert single["paperId"] == paper_id(work.label)

    def test_the_limits_of_a_batch(self, world: MadeWorld) -> None:
        assert batch(world, ["x"] * 501, "title")[0] == 400
        assert batch(world, ["x"] * 500, "title")[0] == 200
        heavy = paper_id(of_size(world, 9_999).label)
        status, said = batch(world, [heavy] * 10, "title,citations.title")
        assert status == 400
        assert said["error"].startswith("Response would exceed maximum size")
        assert batch(world, [heavy] * 9, "title,citations.title")[0] == 200

    def test_what_is_nested_is_cut_at_a_thousand(self, world: MadeWorld) -> None:
        heavy = of_size(world, 1_500)
        fields = "citationCount,referenceCount,citations.title,references.title"
        _, (paper,) = batch(world, [paper_id(heavy.label)], fields)
        assert (paper["citationCount"], len(paper["citations"])) == (1_500, 1_000)
        assert paper["referenceCount"] == len(paper["references"])
        light = of_size(world, 0)
        _, (paper,) = batch(world, [paper_id(light.label)], fields)
        assert (paper["citationCount"], paper["citations"]) == (0, [])

    def test_pages_of_citations_reach_9999_and_no_further(self, world: MadeWorld) -> None:
        heavy = of_size(world, 9_999)
        name, seen, offset = paper_id(heavy.label), [], 0
        while True:
            limit = min(1_000, 9_999 - offset)
            page = read(world, f"{S2}{name}/citations?fields=title&offset={offset}&limit={limit}")
            seen += [row["citingPaper"]["paperId"] for row in page["data"]]
            if "next" not in page:
                break
            offset = page["next"]
        assert len(seen) == len(set(seen)) == 9_999
        for query in ("offset=9000&limit=1000", "offset=0&limit=1001"):
            given = get(world, f"{S2}{name}/citations?{query}")
            assert given.status == 400
            assert b"limit and/or offset is not available" in given.body

    def test_references_that_the_site_could_not_match(self, world: MadeWorld) -> None:
        work = world.knowledge.works["pipedream"]
        page = read(world, f"{S2}{paper_id(work.label)}/references?limit=1000")
        rows = [row["citedPaper"] for row in page["data"]]
        unmatched = [row for row in rows if row["paperId"] is None]
        assert unmatched
        assert all(row["title"] for row in rows)
        assert len(unmatched) < len(rows)

    def test_references_that_a_publisher_withholds(self, world: MadeWorld) -> None:
        work = next(w for w in world.knowledge.listed if elided(w))
        page = read(world, f"{S2}{paper_id(work.label)}/references")
        assert page["data"] is None
        assert "{'references'}" in page["citingPaperInfo"]["openAccessPdf"]["disclaimer"]
        _, (paper,) = batch(world, [paper_id(work.label)], "references.title,openAccessPdf")
        assert paper["references"] is None

    def test_a_match_is_the_nearest_or_none(self, world: MadeWorld) -> None:
        found = read(world, f"{S2}search/match?query=Attention+is+all+you+require&fields=title")
        assert found["data"][0]["title"] == "Attention Is All You Need"
        given = get(world, f"{S2}search/match?query=zxqv+wvut")
        assert (given.status, json.loads(given.body)) == (404, {"error": "Title match not found"})

    def test_fields_that_do_not_exist(self, world: MadeWorld) -> None:
        given = get(world, f"{S2}{paper_id('pipedream')}?fields=title,unknown")
        assert given.status == 400
        words = "Unrecognized or unsupported fields: [unknown]"
        assert json.loads(given.body) == {"error": words}

    def test_those_that_cite_can_be_asked_for_themselves(self, world: MadeWorld) -> None:
        page = read(world, f"{S2}{paper_id('pipedream')}/citations?limit=1000&fields=externalIds")
        ids = [row["citingPaper"]["externalIds"] for row in page["data"]]
        names = [f"DOI:{i['DOI']}" for i in ids if "DOI" in i][-1:]
        names += [f"ARXIV:{i['ArXiv']}" for i in ids if "ArXiv" in i][-1:]
        names += [row["citingPaper"]["paperId"] for row in page["data"]][-1:]
        _, found = batch(world, names, "title")
        assert len(found) == 3
        assert all(paper is not None for paper in found)


class TestRegistries:
    def test_crossref_knows_no_doi_of_others(self, world: MadeWorld) -> None:
        for doi in ("10.48550/arXiv.1706.03762", "10.5555/3295222.3295349", "10.1145/0.0"):
            given = get(world, f"/api.crossref.org/works/{quote(doi, safe='')}")
            assert (given.status, given.body) == (404, b"Resource not found.")

    def test_crossref_gives_those_of_a_list_that_it_knows(self, world: MadeWorld) -> None:
        works = [w for w in world.knowledge.listed if world.knowledge.has_crossref(w)][:3]
        dois = [world.knowledge.has_crossref(work) for work in works]
        listed = ",".join(f"doi:{doi}" for doi in (*dois, "10.1145/0.0"))
        target = f"/api.crossref.org/works?filter={listed}&rows=20"
        assert [item["DOI"] for item in read(world, target)["message"]["items"]] == dois
        first = read(world, f"{target}&select=DOI,title")["message"]["items"][0]
        assert set(first) == {"DOI", "title"}

    def test_crossref_refuses_what_it_does_not_know(self, world: MadeWorld) -> None:
        for query in ("rows=things", "filter=doi:10.1/x&select=nonsense", "filter=nonsense:1"):
            given = get(world, f"/api.crossref.org/works?{query}")
            assert given.status == 400
            assert json.loads(given.body)["message-type"] == "validation-failure"

    def test_crossref_always_finds_something(self, world: MadeWorld) -> None:
        target = "/api.crossref.org/works?query.title=efficient+memory+of+cats&rows=1"
        assert read(world, target)["message"]["items"]

    def test_openalex_by_every_name(self, world: MadeWorld) -> None:
        work = next(w for w in world.knowledge.listed if world.knowledge.has_crossref(w))
        doi = world.knowledge.has_crossref(work)
        url = f"https://openalex.org/W{FIRST + work.number}"
        for name in (f"doi:{doi}", f"https://doi.org/{doi}", url.rpartition("/")[2]):
            assert read(world, f"/api.openalex.org/works/{name}")["id"] == url
        found = read(world, f"/api.openalex.org/works?filter=doi:{doi}|10.1/x&per_page=100")
        assert [one["id"] for one in found["results"]] == [url]
        assert found["meta"]["count"] == 1

    def test_openalex_gives_neurips_no_doi(self, world: MadeWorld) -> None:
        work = next(
            w for w in world.knowledge.works.values() if w.acronym == "NeurIPS" and not w.id("doi")
        )
        record = read(world, f"/api.openalex.org/works/W{FIRST + work.number}")
        assert (record["doi"], record["referenced_works"]) == (None, [])

    def test_openalex_refuses_in_html_and_counts_its_values(self, world: MadeWorld) -> None:
        given = get(world, "/api.openalex.org/works/doi:10.1/none")
        assert (given.status, given.media_type) == (404, "text/html")
        values = "|".join(f"10.1/{number}" for number in range(101))
        assert get(world, f"/api.openalex.org/works?filter=doi:{values}").status == 400

    def test_openalex_pages_of_citations(self, world: MadeWorld) -> None:
        work = of_size(world, 1_500)
        target = f"/api.openalex.org/works?filter=cites:W{FIRST + work.number}&per_page=200"
        cursor, seen = "*", set()
        while cursor:
            page = read(world, f"{target}&cursor={cursor}&select=id")
            seen |= {one["id"] for one in page["results"]}
            cursor = page["meta"]["next_cursor"]
        assert len(seen) == 1_500

    def test_dblp_finds_by_beginnings_of_words(self, world: MadeWorld) -> None:
        target = "/dblp.org/search/publ/api?format=json&h=5&q="
        hits = read(world, f"{target}attention+is+all+you")["result"]["hits"]
        assert hits["@total"] == str(len(hits["hit"]))
        assert all(hit["info"]["title"].endswith(".") for hit in hits["hit"])
        empty = read(world, f"{target}zxqv")["result"]["hits"]
        assert "hit" not in empty
        pages = [
            read(world, target + quote(work.title))["result"]["hits"]["hit"][0]["info"]["ee"]
            for work in world.knowledge.works.values()
            if work.venue and work.kind == "paper" and world.knowledge.has_crossref(work)
        ]
        assert {type(page) for page in pages} == {str, list}

    def test_openreview_is_two_addresses(self, world: MadeWorld) -> None:
        works = [w for w in world.knowledge.works.values() if w.id("openreview")]
        answered = set()
        for work in works:
            name = work.id("openreview")
            new = get(world, f"/api2.openreview.net/notes?id={name}")
            old = get(world, f"/api.openreview.net/notes?id={name}")
            notes = json.loads(new.body)["notes"]
            if notes:
                assert notes[0]["content"]["title"] == {"value": work.title}
                assert old.status == 404
            else:
                (note,) = json.loads(old.body)["notes"]
                assert note["content"]["title"] == work.title
            answered.add(bool(notes))
        assert answered == {True, False}


class TestPages:
    @pytest.mark.parametrize("scheme", sorted(PAGES))
    def test_pages_name_the_paper_and_a_file_that_is_there(
        self, world: MadeWorld, scheme: str
    ) -> None:
        works = [work for work in world.knowledge.works.values() if work.id(scheme)]
        assert works
        for work in works:
            target = PAGES[scheme].format(*(work.id(scheme) or "").split("/"))
            metas = Metas(get(world, target).body.decode())
            assert metas.value("citation_title") == work.title
            assert sum(name == "citation_author" for name, _ in metas.found) == len(work.authors)
            file = (metas.value("citation_pdf_url") or "").removeprefix("https:/")
            assert get(world, file).body.startswith(b"%PDF-")

    def test_the_metadata_of_a_volume_in_git(self, world: MadeWorld) -> None:
        work = next(work for work in world.knowledge.works.values() if work.id("pmlr"))
        volume, _, key = (work.id("pmlr") or "").partition("/")
        tree = read(world, f"/api.github.com/repos/mlresearch/{volume}/git/trees/gh-pages:_posts")
        (path,) = [one["path"] for one in tree["tree"] if key in one["path"]]
        post = get(world, f"/raw.githubusercontent.com/mlresearch/{volume}/gh-pages/_posts/{path}")
        assert work.title.split(":")[0] in post.body.decode()

    def test_every_address_of_the_lists_leads_somewhere(self, world: MadeWorld) -> None:
        urls = [
            value
            for work in world.knowledge.listed
            for name in work.ids
            if (value := name.removeprefix("url:")) != name
        ]
        assert len(urls) > 40
        for url in urls:
            given = get(world, url.removeprefix("https:/"))
            assert given.media_type == ("application/pdf" if url.endswith("pdf") else "text/html")

    def test_a_video(self, world: MadeWorld) -> None:
        work = next(work for work in world.knowledge.listed if work.id("youtube"))
        url = quote(f"https://www.youtube.com/watch?v={work.id('youtube')}", safe="")
        assert read(world, f"/www.youtube.com/oembed?format=json&url={url}")["title"] == work.title
        unknown = get(world, "/www.youtube.com/oembed?url=https://youtu.be/aaaaaaaaaaa")
        assert unknown.status == 404

    def test_rules_for_programs_everywhere(self, world: MadeWorld) -> None:
        assert get(world, "/example.org/robots.txt").body.startswith(b"User-agent: *")


class TestAgeing:
    def test_a_quiet_week_changes_nothing(self) -> None:
        world = MadeWorld()
        before = {label: count(world, label) for label in world.knowledge.works}
        assert world.a_week_later(changed=0) == ()
        assert {label: count(world, label) for label in world.knowledge.works} == before

    def test_a_week_later(self) -> None:
        world, old = MadeWorld(), MadeWorld()
        changed = world.a_week_later(changed=5)
        assert len(set(changed)) == 5
        more = {x for x in world.knowledge.works if count(world, x) > count(old, x)}
        assert more == set(changed)
        latest = [w.latest(w.works[x]) for x in old.knowledge.works for w in (world.knowledge,)]
        before = [w.latest(w.works[x]) for x in old.knowledge.works for w in (old.knowledge,)]
        assert sum(latest) - sum(before) == 1
        assert [x for x, work in world.knowledge.works.items() if work.venue] != [
            x for x, work in old.knowledge.works.items() if work.venue
        ]

    def test_every_run_makes_the_same_world(self) -> None:
        first, second = MadeWorld(), MadeWorld()
        target = f"{S2}{paper_id('pipedream')}/citations?fields={ALL_OF_A_PAPER}&limit=1000"
        assert get(first, target) == get(second, target)

    def test_sizes_can_be_set(self) -> None:
        world = MadeWorld(sizes={"orca": 9_999, "pipedream": 100})
        assert (count(world, "orca"), count(world, "pipedream")) == (9_999, 100)


def count(world: MadeWorld, label: str) -> int:
    return world.knowledge.graph.citation_count(label)
