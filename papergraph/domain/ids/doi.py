"""DOIs: resolvers, publishers' pages that carry one, and ACM's unregistered look-alikes."""

import re
import string
from urllib.parse import quote

from papergraph.domain.ids.addresses import Address, trimmed
from papergraph.domain.ids.scheme import Scheme

_SHAPE = re.compile(
    "10\\.[0-9]{4,9}(?:\\.[0-9]+)*/"
    "[^\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)
#: The handbook sets no limit; the longest that are in use (SICIs) have about a hundred.
_LONGEST = 500
#: DOIs are equal whatever the case of their ASCII letters, and of these only (DOI handbook 2.4).
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
#: Segments that no address keeps, so that a link to such a DOI would lead elsewhere.
_LOST = frozenset({".", "..", "index.html", "index.htm"})
_RESOLVERS = ("doi.org", "doi.acm.org", "doi.ieeecomputersociety.org", "hdl.handle.net")
#: Before the DOI: ``/doi/``, perhaps with the view that is shown (``/doi/abs/``).
_ON_PAGE = re.compile(r"(?:^|/)doi/(?:[A-Za-z-]+/){0,2}(10\..+)", re.DOTALL)
#: Publishers whose addresses hold a DOI after another word than ``doi``.
_PUBLISHERS = re.compile(
    r"(?:^|/)(?:articles?|chapter|book|content|content/pdf|protocol|referenceworkentry)/(10\..+)",
    re.DOTALL,
)
_PUBLISHER_HOSTS = ("springer.com", "springeropen.com", "biomedcentral.com", "frontiersin.org")
_PREPRINT_HOSTS = ("biorxiv.org", "medrxiv.org")
_VIEW_AFTER = re.compile(
    r"/(?:abstract|epdf|figures|full|fulltext|html|meta|metrics|pdf|references|summary)$"
)
_FILE = re.compile(r"\.(?:pdf|epub)$", re.IGNORECASE)
#: The number of its own that Oxford's site puts after the DOI.
_OXFORD = re.compile(r"/[0-9]{5,}$")
_PREPRINT_VIEW = re.compile(r"v[0-9]{1,3}(?:[./][a-z.+-]*)?$", re.IGNORECASE)
#: An article id that Nature puts behind its prefix: ``s41586-…``, ``d41586-…``, ``nature14539``.
_NATURE = re.compile(r"articles/((?:[sd]4[0-9]{4}-[0-9]{3}-[0-9]{4,5}-[0-9a-z]|nature[0-9]{5}))")
_PSEUDO = "10.5555/"
#: Prefixes of preprint servers: bioRxiv and medRxiv (two), Research Square, TechRxiv, ChemRxiv,
#: PsyArXiv, OSF, SSRN, Preprints.org, and arXiv itself.
_PREPRINT = re.compile(
    r"10\.1101/(?:20[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.)?[0-9]{6,8}$|10\.64898/|10\.21203/rs\."
    r"|10\.36227/techrxiv|10\.26434/chemrxiv|10\.31234/|10\.31219/|10\.2139/ssrn"
    r"|10\.20944/preprints|10\.48550/arxiv"
)


def normal(value: str) -> str | None:
    """The DOI in lower case without trailing blanks and stops; None if it cannot be one."""
    written = trimmed(value)
    if len(written) > _LONGEST or not _SHAPE.fullmatch(written):
        return None
    doi = written.translate(_LOWER)
    return doi if _LOST.isdisjoint(doi.split("/")) else None


def is_pseudo(doi: str) -> bool:
    """Whether it is one of those that ACM uses without registering them.

    ``10.5555`` is Crossref's test prefix; ACM names papers of USENIX, NeurIPS and others so.
    Only ACM's own pages know them, doi.org does not.
    """
    return doi.startswith(_PSEUDO)


def is_preprint(doi: str) -> bool:
    """Whether a preprint server gave it."""
    return bool(_PREPRINT.match(doi))


def _find(address: Address) -> str | None:
    path = address.text
    if address.on(*_RESOLVERS):
        return _first_word(path.removeprefix("doi:"))
    if address.on("nature.com") and (match := _NATURE.match(path)):
        return f"10.1038/{match[1]}"
    if match := _ON_PAGE.search(path):
        if address.on("dl.acm.org"):  # the view stands before the DOI: what follows belongs to it
            return _first_word(match[1])
        return _shown(_OXFORD.sub("", match[1]) if address.on("oup.com") else match[1])
    if address.on(*_PUBLISHER_HOSTS) and (match := _PUBLISHERS.search(path)):
        return _shown(match[1])
    if address.on(*_PREPRINT_HOSTS) and (match := _PUBLISHERS.search(path)):
        return _first_word(_PREPRINT_VIEW.sub("", match[1]))
    if address.on("plos.org"):
        return _first_word(address.parameter("id"))
    return None


def _first_word(text: str) -> str | None:
    words = text.split(maxsplit=1)
    return normal(words[0]) if words else None


def _shown(text: str) -> str | None:
    """The DOI at the start of what follows, without the view or file type that may end it."""
    doi = _first_word(text)
    return normal(_FILE.sub("", _VIEW_AFTER.sub("", doi))) if doi else None


def _link(value: str) -> str:
    path = quote(value, safe="/:;()!*',@+=$&")
    return f"https://dl.acm.org/doi/{path}" if is_pseudo(value) else f"https://doi.org/{path}"


DOI = Scheme("doi", "published", normal, _find, _link)
