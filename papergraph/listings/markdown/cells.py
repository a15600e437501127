"""One table cell as lines of spans: its text, which of it is linked, bold or struck out.

The inline Markdown is read by markdown-it, so that escapes, entities, nested brackets and
emphasis mean what they mean elsewhere; links keep their address as it was written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from papergraph.listings.clues.links import is_pointer, label_kind
from papergraph.listings.markdown.mending import mend_links

#: Longer lines of a cell are cut: no title and address are as long as this.
_LONGEST = 4000
_SPECIAL = re.compile(r"[\[\]<>*_`~\\&]")
_BREAK = re.compile(r"<\s*/?\s*(?:br|li|p|div|ul|ol|tr|td|hr)\b[^<>]{0,200}>", re.IGNORECASE)
_HREF = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE
)
_BARE_URL = re.compile(r"(?<![\w/\"'=(<])https?://[^\s<>|\"]+")
_IMAGE = re.compile(r"!\[([^\[\]]{0,200})\]\([^()\s]{0,600}(?:\s+\"[^\"]{0,200}\")?\s*\)")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]]{1,200})\]:\s*<?([^\s<>]+)>?")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind; ``href`` where it is linked, "" for an image's empty link."""

    text: str
    href: str | None = None
    strong: bool = False
    struck: bool = False


CellLine = tuple[Span, ...]
References = Mapping[str, Mapping[str, str]]


class _Inline(MarkdownIt):
    """markdown-it that takes every address for a link and leaves it as it was written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return bool(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - markdown-it's name
        return link


_MARKDOWN = _Inline("commonmark").enable("strikethrough")


def definitions(lines: tuple[str, ...]) -> References:
    """The link definitions of a page ("[1]: https://…"), as markdown-it wants them."""
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        if line.lstrip().startswith("[") and (match := _DEFINITION.match(line[:_LONGEST])):
            label = " ".join(match[1].split()).lower().upper()
            found.setdefault(label, {"title": "", "href": match[2]})
    return found


def cell_lines(text: str, references: References | None = None) -> tuple[CellLine, ...]:
    """The lines of a cell (parted by ``<br>``), each as spans; lines without text are left out."""
    lines = (_line(part.strip(), references or {}) for part in _BREAK.split(text))
    return tuple(line for line in lines if any(span.text.strip() for span in line))


def plain(line: CellLine) -> str:
    """The text of a line without its markup."""
    return " ".join("".join(span.text for span in line).split())


def _line(text: str, references: References) -> CellLine:
    text = _IMAGE.sub(_told_by_image, text[:_LONGEST])
    if not _SPECIAL.search(text):
        return tuple(_with_bare_urls(Span(text)))
    spans = _spans(text, references)
    links = sum(1 for span in spans if span.href is not None)
    if text.count("](") > links + text.count("!["):
        spans = _spans(mend_links(text), references)
    return tuple(
        piece
        for span in spans
        for piece in (_with_bare_urls(span) if span.href is None else (span,))
    )


def _told_by_image(image: re.Match[str]) -> str:
    """What stands for an image: its text where it names a link ("PDF"); a badge says nothing."""
    return image[1] if is_pointer(image[1]) or label_kind(image[1]) else ""


def _spans(text: str, references: References) -> list[Span]:
    tokens = _MARKDOWN.parseInline(text, {"references": dict(references)})
    found: list[Span] = []
    strong = struck = 0
    href: str | None = None
    for token in (tokens[0].children or []) if tokens else []:
        kind = token.type
        if kind in {"strong_open", "em_open"}:
            strong += 1
        elif kind in {"strong_close", "em_close"}:
            strong -= 1
        elif kind == "s_open":
            struck += 1
        elif kind == "s_close":
            struck -= 1
        elif kind == "link_open":
            href = str(token.attrs.get("href", ""))
        elif kind == "link_close":
            href = None
        elif kind == "html_inline":
            tag = token.content.lower()
            if re.match(r"<(?:b|strong|i|em|u)\b", tag):
                strong += 1
            elif re.match(r"</(?:b|strong|i|em|u)\b", tag):
                strong = max(0, strong - 1)
            elif re.match(r"<(?:s|del|strike)\b", tag):
                struck += 1
            elif re.match(r"</(?:s|del|strike)\b", tag):
                struck = max(0, struck - 1)
            elif anchor := _HREF.match(token.content):
                href = next(group for group in anchor.groups() if group is not None).strip()
            elif re.match(r"</a\b", tag):
                href = None
        else:
            span = Span(_text(token), href, strong > 0, struck > 0)
            if span.text:
                found.append(span)
    return list(_joined(found))


def _text(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "image":
        return token.content
    return token.content


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Neighbouring spans of one kind as one: a link's text may hold emphasis and code."""
    current: Span | None = None
    for span in spans:
        if current is None:
            current = span
        elif (
            current.href is not None and current.href == span.href and current.struck == span.struck
        ):
            current = replace(
                current, text=current.text + span.text, strong=current.strong and span.strong
            )
        elif replace(current, text="") == replace(span, text=""):
            current = replace(current, text=current.text + span.text)
        else:
            yield current
            current = span
    if current is not None:
        yield current


def _with_bare_urls(span: Span) -> Iterator[Span]:
    """A span of text with the addresses that stand in it as links of their own."""
    at = 0
    for match in _BARE_URL.finditer(span.text):
        url = match[0].rstrip(".,;:!?*_'")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        if match.start() > at:
            yield replace(span, text=span.text[at : match.start()])
        yield replace(span, text=url, href=url)
        at = match.start() + len(url)
    if at < len(span.text) or not span.text:
        yield replace(span, text=span.text[at:])
