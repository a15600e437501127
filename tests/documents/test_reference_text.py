"""Single entries in every style; and the reviewed truth of 126 entries of 14 real lists."""

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from papergraph.documents.names import read_authors
from papergraph.documents.reference_text import kind_of, names_a_work, parse_reference
from papergraph.domain.works import Reference

SHARED = Path(__file__).resolve().parents[2] / "../shared"
TRUTH = Path(__file__).with_name("reference_truth.csv")


def said(text: str) -> tuple[str | None, str | None, str | None]:
    found = parse_reference(text)
    return found.title, str(found.date) if found.date else None, found.venue


@pytest.mark.parametrize(
    ("text", "title", "date", "venue"),
    [
        (
            "[3] Ada Low and Bo Ray. 2019. Fast Caches: A Study. In Symposium on Things (SOT). 1.",
            "Fast Caches: A Study", "2019", "Symposium on Things (SOT)",
        ),
        (
            "[3] A. Low, B. C. Ray, and S.-T. Li. Fast caches: A study. In SOT, pp. 1–9, Oct 2019.",
            "Fast caches: A study", "2019-10", "SOT",
        ),
        (
            "A. Low and B. Ray, “Fast caches: A study,” in Proc. SOT, 2019, pp. 1–9.",
            "Fast caches: A study", "2019", "Proc. SOT",
        ),
        (
            "Low, A., Ray, B. (2019). Fast caches: A study. Journal of Things, 12(3), 1–9.",
            "Fast caches: A study", "2019", "Journal of Things",
        ),
        (
            "[4] A. Low et al. Why wait? Cloning for the impatient. In SOT, 2012.",
            "Why wait? Cloning for the impatient", "2012", "SOT",
        ),
        ("[5] A. Low. Who needs caches? In SOT, 2014.", "Who needs caches?", "2014", "SOT"),
        (
            "[6] A. Low. Are we ready? the last suite. CoRR, abs/1602.08465, 2016.",
            "Are we ready? the last suite", "2016", None,
        ),
        (
            "[7] A. Low. Coding vs. copying: A comparison. In SOT, 2002. 1597",
            "Coding vs. copying: A comparison", "2002", "SOT",
        ),
        ("[8] Ada Low. Taming caches at scale, 2020.", "Taming caches at scale", "2020", None),
        ("[9] Ada Low. A caching toolkit, 9 2023.", "A caching toolkit", "2023-09", None),
        (
            "[10] A. Low. Caches. In 2020 20th Symposium on Things (SOT). IEEE, 2020. A Figures",
            "Caches", "2020", "2020 20th Symposium on Things (SOT)",
        ),
        (
            "[11] Leslie Q. Low. 1990. A Bridging Model. Commun. ACM 33, 8 (Aug. 1990).",
            "A Bridging Model", "1990-08", "Commun. ACM",
        ),
        (
            "[12] A. Low. End-to-end caches. In C. Cor and D. Lee, editors, Advances in Things 28, "
            "pages 1–9. Acme, 2015.",
            "End-to-end caches", "2015", "Advances in Things 28",
        ),
    ],
)  # fmt: skip
def test_styles(text: str, title: str, date: str, venue: str | None) -> None:
    assert said(text) == (title, date, venue)


def test_number_and_authors() -> None:
    found = parse_reference(
        "[12] Md. Ada Low, J.-M. Van Ray, Bo von Li, et al. Caches now. SOT, 2019."
    )
    assert found.number == 12
    assert [author.name for author in found.authors] == [
        "Md. Ada Low",
        "J.-M. Van Ray",
        "Bo von Li",
    ]


def test_reversed_names_are_turned_round() -> None:
    assert [author.name for author in read_authors("Low, A. B., Ray, C.")] == [
        "A. B. Low",
        "C. Ray",
    ]


