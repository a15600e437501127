"""Telling the page of a bot wall from an answer: pure, from status, headers and bytes.

Such pages come with 200 as well as with 403 or 503, and a paper may be *about* them. So a page is
one only by what its own markup does (its title, its scripts, its forms), never by what its text
mentions; a page of real length, or one that describes a paper to machines, never is.

Seen in the wild: Cloudflare ("Attention Required!", "Just a moment...", "Checking your browser"),
Imperva/Incapsula, DataDome, Akamai, AWS WAF, DDoS-Guard, and plain captchas before a page.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Protocol

#: No such page is longer, and none has more text that a person sees.
_MAX_BYTES = 256 * 1024
_MAX_TEXT = 3000
#: A page of our own making that asks for a captcha has a sentence or two.
_MAX_CAPTCHA_TEXT = 600

#: Whole titles; a title that merely contains one of them is another page's.
_TITLES = re.compile(
    r"""(?ix)
    attention\s+required!?(?:\s*\|\s*cloudflare)?
    | just\s+a\s+moment\W*
    | please\s+wait\W*\|\s*cloudflare
    | checking\s+your\s+browser\b.{0,40}
    | access\s+denied\s*\|\s*.{1,80}\s+used\s+cloudflare\b.{0,40}
    | ddos-guard\W*
    | pardon\s+our\s+interruption\W*
    """
)
#: Whole titles that others may have, too: they count where a script does what they say.
_PLAIN_TITLES = re.compile(
    r"""(?ix)
    please\s+wait\W*
    | (?:human|bot|browser)\s+verification\W*
    | (?:security|robot|bot)\s+(?:check|challenge)\W*
    | client\s+challenge\W*
    | are\s+you\s+(?:a\s+)?(?:robot|human)\W*
    | verif(?:y|ying)\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human\W*
    """
)
#: What the scripts of a challenge say; other pages behind the same walls do not.
_SCRIPTS = re.compile(r"_cf_chl_opt|cf_chl_|\bdd\s*=\s*\{\s*['\"]rt['\"]|awsWafCookieDomainList")
#: Where the forms, scripts and frames of a challenge lead.
_LINKS = re.compile(r"__cf_chl_|/cdn-cgi/l/chk_|captcha-delivery\.com|/_Incapsula_Resource\?.*edet")
_MARKS = re.compile(r"\b(?:cf-chl-[\w-]+|cf-challenge[\w-]*|cf-browser-verification)\b")
_INCAPSULA = re.compile(r"(?i)(?:request unsuccessful\W+)?incapsula incident id\b")
_WIDGETS = re.compile(
    r"(?i)google\.com/recaptcha|recaptcha\.net|hcaptcha\.com|challenges\.cloudflare\.com/turnstile"
    r"|\b(?:g-recaptcha|h-captcha|cf-turnstile)\b"
)
_ASKS_FOR_PROOF = re.compile(
    r"(?i)\b(?:not|are you) (?:a |an )?(?:robot|human|bot)\b|you are (?:a )?human"
    r"|unusual traffic|automated (?:requests|access|queries)|security check"
)
#: What a refusal says when it is a wall's and not the site's.
_REFUSALS = re.compile(
    r"(?i)incapsula|datadome|captcha|ddos protection by|checking your browser"
    r"|enable javascript and cookies to continue|unusual traffic"
)
_REFUSING = frozenset({403, 503})
#: Who refuses in place of the site; of a 503 they also tell that the site is down.
_IN_ITS_PLACE = re.compile(
    r"(?i)cloudflare ray id|performance (?:&|and) security by cloudflare|errors\.edgesuite\.net"
)
_PLAIN_CODE = re.compile(rb"\s*error code: 10\d\d\s*")


class Answered(Protocol):
    """What is looked at of an answer; header names are in lower case."""

    @property
    def status(self) -> int: ...  # noqa: D102 - named by the class
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def body(self) -> bytes: ...  # noqa: D102


def is_block_page(reply: Answered) -> bool:
    """Whether an answer is the page by which a wall keeps programs out, not what was asked for."""
    if reply.headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return True
    body = reply.body
    if len(body) > _MAX_BYTES or not body:
        return False
    if reply.status == 403 and _PLAIN_CODE.fullmatch(body):
        return True
    if not _is_html(reply):
        return False
    page = _Page()
    # Ends what a cut page leaves open. The parser's own end takes the square of a hostile length.
    page.feed(body.decode("utf-8", "replace") + "</script><p></p>")
    return _is_wall(page, reply.status)


def _is_html(reply: Answered) -> bool:
    media = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = reply.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    # What begins like a page is one, whatever it is called: it may be sent in place of a PDF.
    return start.startswith((b"<!doctype html", b"<html", b"<head")) or (
        media in ("text/html", "application/xhtml+xml") and start.startswith(b"<")
    )


def _is_wall(page: "_Page", status: int) -> bool:
    text = page.text
    if page.describes_a_paper or len(text) > _MAX_TEXT:
        return False
    if _TITLES.fullmatch(page.title) or _INCAPSULA.match(text):
        return True
    if _SCRIPTS.search(page.script) or _LINKS.search(page.links) or _MARKS.search(page.marks):
        return True
    everything = f"{page.title} {text} {page.links} {page.marks}"
    if status in _REFUSING and _REFUSALS.search(everything):
        return True
    if status == 403 and _IN_ITS_PLACE.search(everything):
        return True
    if len(text) > _MAX_CAPTCHA_TEXT:
        return False
    if _PLAIN_TITLES.fullmatch(page.title) and page.script.strip():
        return True
    return (
        _WIDGETS.search(f"{page.links} {page.marks}") is not None
        and _ASKS_FOR_PROOF.search(f"{page.title} {text}") is not None
    )


class _Page(HTMLParser):
    """The parts of a page that tell a wall: what is code stays apart from what is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.describes_a_paper = False
        self._inside = ""
        self._title: list[str] = []
        self._text: list[str] = []
        self._script: list[str] = []
        self._links: list[str] = []
        self._marks: list[str] = []

    @property
    def title(self) -> str:
        return " ".join("".join(self._title).split())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())

    @property
    def script(self) -> str:
        return "\n".join(self._script)

    @property
    def links(self) -> str:
        return "\n".join(self._links)

    @property
    def marks(self) -> str:
        return "\n".join(self._marks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        # A title after the first is that of a picture.
        if tag in ("script", "style") or (tag == "title" and not self._title):
            self._inside = tag
        if tag == "meta" and named.get("name", "").lower().startswith("citation_"):
            self.describes_a_paper = True
        if tag in ("script", "iframe", "form"):
            self._links.extend(named.get(name, "") for name in ("src", "action"))
        self._marks.extend(named.get(name, "") for name in ("id", "class"))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        parts = {"title": self._title, "script": self._script, "style": []}
        parts.get(self._inside, self._text).append(data)
