"""A web page as its facts: meta tags, texts and links of selectors. Nothing of it is run.

Any bytes can be read. What a page of a person never has and a parser is slow at (elements nested
thousands deep, tags with thousands of attributes, bold that is opened again and again) is cut off
before it is parsed, so that reading takes time in proportion to the page.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

#: Time of parsing grows with the square of the depth; ten thousand take a twentieth of a second.
_DEEPEST = 10_000
_MOST_TAGS = 60_000
#: A page that leaves bold or a font open gets it again in every paragraph: these times those.
_MOST_STYLES = 50
_LONGEST_TAG = 5_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: The encodings that pages are written in (WHATWG Encoding Standard §4.2), by how names begin.
_CHARSET = re.compile(
    r"(?:iso-?8859|windows-?125|cp-?125|gbk?|gb18030|gb2312|big5|euc-|shift|sjis|iso-2022-jp|koi8"
    r"|macintosh|ibm866|tis-620|latin)[\w:-]*",
    re.IGNORECASE,
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE
)

_START = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)|</([a-zA-Z][a-zA-Z0-9]*)")
_WHOLE_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)([^>]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
#: Elements without an end, or whose end may be left out: they do not nest by being repeated.
_FLAT = frozenset(
    "area base br col embed hr img input link meta source track wbr "
    "dd dt li option p rp rt tbody td tfoot th thead tr".split()
)
_STYLE_TAG = re.compile(
    r"</?(?:b|big|code|font|nobr|s|small|strike|strong|tt|u)(?:\s[^<>]*)?>", re.IGNORECASE
)
_STYLED = re.compile(r"<(em|i)\s[^<>]*>", re.IGNORECASE)
_LEFT_STYLE = re.compile(
    r"<(?:(?:b|big|code|font|nobr|s|small|strike|strong|tt|u)(?=[\s/>])|(?:em|i)(?=[\s/]))",
    re.IGNORECASE,
)

#: Elements that stand on lines of their own: a blank belongs between them and their neighbours.
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S{1,4000})")
#: Lone surrogates, which no file could hold, and NULs.
_NO_TEXT = re.compile("[\ud800-\udfff\x00]")


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of a page's bytes; never fails.

    A byte order mark decides, then UTF-8 wherever all of it is UTF-8: servers and pages that name
    another ``charset`` for such bytes are wrong. Then the charset that the server gives, then
    that of the page; else every line is UTF-8 or, where it cannot be, Windows-1252.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    inside = _META_CHARSET.search(data[:4096])
    for said in (charset, inside[1].decode("ascii") if inside else None):
        if said and _CHARSET.fullmatch(said.strip()):
            try:
                return data.decode(_windows(said.strip()), "replace")
            except LookupError:
                continue
    return "\n".join(_decode_line(line) for line in data.split(b"\n"))


def squeezed(text: str) -> str:
    """The text on one line, single blanks between its words, without soft hyphens and NULs."""
    return " ".join(_NO_TEXT.sub("", text).replace("\xad", "").split())


@dataclass(frozen=True, slots=True)
class Html:
    """A page, or one element of it with what is inside: what its selectors say.

    Texts are squeezed to one line; an element that holds no text counts as absent. ``metas`` are
    the contents of the page's meta tags by lower-case name (``name`` or ``property``), in order,
    empty ones left out. Selectors are CSS.
    """

    node: "LexborNode" = field(repr=False)
    metas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    saved_from: str | None = None

    def meta(self, *names: str) -> str | None:
        """The content of the first of these meta tags that the page has."""
        return next((found[0] for name in names if (found := self.metas.get(name))), None)

    def text(self, *selectors: str, without: str | None = None) -> str | None:
        """The text of the first element with text that the first fitting selector finds.

        Elements inside it that fit ``without`` are left out.
        """
        for selector in selectors:
            for found in self.texts(selector, without=without):
                return found
        return None

    def texts(self, selector: str, *, without: str | None = None) -> Iterator[str]:
        """The texts of the elements that a selector finds, in the order of the page.

        An element inside another one that was found is part of that one's text.
        """
        inside: set[int] = set()
        for node in self.node.css(selector):
            if node.mem_id in inside:
                continue
            dropped = {inner.mem_id for inner in node.css(without)} if without else set()
            if text := _text(node, dropped, inside):
                yield text

    def attribute(self, selector: str, name: str) -> str | None:
        """An attribute of the first element that a selector finds and that has it."""
        return next(self.attributes(selector, name), None)

    def attributes(self, selector: str, name: str) -> Iterator[str]:
        """An attribute of all elements that a selector finds and that have it."""
        for node in self.node.css(selector):
            if value := squeezed(node.attributes.get(name) or ""):
                yield value

    def sources(self, selector: str) -> Iterator[str]:
        """What scripts hold, as it is written."""
        for node in self.node.css(selector):
            yield node.text()

    def parts(self, selector: str) -> Iterator["Html"]:
        """The elements that a selector finds; they know the page's meta tags, too."""
        for node in self.node.css(selector):
            yield Html(node, self.metas, self.saved_from)

    def below_heading(self, heading: str) -> str | None:
        """What stands between a heading of just this text (of any case) and the next heading."""
        for node in self.node.css("h1, h2, h3, h4, h5, h6"):
            if squeezed(node.text()).rstrip(" :.").lower() == heading.lower():
                pieces = list(_until_heading(node))
                return squeezed(" ".join(pieces)) or None
        return None


