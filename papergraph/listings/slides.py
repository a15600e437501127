"""The shape "slides": the text of a first lecture's slides; a plan and duties, no readings."""

import re

from papergraph.domain.courses import Listing, Page, Term
from papergraph.listings.duties import plan, plan_line, readings_said, weights
from papergraph.listings.encoding import repaired_lines
from papergraph.listings.milestones import milestones
from papergraph.listings.offering import read_name, term_of_day
from papergraph.listings.shape import Shape

_PLAN = re.compile(
    r"^[ \t#*|]*(?:\w+[ \t]+){0,2}(?:topics?|schedule|plan)\b[^\n]{0,20}"
    r"(?:#|number|lectures|classes)"
    r"|^[^\n|]{2,80}(?:\(|:[ \t]*)\d{1,2}[ \t]+(?:lectures?|classes|sessions)\)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TABLE = re.compile(
    r"^[^\n|\t]{0,40}\bdates?\b[^\n]{0,40}[\t|][^\n]{0,60}milestone", re.I | re.MULTILINE
)
_WEIGHT = re.compile(r"^[^\n\t|]{3,60}\t\d{1,3}\s?%", re.MULTILINE)
_AGENDA = re.compile(
    r"^[ \t#*]*(?:today'?s\s+agenda|agenda|outline|next\s+class|break!?)\b", re.I | re.MULTILINE
)
_BULLET = re.compile(r"^ {0,4}[-•] \S", re.MULTILINE)


def fits(text: str) -> float:
    """How much a text looks like slides: an agenda, many bullets, a plan of topics, milestones."""
    score = 0.35 * bool(_PLAN.search(text)) + 0.2 * bool(_TABLE.search(text))
    score += 0.2 * bool(_AGENDA.search(text)) + 0.1 * bool(_WEIGHT.search(text))
    return min(0.9, score + 0.05 * bool(_BULLET.search(text)))


def parse(page: Page, *, term: Term | None, january: str) -> Listing:
    """The plan, weights and milestones of slides, the term read from the milestones' dates."""
    lines = repaired_lines(page.text)
    name = read_name(lines, near=plan_line(lines))
    dated = milestones(lines, term or name.term)
    if term is None and name.term is None and dated:
        term = term_of_day(min(milestone.date for milestone in dated), january=january)
    return Listing(
        shape=SHAPE.name,
        course=name.course,
        title=name.title,
        term=term or name.term,
        planned=plan(lines),
        milestones=dated,
        weights=weights(lines),
        readings_said=readings_said(lines),
    )


SHAPE = Shape(
    "slides",
    "the text of slides: topics with their lectures, weights of the grade, milestones",
    fits,
    parse,
)
