"""What is told of a crawl: failures by site and reason, what to do, when; one line for nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from papergraph.domain.answers import Crawled, Failed, FiledByHand, SourceState
from papergraph.exporters import crawl_json, crawl_report
from papergraph.exporters.report_html import render_html
from papergraph.exporters.report_text import render_markdown, render_plain

LATER = datetime(2026, 9, 2, 14, 30, tzinfo=UTC)


def failed(
    work: str,
    source: str,
    reason: str,
    *,
    hint: str | None = "do this",
    retry_at: datetime | None = None,
) -> Failed:
    return Failed(work, f"Title of {work}", source, reason, hint, retry_at)


MANY = tuple(failed(f"w{n}", "arxiv", "it did not answer", retry_at=LATER) for n in range(5))
OTHERS = (
    failed("a", "usenix", "https://www.usenix.org/a: the server refuses us (403)"),
    failed("b", "usenix", "https://www.usenix.org/b: the server refuses us (403)"),
    failed("c", "usenix", "no such page", hint=None),
)
TOLD = Crawled(
    requests={"arxiv": 3, "semanticscholar": 12},
    works=9,
    added=4,
    updated=1,
    unchanged=2,
    neighbours=1,
    citations=70,
    failed=(*MANY, *OTHERS),
)


def plain(value: Crawled, *, verbose: bool = False) -> list[str]:
    return render_plain(crawl_report.crawled(value, verbose=verbose)).splitlines()


def test_the_summary_counts_and_names_the_requests() -> None:
    lines = plain(TOLD)
    assert lines[2] == (
        "9 readings: 4 added, 1 updated, 2 unchanged; 1 work around them and 70 citations are new"
    )
    assert "Requests: arxiv 3, semanticscholar 12" in lines
    assert not any("PDFs" in line for line in lines), "none were asked for"
    with_pdfs = plain(replace(TOLD, pdfs_stored=3, pdfs_missing=1))
    assert "PDFs: 3 stored, 1 missing" in with_pdfs


def test_failures_stand_by_site_and_reason_with_what_to_do_and_when() -> None:
    lines = plain(TOLD)
    start = lines.index("NOT HAD (8)")
    arxiv, many, usenix, refused, page = lines[start + 1 : start + 6]
    assert (arxiv, usenix) == ("  arxiv", "  usenix")
    assert many == (
        "    it did not answer (5 works; Title of w0; Title of w1; Title of w2 and 2 more "
        "(-v names them); do this; asked again after 2026-09-02 14:30 UTC)"
    )
    # One reason, though the address differs from work to work.
    assert refused.startswith("    www.usenix.org: the server refuses us (403) (2 works; ")
    assert "Title of a; Title of b" in refused
    assert page == "    no such page (1 work; Title of c)"
    assert lines[-1].startswith("What failed is asked again at its time")


def test_verbose_names_all() -> None:
    text = "\n".join(plain(TOLD, verbose=True))
    assert all(each.title in text for each in TOLD.failed)
    assert "-v names them" not in text
    assert "more" not in text


def test_different_hints_or_times_of_one_reason_are_told_apart() -> None:
    moments = (LATER, LATER + timedelta(hours=5))
    told = replace(
        TOLD,
        failed=tuple(
            failed(f"w{n}", "arxiv", "busy", retry_at=moment) for n, moment in enumerate(moments)
        ),
    )
    rows = [line for line in plain(told) if line.startswith("    busy")]
    assert len(rows) == 2
    assert "19:30 UTC" in rows[1]


def test_times_are_told_in_utc_whatever_zone_they_come_in() -> None:
    elsewhere = LATER.astimezone(timezone(timedelta(hours=-7)))
    assert "asked again after 2026-09-02 14:30 UTC" in "\n".join(
        plain(replace(TOLD, failed=(failed("a", "arxiv", "busy", retry_at=elsewhere),)))
    )


def test_what_only_a_person_can_change_has_no_time() -> None:
    lines = plain(replace(TOLD, failed=OTHERS))
    assert not any("asked again after" in line for line in lines)
    assert not any("at its time" in line for line in lines)


def test_nothing_due_is_one_line() -> None:
    for value in (Crawled(works=3), Crawled(works=3, dry_run=True)):
        title, rule, *body = plain(value)
        assert set(rule) == {"="}
        assert len(body) == 1
        assert body[0].startswith("3 readings: ")
        assert title.startswith("Crawl")
    assert "nothing was asked" in plain(Crawled(works=3))[2]


def test_a_dry_run_says_how_many_to_whom() -> None:
    lines = plain(Crawled(works=3, dry_run=True, planned={"arxiv": 1, "PDFs of arxiv.org": 2}))
    assert lines[2] == "3 readings: 3 requests are due."
    assert "    arxiv: requests 1" in lines
    assert "    PDFs of arxiv.org: requests 2" in lines


def test_readings_without_a_link_are_proposed_and_not_decided() -> None:
    text = "\n".join(plain(replace(TOLD, proposed=2)))
    assert "2 readings searched for by title" in text
    assert "nothing was taken for granted" in text


def test_words_of_a_site_are_shown_as_text() -> None:
    evil = "<script>alert(1)</script> [x](http://example.org)"
    report = crawl_report.crawled(replace(TOLD, failed=(failed("a", "web", evil),)))
    assert "<script" not in render_html(report)
    assert "[x](" not in render_markdown(report)


def test_json_of_a_crawl_has_the_keys_that_others_rely_on() -> None:
    data = crawl_json.crawled(TOLD)
    assert (data["requests"], data["added"], data["updated"], data["unchanged"]) == (
        {"arxiv": 3, "semanticscholar": 12},
        4,
        1,
        2,
    )
    assert data["failed"][0] == {
        "work": "w0",
        "title": "Title of w0",
        "source": "arxiv",
        "reason": "it did not answer",
        "hint": "do this",
        "retry_at": "2026-09-02T14:30:00+00:00",
    }
    assert data["failed"][-1]["retry_at"] is None
    assert data["pdfs"] == {"stored": 0, "missing": 0}
    assert crawl_json.crawled(Crawled(dry_run=True, planned={"arxiv": 1}))["requests"] == {
        "arxiv": 1
    }


def test_a_site_says_its_key_and_its_parking() -> None:
    free = SourceState("arxiv", "arXiv", ("a.org",), ("metadata",), ("arxiv",), "one in 3 s", "CC0")
    keyed = replace(free, name="s2", key=False, key_setting="semanticscholar_key")
    parked = replace(keyed, key=True, parked_until=LATER, parked_why="it refuses us (403)")
    lines = render_plain(crawl_report.sources((free, keyed, parked))).splitlines()
    rows = [line for line in lines if line.startswith("    ")]
    assert "key" not in rows[0]
    assert "no key (set PAPERGRAPH_SEMANTICSCHOLAR_KEY)" in rows[1]
    assert "key is set" in rows[2]
    assert "parked until 2026-09-02 14:30 UTC: it refuses us (403)" in rows[2]


def test_files_by_hand_say_what_they_were_found_to_be() -> None:
    sure = FiledByHand("a.pdf", "a PDF", "lora", "LoRA", "by its stamp", new=True)
    unsure = FiledByHand("b.pdf", "a PDF", None, "Some Title", "no such title", ("x", "y"))
    text = render_plain(crawl_report.by_hand((sure, unsure)))
    assert "a.pdf (a PDF; is LoRA (lora); by its stamp)" in text
    assert "not sure which work: left alone; no such title; perhaps x, y" in text
    assert "--work WORK" in text
    assert "--work WORK" not in render_plain(crawl_report.by_hand((sure,)))
    assert crawl_json.by_hand((unsure,))[0] == {
        "file": "b.pdf",
        "what": "a PDF",
        "work": None,
        "title": "Some Title",
        "why": "no such title",
        "candidates": ["x", "y"],
        "new": False,
    }
