"""Ids from what people write: addresses, numbers, ``scheme:value``."""

import re
from urllib.parse import unquote

from papergraph.domain.ids import arxiv, doi
from papergraph.domain.ids.addresses import read_address, visible
from papergraph.domain.ids.arxiv import ARXIV
from papergraph.domain.ids.doi import DOI
from papergraph.domain.ids.external import URL, ExternalId
from papergraph.domain.ids.registries import OPENALEX

#: Nobody types an id longer than this without an ``http`` before it.
_TYPED_LENGTH = 1000
_OPENALEX_TYPED = re.compile(r"W[0-9]{5,12}")
_SITE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/\S+")


def read_url(url: str) -> ExternalId | None:
    """The id that an address means; None only where the text is no web address.

    Sites that we know give their own ids, whatever the form of the address; every other
    address gives ``url:`` with its canonical form (see ``canonical_url``).

    >>> str(read_url("https://dl.acm.org/doi/pdf/10.1145/3600006.3613165%20"))
    'doi:10.1145/3600006.3613165'
    >>> str(read_url("http://Example.org/paper.pdf#page=2"))
    'url:https://example.org/paper.pdf'
    """
    address = read_address(url)
    return ExternalId.find(address) if address else None


def read_id(text: str) -> ExternalId | None:
    """The id that a person typed, in any of the usual ways; None for a title or anything else.

    Addresses (of known sites also without ``https://``), ``scheme:value``, DOIs, arXiv numbers
    and OpenAlex numbers alone.

    >>> [str(read_id(text)) for text in ("arXiv:2309.06180v2", "DOI: 10.1145/3600006.3613165")]
    ['arxiv:2309.06180v2', 'doi:10.1145/3600006.3613165']
    """
    written = visible(text)
    if found := read_url(written):
        return found
    name, _, value = written.partition(":")
    if name.strip().lower() in ("doi", "url", "arxiv") and (found := read_url(value)):
        return found
    if len(written) > _TYPED_LENGTH:
        return ExternalId.parse(written)
    return ExternalId.parse(written) or _read_typed(written)


def _read_typed(written: str) -> ExternalId | None:
    """The id in a short text that is neither an address nor ``scheme:value`` as we write it."""
    if written[:9].lower() == "corpusid:":
        return ExternalId.parse(f"s2:{written}")
    bare = re.sub(r"^doi\s*:?\s*(?=10\.)", "", written, flags=re.IGNORECASE)
    if value := doi.normal(bare) or doi.normal(unquote(bare, errors="replace")):
        return ExternalId.of(DOI, value)
    if value := arxiv.normal(re.sub(r"^arxiv\s+", "", written, flags=re.IGNORECASE)):
        return ExternalId.of(ARXIV, value)
    if _OPENALEX_TYPED.fullmatch(written):
        return ExternalId.of(OPENALEX, written)
    if _SITE.fullmatch(written):
        found = read_url(f"https://{written}")
        return found if found and found.scheme != URL.name else None
    return None
