"""The role of a reading as a page marks it: "(Required)", "[optional]", "Companion:"."""

import re

from papergraph.domain.courses import Role

_WORDS: tuple[tuple[Role, str], ...] = (
    ("required", r"required|mandatory|compulsory|must[ -]?read"),
    (
        "optional",
        r"optional|recommended|supplementa(?:ry|l)|additional|further|background|suggested|extra"
        r"|bonus",
    ),
    ("companion", r"companion"),
)
_NOUN = r"(?:\s+(?:readings?|papers?|articles?|materials?|for\s+\w+|only|read))?"
_ROLE = {role: re.compile(rf"(?:{words}){_NOUN}", re.IGNORECASE) for role, words in _WORDS}
_ANY = "|".join(words for _, words in _WORDS)
_PART = re.compile(
    rf"(?:^|(?<=[\s,;/|&–—-]))(?:not\s+)?(?:{_ANY}){_NOUN}(?=$|[\s,;/|&–—:-])", re.IGNORECASE
)
_LEAD = re.compile(rf"\s*(?P<role>(?:{_ANY}){_NOUN})\s*(?P<end>[:.]|\s[-–—]\s)", re.IGNORECASE)
_PLAIN_LEAD = re.compile(
    r"\s*(?:main\s+)?(?:readings?|papers?)\s*#?\s*\d{0,2}\s*:\s*", re.IGNORECASE
)


def role_of_words(text: str) -> Role | None:
    """The role a phrase names and nothing besides ("Required", "*optional* reading"), else None."""
    plain = re.sub(r"[\s*_()\[\]:.!–—-]+", " ", text).strip()
    if re.fullmatch(r"(?:not|non) required", plain, re.IGNORECASE):
        return "optional"
    for role, words in _ROLE.items():
        if words.fullmatch(plain):
            return role
    return None


def role_heading(text: str) -> Role | None:
    """The role that a line of its own gives to the lines below it; None where it gives none.

    A bare "Background" or "Companion" is a topic or a person; "Background:" is a role.
    """
    role = role_of_words(text)
    bare = re.fullmatch(r"\W*(?:background|companion|further|extra|bonus)\W*", text, re.IGNORECASE)
    return None if bare and ":" not in text else role


def split_role(text: str) -> tuple[Role | None, str]:
    """The role named somewhere in the text of a bracket, and what is left of that text.

    >>> split_role("Section 4, required")
    ('required', 'Section 4')
    """
    match = _PART.search(text)
    if match is None:
        return None, text
    rest = re.sub(r"\s+", " ", text[: match.start()] + " " + text[match.end() :])
    return role_of_words(match[0]), rest.strip(" ,;/|&:–—-")


def leading_role(text: str) -> tuple[Role | None, str]:
    """The role a text begins with ("Required: …") and the text after it."""
    match = _LEAD.match(text)
    if match is None:
        plain = _PLAIN_LEAD.match(text)
        return None, text[plain.end() :] if plain else text
    return role_of_words(match["role"]), text[match.end() :].lstrip()
