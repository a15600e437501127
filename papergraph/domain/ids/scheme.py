"""What the registries' files provide: one ``Scheme`` for each kind of id."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from papergraph.domain.ids.addresses import Address

Manifestation = Literal["preprint", "published", "copy"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How ids of one registry are written, found in addresses and turned into links.

    Attributes:
        name: what stands before the colon.
        manifestation: what such an id stands for, as a rule.
        normal: a value as a person may write it -> its one canonical form, or None.
        find: an address of the registry's site -> the value it means, or None.
        link: a canonical value -> the address that a reader should open. ``find`` of this
            address gives the value back.
    """

    name: str
    manifestation: Manifestation
    normal: Callable[[str], str | None]
    find: Callable[[Address], str | None]
    link: Callable[[str], str]
