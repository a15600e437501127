"""Links that are no Markdown but plainly meant as links, rewritten so that they are.

Mended are addresses with blanks or unbalanced parentheses, and titles with unbalanced brackets.
A link whose address was cut off is not mended: it is not evident where it led.
"""

import re
from collections.abc import Iterator

_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")
_GLUED = re.compile(r"[A-Za-z0-9_%/.~-][^\s\[\]()]*\)")
_URL_TOKEN = re.compile(r"\s*<?(?:https?://|\.{0,2}/)[^\s<>\[\]]*")


_PARTED = re.compile(r"(\[[^\[\]]{3,300}\])[ \t]{1,3}(\((?:https?://|\.{1,2}/)[^\s()]{1,600}\))")
_UNADDRESSED = re.compile(
    r"\]\(\s*(?:tb[adc]|todo|coming\s+soon|n/?a|\?{1,3})?\s*\)", re.IGNORECASE
)


def joined_links(line: str) -> str:
    """A line whose links hold together: "[A] (https://…)" without its blank, "[A](TBD)" to "#".

    A link to "#" leads nowhere; that it has an address at all keeps it a link.
    """
    if "](" not in line and "] (" not in line and "]\t(" not in line:
        return line
    return _UNADDRESSED.sub("](#)", _PARTED.sub(r"\1\2", line))


def mend_links(text: str) -> str:
    """The text of a cell with such links in a form that Markdown reads; the rest unchanged."""
    pieces: list[str] = []
    at = 0
    for start, label_end, end, url in _links(text):
        label = text[start + 1 : label_end]
        pieces.append(text[at:start])
        pieces.append(f"[{_escaped(label)}](<{_quoted(url)}>)")
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def cut_off(text: str) -> bool:
    """Whether a text ends inside a link or right where one begins: a row that was cut."""
    tail = text[text.rfind("[") :] if "[" in text else ""
    if not tail or tail.startswith("[]"):
        return False
    label_end = tail.find("](")
    if label_end < 0:
        return "]" not in tail
    url = tail[label_end + 2 :]
    return url.count("(") >= url.count(")") and ")" not in url


def _links(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Start, end of label, end, and address of every ``[label](address)`` as far as evident."""
    floor = 0
    label_end = text.find("](")
    while label_end >= 0:
        start = _label_start(text, floor, label_end)
        target = _target(text, label_end + 2)
        if start is not None and target is not None:
            end, url = target
            yield start, label_end, end, url
            floor = end
            label_end = text.find("](", end)
        else:
            label_end = text.find("](", label_end + 2)


def _label_start(text: str, floor: int, end: int) -> int | None:
    """Where the label that ends at ``end`` begins.

    At its balancing bracket; where brackets do not balance, at the first one not yet used.
    """
    depth = 0
    for index in range(end, floor - 1, -1):
        depth += (text[index] == "]") - (text[index] == "[")
        if depth == 0:
            between = text[floor:index]
            # "[Foo [Bar](…)": an opening bracket left over before the balanced part.
            left_over = between.rfind("[") if between.count("[") > between.count("]") else -1
            return floor + left_over if left_over >= 0 else index
    first = text.find("[", floor, end)
    return first if first >= 0 else None


def _target(text: str, start: int) -> tuple[int, str] | None:
    """End of the link and its address, read from after ``](``; None where it is not evident."""
    depth = 1
    for index in range(start, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            inside = text[start:index]
            if "](" in inside:
                break
            glued = _GLUED.match(text, index + 1)
            if glued:
                inside, index = text[start : glued.end() - 1], glued.end() - 1  # noqa: PLW2901
            return index + 1, _TITLE.sub("", inside).strip().strip("<>")
    token = _URL_TOKEN.match(text, start)
    if token is None or token.end() >= len(text):
        return None
    url = token[0].strip().lstrip("<")
    if ")" in url and url.count(")") > url.count("("):
        url = url[: url.rfind(")")]
    return token.end(), url


def _escaped(label: str) -> str:
    return re.sub(r"(?<!\\)([\[\]])", r"\\\1", label)


def _quoted(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
