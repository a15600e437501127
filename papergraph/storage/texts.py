"""Text as a database can hold it, and as an index can: pure functions."""

import hashlib
from typing import Any

#: Characters of a text that are indexed as they are. PostgreSQL refuses index entries over
#: 2704 bytes (a third of a page); 400 characters of four bytes each stay well below.
INDEXED = 400


def clean(text: str) -> str:
    r"""The text without NUL (PostgreSQL refuses it), unpaired surrogates replaced by U+FFFD.

    >>> clean("a\0b"), clean("a\ud800b") == "a\ufffdb"
    ('ab', True)
    """
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "")


def clean_json(value: Any) -> Any:
    """The same JSON document with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): clean_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return value


def indexable(text: str) -> str:
    """The clean text, if need be cut and marked with a digest so that an index can hold it.

    Equal texts stay equal, different ones different.
    """
    text = clean(text)
    if len(text) <= INDEXED:
        return text
    mark = hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]
    return f"{text[: INDEXED - len(mark) - 1]}#{mark}"
