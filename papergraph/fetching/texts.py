"""From bytes to a :class:`Page`: what is no text is named and refused, the rest is decoded."""

import codecs
import hashlib
import re

from papergraph.domain.courses import Page
from papergraph.errors import SourceError
from papergraph.listings.encoding import decode

#: Suffixes of the pages that ``listings`` may be able to read.
PAGE_SUFFIXES = (".md", ".markdown", ".txt", ".csv", ".toml", ".html", ".htm")

_SAMPLE = 64 * 1024
_PDF_HINT = "save or copy its text into a .txt file and give that"
_OFFICE_HINT = "save it as text, CSV or HTML and give that"
_PICTURE_HINT = "papergraph reads text only; type or recognise its text into a .txt file"
_ARCHIVE_HINT = "unpack it and give a file of it"

#: How common files that are no text begin: bytes, name, advice.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _PDF_HINT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _OFFICE_HINT),
    (b"{\\rtf", "a rich text document", _OFFICE_HINT),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _PICTURE_HINT),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE_HINT),
    (b"GIF87a", "a GIF picture", _PICTURE_HINT),
    (b"GIF89a", "a GIF picture", _PICTURE_HINT),
    (b"\x1f\x8b", "a gzip archive", _ARCHIVE_HINT),
    (b"BZh", "a bzip2 archive", _ARCHIVE_HINT),
    (b"\xfd7zXZ\x00", "an xz archive", _ARCHIVE_HINT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _ARCHIVE_HINT),
    (b"Rar!\x1a\x07", "a RAR archive", _ARCHIVE_HINT),
    (b"SQLite format 3\x00", "a SQLite database", "a catalog is given with --db"),
    (b"\x7fELF", "a program", "give the text of a course page"),
    (b"MZ\x90\x00", "a program", "give the text of a course page"),
)
_ZIP = b"PK\x03\x04"
_LFS = b"version https://git-lfs.github.com/spec/"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

#: Control characters that no text has: all but tab, line ends, form feed, escape, and NUL, which
#: damaged pages contain and UTF-16 consists of.
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
#: A tenth of random bytes are such characters, of text in any encoding hardly one.
_MOST_CONTROLS = 0.03

#: Encodings in which any bytes at all are "text", so that decoding proves nothing.
_PROVES_NOTHING = ("iso8859", "cp125", "latin", "ascii", "mac", "koi8", "utf-8", "hp-roman")
_CHARSET = re.compile(
    r"(?i)(?:us-ascii|ascii|latin-?\d+|iso[-_]?8859.*|windows-.*|cp\d+|koi8-.*|mac.*|utf[-_]?(?:8|16|32).*"
    r"|iso-2022-.*|euc[-_].*|shift[-_]?jis|sjis|gb.*|big5.*|hz.*|tis-620|x-sjis)"
)


def page_of(
    data: bytes, *, address: str, revision: str | None = None, charset: str | None = None
) -> Page:
    """The page that some bytes are. ``charset`` is what an HTTP server says of them.

    Raises:
        SourceError: they are empty, or no text; the message says what they look like.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise SourceError(f"{address} is empty", hint="was it saved completely?")
    if looks := _looks_like(data):
        what, hint = looks
        raise SourceError(f"{address} is {what}, not the text of a page", hint=hint)
    return Page(
        text=_text(data, charset),
        address=address,
        digest=hashlib.sha256(data).hexdigest(),
        revision=revision,
    )


def _looks_like(data: bytes) -> tuple[str, str] | None:
    """What bytes that are no text are, and what to do about it; None for text."""
    if data.startswith(_LFS):
        return "a pointer to a file kept elsewhere (git LFS)", "fetch the file and give that"
    start = data.lstrip(b" \t\r\n\xef\xbb\xbf")[:16]
    for magic, what, hint in _MAGIC:
        if data.startswith(magic) or (magic == b"%PDF-" and start.startswith(magic)):
            return what, hint
    if data.startswith(_ZIP):
        head = data[:_SAMPLE]
        if any(name in head for name in (b"word/", b"ppt/", b"xl/", b"mimetypeapplication/")):
            return "an Office document", _OFFICE_HINT
        return "a ZIP archive", _ARCHIVE_HINT
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a WebP picture", _PICTURE_HINT
    if data[4:8] == b"ftyp":
        return "a video", "give the text of a course page"
    sample = data[:_SAMPLE]
    if not data.startswith(_MARKS) and len(_CONTROLS.findall(sample)) > (
        _MOST_CONTROLS * len(sample)
    ):
        return "a binary file", "give the text of a course page"
    return None


def _text(data: bytes, charset: str | None) -> str:
    """The text; the server's word counts unless the bytes themselves say otherwise."""
    if charset and _CHARSET.fullmatch(charset) and not data.startswith(_MARKS):
        try:
            name = codecs.lookup(charset).name
            text = data.decode(name)
        except (LookupError, UnicodeError):
            return decode(data)
        # Servers send Latin-1 as the default of old standards; what is UTF-8 by its bytes is it.
        if not name.startswith(_PROVES_NOTHING) or not _is_utf8(data):
            return text
    return decode(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
