"""The part of a work that is to be read: "Chapters 1 and 2", "Sec 1-4", "§4", "pp. 3-5"."""

import re

#: These name a part of a work wherever they stand …
_SURE = (
    r"chapters?|chaps?\.?|chs?\.|ch(?=\s?\d)|sections?|sects?\.?|secs?\.?|pages?|pgs?\.?"
    r"|pp?\.|pp(?=\s?\d)|p(?=\d)|appendi(?:x|ces)|app\."
)
#: … and these only outside a title: "Scaling Laws (Part 2)" may be what the author wrote.
_UNSURE = r"parts?|volumes?|vol\.|figures?|figs?\.?|slides?|lectures?|verses?|paragraphs?"
_NUMBER = r"(?:\d{1,4}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}(?!\w)|[A-H](?!\w)(?:\.\d{1,2})?)"
_JOIN = r"\s{0,2}(?:,\s?and\b|,\s?&|[,;&+–—-]|\band\b|\bto\b|\bthrough\b|\bor\b)\s{0,2}"
_FIRST = r"first\s(?:\d{1,3}|two|three|four|five|six|ten)\s(?:pages|sections|chapters)"
_BEFORE = (
    r"(?:(?:only|just|skim|read|see|up\sto|through|until|especially|esp\.|except|excluding|skip"
    r"|without|focus\son)\s)"
)
_AFTER = r"(?:\s(?:only|onwards?|inclusive))?"

#: A locator is short; looking further back in a long text would only cost time.
_LONGEST = 90


def _locator(units: str) -> str:
    numbers = rf"{_NUMBER}(?:{_JOIN}(?:(?:{units}|§)\s{{0,2}})?{_NUMBER}){{0,12}}"
    one = rf"(?:(?:(?:{units})\s{{0,2}}|§{{1,2}}\s{{0,2}}){numbers}|{_FIRST})"
    return rf"{_BEFORE}{{0,2}}{one}(?:{_JOIN}{_BEFORE}?{one}){{0,4}}{_AFTER}"


_ANYWHERE = re.compile(_locator(_SURE), re.IGNORECASE)
_OUTSIDE = re.compile(_locator(f"{_SURE}|{_UNSURE}"), re.IGNORECASE)
_TAIL = re.compile(rf"\s*[,;:–—-]\s*(?P<locator>{_locator(_SURE)})\s*\.?$", re.IGNORECASE)


def is_locator(text: str, *, outside: bool = False) -> bool:
    """Whether a text says which part to read and nothing else.

    ``outside``: the text stands outside the title, so that "Part 2" is no part of its name.

    >>> is_locator("Chapters 1 and 2"), is_locator("Almost")
    (True, False)
    """
    pattern = _OUTSIDE if outside else _ANYWHERE
    return len(text) <= _LONGEST and pattern.fullmatch(text.strip()) is not None


def split_tail(title: str) -> tuple[str, str | None]:
    """A title without the locator it ends with after a comma, colon or dash; and that locator."""
    match = _TAIL.search(title, max(0, len(title) - _LONGEST))
    if match is None or not title[: match.start()].strip():
        return title, None
    return title[: match.start()].rstrip(), match["locator"].strip()
