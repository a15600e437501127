"""The reviewed book of courses: institutions, what continues what, and the year before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from papergraph.domain.courses import UNKNOWN, Course, Offering
from papergraph.errors import AmbiguousError, NotFoundError

#: "The year before" lies at least this many months back.
MONTHS_BEFORE = 9


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution: our short name, its full name, and what gives it away in a page."""

    name: str
    title: str
    hosts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    january: str = "S"


@dataclass(frozen=True, slots=True)
class BookedCourse:
    """A course we know of: where its pages are kept, and its place in a lineage."""

    course: Course
    title: str | None = None
    repositories: tuple[str, ...] = ()
    continues: Course | None = None
    forked_from: Course | None = None


@dataclass(frozen=True, slots=True)
class CourseBook:
    """Reviewed knowledge about courses (``db/courses.toml``)."""

    institutions: tuple[Institution, ...] = ()
    courses: tuple[BookedCourse, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "CourseBook":
        """The book that parsed TOML describes; see the head of ``db/courses.toml``."""
        institutions = tuple(
            Institution(
                name,
                str(entry["title"]),
                tuple(entry.get("hosts", ())),
                tuple(entry.get("words", ())),
                str(entry.get("january", "S")),
            )
            for name, entry in data.get("institution", {}).items()
        )
        courses = tuple(
            BookedCourse(
                _course(entry["course"]),
                entry.get("title"),
                tuple(entry.get("repositories", ())),
                _course(entry["continues"]) if "continues" in entry else None,
                _course(entry["forked-from"]) if "forked-from" in entry else None,
            )
            for entry in data.get("course", ())
        )
        return cls(institutions, courses)

    def institution(self, name: str | None) -> Institution | None:
        """The institution of a short name."""
        return next((i for i in self.institutions if i.name == name), None)

    def institution_of(self, text: str, address: str, code: str | None = None) -> str | None:
        """Which institution a page belongs to, by what the page shows; None where unclear.

        A repository or address that the book knows decides. Else addresses of mail (and the
        page's own) count three, names in the text one; the highest count wins unless tied. Links
        do not count: a list reads papers of every university.
        """
        lowered = text.lower()
        whole = f"{address.lower()}\n{lowered}"
        for booked in self.courses:
            for repository in booked.repositories:
                if code in (None, booked.course.code) and _mentions(whole, repository.lower()):
                    return booked.course.institution
        scores = {}
        for institution in self.institutions:
            hosts = sum(_count_host(lowered, address.lower(), h) for h in institution.hosts)
            words = sum(_count_word(lowered, word.lower()) for word in institution.words)
            scores[institution.name] = 3 * hosts + words
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] == 0:
            return None
        if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
            return None
        return ranked[0][0]

    def lineage(self, course: Course) -> tuple[Course, ...]:
        """The course and those it continues, newest first; forks are not part of it."""
        chain = [course]
        while True:
            step = next((b.continues for b in self.courses if b.course == chain[-1]), None)
            if step is None or step in chain:
                return tuple(chain)
            chain.append(step)

    def origin(self, course: Course) -> Course | None:
        """The course that this one was forked from."""
        return next((b.forked_from for b in self.courses if b.course == course), None)

    def year_before(
        self, current: Offering, begins: Mapping[Offering, date], *, day: date | None = None
    ) -> Offering | None:
        """The nearest earlier offering in the lineage that began nine months ago or more.

        ``begins`` maps each offering of the catalog to the date it began. Where ``day`` is
        given, it is the last other one that had begun by that day.
        """
        chain = self.lineage(current.course)
        start = begins[current]
        months = start.year * 12 + start.month - 1 - MONTHS_BEFORE
        latest = (months // 12, months % 12 + 1, start.day)
        if day:
            latest = (day.year, day.month, day.day)
        earlier = [
            offering
            for offering, began in begins.items()
            if offering.course in chain
            and began < start
            and (began.year, began.month, began.day) <= latest
        ]
        return max(earlier, key=lambda offering: (begins[offering], offering.term), default=None)


def resolve_offering(text: str, known: Sequence[Offering]) -> Offering:
    """The offering in the catalog that a name means.

    Raises:
        OfferingNameError: the text is not of the form ``cse585@F24``.
        AmbiguousError: several institutions have such a course.
        NotFoundError: the catalog has no such offering.
    """
    asked = Offering.parse(text)
    hits = [
        offering
        for offering in known
        if offering.course.code == asked.course.code
        and offering.term == asked.term
        and asked.course.institution in (None, offering.course.institution or UNKNOWN)
    ]
    if len(hits) > 1:
        names = sorted(str(hit) for hit in hits)
        raise AmbiguousError(
            f"{text!r} means several offerings",
            candidates=names,
            hint="write " + " or ".join(names),
        )
    if not hits:
        have = ", ".join(sorted(display_name(offering, known) for offering in known)) or "none"
        raise NotFoundError(f"no offering {text!r} in the catalog", hint=f"there are: {have}")
    return hits[0]


def resolve_course(text: str, known: Sequence[Offering]) -> Course:
    """The course in the catalog that a code (``cse585``, ``uiuc/cs598``) means.

    Raises:
        AmbiguousError: several institutions have such a course.
        NotFoundError: the catalog has no such course.
    """
    asked = _course(text.strip().lower())
    courses = sorted({offering.course for offering in known}, key=str)
    hits = [
        course
        for course in courses
        if course.code == asked.code and asked.institution in (None, course.institution or UNKNOWN)
    ]
    if len(hits) > 1:
        names = [f"{hit.institution or UNKNOWN}/{hit.code}" for hit in hits]
        raise AmbiguousError(
            f"{text!r} means several courses", candidates=names, hint="write " + " or ".join(names)
        )
    if not hits:
        have = ", ".join(str(course) for course in courses) or "none"
        raise NotFoundError(f"no course {text!r} in the catalog", hint=f"there are: {have}")
    return hits[0]


def display_name(offering: Offering, known: Iterable[Offering]) -> str:
    """``cse585@F24``, or ``uiuc/cs598@S26`` where another institution has that code too."""
    code, owner = offering.course.code, offering.course.institution
    owners = {other.course.institution for other in known if other.course.code == code}
    if len(owners | {owner}) == 1:
        return offering.short
    return f"{owner or UNKNOWN}/{offering.short}"


def _course(text: str) -> Course:
    institution, slash, code = text.rpartition("/")
    return Course(code, institution if slash else None)


def _count_host(text: str, address: str, host: str) -> int:
    name = rf"(?:[a-z0-9-]+\.)*{re.escape(host)}(?![a-z0-9-]|\.[a-z])"
    return len(re.findall(rf"@{name}", text)) + len(re.findall(rf"://{name}", address))


def _count_word(text: str, word: str) -> int:
    """How often a name stands in the text as words, not as part of an address."""
    return len(re.findall(rf"(?<![a-z0-9@./-]){re.escape(word)}(?![a-z0-9]|\.[a-z])", text))


def _mentions(text: str, repository: str) -> bool:
    return re.search(rf"(?<![a-z0-9-]){re.escape(repository)}(?![a-z0-9-])", text) is not None
