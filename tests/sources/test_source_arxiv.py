"""arXiv's feeds, as they are documented and as they are not, and what becomes of a question."""

import contextlib
import logging
import socket
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.asking import Answer, Fact, Question, Subject
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.errors import AnswerError
from papergraph.sources.arxiv import ARXIV, MOST_QUERIES
from papergraph.sources.asking import Query, Reply

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
METADATA: frozenset[Fact] = frozenset({"metadata"})
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title>'
)


class Site:
    """An ``Ask`` that answers with what ``answer`` makes of the ids of a query."""

    def __init__(self, answer: Callable[[list[str]], bytes | tuple[int, bytes]]) -> None:
        self.answer = answer
        self.queries: list[Query] = []

    def __call__(self, query: Query) -> Reply:
        self.queries.append(query)
        given = self.answer(ids_of(query))
        status, body = given if isinstance(given, tuple) else (200, given)
        assert 200 <= status < 300 or status in query.statuses
        return Reply(query.url, status, {}, body, AT)


def ids_of(query: Query) -> list[str]:
    return parse_qs(urlsplit(query.url).query)["id_list"][0].split(",")


def entry(number: str, title: str = "A Paper of Ours", **more: str) -> str:
    fields = {"published": "2023-09-12T10:00:00Z", "updated": "2023-10-01T00:00:00Z"} | more
    names = {"comment": "arxiv:comment", "journal_ref": "arxiv:journal_ref", "doi": "arxiv:doi"}
    inner = "".join(
        f"<{names.get(name, name)}>{escape(text)}</{names.get(name, name)}>"
        for name, text in fields.items()
    )
    return (
        f"<entry><id>http://arxiv.org/abs/{number}</id><title>{escape(title)}</title>{inner}"
        '<link title="pdf" href="http://elsewhere.example/x.pdf" rel="related"/>'
        '<link title="pdf" href="http://elsewhere.example/y.pdf" rel="related"/>'
        "<author><name>Ada Lovelace</name></author><author><name> </name></author></entry>"
    )


def feed(*entries: str, total: int | None = None) -> bytes:
    total = len(entries) if total is None else total
    said = f"<opensearch:totalResults>{total}</opensearch:totalResults>"
    return f"{HEAD}{said}{''.join(entries)}</feed>".encode()


def error(summary: str) -> bytes:
    return feed(
        "<entry><id>https://arxiv.org/api/errors#x</id><title>Error</title>"
        f"<summary>{summary}</summary></entry>"
    )


def question(*numbers: str) -> Question:
    subjects = tuple(Subject(ExternalId("arxiv", number)) for number in numbers)
    return Question("arxiv", METADATA, subjects)


def asked(site: Site, *numbers: str) -> list[Answer]:
    return list(ARXIV.answer(site, question(*numbers)))


def outcomes(answers: Sequence[Answer]) -> dict[str, str]:
    assert len({answer.subject for answer in answers}) == len(answers)
    return {answer.subject.name.removeprefix("arxiv:"): answer.outcome for answer in answers}


def test_a_record_says_all_that_the_entry_says() -> None:
    site = Site(
        lambda _: feed(
            entry(
                "2309.06180v2",
                "PagedAttention: $O(n)$\n  memory",
                summary=" The abstract\nof it. ",
                comment="12 pages",
                journal_ref="Proc. SOSP 2023",
                doi="10.1145/3600006.3613165",
            )
        )
    )
    [answer] = asked(site, "2309.06180")
    record = answer.record
    assert record is not None
    assert answer.outcome == "found"
    assert [str(external) for external in record.ids] == [
        "arxiv:2309.06180v2",
        "arxiv:2309.06180",
        "doi:10.1145/3600006.3613165",
    ]
    assert record.title == "PagedAttention: $O(n)$ memory"
    assert record.abstract == "The abstract of it."
    assert [author.name for author in record.authors] == ["Ada Lovelace"]
    assert record.date == PartialDate(2023, 9, 12)
    assert (record.venue, record.kind, record.status) == (None, "paper", None)
    assert record.comment == "journal reference: Proc. SOSP 2023; 12 pages"
    assert record.pdf == "https://arxiv.org/pdf/2309.06180v2"
    assert record.url == "https://arxiv.org/abs/2309.06180v2"
    assert ("updated", "2023-10-01") in record.provenance
    assert (record.at, record.request) == (AT, site.queries[0].url)


def test_one_query_asks_for_exactly_so_many_results() -> None:
    site = Site(lambda ids: feed(*(entry(f"{number}v1") for number in ids)))
    numbers = [f"2309.{n:05}" for n in range(100)]
    assert set(outcomes(asked(site, *numbers)).values()) == {"found"}
    [query] = site.queries
    address = urlsplit(query.url)
    assert (address.scheme, address.netloc, address.path) == (
        "https",
        "export.arxiv.org",
        "/api/query",
    )
    assert parse_qs(address.query)["max_results"] == ["100"]
    assert parse_qs(address.query)["start"] == ["0"]


