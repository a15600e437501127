"""What one line of a reading cell says: readings with their links, or a text without any."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from papergraph.domain.courses import Link, Role
from papergraph.listings.clues.links import (
    is_extra,
    is_pointer,
    label_kind,
    leads_nowhere,
    material_kind,
    path_kind,
    why_no_reading,
)
from papergraph.listings.clues.occasions import occasion_of, says_nothing
from papergraph.listings.clues.roles import leading_role, role_heading, role_of_words
from papergraph.listings.clues.titles import Marks, read_marks, read_title
from papergraph.listings.markdown.cells import CellLine, Span, plain

_AUTHOR = re.compile(r"(?:\bby|\bfrom|\bauthors?:?|\bpresented by|\bspeaker:?)\s*$", re.IGNORECASE)
#: These words point beside a title; alone and with an address they are one.
_NAMES = re.compile(r"local|mirror|copy|source|abstract|page|post|read|reading")
_TAIL_OF_CUT = re.compile(r"\s*[(\[][^()\[\]]{0,40}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A reading as its line says it: ``role`` and ``url`` None where the line does not."""

    title: str
    url: str | None
    role: Role | None = None
    locator: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """A line without a reading; ``strong`` where all that matters of it is bold or italic.

    ``role`` is that of its column or of a line above; ``marks`` are its own.
    """

    text: str
    strong: bool
    marks: Marks
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """All that one line says. ``heads`` is a role that the line gives to those below it."""

    entries: tuple[Entry, ...] = ()
    saying: Saying | None = None
    links: tuple[Link, ...] = ()
    heads: Role | None = None
    doubt: str | None = None


def read_line(line: CellLine) -> Said:
    """What a line of a reading cell says; links in it that are no readings become ``links``."""
    if any(span.struck for span in line):
        struck = plain(tuple(span for span in line if span.struck))
        kept = tuple(span for span in line if not span.struck)
        rest = read_line(kept) if plain(kept) else Said()
        return Said(
            rest.entries, rest.saying, rest.links, rest.heads, f"struck out: {struck[:100]}"
        )
    before = _text_before_links(line)
    if occasion_of(before.rstrip(" :–—-(")) is not None:
        return Said(saying=_saying(line), links=_other_links(line))
    readings, links = _sorted_links(line)
    if not readings:
        heads = role_heading(plain(line))
        if heads is not None:
            return Said(heads=heads, links=links)
        return Said(saying=_unlinked_saying(line), links=links)
    entries = tuple(
        entry for number, at in enumerate(readings) if (entry := _entry(line, readings, number, at))
    )
    unlinked = [entry.title for entry in entries if entry.url is None]
    doubt = f"a reading without a link: {unlinked[0]}" if unlinked else None
    return Said(entries=entries, links=links, doubt=doubt)


def _text_before_links(line: CellLine) -> str:
    texts = []
    for span in line:
        if span.href is not None:
            break
        texts.append(span.text)
    return " ".join("".join(texts).split())


def _sorted_links(line: CellLine) -> tuple[list[int], tuple[Link, ...]]:
    """Positions of the spans that are readings, and the links that are course material."""
    readings: list[int] = []
    links: list[Link] = []
    named = any(
        span.href and not is_pointer(span.text) and not is_extra(span.text) for span in line
    )
    text_beside = bool(re.search(r"\w", plain(_unlinked(line))))
    for at, span in enumerate(line):
        if span.href is None:
            continue
        label = " ".join(span.text.split())
        kind = material_kind(label, span.href)
        if leads_nowhere(span.href) and _is_title(span):
            readings.append(at)
            continue
        if why_no_reading(span.href, label) is not None or not label:
            continue
        if kind is not None:
            links.append(Link(kind, span.href))
        elif _AUTHOR.search(plain(line[:at])) and readings:
            continue
        elif is_extra(label) and (named or (text_beside and readings)):
            links.append(Link("other", span.href))
        elif not _repeats(line, readings, at, alone=named and not text_beside):
            readings.append(at)
    return readings, tuple(links)


def _is_title(span: Span) -> bool:
    """Whether the text of a link without an address can only be a title."""
    label = " ".join(span.text.split())
    return (
        bool(re.search(r"\w", label))
        and not span.strong
        and why_no_reading("x", label) is None
        and not (is_pointer(label) or label_kind(label) or says_nothing(label))
        and occasion_of(label) is None
    )


def _unlinked(line: CellLine) -> CellLine:
    return tuple(span for span in line if span.href is None)


def _repeats(line: CellLine, readings: Sequence[int], at: int, *, alone: bool) -> bool:
    """Whether a link is only another way to a reading that the line names with its title.

    ``alone``: nothing but links stands in the line, and some link has a title.
    """
    label = " ".join(line[at].text.split())
    if is_pointer(label):
        return alone or _titled_before(line, readings, at)
    return label == line[at].href and _titled_before(line, readings, at)


