"""dblp: publications as its interface and its recorded answers have them."""

import doctest
from pathlib import Path
from typing import Any

import pytest
from answering_site import AT, Site, answers, external, subject

import papergraph.sources.dblp
from papergraph.domain.dates import PartialDate
from papergraph.domain.works import Record
from papergraph.sources.dblp import DBLP, accepts, query_of

ORCA = "usenix:osdi22/yu"
TITLE = "Orca: A Distributed Serving System"
PAGE = "https://www.usenix.org/conference/osdi22/presentation/yu"


def info(**fields: Any) -> dict[str, Any]:
    """A publication in the recorded shape."""
    return {
        "authors": {"author": [{"@pid": "1", "text": "Ann Lee"}, {"@pid": "2", "text": "Bo Chen"}]},
        "title": f"{TITLE}.",
        "venue": "OSDI",
        "pages": "521-538",
        "year": "2022",
        "type": "Conference and Workshop Papers",
        "key": "conf/osdi/LeeC22",
        "ee": PAGE,
        "url": "https://dblp.org/rec/conf/osdi/LeeC22",
        **fields,
    }


def listed(*infos: dict[str, Any], total: str | None = None) -> dict[str, Any]:
    hits: dict[str, Any] = {"@total": total or str(len(infos)), "@sent": str(len(infos))}
    if infos:
        hits["hit"] = [{"@score": "9", "@id": "1", "info": each} for each in infos]
    return {"result": {"status": {"@code": "200", "text": "OK"}, "hits": hits}}


def ask(*infos: dict[str, Any], asked: Any = None) -> Any:
    """The one answer about Orca, or about another subject, to a list of publications."""
    (answer,) = answers(DBLP, Site(("", 200, listed(*infos))), asked or subject(ORCA, TITLE))
    return answer


def read(**fields: Any) -> Record:
    record = ask(info(**fields)).record
    assert isinstance(record, Record)
    return record


def test_the_examples_of_the_module() -> None:
    result = doctest.testmod(papergraph.sources.dblp)
    assert result.attempted
    assert not result.failed


def test_a_paper_by_its_page() -> None:
    site = Site(("q=Orca+A+Distributed+Serving+System&format=json&h=10&c=0", 200, listed(info())))
    (answer,) = answers(DBLP, site, subject(ORCA, TITLE))
    record = answer.record
    assert record is not None
    assert site.urls[0].startswith("https://dblp.org/search/publ/api?")
    assert record.source == "dblp"
    assert record.title == TITLE
    assert record.ids == (external(ORCA),)
    assert [author.name for author in record.authors] == ["Ann Lee", "Bo Chen"]
    assert record.venue
    assert (record.venue.name, record.venue.acronym) == ("OSDI", None)
    assert record.date == PartialDate(2022)
    assert record.kind == "paper"
    assert record.url == "https://dblp.org/rec/conf/osdi/LeeC22"
    assert record.at == AT
    assert record.request == site.queries[0].url


def test_an_equal_title_alone_is_a_candidate_and_no_more() -> None:
    answer = ask(
        info(ee="https://doi.org/10.1000/other"), info(title="Orca Whales.", ee="https://a.org")
    )
    assert answer.outcome == "absent"
    assert answer.record is None
    assert [found.record.ids for found in answer.candidates] == [(external("doi:10.1000/other"),)]
    assert answer.candidates[0].score == 9
    assert ORCA in answer.reason


def test_a_paper_is_found_by_any_id_of_the_work_and_best_by_the_one_asked_for() -> None:
    preprint = info(ee="https://doi.org/10.48550/arXiv.2309.06180", venue="CoRR")
    paper = info(ee=[PAGE, "https://doi.org/10.1000/X", "http://www.wikidata.org/entity/Q1"])
    asked = subject(ORCA, TITLE, ids=("arxiv:2309.06180",))
    assert ask(preprint, asked=asked).record.ids == (external("arxiv:2309.06180"),)
    assert ask(preprint, asked=asked).record.venue is None
    both = ask(preprint, paper, asked=asked).record
    assert both.ids == (external(ORCA), external("doi:10.1000/x"))


def test_the_doi_counts_like_the_link() -> None:
    asked = subject("doi:10.1000/x", TITLE)
    answer = ask(info(ee="https://example.org/paper.pdf", doi="10.1000/X"), asked=asked)
    assert answer.record.ids == (external("doi:10.1000/x"),)


