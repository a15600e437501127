"""Text as its author meant it, out of bytes or text in which the encoding went wrong."""

import codecs
import re

from ftfy import fix_encoding
from ftfy.badness import is_bad

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Longer lines are no prose; looking for a wrong encoding in them would only cost time.
_LONGEST_REPAIRED = 50_000

_LINE_END = re.compile(r"\r\n|\r|\n")
#: Controls (NUL among them), byte order marks and zero-width spaces carry no text.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode(data: bytes) -> str:
    """The text of a page's bytes; never fails.

    A byte order mark decides; else UTF-16 is told by its NUL bytes; else every line is UTF-8
    where it can be, and Windows-1252 where it cannot (one damaged byte spoils only its line).
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    sample = data[:2000]
    if sample and sample.count(0) > len(sample) // 3:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_decode_line(line) for line in data.split(b"\n"))


def _decode_line(line: bytes) -> str:
    for name in ("utf-8", "cp1252"):
        try:
            return line.decode(name)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def split_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them: a line feed, a carriage return, or both."""
    return _LINE_END.split(text)


def repaired_lines(text: str) -> tuple[str, ...]:
    """The lines of a page, mended: ``lines[n - 1]`` is line n of the page as it was given.

    UTF-8 that was read as something else ("â€“") is read again, invisible characters go, lone
    surrogates (which no file could hold) become the replacement character.
    """
    return tuple(_repair(line) for line in split_lines(text))


def _repair(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    if not line.isascii() and len(line) <= _LONGEST_REPAIRED and is_bad(line):
        line = fix_encoding(line)
    line = _INVISIBLE.sub("", line)
    # A repair may bring out line ends that were hidden in it; a line stays one line.
    return _LINE_END.sub(" ", _SURROGATE.sub("\ufffd", line))
