"""The reviewed data that is shipped with papergraph: courses, topics, venues, the sample."""

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from papergraph.domain.coursebook import CourseBook
from papergraph.domain.topics import Taxonomy
from papergraph.domain.venues import VenueBook


def folder() -> Traversable:
    """``db/`` of the checkout, or its copy inside an installed wheel."""
    installed = resources.files("papergraph") / "_data"
    if installed.is_dir():
        return installed
    return Path(__file__).resolve().parents[2] / "db"


@cache
def course_book() -> CourseBook:
    """What ``courses.toml`` says."""
    return CourseBook.of(_toml("courses.toml"))


@cache
def taxonomy() -> Taxonomy:
    """What ``topics.toml`` says."""
    return Taxonomy.of(_toml("topics.toml"))


@cache
def venue_book() -> VenueBook:
    """What ``venues.toml`` says."""
    return VenueBook.from_mapping(_toml("venues.toml"))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((folder() / name).read_text("utf-8"))