def test_authors_end_where_a_page_header_runs_in() -> None:
    text = "[1] Ada Low, Bo Ray, and SOT ’23, May 2–6, 2023, Oslo Cy Li. 2021. Caches now. In SOT."
    found = parse_reference(text)
    assert found.title == "Caches now"
    assert [author.name for author in found.authors] == ["Ada Low", "Bo Ray"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "[1] A. Low. Caches now. arXiv preprint arXiv:2309.06180v2, 2023.",
            ["arxiv:2309.06180v2"],
        ),
        ("[1] A. Low. Caches now. CoRR, abs/1409.0473, 2014.", ["arxiv:1409.0473"]),
        (
            "[1] A. Low. 2022. Caches now. In SOT. https://doi.org/10.1145/3492321. 3519584",
            ["doi:10.1145/3492321.3519584"],
        ),
        (
            "[1] A. Low. 2022. Caches now. (2022). https://doi.org/10.48550/ arXiv.2210.12924",
            ["arxiv:2210.12924"],
        ),
        (
            "[1] A. Low. 2022. Caches. X. https://usenix.org/conference/nsdi22/presentation/ low",
            ["usenix:nsdi22/low"],
        ),
        ("[1] A. Low. Caches now. SOT, 2019.", []),
    ],
)
def test_ids(text: str, ids: list[str]) -> None:
    assert [str(external) for external in parse_reference(text).ids] == ids


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[1] Redis. http://www.redis.io.", "Redis"),
        (
            "[2] How much does a home use? https://www.eia.gov/faq. php?id=97.",
            "How much does a home use?",
        ),
        ("[3] 2019. NCCL. https://developer.example.com/nccl.", "NCCL"),
        ("[4] OpenAI. 2022. https://openai.com/blog/chatgpt", None),
        (
            "[5] NVIDIA. [n. d.]. Triton Server. https://developer.example.com/triton.",
            "Triton Server",
        ),
        ("[6] Ada Low. A talk on caches. https://a.org/talk.pdf, 2024.", "A talk on caches"),
        ("[7] A. Low. The Cache Challenge 2012 Results.", "The Cache Challenge 2012 Results"),
        (
            "[8] Acme Systems Inc., Provo, UT. Cache Guide, 3.2 edition, 2011.",
            "Cache Guide, 3.2 edition",
        ),
    ],
)
def test_pages_products_and_talks_are_read_but_are_no_works(text: str, title: str | None) -> None:
    found = parse_reference(text)
    assert found.title == title
    assert not names_a_work(found)


@pytest.mark.parametrize(
    "text",
    [
        "[1] A. Low and B. Ray. Fast caches. In SOT, 2019.",
        "[2] DeepSeek-AI. A technical report on caches. arXiv:2412.19437, 2024.",
        "[3] Ada Low. A compendium of caches. 1997.",
    ],
)
def test_publications_are_works(text: str) -> None:
    assert names_a_work(parse_reference(text))


def test_a_missing_year_leaves_it_unsure() -> None:
    assert not names_a_work(parse_reference("[1] A. Low. Caches for all. In Proc. SOT, Mar. 201."))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A. Low. Caches now. PhD thesis, 1998.", "thesis"),
        ("A. Low. Caches now. Technical report, Acme, 2012.", "report"),
        ("A. Low. Caches now. MIT Press, 2016.", "book"),
        ("A. Low. Caches now. In SOT, pages 1–9. Morgan Kaufmann, 1999.", "paper"),
        ("A. Low. Caches now. Wiley Interdisciplinary Reviews, 7(2), 2017.", "paper"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert kind_of(parse_reference(text)) == kind


@pytest.mark.parametrize(
    "text", ["", "   ", "[7]", ".", "????", "[1] ...", "2019.", "\x00", "A. " * 500]
)
def test_junk_never_raises_and_names_no_work(text: str) -> None:
    found = parse_reference(text)
    assert found.text == text
    assert not names_a_work(found)


def letters(text: str | None) -> str:
    return re.sub(r"[\W_]", "", (text or "").casefold())


@cache
def reference_lists() -> dict[str, dict[int | None, Reference]]:
    found = {}
    for path in (SHARED / "dataset/references.jsonl", SHARED / "pdfs/references.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            entries = map(parse_reference, row["entries"])
            found[row["citing"]] = {entry.number: entry for entry in entries}
    return found


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "pdfs").exists(), reason="needs ../shared")
@pytest.mark.parametrize("half", ["develop", "held-out"])
def test_titles_and_years_of_real_lists(half: str) -> None:
    rows = [row for row in csv.DictReader(TRUTH.open(encoding="utf-8")) if row["half"] == half]
    wrong = []
    for row in rows:
        entry = reference_lists()[row["list"]][int(row["number"])]
        year = str(entry.date.year) if entry.date else ""
        if (letters(entry.title), year) != (letters(row["title"]), row["year"]):
            wrong.append((row["list"], row["number"], entry.title, year))
    assert len(rows) == 63
    assert len(wrong) <= 0.03 * len(rows), wrong


@pytest.mark.parametrize("label", ["[KLZ+23]", "[Kwon et al., 2023]", "[Kwon and Li(2023)]"])
def test_a_label_is_no_part_of_the_authors(label: str) -> None:
    found = parse_reference(f"{label} Ada Kwon and Bo Li. Fast caches for all. In OSDI, 2023.")
    assert [author.name for author in found.authors] == ["Ada Kwon", "Bo Li"]
    assert found.title == "Fast caches for all"
    assert found.number is None
