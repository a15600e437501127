"""Names and titles as pages write them for programs -> as a reader writes them."""

import html
import re
from collections.abc import Iterable

from papergraph.domain.works import Author
from papergraph.formats.html import squeezed

_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|tt|code|br|p)(?:\s[^<>]{0,200})?/?>", re.I)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_NO_NAME = re.compile(
    r"@|://|^(?:admin|administrator|author|anonymous|editor|staff|unknown)$", re.IGNORECASE
)
_MOST_AUTHORS = 5_000
_LONGEST_NAME = 200


def clean(text: str) -> str:
    """The text of a tag on one line, without markup that was meant for the page.

    >>> clean("Fish &amp; <i>Chips</i>")
    'Fish & Chips'
    """
    if "&" in text:
        text = html.unescape(text)
    return squeezed(_MARKUP.sub("", text) if "<" in text else text)


def read_name(text: str) -> str:
    """A person's name in the order it is spoken: "Last, First" turned round, "By" left out.

    >>> read_name("Paulin, Michael"), read_name("King, Martin Luther, Jr.")
    ('Michael Paulin', 'Martin Luther King Jr.')
    """
    name = re.sub(r"^by\s+", "", clean(text), flags=re.IGNORECASE).strip(" ,;")
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3:
        for suffix, given in ((2, 1), (1, 2)):
            if _SUFFIX.fullmatch(parts[suffix]):
                return f"{parts[given]} {parts[0]} {parts[suffix]}"
    return name


def read_names(texts: Iterable[str]) -> tuple[Author, ...]:
    """The authors that tags name: one a tag, or several in one between ``;`` or commas.

    Commas separate names only where there are several and every piece is of two words or more
    ("Last, First" stays one name). What cannot be a name (an address, "admin") is left out.
    """
    names: list[str] = []
    for text in texts:
        if len(names) > _MOST_AUTHORS:
            break
        for piece in text.split(";"):
            several = piece.split(",")
            if len(several) > 2 and all(len(part.split()) > 1 for part in several):
                names += (read_name(re.sub(r"^\s*and\s", "", part)) for part in several)
            else:
                names.append(read_name(piece))
    kept = (name for name in names if 0 < len(name) <= _LONGEST_NAME and not _NO_NAME.search(name))
    return tuple(Author(name) for name in dict.fromkeys(kept))
