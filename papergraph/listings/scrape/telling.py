"""Which line of a scraped schedule is a reading, which a heading, which a person."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from papergraph.listings.clues.occasions import is_logistics, occasion_of, says_nothing
from papergraph.listings.clues.people import looks_like_names, names
from papergraph.listings.clues.roles import role_heading
from papergraph.listings.clues.titles import Marks, read_title
from papergraph.listings.scrape.blocks import Block, Line, Schedule

Use = Literal["occasion", "topic", "subject", "reading", "people", "heading", "logistics", "mark"]

_MEMBER = re.compile(
    r"^(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’.-]*){1,3})\s*(?:\([\w.@-]+\)|,|$|\s-\s)"
)
_PARENTHESISED = re.compile(r"\((?P<subject>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_GROUP = re.compile(
    r"(?:groups?|teams?)\s?#?\d{1,2}(?:\s?[/,&+-]\s?(?:(?:group|team)\s?)?\d{1,2}){0,9}",
    re.IGNORECASE,
)
#: Two people who present together ("Ann-Bob"): only below a reading, and where people are awaited.
_PAIR = re.compile(r"[A-Z][a-z]{1,14}-[A-Z][a-z]{1,14}")
#: Words that name a field of study rather than a person or one paper.
_FIELD = re.compile(
    r"\b(?:basics|introduction|background|fundamentals|foundations|systems?|training|tuning|inference"
    r"|serving|learning|networks?|networking|storage|scheduling|management|optimi[sz]ations?|hardware"
    r"|accelerators?|compilers?|frameworks?|security|privacy|ethics|ethical|energy|power|agents?"
    r"|agentic|grounding|retrieval|rag|alignment|data|databases?|analytics|infrastructure|topics"
    r"|applications|models?|algorithms?|computing|cloud|edge|distributed|federated|parallelism"
    r"|fault[\s-]tolerance|reliability|consensus|consistency|replication|transactions|virtualization"
    r"|memory|caching|performance|scalability|robustness|evaluation|benchmarks?|multimodal|vision"
    r"|language|reinforcement|generative|diffusion|trends|future|research|overview|theory|practice"
    r"|tools|debugging|verification|testing|deployment|resource|serverless|microservices|streaming)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = {"a", "an", "and", "for", "in", "of", "on", "the", "to", "with", "via", "&", "/"}
_LONGEST_HEADING = 6
#: So few words with one of a field among them name the field; more may be a paper's title.
_LONGEST_FIELD = 3
_PART = re.compile(
    r"^(?:part|module|unit|section)\s(?:[IVX]{1,4}|\d{1,2})\s?[:.–—-]\s", re.IGNORECASE
)
_LONGEST_PEOPLE = 160


@dataclass(frozen=True, slots=True)
class Told:
    """A line with its use; ``marks`` where it is a reading, ``doubt`` where that is unsure."""

    line: Line
    use: Use
    text: str
    marks: Marks | None = None
    doubt: bool = False


def people_of(blocks: Sequence[Block], before: Sequence[str]) -> frozenset[str]:
    """Lines of a schedule that name people.

    A line is people when each name is the (first) name of a member of staff listed before the
    schedule, when it is a list of several full names or a numbered group, or when the same
    short line recurs in several blocks without ever looking like a title.
    """
    staff = staff_of(before)
    counts: Counter[str] = Counter()
    found: set[str] = set()
    for block in blocks:
        last = {line.text for line in block.lines[-3:]}
        for text in {line.text for line in block.lines}:
            if _could_be_people(text) and (text in last or not is_logistics(text)):
                counts[text] += 1
        for line in block.lines:
            known = looks_like_names(line.text) and _known(line.text, staff)
            if known or _is_list_of_names(line.text) or _GROUP.fullmatch(line.text):
                found.add(line.text)
    recurring = {text for text, count in counts.items() if count >= 2 and not _FIELD.search(text)}
    return frozenset(found | recurring)


def staff_of(lines: Sequence[str]) -> frozenset[str]:
    """Names, and first names, of people listed one to a line before the schedule."""
    found: set[str] = set()
    for line in lines[-400:]:
        match = _MEMBER.match(line.strip()) if len(line) <= 200 else None
        if match and not _FIELD.search(match["name"]):
            found.update((match["name"], match["name"].split()[0]))
    return frozenset(found)


def _known(text: str, staff: frozenset[str]) -> bool:
    listed = names(text)
    return bool(listed) and all(name in staff for name in listed)


def _could_be_people(text: str) -> bool:
    return len(text) <= _LONGEST_PEOPLE and looks_like_names(text) and occasion_of(text) is None


def _is_list_of_names(text: str) -> bool:
    """Whether a line is a list of names joined by commas or hyphens, and no title in disguise."""
    if not _could_be_people(text) or _FIELD.search(text):
        return False
    parts = [part.split() for part in text.split(",")]
    if len(parts) >= 2:
        return all(1 <= len(part) <= 4 for part in parts) and " and " not in f" {parts[0]} "
    return len(names(text)) >= 3


class Teller:
    """Tells the lines of each block apart, knowing the whole schedule."""

    def __init__(self, schedule: Schedule, before: Sequence[str]) -> None:
        blocks = schedule.blocks
        self._people = people_of(blocks, before)
        self._people_columns = schedule.people_columns
        self._untabbed = _is_untabbed(blocks)
        self._companied = _are_companied(blocks)
        sessions = [block for block in blocks if block.day and self._candidates(block)]
        named = [b for b in sessions if any(line.text in self._people for line in b.lines)]
        self._peopled = len(named) * 2 >= len(sessions)
        sizes = Counter(
            size for block in blocks if block.day and (size := len(self._candidates(block)))
        )
        # A block's last candidate may be the next block's heading: the lesser of two equally
        # common numbers is the number of readings.
        most = max(sizes.values(), default=0)
        self._usual = min((size for size, n in sizes.items() if n == most), default=1)

    def tell(self, block: Block, *, last: bool) -> tuple[Told, ...]:
        """The lines of a block with their uses; no heading can follow the last block of a page."""
        told = [self._first_look(line) for line in block.lines]
        self._mark_people(told)
        if told and block.day and any(t.use == "reading" for t in told[1:]):
            first = told[0]
            if _unmarked(first) and _titled(first.text) and _names_a_field(first.text):
                told[0] = replace(first, use="logistics")
        for at, following in enumerate(told[1:]):
            # "Inference", then "(Batching)": the day between them is missing.
            topic = _titled(told[at].text) and _names_a_field(told[at].text)
            if at and topic and _unmarked(told[at]) and following.use == "subject":
                told[at] = replace(told[at], use="heading", doubt=True)
        if block.day is None:
            return tuple(replace(t, use="heading") if _titled(t.text) else t for t in told[-1:])
        if not last:
            self._mark_heading(told)
        elif told and told[0].use == "occasion":
            # After the last occasion the page goes on with other things; a reading says its role.
            told = [replace(t, use="logistics") if _unmarked(t) else t for t in told]
        return tuple(told)

    def _candidates(self, block: Block) -> list[Line]:
        return [line for line in block.lines if self._first_look(line).use == "reading"]

    def _first_look(self, line: Line) -> Told:
        """What a line is on its own: anything that is nothing else could be a reading."""
        text = line.text
        marks = read_title(text)
        if line.column and line.column.use == "people":
            return Told(line, "people", text)
        if line.column and line.column.use == "topic" and not says_nothing(text):
            return Told(line, "occasion" if occasion_of(text) else "topic", text)
        if line.column and line.column.use not in {"readings", "title", "topic", "date"}:
            return Told(line, "mark", text, Marks(""))
        if role_heading(text) or says_nothing(text):
            return Told(line, "mark", text, marks)
        bracketed = _PARENTHESISED.fullmatch(text)
        if bracketed:
            return Told(line, "subject", bracketed["subject"].strip())
        if marks.role is None:
            if occasion_of(text):
                return Told(line, "occasion", text)
            if text in self._people:
                return Told(line, "people", text)
            if is_logistics(text):
                return Told(line, "logistics", text)
        return Told(line, "reading", marks.rest, marks)

    def _mark_people(self, told: list[Told]) -> None:
        """Pairs of people right below a reading, where the schedule names people."""
        if not (self._people_columns or self._peopled):
            return
        for at in range(1, len(told)):
            pair = _PAIR.fullmatch(told[at].text) and not _FIELD.search(told[at].text)
            if pair and _unmarked(told[at]) and told[at - 1].use in {"reading", "people"}:
                told[at] = replace(told[at], use="people", text=told[at].text.replace("-", ", "))

    def _mark_heading(self, told: list[Told]) -> None:
        """The last line of a block is the next one's heading where it looks and stands like one."""
        last = told[-1] if told else None
        if last is None or last.use not in {"reading", "logistics"}:
            return
        if last.marks and (last.marks.role or last.marks.locator):
            return
        if last.line.column:
            told[-1] = self._in_column(last, told)
            return
        if not _titled(last.text):
            return
        readings = sum(1 for t in told if t.use == "reading")
        before = told[-2].use if len(told) > 1 else "occasion"
        people = sum(1 for t in told if t.use == "people")
        full_name = looks_like_names(last.text) and len(last.text.split()) > 1
        awaited = people < self._people_columns and (people > 0 or self._peopled)
        if awaited and full_name and not _FIELD.search(last.text):
            # "Ann Lee" where every session has a presenter, or below one where reviewers follow.
            told[-1] = replace(last, use="people")
            return
        named = _names_a_field(last.text)
        ends = before in {"people", "occasion"} or (named and before in {"logistics", "subject"})
        score = 0
        if before in {"people", "occasion"}:
            score += 3
        score += 2 if readings > self._usual else -2
        score += 4 if named else 1 if _FIELD.search(last.text) else 0
        score += 1 if len(last.text.split()) <= 2 else 0
        score -= 1 if re.search(r"\d", last.text) else 0
        if score > 0 and (readings > 1 or ends):
            told[-1] = replace(last, use="heading", doubt=score == 1)

    def _in_column(self, last: Told, told: Sequence[Told]) -> Told:
        """The last part of a block, a heading where it is alone in its row and names a topic.

        Where topics have lines without any tab, a row with one cell is one more reading.
        """
        if not last.line.column or last.line.column.use not in {"readings", "title"}:
            return last
        beside = len(told) > 1 and told[-2].line.number == last.line.number
        short = len(last.text.split()) <= _LONGEST_FIELD and not re.search(r"[:?!.,]", last.text)
        if beside or self._untabbed or not short:
            return last
        if _titled(last.text) and _names_a_field(last.text):
            return replace(last, use="heading")
        return replace(last, use="heading", doubt=True) if self._companied else last


