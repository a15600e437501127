"""USENIX: presentation pages of every generation, and the PDF files that name their page."""

import re
from urllib.parse import quote

from papergraph.domain.ids.addresses import Address, trimmed
from papergraph.domain.ids.scheme import Scheme

_CONFERENCE = r"[a-z][a-z-]{1,30}(?:[0-9]{4}|[0-9]{2})(?:[a-z-]{1,20})?"
_SLUG = r"[\w'\u2019.-]{1,120}"
_VALUE = re.compile(rf"({_CONFERENCE})/({_SLUG})")
#: Between conference and page: nothing since 2018, the part of the programme before.
_PAGE = re.compile(
    rf"conference/({_CONFERENCE})/(?:(?:technical-sessions?|workshop-program|program|"
    rf"conference-program)/)?(?:presentations?|session)/({_SLUG})",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"system/files/(?:conference/(?P<folder>[a-z0-9-]+)/)?"
    r"(?P<series>[a-z]{2,20})(?P<year>[0-9]{2})[-_](?:papers?[-_])?"
    r"(?P<slug>[a-z][a-z0-9_-]*)\.pdf",
    re.IGNORECASE,
)
#: Files that name a submission's number or something that is no paper, and those that had to
#: be told apart from another's (``yi.pdf`` and ``yi_1.pdf`` may be two papers).
_NO_PAGE = re.compile(r"(?:final|slides|poster|abstract|memo|full-proceedings)|.*_[0-9]+$")
_YEAR = re.compile(r"[a-z-]+([0-9]{4}|[0-9]{2})")
#: Names of workshops begin so.
_WORKSHOPS = ("cset", "foci", "hot", "inflow", "leet", "tapp", "woot")
#: Where the pages of 2008 to 2017 lie if not under ``technical-sessions/presentation``.
_OWN_ROADS = {
    "atc15": "technical-session/presentation",
    "hotcloud13": "workshop-program/presentations",
    "hotcloud17": "program/presentation",
    "hotos13": "session",
}


def year(conference: str) -> int | None:
    """``osdi22`` -> 2022, ``soups2023`` -> 2023, ``usenix98`` -> 1998."""
    match = _YEAR.match(conference)
    if match is None:
        return None
    number = int(match[1])
    return number if number >= 1000 else number + (1900 if number >= 75 else 2000)


def normal(value: str) -> str | None:
    """``osdi22/yu``: the conference and the last part of the page's address, in lower case."""
    match = _VALUE.fullmatch(trimmed(value.lower()))
    return match[0] if match and match[2] not in ("index.html", "index.htm") else None


def _find(address: Address) -> str | None:
    if not address.on("usenix.org"):
        return None
    path = trimmed(address.text)
    if match := _PAGE.fullmatch(path):
        return normal(f"{match[1]}/{match[2]}")
    if match := _FILE.fullmatch(path):
        return _page_of(match)
    return None


def _page_of(file: re.Match[str]) -> str | None:
    """The page that a file's name gives away; None unless the name has the plain form.

    Of 2,820 recorded pages with files, those whose file has this form lie where it says in
    97 of 100 cases; submission numbers (``final30``) and surnames with underscores before
    2018 do not follow it.
    """
    series, number, slug = file["series"].lower(), file["year"], file["slug"].lower()
    if _NO_PAGE.match(slug):
        return None
    if series == "sec":  # files of USENIX Security; its pages are under the long name
        series = "usenixsecurity"
    conference = series + number
    if file["folder"]:
        if file["folder"].lower() != conference or "_" in slug:
            return None
    else:
        slug = slug.replace("_", "-")
    return normal(f"{conference}/{slug}")


def _link(value: str) -> str:
    conference, _, slug = value.partition("/")
    held = year(conference) or 0
    road = "presentation"
    if 2008 <= held <= 2017:
        workshop = conference.startswith(_WORKSHOPS)
        road = "workshop-program" if workshop else "technical-sessions"
        road = _OWN_ROADS.get(conference, f"{road}/presentation")
    return f"https://www.usenix.org/conference/{conference}/{road}/{quote(slug)}"


USENIX = Scheme("usenix", "published", normal, _find, _link)
