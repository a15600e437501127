"""Sites that number what they hold: OpenReview, IEEE, Semantic Scholar, OpenAlex, YouTube."""

import re

from papergraph.domain.ids.addresses import Address, trimmed
from papergraph.domain.ids.scheme import Scheme

_OPENREVIEW = re.compile(r"[A-Za-z0-9_-]{4,40}")
#: Not ``references/pdf`` and ``revisions``: their ids name a revision, not the paper.
_OPENREVIEW_PAGES = frozenset({"forum", "pdf", "attachment"})
_IEEE_FILE = re.compile(r"(?:.*/)?([0-9]{5,10})\.pdf", re.ASCII)
_IEEE_PAGE = re.compile(r"(?:abstract/|rest/)?document/([0-9]{1,10})(?:/.*)?", re.ASCII)
_S2_PAPER = re.compile(r"(?:paper|reader)/(?:[^/]*/)?([0-9a-f]{40})(?:/.*)?", re.IGNORECASE)
_S2_CORPUS = re.compile(r"(?:paper/)?(CorpusId:[0-9]{1,12})", re.IGNORECASE)
_S2_VALUE = re.compile(r"[0-9a-f]{40}|CorpusId:[0-9]{1,12}", re.IGNORECASE)
_OPENALEX = re.compile(r"W[0-9]{1,12}", re.IGNORECASE)
_OPENALEX_PAGE = re.compile(r"(?:works/)?(W[0-9]{1,12})(?:\.[a-z]+)?", re.IGNORECASE)
_YOUTUBE = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_PAGE = re.compile(r"(?:embed|shorts|live|v)/([A-Za-z0-9_-]{11})(?:/.*)?")


def _openreview_normal(value: str) -> str | None:
    written = value.strip()
    return written if _OPENREVIEW.fullmatch(written) else None


def _openreview_find(address: Address) -> str | None:
    if address.on("openreview.net") and address.text in _OPENREVIEW_PAGES:
        return _openreview_normal(trimmed(address.parameter("id")))
    return None


def _openreview_link(value: str) -> str:
    return f"https://openreview.net/forum?id={value}"


def _ieee_normal(value: str) -> str | None:
    written = value.strip()
    if not (written.isascii() and written.isdigit() and len(written) <= 10):
        return None
    return written.lstrip("0") or None


def _ieee_find(address: Address) -> str | None:
    if not address.on("ieeexplore.ieee.org"):
        return None
    if number := address.parameter("arnumber"):
        return _ieee_normal(trimmed(number))
    path = trimmed(address.text)
    match = _IEEE_PAGE.fullmatch(path) or _IEEE_FILE.fullmatch(path)
    return _ieee_normal(match[1]) if match else None


def _ieee_link(value: str) -> str:
    return f"https://ieeexplore.ieee.org/document/{value}"


def _s2_normal(value: str) -> str | None:
    written = value.strip().lower()
    if not _S2_VALUE.fullmatch(written):
        return None
    return written.replace("corpusid:", "CorpusId:")


def _s2_find(address: Address) -> str | None:
    if not address.on("semanticscholar.org"):
        return None
    path = trimmed(address.text)
    match = _S2_CORPUS.fullmatch(path) or _S2_PAPER.fullmatch(path)
    return _s2_normal(match[1]) if match else None


def _s2_link(value: str) -> str:
    if ":" in value:
        return f"https://api.semanticscholar.org/{value.replace('CorpusId', 'CorpusID')}"
    return f"https://www.semanticscholar.org/paper/{value}"


def _openalex_normal(value: str) -> str | None:
    written = value.strip().upper()
    return written if _OPENALEX.fullmatch(written) else None


def _openalex_find(address: Address) -> str | None:
    if not address.on("openalex.org"):
        return None
    match = _OPENALEX_PAGE.fullmatch(trimmed(address.text))
    return _openalex_normal(match[1]) if match else None


def _openalex_link(value: str) -> str:
    return f"https://openalex.org/{value}"


def _youtube_normal(value: str) -> str | None:
    written = value.strip()
    return written if _YOUTUBE.fullmatch(written) else None


def _youtube_find(address: Address) -> str | None:
    path = address.text
    if address.host == "youtu.be":
        return _youtube_normal(trimmed(path.partition("/")[0]))
    if not address.on("youtube.com", "youtube-nocookie.com"):
        return None
    if path == "watch":
        return _youtube_normal(trimmed(address.parameter("v")))
    match = _YOUTUBE_PAGE.fullmatch(trimmed(path))
    return match[1] if match else None


def _youtube_link(value: str) -> str:
    return f"https://www.youtube.com/watch?v={value}"


OPENREVIEW = Scheme(
    "openreview", "published", _openreview_normal, _openreview_find, _openreview_link
)
IEEE = Scheme("ieee", "published", _ieee_normal, _ieee_find, _ieee_link)
S2 = Scheme("s2", "copy", _s2_normal, _s2_find, _s2_link)
OPENALEX = Scheme("openalex", "copy", _openalex_normal, _openalex_find, _openalex_link)
YOUTUBE = Scheme("youtube", "copy", _youtube_normal, _youtube_find, _youtube_link)
