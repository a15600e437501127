"""What one step writes (``filing``) and what is to be asked next (``due``): pure functions."""

from papergraph.domain.planning.due import ALWAYS, Ask, Memory, due, is_settled, retry_time
from papergraph.domain.planning.filing import (
    Changes,
    Claim,
    Event,
    Group,
    Known,
    Merge,
    PlacedListing,
    Plan,
    StoredPage,
    asked_for,
    plan,
    possible_keys,
)

__all__ = [
    "ALWAYS",
    "Ask",
    "Changes",
    "Claim",
    "Event",
    "Group",
    "Known",
    "Memory",
    "Merge",
    "PlacedListing",
    "Plan",
    "StoredPage",
    "asked_for",
    "due",
    "is_settled",
    "plan",
    "possible_keys",
    "retry_time",
]