def test_answers_are_told_by_their_id_alone() -> None:
    body = feed(
        entry("2309.00003v1"),
        entry("quant-ph/0201082v1"),
        entry("9999.99999v1"),  # nobody asked for it
        entry("2309.00001v4"),
        entry("2309.00001v4"),  # twice
    )
    answers = asked(
        Site(lambda _: body), "2309.00001", "2309.00002", "2309.00003", "quant-ph/0201082"
    )
    assert outcomes(answers) == {
        "2309.00001": "found",
        "2309.00003": "found",
        "quant-ph/0201082": "found",
        "2309.00002": "absent",
    }


def test_papers_that_nobody_asked_for_say_nothing_of_the_others() -> None:
    with pytest.raises(AnswerError, match="not asked for") as caught:
        asked(Site(lambda _: feed(entry("2309.00009v1"))), "2309.00001")
    assert caught.value.outcome == "temporary"


def test_ids_of_other_registries_and_none_are_answered_without_asking() -> None:
    site = Site(lambda _: feed())
    subjects = (Subject(ExternalId("doi", "10.1/x")), Subject(None, ("A title",)))
    answers = list(ARXIV.answer(site, Question("arxiv", METADATA, subjects)))
    assert [answer.outcome for answer in answers] == ["absent", "absent"]
    assert site.queries == []


@pytest.mark.parametrize("says", ["incorrect id format for 2309.00002", "incorrect id format"])
def test_one_id_that_is_refused_does_not_lose_the_others(says: str) -> None:
    def answer(ids: list[str]) -> tuple[int, bytes]:
        if "2309.00002" in ids:
            return 400, error(says)
        return 200, feed(*(entry(f"{number}v1") for number in ids))

    site = Site(answer)
    numbers = [f"2309.{n:05}" for n in range(20)]
    found = outcomes(asked(site, *numbers))
    assert {number for number, outcome in found.items() if outcome == "absent"} == {"2309.00002"}
    assert len(found) == 20
    assert len(site.queries) == (2 if says.endswith("2") else 9)


def test_a_site_that_refuses_everything_is_not_asked_for_ever() -> None:
    site = Site(lambda _: (400, error("incorrect id format")))
    with pytest.raises(AnswerError, match="refuses"):
        asked(site, *(f"2309.{n:05}" for n in range(100)))
    assert len(site.queries) == MOST_QUERIES


def test_a_refusal_for_another_reason_makes_no_paper_absent() -> None:
    site = Site(lambda _: (400, error("max_results must be non-negative")))
    found = asked(site, "2309.00001", "2309.00002")
    assert set(outcomes(found).values()) == {"temporary"}
    assert "max_results" in (found[0].reason or "")


def test_an_entry_that_cannot_be_read_loses_no_other(caplog: pytest.LogCaptureFixture) -> None:
    good = entry("2309.00001v1")
    bad = [
        entry("2309.00002v1", published="yesterday"),
        entry("2309.00003v1", title="  "),
        entry("2309.00004v1", updated=""),
        entry("2309.00005v1", published="0001-01-01T00:00:00+23:00"),
    ]
    with caplog.at_level(logging.WARNING):
        answers = asked(Site(lambda _: feed(*bad, good)), *(f"2309.0000{n}" for n in range(1, 6)))
    assert outcomes(answers) == {
        "2309.00001": "found",
        **{f"2309.0000{n}": "temporary" for n in range(2, 6)},
    }
    assert caplog.records == []


def test_a_page_that_is_short_is_gone_on_with() -> None:
    def answer(ids: list[str]) -> bytes:
        start = int(parse_qs(urlsplit(site.queries[-1].url).query)["start"][0])
        return feed(*(entry(f"{number}v1") for number in ids[start : start + 2]), total=len(ids))

    site = Site(answer)
    assert set(outcomes(asked(site, *(f"2309.0000{n}" for n in range(5)))).values()) == {"found"}
    assert len(site.queries) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Rate exceeded.",
        b"<!DOCTYPE html><html><body>Just a moment...</body></html>",
        b"<html><body><p>Sorry</p></body></html>",
        b'<!DOCTYPE feed [<!ENTITY a "aaaa">]>' + feed(entry("2309.06180v1")),
        feed(entry("2309.06180v1"))[:-30],
        feed(entry("2309.06180v1")).decode().encode("utf-16"),
        feed(total=1),
        feed(entry("2309.06180v1")).replace(b"totalResults", b"total"),
        feed(entry("2309.06180v1")).replace(b">1<", b">many<"),
        b"\xff\xfe" + feed(entry("2309.06180v1")),
        HEAD.encode() + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</feed>",
        (400, feed(entry("2309.06180v1"))),
        (400, b"Bad Request"),
    ],
    ids=range(14),
)
def test_what_is_no_feed_is_asked_for_again(body: bytes | tuple[int, bytes]) -> None:
    with pytest.raises(AnswerError) as caught:
        asked(Site(lambda _: body), "2309.06180")
    assert caught.value.outcome == "temporary"


