"""One entry of a reference list as text -> what it says, as far as it can be read.

The styles of computer science: ACM ("Authors. 2019. Title. In Venue."), plain and USENIX
("Authors. Title. In Venue, 2019."), IEEE ("Authors, “Title,” in Venue, 2019."), author-year
("Authors (2019). Title. Venue."), and entries without authors (web pages, products).
"""

import re
from dataclasses import dataclass

from papergraph.documents.broken_lines import mend
from papergraph.documents.names import (
    are_names,
    begin_like_names,
    end_of_authors,
    first_stop,
    is_initials,
    is_person,
    read_authors,
)
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.works import Kind, Reference

_NUMBER = re.compile(r"\s*(?:\[(\d+)\]|(\d+)\.(?=\s+[A-Z]))\s*")
#: A label instead of a number: "[KLZ+23]", "[Kwon et al., 2023]".
_LABEL = re.compile(r"\s*\[(?=[^\]]*[A-Za-z])[^\[\]]{1,60}?\d{2,4}[a-z]?\)?\]\s*")
_YEAR = r"(?:19|20)\d{2}"
#: The year between authors and title: "2019.", "(2019).", "[n. d.]."
_ACM_YEAR = re.compile(rf"(?:^|[.\s]\s*)(?:({_YEAR})[a-z]?|\[n\.\s?d\.\])\.\s+(?=\S)")
_PARENTHESISED_YEAR = re.compile(rf"[.,]?\s*\(({_YEAR})[a-z]?(?:,[^()]*)?\)[.:,]?\s+(?=\S)")
_QUOTED = re.compile(r"^(?P<head>[^“\"]*?)[,.]?\s*[“\"](?P<title>[^”\"]{8,}?)[,.]?[”\"][,.]?")
#: What can only be the beginning of a venue, a place to find the text, or a date.
_MARKER = re.compile(
    r"(?:In:?\s|ar[Xx]iv|CoRR\b|abs/|https?://|Proc\b|Proceedings\b|IEEE\b|ACM\b|USENIX\b|"
    r"Journal\b|Transactions\b|Trans\.|Commun\b|Communications\b|Advances in\b|"
    r"[Tt]echnical [Rr]eport|Tech\.|Ph\.?\s?D|Master|\(?(?:19|20)\d\d\b|\[Online\])"
)
_SENTENCE_END = re.compile(r"(?P<mark>[.?!])[\"”’)]*\s+(?=(?P<next>\S))")
_TRAILING_YEAR = re.compile(
    rf"[,.]\s*(?:(?:(?P<number>\d{{1,2}})|(?P<month>[A-Z][a-z]{{2,8}})\.?)\s+)?(?P<year>{_YEAR})\.?$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATED = re.compile(
    rf"(?:\b(?P<month>[A-Za-z]{{3,9}})\.?\s+)?(?<![\d.:/–-])(?P<year>{_YEAR})(?=[.,;)\s]|$)"
)
_ARXIV = re.compile(r"(?:arXiv[:.\s]\s?|abs/)(\d{4}\.\d{4,5}(?:v\d+)?)", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s,;\"<>]+")
_LINK = re.compile(r"https?://[^\s,;<>\"”]+")
#: Where the name of a venue ends: link, pages, volume, editors' note, full stop.
_VENUE_END = re.compile(
    r"https?://|\bar[Xx]iv\b|,?\s*\b(?:pages?|pp|[Vv]ol(?:ume)?|[Nn]o)\b[.\s]|,\s*\d+(?=[\s(:,.]|$)"
    r"|\s\d+\s*(?:\(|,\s*\d+)|\.\s+(?=[A-Z\d]|https?:)|[,.]\s*$"
    r"|,\s*(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b"
)
_SHORTENED = re.compile(
    r"\b(?:Proc|Conf|Int[’']l|Intl|Symp|Trans|J|Commun|Comm|Syst|Comput|Inf|Math|Soc|Amer|Univ|"
    r"Tech|Pattern|Anal|Mach|Parallel|Distrib|Solid|Rev)\.(?=\s)"
)
_HIDDEN_STOP = "\x00"
_GENERIC = re.compile(r"(?:technical report|phd thesis|results|slides|version \S+)$", re.IGNORECASE)
_BOOKS = re.compile(
    r"\b(?:University Press|MIT Press|Morgan (?:Kaufmann|(?:and |& )?Claypool)|Wiley (?:&|and) Sons"
    r"|Prentice|Addison|O[’']Reilly|McGraw|Springer Science)\b",
    re.IGNORECASE,
)
_THESES = re.compile(
    r"\b(?:ph\.?\s?d\.?|doctoral|master[’']?s?|m\.?s\.?c?\.?)\s+(?:thesis|diss)", re.I
)
_REPORTS = re.compile(r"\btech(?:nical|\.)\s+rep(?:ort|\.)|\bRFC\s\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An entry cut into pieces, each still text; ``rest`` is what follows the title."""

    authors: str = ""
    year: int | None = None
    title: str = ""
    rest: str = ""


def parse_reference(text: str) -> Reference:
    """What one entry of a reference list says; what could not be read stays None or empty.

    ``text`` of the result is the entry as given. The date is a year, with its month where the
    entry has one. ``ids`` are all that occur in it, registries before plain addresses.

    >>> found = parse_reference("[7] A. Go and B. Ray. Fast caches? In OSDI, pages 1–9, Oct. 2020.")
    >>> found.number, found.title, str(found.date), found.venue
    (7, 'Fast caches?', '2020-10', 'OSDI')
    """
    entry = mend(text)
    number = _NUMBER.match(entry)
    if number:
        entry = entry[number.end() :]
    elif label := _LABEL.match(entry):
        entry = entry[label.end() :]
    parts = _cut(entry)
    title, year_in_title = _clean_title(parts.title)
    date = PartialDate(parts.year, _month_of(parts)) if parts.year else _last_date(parts.rest)
    return Reference(
        text=text,
        number=int(number[1] or number[2]) if number else None,
        title=title or None,
        authors=read_authors(parts.authors),
        date=date or year_in_title,
        venue=_venue(parts.rest),
        ids=_ids(entry),
    )


def names_a_work(reference: Reference) -> bool:
    """Whether a publication, not a web page or product, could be read with confidence.

    It needs a title of two words or more, a year, and evidence of being published: an id of a
    registry, or a venue, or named persons as its authors and no mere web address.
    """
    title = reference.title or ""
    if len(title.split()) < 2 or len(title) > 250 or not reference.date or _GENERIC.match(title):
        return False
    if any(external.scheme != "url" for external in reference.ids):
        return True
    has_persons = bool(reference.authors) and all(map(is_person, reference.authors))
    if reference.venue and (has_persons or re.search(r"\bet al\b", reference.text)):
        return True
    return has_persons and not reference.ids


def kind_of(reference: Reference) -> Kind:
    """What sort of work an entry means, told by its publisher or series."""
    if _THESES.search(reference.text):
        return "thesis"
    if _REPORTS.search(reference.text):
        return "report"
    if _BOOKS.search(reference.text) and not re.search(r"\bIn\s[A-Z]", reference.text):
        return "book"
    return "paper"


def _cut(entry: str) -> _Parts:
    """The entry in pieces, by the first style whose marks it bears."""
    if (quoted := _QUOTED.match(entry)) and are_names(quoted["head"]):
        return _Parts(quoted["head"], None, quoted["title"], entry[quoted.end() :])
    for pattern in (_ACM_YEAR, _PARENTHESISED_YEAR):
        if (match := pattern.search(entry)) and re.search(r"[^\W\d_]", entry[match.end() :]):
            head = entry[: match.start()]
            stop = first_stop(f"{head}. X")  # none where the last name ends in initials
            if not head or (begin_like_names(head) and stop in (None, len(head))):
                title, rest = _split_title(entry[match.end() :])
                return _Parts(head, int(match[1]) if match[1] else None, title, rest)
    end = end_of_authors(entry)
    if end is not None:
        following = entry[end + 1 :].lstrip()
        if not _MARKER.match(following):
            title, rest = _split_title(following)
            return _Parts(entry[:end], None, title, rest)
    return _Parts("", None, *_split_title(entry))


def _split_title(text: str) -> tuple[str, str]:
    """The title that a text begins with, and what follows it."""
    if _LINK.match(text):
        return "", text
    for match in _SENTENCE_END.finditer(text):
        following = text[match.end() :]
        starts_venue = bool(_MARKER.match(following))
        if match["mark"] != ".":
            if starts_venue:
                return text[: match.start() + 1], following
            continue
        word = text[: match.start()].split()[-1:] or [""]
        if not starts_venue and (match["next"].islower() or is_initials(word[0])):
            continue
        return text[: match.start()], following
    return text.rstrip(". "), ""


def _clean_title(title: str) -> tuple[str, PartialDate | None]:
    """The title without stray marks, and the date that stood behind it after a comma."""
    date = None
    if match := _TRAILING_YEAR.search(title):
        month = int(match["number"]) if match["number"] else _month(match["month"])
        if match["month"] is None or month:
            date = PartialDate(int(match["year"]), month if month and month <= 12 else None)
            title = title[: match.start()]
    title = re.sub(r"::+", ":", title).strip(' .,;“”"')
    return title, date


def _last_date(rest: str) -> PartialDate | None:
    """The date of publication in what follows the title.

    That is the first year that ends a sentence: earlier ones belong to the name of the venue
    ("In 2020 ACM Symposium …"), later ones to whatever an extractor ran into the entry.
    """
    plain = _LINK.sub(" ", _ARXIV.sub(" ", rest))
    found = list(_DATED.finditer(plain))
    if not found:
        return None
    ending = [m for m in found if re.match(r"\.(?:\s|$)|\s*$", plain[m.end() :])]
    chosen = ending[0] if ending else found[-1]
    return PartialDate(int(chosen["year"]), _month(chosen["month"]))


def _month_of(parts: _Parts) -> int | None:
    """The month of an entry whose year stands before the title: "(Aug. 1990)" at its end."""
    for match in _DATED.finditer(parts.rest):
        if int(match["year"]) == parts.year and (month := _month(match["month"])):
            return month
    return None


def _month(word: str | None) -> int | None:
    if word and word[:3].lower() in _MONTHS:
        return _MONTHS.index(word[:3].lower()) + 1
    return None


def _venue(rest: str) -> str | None:
    """The name of the venue that follows a title, without volume, pages, place and date."""
    text = re.sub(r"^\d{1,3}\s+(?=[A-Z])", "", rest.strip())  # a page number between lines
    text = re.sub(r"^[Ii]n:?\s+(?:[Tt]he\s+)?", "", text)
    if editors := re.search(r"\beditors?,\s*", text):
        text = text[editors.end() :]
    text = _SHORTENED.sub(lambda m: m[0][:-1] + _HIDDEN_STOP, text)
    if end := _VENUE_END.search(text):
        text = text[: end.start()]
    text = text.replace(_HIDDEN_STOP, ".")
    text = re.sub(rf",?\s*\(?(?:[A-Z][a-z]{{2,8}}\.?\s+)?{_YEAR}\)?\.?$", "", text).strip(" .,;(")
    is_name = re.search(r"[^\W\d_]{2}", text) and not re.match(r"CoRR\b|\d+\s*\(", text)
    return text if is_name else None


def _ids(entry: str) -> tuple[ExternalId, ...]:
    """All ids in an entry: arXiv numbers, DOIs and links, registries first."""
    links = [link.rstrip(".)") for link in _LINK.findall(entry)]
    addresses = [f"https://arxiv.org/abs/{number}" for number in _ARXIV.findall(entry)]
    addresses += [f"https://doi.org/{doi.rstrip('.)')}" for doi in _DOI.findall(entry)]
    found = [external for url in addresses + links if (external := read_url(url))]
    return tuple(dict.fromkeys(sorted(found, key=lambda external: external.scheme == "url")))
