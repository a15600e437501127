"""What a line without a reading announces: a break, no lecture, presentations, or logistics."""

import re

from papergraph.domain.courses import SessionKind

#: Longer texts are no announcement.
_LONGEST = 120

_BREAK = re.compile(
    r"\b(?:(?:spring|fall|autumn|winter|summer|study|semester|mid-?term|mid-?semester|thanksgiving"
    r"|holiday|easter|christmas)\s+(?:break|recess|holidays?|vacation)|recess|holidays?|break"
    r"|reading\s+(?:week|period)|wellness\s+day|ascension\s+day|vacation|thanksgiving|labou?r\s+day|memorial\s+day|veterans'?\s+day"
    r"|president'?s'?\s+day|columbus\s+day|indigenous\s+peoples?'?s?'?\s+day|independence\s+day"
    r"|election\s+day|family\s+day|victoria\s+day|canada\s+day|good\s+friday|easter(?:\s+monday)?"
    r"|juneteenth|mlk(?:\s+jr\.?)?(?:\s+day)?|martin\s+luther\s+king|patriots'?\s+day|carnival"
    r"|university\s+closed|snow\s+day|yom\s+kippur|rosh\s+hashanah?|lunar\s+new\s+year)(?![\w-])",
    re.IGNORECASE,
)
_NO_LECTURE = re.compile(
    r"^\W*(?:no\b[\s-]*(?:lectures?|class(?:es)?|meetings?|sessions?|seminar|discussion|course)\b"
    r"|(?:lecture|class|session|meeting)?\s*(?:is\s+)?cancell?ed\b)|\bclass\s+cancell?ed\b"
    r"|\bno[\s-]+(?:lecture|class|seminar|meeting)(?:es|s)?\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"^\W*(?:buffer(?:\s+(?:day|lecture|class|slot))?|catch[\s-]?up(?:\s+day)?"
    r"|(?:work|working)\s+on\s+(?:\w+\s+)?(?:projects?|posters?|proposals?|reports?|papers?)"
    r"(?:\s+\w+)?|(?:independent\s+)?project\s+(?:work|time|day|work\s+day|meetings?)"
    r"|(?:reading|study|flex|skip|off|work)\s+day|day\s+off|skipped|reserved|make-?up\s+(?:day|class)"
    r"|(?:in-?class\s+)?project\s+work|(?:final\s+)?exams?\s+(?:week|period)"
    r"|(?:end\s+of\s+(?:the\s+)?(?:semester|quarter|term)|(?:semester|quarter|term)\s+ends?)"
    r"|instructor\s+(?:away|travel(?:ing|ling)?)|self[\s-]study"
    r"|(?:final|midterm|mid-term)\s+exam(?:ination)?s?(?:\s+\w+){0,2}|midterm|exam|final\s+exam)"
    r"\W*$",
    re.IGNORECASE,
)
_STAGE = (
    r"(?:mid[\s-]?(?:semester|term|quarter|point|way)|final|project|projects|poster|posters|proposal"
    r"|proposals|progress|in-?class|capstone|team|group|course|report|lightning|wrap-?up)"
)
_SHOW = (
    r"(?:presentations?|posters?|demos?|demonstrations?|pitch(?:es)?|feedback|check-?ins?|showcases?"
    r"|talks?|checkpoints?|reviews?|sessions?|updates?|discussions?|day)"
)
_PRESENTATIONS = re.compile(
    rf"^\W*(?:(?:final|mid-?term)\s+exams?\s?[/&]\s?)?(?:(?:{_STAGE}[\s/&,-]+(?:or\s+|and\s+)?){{1,5}}{_SHOW}(?:[\s/&]+{_SHOW}){{0,2}}"
    r"|presentations|demo\s+day|poster\s+(?:session|day|fair)|student\s+project\s+\w+)"
    r"(?:\s*(?:[-–—:,(#/]|\d|\bI{1,3}\b|\bpart\b|\bday\b|\bgroups?\b|\bweek\b|\bby\b|\bin\b|\bat\b"
    r"|\btb[ad]\b).*)?\W*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:tb[adc]|to be (?:announced|decided|determined|confirmed)|n/?a|none|nothing|nil|x|\?+|…|\.+"
    r"|coming soon|(?:see\s+)?(?:canvas|piazza|website)|no readings?|no papers?|various)?\W*",
    re.IGNORECASE,
)
#: What opens a course, and what ends it. Before a long title these words are part of it
#: ("Introduction to …", "Overview of …"), so they count only in short texts.
_FRAME = re.compile(
    r"^\W*(?:course\s+|class\s+)?(?:introductions?|intro|overview|logistics|welcome|kick-?off"
    r"|administrivia|orientation|organi[sz]ation(?:al)?|mechanics|outline|syllabus|policies)\b",
    re.IGNORECASE,
)
_LONGEST_FRAME = 5
_LOGISTICS = re.compile(
    r"^\W*(?:(?:introduction|overview)\s+(?:to|of)\s+(?:the\s+)?(?:course|class|seminar|topics?)\b"
    r"|guest\s+(?:lecture|speaker|talk|lecturer|seminar)\b|invited\s+(?:talk|speaker|lecture)\b"
    r"|(?:mid-?term|final|quiz|test|exam|examination)s?"
    r"(?:\s+(?:exam\w*|quiz|test|review|project|report|paper|week|due|out|prep\w*|[\dIVX]+))*\W*$"
    r"|(?:course\s+)?(?:wrap[\s-]?up|recap|review"
    r"|summary|conclusions?|closing|retrospective|q\s?&\s?a|discussion|panel)\W*$"
    r"|(?:project|proposal|paper|topic|group|team)s?\s+(?:proposals?|pitch|presentations?|discussions?"
    r"|selection|formation|bidding|matching|ideas|assignment|brainstorm\w*|check|meetings?|due|sign)"
    r"|(?:assignment|homework|hw|lab|problem\s+set|report|proposal|draft|deadline)s?\b\W*\d*\W*"
    r"(?:due|out|released|assigned|deadline|$)|due\b"
    r"|(?:(?:room|hall|location)(?:\W+\w+){0,3}|zoom(?:\s+link)?"
    r"|(?:online|remote)(?:\s+(?:only|via|on|over|lecture|class|session|meeting|zoom))*)\W*$"
    r"|office\s+hours?|first\s+(?:day|class|lecture)|last\s+(?:day|class|lecture)|lecture\s*\d*\W*$"
    r"|tutorial\W*$|recitation|how\s+to\s+(?:take|succeed\s+in)\s+this)",
    re.IGNORECASE,
)
_PLACE_OR_TIME = re.compile(
    r"\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b)|\d{1,2}:\d\d|(?:^|\s)@\s?\w|\b(?:room|hall|atrium|building"
    r"|auditorium)\b",
    re.IGNORECASE,
)


def occasion_of(text: str) -> SessionKind | None:
    """What kind of meeting a line announces when it is no lecture; None where it is one.

    A break named as the reason for "no lecture" is a break; a presentation named so is not one.

    >>> occasion_of("No Lecture: Thanksgiving Recess"), occasion_of("No Class: Prep for Posters")
    ('break', 'no-lecture')
    """
    if len(text) > _LONGEST:
        return None
    no_lecture = _NO_LECTURE.search(text)
    if _BREAK.search(text) and (no_lecture or len(text.split()) <= 8):
        return "break"
    if no_lecture or _IDLE.match(text):
        return "no-lecture"
    if _PRESENTATIONS.match(text):
        return "presentations"
    return None


def says_nothing(text: str) -> bool:
    """Whether a text is a placeholder: "-", "TBA", "N/A", "?", or no letters at all."""
    return len(text) <= 60 and _NOTHING.fullmatch(text.strip()) is not None


def is_logistics(text: str) -> bool:
    """Whether a text without a link speaks of the course, a room or an hour, and of no reading."""
    if says_nothing(text):
        return True
    if len(text) > _LONGEST:
        return False
    words = len(text.split())
    return (
        _LOGISTICS.match(text) is not None
        or (_FRAME.match(text) is not None and words <= _LONGEST_FRAME and ":" not in text)
        or (_PLACE_OR_TIME.search(text) is not None and words <= 8)
    )
