"""Titles and abstracts as registries hold them, HTML, JATS and MathML in running text, as text.

The text around the marks is not HTML: a ``<`` in it may mean "less than". Hence only tags whose
names we know are marks, and everything else stays as it is written.
"""

import html
import re

_INLINE = frozenset(
    "a abbr alternatives b bold em ext-link font i inf inline-formula inline-graphic italic math "
    "mfenced mfrac mi mn mo monospace mover mrow ms mspace msqrt mstyle msub msubsup msup mtable "
    "mtd mtext mtr munder munderover named-content overline roman sans-serif sc scp semantics "
    "small span strike strong styled-content sub sup tt u underline xref".split()
)
_BLOCK = frozenset(
    "abstract br break disp-formula disp-quote div h1 h2 h3 h4 h5 h6 label li list list-item ol p "
    "sec section title ul".split()
)
#: The same formula once more, for other eyes.
_TWICE = frozenset("annotation annotation-xml tex-math".split())
_ATTRIBUTE = r"""\s{1,20}[a-z][a-z0-9:._-]{0,40}=(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}')"""
_TAG = re.compile(
    rf"<(/?)(?:[a-z]{{1,10}}:)?([a-z][a-z0-9-]{{0,20}})(?:{_ATTRIBUTE}){{0,20}}\s{{0,20}}(/?)>",
    re.IGNORECASE,
)
#: What stands above an abstract to say that it is one.
_HEADING = re.compile(r"(?:abstract|summary)\s*[:.]?", re.IGNORECASE)


def plain_text(text: str) -> str:
    """The text in one line without marks, entities undone.

    >>> plain_text("From <i>coarse to\\n fine</i>: CO<sub>2</sub> &amp; n < m")
    'From coarse to fine: CO2 & n < m'
    """
    return " ".join(_unmarked(text).split())


def plain_paragraphs(text: str) -> str:
    """The text of an abstract, a line for each paragraph, without a heading "Abstract".

    >>> plain_paragraphs("<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.")
    'One.\\nTwo.'
    """
    marked = "<" in text
    lines = _unmarked(" ".join(text.split())).split("\n")
    kept = [line for written in lines if (line := " ".join(written.split()))]
    if marked and len(kept) > 1 and _HEADING.fullmatch(kept[0]):
        del kept[0]
    return "\n".join(kept)


def _unmarked(text: str) -> str:
    """The text without tags, twice over: many records hold entities of entities and of tags."""
    for _ in range(2):
        if "<" in text:
            text = _without_tags(text)
        if "&" not in text:
            break
        text = html.unescape(text)
    return _without_tags(text) if "<" in text else text


def _without_tags(text: str) -> str:
    pieces: list[str] = []
    at = 0
    hidden: str | None = None
    for tag in _TAG.finditer(text):
        closing, name = bool(tag[1]), tag[2].lower()
        if hidden:
            if closing and name == hidden:
                hidden, at = None, tag.end()
            continue
        if name in _TWICE:
            if not closing and not tag[3]:
                pieces.append(text[at : tag.start()])
                hidden, at = name, tag.start()
            continue
        if name in _INLINE or name in _BLOCK:
            pieces.append(text[at : tag.start()])
            pieces.append("\n" if name in _BLOCK else "")
            at = tag.end()
    # A formula that never ends is not hidden: better its marks than half an abstract lost.
    pieces.append(text[at:])
    return "".join(pieces)