def _is_untabbed(blocks: Sequence[Block]) -> bool:
    """Whether some block of a schedule with tabs ends with a line that has none."""
    ends = [block.lines[-1].column for block in blocks if block.lines]
    return None in ends and any(line.column for block in blocks for line in block.lines)


def _are_companied(blocks: Sequence[Block]) -> bool:
    """Whether in a schedule with tabs somebody or something stands beside nearly every reading.

    Rows that end a block are left out, for they may be headings.
    """
    counts = Counter(line.number for block in blocks for line in block.lines)
    rows = {
        line.number
        for block in blocks
        for line in block.lines
        if line.column and (counts[line.number] > 1 or line is not block.lines[-1])
    }
    return bool(rows) and sum(1 for row in rows if counts[row] > 1) >= 0.8 * len(rows)


def _names_a_field(text: str) -> bool:
    """Whether a text names a field of study in a few words ("Part II: Model Serving")."""
    return bool(_FIELD.search(text)) and len(_PART.sub("", text).split()) <= _LONGEST_FIELD


def _unmarked(told: Told) -> bool:
    return told.use == "reading" and not (told.marks and (told.marks.role or told.marks.locator))


def _titled(text: str) -> bool:
    """Whether a text could be a heading: short, capitalised, no sentence and no subtitle."""
    text = _PART.sub("", text)
    words = text.split()
    if not 1 <= len(words) <= _LONGEST_HEADING or any(mark in text for mark in ':?!.;,"'):
        return False
    return all(
        word[0].isupper() or not word[0].isalpha() or word.lower() in _SMALL_WORDS for word in words
    )


def names_a_topic(text: str) -> bool:
    """Whether a short text names what a session is about ("Introduction"), so could be a topic."""
    return _titled(text) and _FIELD.search(text) is not None
