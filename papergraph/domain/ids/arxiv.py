"""arXiv: new and old numbers, versions, mirrors, and the DOIs that arXiv gives."""

import re

from papergraph.domain.ids.addresses import Address, trimmed
from papergraph.domain.ids.scheme import Scheme

#: Archives of the numbers given until March 2007 (arxiv.org/archive).
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|"
    "comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|"
    "mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|"
    "supr-con"
)
_NUMBER = re.compile(
    rf"(?:(?P<archive>{_ARCHIVES})(?:\.[a-z]{{2}})?/)?"
    r"(?P<yymm>[0-9]{4})(?P<rest>\.[0-9]{4,5}|[0-9]{3})(?P<version>v[1-9][0-9]{0,2})?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\s*\[[a-z-]{2,10}(?:\.[a-z]{2})?\]$", re.IGNORECASE)
#: Far more than any number takes with ``arXiv:`` before it and ``[cs.LG]`` behind.
_LONGEST = 200
_VERSION = re.compile(r"v[0-9]+$")
_DOI_PREFIX = "10.48550/arxiv."

#: Sites that show arXiv's papers, with what stands there before the number.
_MIRRORS = {
    "alphaxiv.org": frozenset({"abs", "audio", "html", "overview", "pdf"}),
    "ar5iv.org": frozenset({"abs", "html"}),
    "ar5iv.labs.arxiv.org": frozenset({"abs", "html"}),
    "arxiv-vanity.com": frozenset({"papers"}),
    "huggingface.co": frozenset({"papers"}),
    "xxx.lanl.gov": frozenset({"abs", "pdf", "ps"}),
    "arxiv.org": frozenset(
        {"abs", "cits", "e-print", "format", "html", "pdf", "ps", "show-email", "src", "tb"}
    ),
}
_SUFFIX = re.compile(r"\.(?:pdf|html?|ps(?:\.gz)?)$", re.IGNORECASE)


def normal(value: str) -> str | None:
    """The number in canonical form, with its version if it has one; None if none can be such.

    Months are 01 to 12; sequence numbers have four digits until December 2014, five after
    (arxiv.org/help/arxiv_identifier). Old numbers lose their subject class (``math.GT/…``).
    """
    if len(value) > _LONGEST:
        return None
    written = trimmed(_SUBJECT.sub("", value.strip()))
    if written[:6].lower() == "arxiv:":
        written = written[6:].lstrip()
    match = _NUMBER.fullmatch(written)
    if match is None or not 1 <= int(match["yymm"][2:]) <= 12:
        return None
    archive, yymm, rest = match["archive"], match["yymm"], match["rest"]
    version = (match["version"] or "").lower()
    if archive:
        in_use = yymm >= "9107" or yymm <= "0703"
        return f"{archive.lower()}/{yymm}{rest}{version}" if in_use and rest[0] != "." else None
    digits = 4 if yymm <= "1412" else 5
    if not "0704" <= yymm < "9101" or len(rest) != digits + 1:
        return None
    return f"{yymm}{rest}{version}"


def without_version(value: str) -> str:
    """``2309.06180v2`` -> ``2309.06180``."""
    return _VERSION.sub("", value)


def version(value: str) -> int | None:
    """``2309.06180v2`` -> 2; None where the value names no version."""
    match = _VERSION.search(value)
    return int(match[0][1:]) if match else None


def of_doi(doi: str) -> str | None:
    """The number in a DOI that arXiv gave (``10.48550/arxiv.2309.06180``), else None."""
    return normal(doi[len(_DOI_PREFIX) :]) if doi.startswith(_DOI_PREFIX) else None


def _find(address: Address) -> str | None:
    for domain, views in _MIRRORS.items():
        if address.on(domain):
            view, _, number = address.text.partition("/")
            return normal(_SUFFIX.sub("", trimmed(number))) if view.lower() in views else None
    return None


def _link(value: str) -> str:
    return f"https://arxiv.org/abs/{value}"


ARXIV = Scheme("arxiv", "preprint", normal, _find, _link)
