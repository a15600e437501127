"""The value type: an id, its link, and what it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from papergraph.domain.ids import arxiv, doi
from papergraph.domain.ids.addresses import Address, canonical_url, visible
from papergraph.domain.ids.arxiv import ARXIV
from papergraph.domain.ids.doi import DOI
from papergraph.domain.ids.proceedings import ACL, CVF, MLSYS, NEURIPS, PMLR
from papergraph.domain.ids.registries import IEEE, OPENALEX, OPENREVIEW, S2, YOUTUBE
from papergraph.domain.ids.scheme import Manifestation, Scheme
from papergraph.domain.ids.usenix import USENIX


def _any_address(address: Address) -> str:
    return address.url


def _same(value: str) -> str:
    return value


URL = Scheme("url", "copy", canonical_url, _any_address, _same)

#: Every registry we know, in the order in which an address is shown to them; ``url`` takes all.
REGISTRIES: tuple[Scheme, ...] = (
    ARXIV,
    DOI,
    USENIX,
    OPENREVIEW,
    NEURIPS,
    MLSYS,
    PMLR,
    CVF,
    ACL,
    IEEE,
    S2,
    OPENALEX,
    YOUTUBE,
    URL,
)
SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.name: scheme for scheme in REGISTRIES})


@dataclass(frozen=True, slots=True, order=True)
class ExternalId:
    """A name that one registry gives to a work, as ``scheme:value`` (``arxiv:2309.06180``).

    The constructor takes what it is given; ``parse``, ``read_id`` and ``read_url`` give ids in
    canonical form, so that equal ids are equal values.
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The id written ``scheme:value``, in canonical form; None if it is not one.

        >>> str(ExternalId.parse("DOI: 10.1145/3600006.3613165."))
        'doi:10.1145/3600006.3613165'
        """
        name, colon, value = visible(text).partition(":")
        scheme = SCHEMES.get(name.strip().lower())
        if not colon or scheme is None:
            return None
        return cls.of(scheme, scheme.normal(value.strip()))

    @classmethod
    def find(cls, address: Address) -> Self:
        """The id that an address means: the first registry's that knows it, else ``url:``."""
        for scheme in REGISTRIES:
            if found := cls.of(scheme, scheme.find(address)):
                return found
        return cls(URL.name, address.url)

    @classmethod
    def of(cls, scheme: Scheme, value: str | None) -> Self | None:
        """The id of a canonical value; the DOIs that arXiv gives are arXiv ids."""
        if value is None:
            return None
        if scheme is DOI and (number := arxiv.of_doi(value)):
            return cls(ARXIV.name, number)
        return cls(scheme.name, value)

    @property
    def url(self) -> str | None:
        """The http(s) address a reader should open; None for a value that no registry gives."""
        scheme = SCHEMES.get(self.scheme)
        value = scheme.normal(self.value) if scheme else None
        return scheme.link(value) if scheme and value else None

    @property
    def base(self) -> "ExternalId":
        """The id without its version (``arxiv:2309.06180v2`` -> ``arxiv:2309.06180``)."""
        if self.scheme == ARXIV.name:
            return ExternalId(self.scheme, arxiv.without_version(self.value))
        return self

    @property
    def version(self) -> int | None:
        """The version that it names, 2 for ``arxiv:2309.06180v2``; None where it names none."""
        return arxiv.version(self.value) if self.scheme == ARXIV.name else None

    @property
    def manifestation(self) -> Manifestation:
        """Whether it names a preprint, the published paper, or a copy that may be either."""
        if self.scheme == DOI.name and doi.is_preprint(self.value):
            return "preprint"
        scheme = SCHEMES.get(self.scheme)
        return scheme.manifestation if scheme else "copy"

    @property
    def is_pseudo(self) -> bool:
        """Whether it is one of ACM's unregistered DOIs (``10.5555/…``), unknown to doi.org."""
        return self.scheme == DOI.name and doi.is_pseudo(self.value)
