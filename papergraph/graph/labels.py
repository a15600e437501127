"""The short words a picture needs of a work: its label, and where a click leads."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from papergraph.domain.works import Work

_LONGEST = 12  #: letters of the name in a label; the year follows
_LONGEST_TITLE = 9  #: letters of a title that stands for the name, where a year follows
_ARTICLES = frozenset({"a", "an", "the", "on"})


def label(work: Work) -> str:
    """The first author's surname, or the first words of the title, and the year: `Kwon 2023`.

    Of a title like "Orca: A Distributed Serving System" the name before the colon is enough.
    """
    if work.authors:
        name = _short(work.authors[0].surname.split(), _LONGEST)
    else:
        head = work.title.partition(":")[0]
        words = head.split()
        if len(words) > 1 and len(head) > _LONGEST and words[0].lower() in _ARTICLES:
            words = words[1:]
        name = _short(words, _LONGEST_TITLE if work.year else _LONGEST)
    name = name or work.key[:_LONGEST]
    return f"{name} {work.year}" if work.year else name


def _short(words: Sequence[str], longest: int) -> str:
    """As many whole words as fit, at least a part of the first, and … for what is left out."""
    text = ""
    for word in words:
        longer = f"{text} {word}".strip()
        if len(longer) > longest:
            return f"{text or word[: longest - 1]}…"
        text = longer
    return text


def web_link(addresses: Iterable[str | None]) -> str | None:
    """The first of the addresses that a browser may safely follow; None where none is."""
    return next((address for address in addresses if address and is_web(address)), None)


def is_web(address: str) -> bool:
    """Whether it is an http or https address with a host: never ``javascript:`` or ``data:``."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
