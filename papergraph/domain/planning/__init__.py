"""What one step writes (``filing``) and what is to be asked next (``due``): pure functions."""

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
    "Changes",
    "Claim",
    "Event",
    "Group",
    "Known",
    "Merge",
    "PlacedListing",
    "Plan",
    "StoredPage",
    "asked_for",
    "plan",
    "possible_keys",
]