def test_whole_volumes_and_nameless_things_are_no_papers() -> None:
    answer = ask(info(type="Editorship"), info(title="."), info(title=None))
    assert answer.outcome == "absent"
    assert answer.candidates == ()


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"authors": {"author": {"@pid": "1", "text": "Wei Wang 0009"}}}, ["Wei Wang"]),
        ({"authors": {"author": [{"text": "A. O&apos;Hara"}, {}, "x"]}}, ["A. O'Hara"]),
        ({"authors": {}}, []),
        ({"authors": None}, []),
    ],
)
def test_authors_of_every_sort(fields: dict[str, Any], names: list[str]) -> None:
    assert [author.name for author in read(**fields).authors] == names


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Q&amp;A: Why?", "Q&A: Why?"),
        ("Orca <i>et al</i>.", "Orca et al"),
        ("Wait...", "Wait.."),
    ],
)
def test_titles(written: str, title: str) -> None:
    assert read(title=written).title == title


def test_kinds_years_and_venues() -> None:
    assert read(type="Books and Theses", key="phd/us/Lee22").kind == "thesis"
    assert read(type="Books and Theses", key="books/acm/Lee22").kind == "book"
    assert read(type="Data and Artifacts").kind is None
    assert read(year="soon").date is None
    venue = read(venue=["Proc. VLDB Endow.", "VLDB"]).venue
    assert venue
    assert venue.name == "Proc. VLDB Endow."


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("a|b: author:x$ y. -z", "a b author x y z"),
        ("Don't Let RPCs Constrain", "Don Let RPCs Constrain"),
        ("Flash-Decoding++", "Flash Decoding"),
        ("Größe und 大小", "Größe und 大小"),
        (" ".join(f"w{n}" for n in range(40)), " ".join(f"w{n}" for n in range(12))),
        ("…", ""),
    ],
)
def test_queries_hold_words_only(title: str, query: str) -> None:
    assert query_of(title) == query


def test_a_work_without_a_title_is_not_asked_for() -> None:
    site = Site()
    found = answers(DBLP, site, subject(ORCA), subject(ORCA, "…"))
    assert [answer.outcome for answer in found] == ["absent", "absent"]
    assert not site.queries


def test_no_hit_at_all_is_absent() -> None:
    (answer,) = answers(DBLP, Site(("", 200, listed(total="0"))), subject(ORCA, TITLE))
    assert answer.outcome == "absent"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"result": {"hits": {}}}', b'{"result": []}', b"[" * 9999,
     b'{"result": {"hits": {"@total": "112", "@sent": "0"}}}'],
)  # fmt: skip
def test_odd_answers_are_temporary(body: bytes) -> None:
    (answer,) = answers(DBLP, Site(("", 200, body)), subject(ORCA, TITLE))
    assert answer.outcome == "temporary"


@pytest.mark.parametrize("status", [429, 404, 403])
def test_a_search_that_is_refused_says_nothing_of_the_work(status: int) -> None:
    (answer,) = answers(DBLP, Site(("", status, b"")), subject(ORCA, TITLE))
    assert answer.outcome == "temporary"
    assert answer.hint == "a hint"


def test_a_failure_of_one_is_not_one_of_the_next() -> None:
    site = Site(("q=Strata", 429, b""), ("q=Orca", 200, listed(info())))
    found = answers(DBLP, site, subject("doi:10.1000/s", "Strata"), subject(ORCA, TITLE))
    assert [answer.outcome for answer in found] == ["temporary", "found"]


def test_manners() -> None:
    (host,) = DBLP.hosts
    assert (host.name, host.interval) == ("dblp.org", 1.5)
    assert DBLP.facets[0].batch == 1
    assert accepts(external(ORCA))
    assert accepts(external("doi:10.1145/1"))
    assert not accepts(external("doi:10.5555/1"))
    assert not accepts(external("arxiv:2309.06180"))


@pytest.mark.shared
def test_recorded_answers(shared: Path) -> None:
    folder = shared / "upstream/dblp"
    near = Site(("", 200, (folder / "publ_near_miss.json").read_bytes()))
    asked = subject("doi:10.1109/dac18074.2021.9586227", "Attention Is All You Need")
    other = subject("doi:10.1145/1", "Attention Is All You Need")
    named, missed = answers(DBLP, near, asked, other)
    assert named.record
    assert [author.name for author in named.record.authors] == [
        "Xiaopeng Zhang",
        "Haoyu Yang",
        "Evangeline F. Y. Young",
    ]
    assert missed.outcome == "absent"
    assert missed.candidates == ()
    kdd = Site(("", 200, (folder / "publ_acm_kdd.json").read_bytes()))
    (answer,) = answers(DBLP, kdd, subject("doi:10.1145/3292500.3330701", "KGAT"))
    assert answer.record
    assert answer.record.title == "KGAT: Knowledge Graph Attention Network for Recommendation"
    bib = Site(("", 200, (folder / "rec.bib").read_bytes()))
    (answer,) = answers(DBLP, bib, asked)
    assert answer.outcome == "temporary"
