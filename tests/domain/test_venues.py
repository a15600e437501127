import tomllib
from pathlib import Path

import pytest

from papergraph.domain.venues import VenueBook, read_venue_year
from papergraph.errors import InputError

BOOK = VenueBook.from_mapping(
    tomllib.loads((Path(__file__).resolve().parents[2] / "db/venues.toml").read_text("utf-8"))
)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("14th USENIX Symposium on Operating Systems Design and Implementation (OSDI 20)", "OSDI"),
        (
            "9th USENIX conference on Networked Systems Design and Implementation",
            "NSDI",
        ),
        (
            "Proceedings of the ACM SIGOPS 30th Symposium on Operating Systems Principles",
            "SOSP",
        ),
        ("Proc. ACM Symp. on Operating Systems Principles", "SOSP"),
        ("Proc. Int’l Conf. on Very Large Data Bases (VLDB), Riva, Italy", "VLDB"),
        ("SC22: International Conference for High Performance Computing", "SC"),
        ("ICML-18", "ICML"),
        ("HPCA, 2018", "HPCA"),
        (
            "? In Proceedings of the 2021 conference on fairness, accountability, and transparency",
            "FAccT",
        ),
        ("Advances in Neural Information Processing Systems 35", "NeurIPS"),
        ("SIGMETRICS", "SIGMETRICS"),
        ("ACM SIGMETRICS Performance Evaluation Review", "PER"),
        ("Nature", "Nature"),
        ("The Journal of Supercomputing", "Journal of Supercomputing"),
        ("Commun. ACM", "CACM"),
        ("EuroMLSys", "EuroMLSys"),
        ("ACM HotNets", "HotNets"),
    ],
)
def test_known_venues(text: str, short: str) -> None:
    venue = BOOK.read(text)
    assert venue is not None
    assert venue.short == short


@pytest.mark.parametrize(
    "text",
    [
        "", None, "2019", "arXiv", "CoRR", "UCB", "Apple", "Microsoft",
        "[Code](https://github.com/inclusionAI/AReaL) | Ant",
        "Nature Comm",  # another journal
        "fast and loose",  # FAST is written in capitals
        "NeurIPS 2023 Foundation Models for Decision Making Workshop",
        "ICML Workshop on Challenges in Deploying Machine Learning Systems",
        "International Conference on Machine Learning and Cybernetics",
        "Spring Joint Computer Conference",
    ],
)  # fmt: skip
def test_what_is_no_venue_of_ours_stays_unknown(text: str | None) -> None:
    assert BOOK.read(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("18th USENIX Symposium (OSDI 24)", 2024), ("SOSP ’19, Huntsville", 2019),
        ("(USENIX Security 23)", 2023), ("ICCV 2023", 2023), ("SOSP '93", 1993),
        ("HPCA, 2018", 2018), ("10th Symposium on Things", None), ("Advances in Things 28", None),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_the_year_is_told_apart(text: str | None, year: int | None) -> None:
    assert read_venue_year(text) == year


def test_a_name_of_two_venues_is_refused() -> None:
    with pytest.raises(InputError, match="SOT"):
        VenueBook.from_mapping({"venue": [{"name": "A", "acronym": "SOT"}, {"name": "SOT"}]})
    with pytest.raises(InputError, match="no name"):
        VenueBook.from_mapping({"venue": [{"acronym": "SOT"}]})


def test_every_venue_is_found_by_its_own_names() -> None:
    for entry in BOOK.entries:
        assert BOOK.read(entry.venue.name) == entry.venue
        if entry.venue.acronym:
            assert BOOK.read(entry.venue.acronym) == entry.venue
