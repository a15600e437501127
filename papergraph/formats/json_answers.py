"""JSON that strangers answer, read field by field: what is not as documented is as if absent."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: Characters that no text of a site means: controls but tab and line ends, lone surrogates.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: Numbers of works, milliseconds since 1970: all of them are far below.
_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object whose fields are read by type; a field of another type is an absent one.

    >>> fields = parse_fields(b'{"year": "2019", "hit": {"title": " KGAT. "}, "venue": ["KDD"]}')
    >>> fields.number("year"), fields.each("hit")[0].text("title"), fields.texts("venue")
    (2019, 'KGAT.', ('KDD',))
    """

    values: Mapping[str, object]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(self.values)

    def text(self, name: str) -> str | None:
        """A text without blanks around it; None where it is empty or no text."""
        return _text(self.values.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list, or a text alone; what else stands in the list is left out."""
        value = self.values.get(name)
        items = value if isinstance(value, list) else [value]
        return tuple(text for item in items if (text := _text(item)))

    def number(self, name: str) -> int | None:
        """A whole number that is not negative, also one written as a text of digits."""
        return _number(self.values.get(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        """The whole numbers of a list up to the first thing that is none."""
        value = self.values.get(name)
        found: list[int] = []
        for item in value if isinstance(value, list) else ():
            number = _number(item)
            if number is None:
                break
            found.append(number)
        return tuple(found)

    def flag(self, name: str) -> bool:
        """Whether the field is ``true``."""
        return self.values.get(name) is True

    def inside(self, name: str) -> "Fields":
        """The object in a field; one without fields where there is none."""
        value = self.values.get(name)
        return Fields(value if isinstance(value, dict) else {})

    def each(self, name: str) -> tuple["Fields", ...]:
        """The objects of a list, or an object alone; what else stands in the list is left out."""
        value = self.values.get(name)
        items = value if isinstance(value, list) else [value]
        return tuple(Fields(item) for item in items if isinstance(item, dict))

    def lists(self, name: str) -> bool:
        """Whether the field holds a list, be it empty."""
        return isinstance(self.values.get(name), list)


def parse_fields(body: bytes) -> Fields:
    """The object that the bytes of an answer hold.

    Raises:
        ValueError: it is no JSON, or no object; the message says which.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:  # also bytes that are no text, endless digits
        raise ValueError("the answer is no JSON") from error
    if not isinstance(value, dict):
        raise ValueError("the answer is JSON, but no object")
    return Fields(value)


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return _NO_TEXT.sub(" ", value).strip() or None


def _number(value: object) -> int | None:
    if isinstance(value, str):
        written = value.strip()
        digits = written.isascii() and written.isdigit() and len(written) <= _DIGITS
        return int(written) if digits else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 10**_DIGITS else None