@pytest.mark.parametrize(
    ("comment", "summary", "status"),
    [
        ("This paper has been withdrawn by the authors. It will appear elsewhere", "", "withdrawn"),
        ("This has been withdrawn by arXiv administrators due to a dispute", "", "withdrawn"),
        ("12 pages; withdrawn", "", "withdrawn"),
        ("Withdrawn due to an error in Lemma 2", "", "withdrawn"),
        ("Paper withdrawn", "", "withdrawn"),
        ("arXiv admin note: withdrawn by arXiv administration", "", "withdrawn"),
        ("The authors have withdrawn this paper", "", "withdrawn"),
        ("", "This paper has been withdrawn by the authors.", "withdrawn"),
        ("Replaces the withdrawn 1234.5678", "", None),
        ("This paper was withdrawn from ICML", "", None),
        ("Version 1 was withdrawn by mistake", "", None),
        (
            "9 pages",
            "Withdrawn drugs are studied. A paper withdrawn by its authors is cited.",
            None,
        ),
        ("9 pages", "We study how papers are withdrawn.", None),
        ("." * 20_000, "(" * 20_000, None),
    ],
)
def test_withdrawal_is_told_by_the_words(comment: str, summary: str, status: str | None) -> None:
    body = feed(entry("2309.06180v3", comment=comment, summary=summary))
    before = time.perf_counter()
    [answer] = asked(Site(lambda _: body), "2309.06180")
    assert time.perf_counter() - before < 2
    assert answer.record is not None
    assert answer.record.status == status
    assert (answer.record.pdf is None) == (status is not None)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
        ("https://doi.org/10.1145/ABC", "doi:10.1145/abc"),
        ("10.1145/1.2 10.1145/3.4", None),  # which of the two is this paper?
        ("10.48550/arXiv.2309.06180", None),
        ("to appear", None),
    ],
)
def test_a_doi_links_only_where_one_is_given(text: str, doi: str | None) -> None:
    [answer] = asked(Site(lambda _: feed(entry("2309.06180v1", doi=text))), "2309.06180")
    assert answer.record is not None
    assert [str(e) for e in answer.record.ids if e.scheme == "doi"] == ([doi] if doi else [])


def test_long_titles_and_author_lists_are_kept_whole() -> None:
    authors = "".join(f"<author><name>Author {n}</name></author>" for n in range(1014))
    long = entry("2309.06180v1", "word " * 2000).replace("</entry>", f"{authors}</entry>")
    [answer] = asked(Site(lambda _: feed(long)), "2309.06180")
    assert answer.record is not None
    assert len(answer.record.title) == 9_999
    assert len(answer.record.authors) == 1015


def test_no_socket_no_wait_and_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the package reaches for the network or the clock")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(time, "sleep", refuse)
    handlers = list(logging.getLogger().handlers)
    with caplog.at_level(logging.WARNING):
        [answer] = asked(Site(lambda _: feed(entry("2309.06180v1"))), "2309.06180")
    assert answer.outcome == "found"
    assert caplog.records == []
    assert logging.getLogger().handlers == handlers


def test_a_failure_of_the_session_is_let_through() -> None:
    def slow_down(query: Query) -> Reply:
        raise AnswerError(f"{query.url}: (429)", outcome="temporary", retry_at=AT)

    with pytest.raises(AnswerError) as caught:
        list(ARXIV.answer(slow_down, question("2309.06180")))
    assert caught.value.retry_at == AT


PIECES = st.sampled_from(
    ["<entry>", "</entry>", "<id>", "</id>", "&amp;", "&#0;", "<!--", "]]>", "\x00", "\ud800", "é"]
)


@given(st.data())
def test_no_mutation_of_a_feed_raises_anything_else(data: st.DataObject) -> None:
    good = feed(entry("2309.06180v2", comment="12 pages"), entry("2309.00001v1"))
    body = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 40)))
        body[start:end] = data.draw(
            st.binary(max_size=8) | PIECES.map(lambda s: s.encode("utf-8", "surrogatepass"))
        )
    status = data.draw(st.sampled_from([200, 400]))
    site = Site(lambda _: (status, bytes(body)))
    numbers = ("2309.06180", "2309.00001")
    answers: list[Answer] = []
    with contextlib.suppress(AnswerError):
        answers.extend(ARXIV.answer(site, question(*numbers)))
        assert set(outcomes(answers)) == set(numbers)
