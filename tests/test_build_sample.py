"""How entries of reference lists become works of the sample: found, merged, or left out."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT / "../shared"
sys.path.insert(0, str(ROOT / "scripts"))

from build_sample import build, main  # noqa: E402
from sample_neighbours import ReferenceList, WorkIndex, neighbourhood, squeezed  # noqa: E402

from papergraph.documents.reference_text import parse_reference  # noqa: E402
from papergraph.domain.dates import PartialDate  # noqa: E402
from papergraph.domain.ids import read_url  # noqa: E402
from papergraph.domain.venues import VenueBook  # noqa: E402
from papergraph.domain.works import Author, Record  # noqa: E402

BOOK = VenueBook.from_mapping(
    {"venue": [{"name": "Symposium on Things", "acronym": "SOT"}, {"name": "Talks on Things"}]}
)


def index(*works: tuple[str, str, str, int]) -> WorkIndex:
    """An index of works given as label, title, first author and year."""
    found = WorkIndex()
    for label, title, author, year in works:
        ids = (read_url("https://arxiv.org/abs/2303.06865"),) if label == "flex" else ()
        known = tuple(external for external in ids if external)
        found.add(label, Record("sample", title, known, (Author(author),), PartialDate(year)))
    return found


LISTED = index(
    ("flash", "FlashCache: Fast and Memory-Efficient Caching of Exact Things", "Tri Low", 2022),
    ("flash-2", "FlashCache-2: Faster Caching with Better Parallelism", "Tri Low", 2023),
    (
        "taso",
        "TASO: Optimizing Deep Caches with Automated Generation of Substitutions",
        "Z. Jia",
        2019,
    ),
    ("warehouse", "The Warehouse as a Cache", "L. Ray", 2013),
    ("leak", "Extracting Cached Data from Large Language Models", "N. Car", 2021),
    ("flex", "FlexCache: High-Throughput Caching with a Single Disk", "Y. Sheng", 2023),
)


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (
            "T. Low. Flashcache: Fast and memoryefficient caching of exact things. In SOT, 2022.",
            "flash",
        ),
        (
            "Z. Jia. TASO: Optimizing deep caches with automatic generation of substitutions, 2019",
            "taso",
        ),
        ("L. Ray. The warehouse as a cache: An introduction to machines. SOT, 2013.", "warehouse"),
        ("Y. Sheng. High-throughput caching. arXiv:2303.06865, 2023.", "flex"),
        # Look-alikes: another title, another author, another year, another number.
        ("T. Low. FlashCache-3: Faster Caching with Better Parallelism. In SOT, 2023.", None),
        ("N. Car. Extracting Cached Data from Diffusion Models. In SOT, 2021.", None),
        ("A. Jia and B. Li. FlashCache: Fast inference. In SOT, 2022.", None),
        ("B. Li. The warehouse as a cache: A second look at machines. In SOT, 2013.", None),
        ("L. Ray. The warehouse as a cache: Third edition of machines. In SOT, 2019.", None),
        ("N. Zed. The Warehouse as a Cache. In SOT, 2013.", None),
    ],
)
def test_an_entry_is_a_listed_work_or_not(entry: str, found: str | None) -> None:
    answer = LISTED.find(parse_reference(entry))
    assert (answer[0] if answer else None) == found


def test_squeezing_forgives_what_line_breaks_did() -> None:
    assert squeezed("Goodput-Optimized Çache") == squeezed("goodputoptimized cache")
    assert squeezed("LLaMA") != squeezed("LLaMA 2")


def test_entries_of_several_lists_are_one_neighbour_with_two_versions() -> None:
    lists = [
        ReferenceList.read(
            "flash", "a.pdf",
            [
                "[1] Bo Li and Cy Ho. Deep caches learn fast. In SOT, 2016.",
                "[2] I. Good. Deep caching. MIT Press, 2016.",
                "[3] Acme. Caching toolkit. https://acme.example/toolkit, 2019.",
            ],
        ),
        ReferenceList.read(
            "taso", "b.pdf",
            [
                "[1] B. Li and C. Ho. Deep caches learn fast. arXiv:1512.03385, 2015.",
                "[2] Y. Lecun. Deep caching. Talks on Things, 2015.",
                "[3] B. Li. Deep caches learn fast",
            ],
        ),
    ]  # fmt: skip
    records, citations = neighbourhood(lists, LISTED, {}, BOOK)
    assert [(label, str(record.date), len(record.authors)) for label, record in records] == [
        ("deep-caches-learn-fast", "2016", 2),
        ("deep-caches-learn-fast", "2015-12", 0),
        ("deep-caching", "2016", 1),
        (records[3][0], "2015", 1),
    ]
    assert records[0][1].authors[0].name == "Bo Li"
    assert records[0][1].venue == BOOK.read("SOT")
    assert [str(external) for external in records[1][1].ids] == ["arxiv:1512.03385"]
    # The poor entry [3] of the second list is no work of its own, but means the one we know.
    assert [edge[:2] for edge in citations].count(("taso", "deep-caches-learn-fast")) == 2


def test_a_citing_work_off_the_lists_counts_only_with_a_listed_reference() -> None:
    entries = ["[1] Bo Li. Deep caches learn fast. In SOT, 2016."]
    off_list = {"borg": Record("sample", "Caches at large", date=PartialDate(2015))}
    island = ReferenceList.read("borg", "c.pdf", entries)
    assert neighbourhood([island], LISTED, off_list, BOOK) == ([], [])
    linked = ReferenceList.read(
        "borg", "c.pdf", [*entries, "[2] L. Ray. The Warehouse as a Cache. In SOT, 2013."]
    )
    records, citations = neighbourhood([linked], LISTED, off_list, BOOK)
    assert [label for label, _ in records] == ["borg", "deep-caches-learn-fast"]
    assert ("borg", "warehouse") in [edge[:2] for edge in citations]


def test_without_a_folder_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_building_again_gives_the_same_files(tmp_path: Path) -> None:
    build(SHARED, tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert {*made, Path("README.md")} == {
        path.relative_to(ROOT / "db/sample")
        for path in (ROOT / "db/sample").rglob("*")
        if path.is_file()
    }
    for path in made:
        assert (tmp_path / path).read_bytes() == (ROOT / "db/sample" / path).read_bytes(), path
