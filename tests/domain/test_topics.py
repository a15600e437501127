import tomllib
from pathlib import Path

import pytest

from papergraph.domain.courses import Listing, Reading, Session
from papergraph.domain.topics import Taxonomy, lectures_by_heading
from papergraph.errors import InputError

TAXONOMY = Taxonomy.of(
    tomllib.loads((Path(__file__).parents[2] / "db" / "topics.toml").read_text("utf-8"))
)


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("Introduction", "foundations"),
        ("GenAI Basics", "foundations"),
        ("Pre-Training", "training"),
        ("Training Basics", "training"),
        ("Post-Training", "post-training"),
        ("Fine Tuning / Alignment", "post-training"),
        ("Inference Basics", "inference"),
        ("Serving Systems and Inference", "inference"),
        ("Grounding", "rag"),
        ("Agentic AI Systems", "agents"),
        ("Power and Energy Optimizations", "energy"),
        ("Hardware / Infrastructure", "hardware"),
        ("Ethical Considerations", "ethics"),
        ("Scheduling and Resource Management", "scheduling"),
        ("GenAI (for) Systems", None),
        ("Special Topics", None),
        ("Training and Inference", None),  # two topics: ambiguous, so its own
        ("", None),
    ],
)
def test_headings_map_to_topics(heading: str, topic: str | None) -> None:
    assert TAXONOMY.topic_of(heading) == topic


def test_a_heading_that_maps_to_none_is_its_own_topic_and_is_reported() -> None:
    readings = (
        Reading("A", heading="Special Topics"),
        Reading("B", heading="Inference"),
        Reading("C"),
    )
    listing = TAXONOMY.assign(Listing("x", (Session(None, readings=readings),)))
    assert [reading.topic for reading in listing.readings] == ["Special Topics", "inference", None]
    assert TAXONOMY.unknown(["Inference", "Special Topics", "Special Topics"]) == (
        "Special Topics",
    )
    assert TAXONOMY.title("inference") == "Inference and serving"
    assert TAXONOMY.title("Special Topics") == "Special Topics"


def test_a_word_can_mean_one_topic_only() -> None:
    with pytest.raises(InputError, match="belongs to both"):
        Taxonomy.of({"topic": {"a": {"words": ["Serving"]}, "b": {"headings": ["serving"]}}})


def test_lectures_are_counted_where_something_is_read() -> None:
    def session(kind: str, *headings: str) -> Session:
        return Session(None, kind=kind, readings=tuple(Reading("x", heading=h) for h in headings))  # type: ignore[arg-type]

    counts = lectures_by_heading(
        [
            session("lecture", "A", "A"),
            session("lecture", "A", "B"),
            session("no-lecture", "A"),
            session("lecture"),
        ]
    )
    assert counts == {"A": 2, "B": 1}