def _titled_before(line: CellLine, readings: Sequence[int], at: int) -> bool:
    """Whether a pointer at ``at`` only repeats the reading before it: "[Title](…) ([pdf](…))"."""
    if not readings:
        return False
    between = plain(line[readings[-1] + 1 : at])
    marks = read_marks(re.sub(r"[\[(]\s*$", "", between))
    return len(re.findall(r"\w{3,}", marks.rest)) <= 3


def _unlinked_saying(line: CellLine) -> Saying | None:
    """What a line without a reading says beside its links.

    Beside a form, a calendar or a chat it tells how to use them, unless it is marked or bold.
    """
    saying = _saying(_unlinked(line))
    if saying is None or not re.search(r"\w{3,}", saying.text):
        return None
    administrative = any(span.href and why_no_reading(span.href, span.text) for span in line)
    if administrative and not saying.strong and saying.marks.role is None:
        return None
    return saying


def _other_links(line: CellLine) -> tuple[Link, ...]:
    return tuple(
        Link(material_kind(span.text, span.href) or "other", span.href)
        for span in line
        if span.href and why_no_reading(span.href, span.text) is None
    )


def _entry(line: CellLine, readings: Sequence[int], number: int, at: int) -> Entry | None:
    """The reading linked at span ``at``, with what stands before and after it in the line."""
    span = line[at]
    start = readings[number - 1] + 1 if number else 0
    end = readings[number + 1] if number + 1 < len(readings) else len(line)
    before = _without_material(line[start:at])
    after = _without_material(line[at + 1 : end])
    if number:
        before = _prefix_of_next(before)[1]
    if end < len(line):
        after = _prefix_of_next(after)[0]
    label = " ".join(span.text.split())
    if is_pointer(label) or label == span.href:
        return _pointed(span, before, after, first=number == 0)
    title = read_title(label)
    marks = title.or_else(_marks_before(before)).or_else(read_marks(_uncut(after)))
    if not title.rest:
        return None
    url = None if leads_nowhere(span.href or "") else span.href
    return Entry(title.rest, url, marks.role, marks.locator)


def _without_material(spans: Sequence[Span]) -> str:
    return plain(tuple(span for span in spans if span.href is None))


def _prefix_of_next(between: str) -> tuple[str, str]:
    """The text between two readings, parted into what belongs to the one and to the other."""
    match = re.search(r"(?:^|(?<=[\s,;.)]))(?P<prefix>[\w ]{3,25}:)\s*$", between)
    if match and leading_role(match["prefix"])[0] is not None:
        return between[: match.start()], match["prefix"]
    return between, ""


def _marks_before(before: str) -> Marks:
    role, rest = leading_role(before if before.endswith(":") else f"{before}:")
    if role is None:
        role = role_of_words(before) or read_title(before + " x").role
    return Marks("", role or role_of_words(rest))


def _pointed(span: Span, before: str, after: str, *, first: bool) -> Entry | None:
    """The reading whose title stands beside a link that only says "pdf"."""
    before = re.sub(r"[\[(]\s*$", "", before).strip(" :–—-,")
    after = re.sub(r"^\s*[\])]", "", after)
    title = read_title(before) if re.search(r"\w", before) else Marks("")
    if title.rest and not says_nothing(title.rest):
        marks = title.or_else(read_marks(_uncut(after)))
        return Entry(title.rest, span.href, marks.role, marks.locator)
    following = read_title(after.lstrip(" :–—-,"))
    if first and len(following.rest) > 3:
        return Entry(following.rest, span.href, following.role or title.role, following.locator)
    marks = title.or_else(read_marks(after))
    label = " ".join(span.text.split())
    doubt = None if _NAMES.fullmatch(label.lower()) else "a link without a title"
    return Entry(label, span.href, marks.role, marks.locator, doubt)


def _uncut(after: str) -> str:
    """The text after a link without a bracket that was opened and cut off."""
    return _TAIL_OF_CUT.sub("", after) if after.count("(") > after.count(")") else after


def _saying(line: CellLine) -> Saying | None:
    """The text of a line without a reading; what is bold stands for the line if it begins it."""
    text = plain(line)
    if not text:
        return None
    leading: list[str] = []
    for span in line:
        if span.text.strip() and not span.strong:
            break
        leading.append(span.text)
    head = " ".join("".join(leading).split())
    rest = text[len(head) :].strip() if text.startswith(head) else ""
    if head and role_heading(head):
        head = ""
    only_head = bool(head) and (says_nothing(rest) or bool(re.fullmatch(r"\([^()]*\)|@.*", rest)))
    marks = read_title(text)
    strong = only_head and marks.role is None
    return Saying(head.strip(" :") if strong else text, strong, marks)


def links_of(line: CellLine) -> tuple[tuple[str, str], ...]:
    """Text and address of every link of a line that is course material or a person's."""
    return tuple(
        (" ".join(span.text.split()), span.href)
        for span in line
        if span.href and (path_kind(span.href) or why_no_reading(span.href) is None)
    )
