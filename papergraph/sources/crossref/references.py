"""The reference list of a work of Crossref as values.

Publishers give an entry as a DOI, as fields, as text, or as several of them. ACM gives many texts
twice over, with fields guessed from them by a machine.
"""

import re

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author, Reference
from papergraph.formats.json_answers import Fields
from papergraph.formats.marked_text import plain_text

_YEAR = re.compile(r"((?:1[4-9]|20)[0-9]{2})[a-z]?")
#: In the order in which a person would write them.
_LINE = (
    "author",
    "article-title",
    "volume-title",
    "series-title",
    "journal-title",
    "volume",
    "first-page",
)


def read_references(work: Fields) -> tuple[Reference, ...]:
    """The entries in the order of the list; each keeps what is said of it, be it only its key."""
    return tuple(_reference(entry) for entry in work.each("reference"))


def _reference(entry: Fields) -> Reference:
    doi = ExternalId.parse(f"doi:{entry.text('DOI') or ''}")
    written = _plain(entry, "unstructured")
    article, volume = _plain(entry, "article-title"), _plain(entry, "volume-title")
    # Beside a text the title of the volume is cut from that text, at the wrong places mostly.
    title = article or (None if written else volume)
    author = _plain(entry, "author")
    year = _YEAR.fullmatch(entry.text("year") or "")
    parts = [part for name in _LINE if (part := _plain(entry, name))]
    line = ", ".join((*parts, year[0]) if year else parts)
    text = _once(written) if written else line
    return Reference(
        text=text or (str(doi) if doi else entry.text("key") or "an entry without any text"),
        title=title,
        authors=(Author(author),) if author else (),
        date=PartialDate(int(year[1])) if year else None,
        venue=_plain(entry, "journal-title") or (volume if article else None),
        ids=(doi,) if doi else (),
    )


def _plain(entry: Fields, name: str) -> str | None:
    text = entry.text(name)
    return plain_text(text) or None if text else None


def _once(text: str) -> str:
    """The second half of a text whose halves are equal up to blanks and stops, else the text."""
    letters = [at for at, char in enumerate(text) if char.isalnum()]
    if len(letters) < 20 or len(letters) % 2:
        return text
    cut = letters[len(letters) // 2]
    first, second = text[:cut], text[cut:]
    same = [char for char in first if char.isalnum()] == [char for char in second if char.isalnum()]
    return second.strip() if same else text
