"""BibTeX text -> entries in plain Unicode, as far as each can be read.

The library splits the text and goes on behind a broken entry; values are put together here, as
it knows no ``#`` between pieces (``osdi # " '14"``).
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from papergraph.domain.dates import PartialDate
from papergraph.formats.dates import read_date, read_month

#: Both libraries report what they stumble over to whoever listens; nobody has to.
for _library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_BARE = re.compile(r"(?<!\\)([%&])")
_DOLLAR = re.compile(r"(?<!\\)\$")
_LOGO = re.compile(r"\\((?:La|Bib)?TeX)\b\s*(?:\{\})?", re.IGNORECASE)
_TEX = re.compile(r"[\\{}$~]|--|``|''")
#: Longer than any abstract; of more than that only the braces go.
_LONGEST_TEX = 20_000
_LONGEST_VALUE = 1_000_000
_OTHERS = frozenset({"others", "et al", "et al."})


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry: its lower-case type and field names, values in Unicode without braces.

    ``authors`` are names in the order "First von Last Jr"; "and others" is left out.
    """

    kind: str
    key: str
    fields: Mapping[str, str]
    authors: tuple[str, ...] = ()

    @property
    def date(self) -> PartialDate | None:
        """The year, with the month where one is named."""
        found = read_date(self.fields.get("year") or self.fields.get("date") or "")
        if found is None or found.month:
            return found
        month = read_month(self.fields.get("month", "").partition(" ")[0])
        return PartialDate(found.year, month)


def parse_bibtex(text: str) -> tuple[BibEntry, ...]:
    """The entries of a text in its order; what is no entry, or is broken, is passed over.

    Where an entry gives a field twice the first counts; of two entries with one key both do.
    """
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

    library = parse_string(text, parse_stack=[])
    strings: dict[str, str] = {}
    for string in library.strings:  # a string may be made of those before it
        strings[string.key.lower()] = _value(str(string.value), strings)
    entries = []
    for block in library.blocks:
        held: Block | None = block
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            held = block.ignore_error_block
        if isinstance(held, Entry):
            raw: dict[str, str] = {}
            for given in held.fields:
                raw.setdefault(given.key.lower(), _value(str(given.value), strings))
            entries.append(_entry(held.entry_type.lower(), held.key, raw))
    return tuple(entries)


def tex_to_text(text: str) -> str:
    """The text with TeX's accents, symbols and dashes as Unicode, without braces and commands.

    ``%``, ``&`` and a single ``$`` are characters here, as whoever exports BibTeX means them.

    >>> tex_to_text(r"{DeepDive}: 100% of Novakovi{\\'c}'s R&D at 2\\texttimes{} \\$5")
    "DeepDive: 100% of Novaković's R&D at 2× $5"
    """
    if not _TEX.search(text):
        return " ".join(text.split())
    if len(text) > _LONGEST_TEX:
        return " ".join(text.replace("{", "").replace("}", "").split())
    from bibtexparser.library import Library
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from bibtexparser.model import Entry, Field

    escaped = _LOGO.sub(r"\1{}", _BARE.sub(r"\\\1", text))
    if len(_DOLLAR.findall(escaped)) % 2:
        escaped = _DOLLAR.sub(r"\\$", escaped)
    decoder = LatexDecodingMiddleware(keep_math_mode=False)
    block = decoder.transform_entry(Entry("misc", "", [Field("text", escaped)]), Library())
    # Text that is no TeX after all (a lone brace) comes back as an error block.
    plain = str(block.fields[0].value) if isinstance(block, Entry) else text
    return " ".join(plain.replace("\xad", "").replace("{", "").replace("}", "").split())


def _entry(kind: str, key: str, raw: Mapping[str, str]) -> BibEntry:
    fields = {
        name: tex_to_text(value.replace("~", r"\textasciitilde{}") if name == "url" else value)
        for name, value in raw.items()
        if value.strip()
    }
    return BibEntry(kind, key, fields, _names(raw.get("author", "")))


def _names(text: str) -> tuple[str, ...]:
    from bibtexparser.middlewares.names import (
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    names = []
    for written in split_multiple_persons_names(" ".join(text.split())):
        parts = parse_single_name_into_parts(written, strict=False)
        name = tex_to_text(parts.merge_first_name_first)
        if name and name.lower() not in _OTHERS:
            names.append(name)
    return tuple(names)


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """What a value says: pieces in braces or quotes, numbers and names of strings, joined."""
    value = ""
    for piece in _pieces(raw):
        if piece[:1] in ('"', "{"):
            value += piece[1:-1]
        else:
            value += strings.get(piece.lower(), piece)
        if len(value) > _LONGEST_VALUE:  # strings of strings of strings
            break
    return value


def _pieces(raw: str) -> list[str]:
    """The pieces of a value between its ``#`` that stand in neither braces nor quotes."""
    if "#" not in raw:
        return [raw.strip()]
    pieces, start, braces, quoted = [], 0, 0, False
    for index, char in enumerate(raw):
        if char in "{}":
            braces += 1 if char == "{" else -1
        elif char == '"' and not braces:
            quoted = not quoted
        elif char == "#" and not braces and not quoted:
            pieces.append(raw[start:index].strip())
            start = index + 1
    return [*pieces, raw[start:].strip()]