def read_html(data: bytes, charset: str | None = None) -> Html:
    """The page that bytes hold; see ``decode``. Never fails: any bytes are some page."""
    from selectolax.lexbor import LexborHTMLParser

    text = _NO_TEXT.sub("\ufffd", decode(data, charset))
    parser = LexborHTMLParser(_bounded(text))
    root = parser.root
    assert root is not None  # a document has an <html>, whatever it was made of
    metas: dict[str, list[str]] = {}
    for node in root.css("meta"):
        attributes = node.attributes
        content = squeezed(attributes.get("content") or "")
        for name in {attributes.get("name"), attributes.get("property")}:
            if name and content:
                metas.setdefault(name.strip().lower(), []).append(content)
    saved = _SAVED_FROM.search(text[:4096])
    return Html(
        root,
        {name: tuple(contents) for name, contents in metas.items()},
        saved[1] if saved else None,
    )


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _windows(name: str) -> str:
    """ISO 8859-1 means Windows-1252, as browsers read it (WHATWG Encoding Standard)."""
    return "cp1252" if re.fullmatch(r"(?:iso-?8859-?1|latin-?1)", name, re.IGNORECASE) else name


def _text(node: "LexborNode", dropped: Set[int], inside: set[int]) -> str:
    """The text of a node without the dropped ones; what it walks through is put in ``inside``."""
    pieces: list[str] = []
    for part in _walk(node, dropped):
        inside.add(part.mem_id)
        if part.tag == "-text":
            pieces.append(part.text_content or "")
        elif part.tag in _BLOCKS:
            pieces.append(" ")
    return squeezed("".join(pieces))


def _walk(node: "LexborNode", dropped: Set[int]) -> Iterator["LexborNode"]:
    """A node and all inside it in the order of the text, a block also where it ends."""
    current, depth = node, 0
    while True:
        yield current
        seen = current.tag not in _UNSEEN and current.mem_id not in dropped
        inner = current.first_child if seen else None
        if inner is not None:
            current, depth = inner, depth + 1
            continue
        while depth and current.next is None:
            parent = current.parent
            assert parent is not None
            current, depth = parent, depth - 1
            yield current
        following = current.next
        if not depth or following is None:
            return
        current = following


def _until_heading(heading: "LexborNode") -> Iterator[str]:
    """Texts behind a heading, also those behind what it is wrapped in, up to the next heading."""
    start: LexborNode | None = heading
    while start is not None and start.tag != "body":
        found = False
        following = start.next
        while following is not None:
            if following.tag in _HEADINGS or following.css_first("h1, h2, h3, h4, h5, h6"):
                return
            if following.tag == "-text":
                text = following.text_content or ""
            else:
                text = _text(following, frozenset(), set()) if following.tag not in _UNSEEN else ""
            found = found or bool(text.strip())
            yield text
            following = following.next
        if found:
            return
        start = start.parent


def _bounded(text: str) -> str:
    """The page without what would take a parser long (see the head of this file)."""
    text = _STYLED.sub(r"<\1>", _STYLE_TAG.sub("", text))
    text = _WHOLE_TAG.sub(_short_tag, text)
    for count, match in enumerate(_LEFT_STYLE.finditer(text)):
        if count == _MOST_STYLES:
            text = text[: match.start()]
            break
    opened: Counter[str] = Counter()
    depth = tags = 0
    for match in _START.finditer(text):
        name = (match[1] or match[2]).lower()
        if name in _FLAT:
            continue
        if match[1]:
            opened[name] += 1
            depth, tags = depth + 1, tags + 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > _DEEPEST or tags > _MOST_TAGS:
            return text[: match.start()]
    return text


def _short_tag(tag: re.Match[str]) -> str:
    attributes = tag[2]
    if len(attributes) > _LONGEST_TAG and len(_QUOTED.sub("", attributes)) > _LONGEST_TAG:
        return f"<{tag[1]}"
    return tag[0]
