"""What our own CSV and TOML have in common: fields that a person fills in, read strictly."""

from collections.abc import Sequence
from typing import get_args

from papergraph.domain.courses import Role, Session, Term
from papergraph.domain.works import KINDS, Kind
from papergraph.listings.clues.dates import Day, is_date_cell, leading_day
from papergraph.listings.offering import term_of_day

ROLES: tuple[Role, ...] = get_args(Role)


def read_role(text: str) -> Role | None:
    """The role a field names; None where it names none of ours."""
    return next((role for role in ROLES if role == text.strip().lower()), None)


def read_kind(text: str) -> Kind | None:
    """The kind of work a field names; None where it names none of ours."""
    return next((kind for kind in KINDS if kind == text.strip().lower()), None)


def read_day(text: str) -> Day | None:
    """The day a field says and nothing besides; None for anything else."""
    return leading_day(text) if is_date_cell(text) else None


def term_of_days(days: Sequence[Day | None], *, january: str) -> Term | None:
    """The term of the earliest day that is written with its year; None without such a day."""
    dates = [when for day in days if day and day.year and (when := day.within(None))]
    return term_of_day(min(dates), january=january) if dates else None


def headings_of(sessions: Sequence[Session]) -> tuple[str, ...]:
    """The headings of sessions and their readings, each once, in order."""
    found: dict[str, None] = {}
    for session in sessions:
        for heading in (session.heading, *(reading.heading for reading in session.readings)):
            if heading:
                found.setdefault(heading)
    return tuple(found)
