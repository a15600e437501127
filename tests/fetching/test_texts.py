"""Bytes become text, or are named for what they are."""

import gzip
import hashlib
import io
import random
import zipfile

import pytest

from papergraph.errors import SourceError
from papergraph.fetching.texts import page_of


def text_of(data: bytes, charset: str | None = None) -> str:
    return page_of(data, address="page", charset=charset).text


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(name, "text")
    return file.getvalue()


def test_a_page_knows_where_it_came_from_and_the_hash_of_its_bytes() -> None:
    data = b"\xef\xbb\xbfa page\r\n"
    page = page_of(data, address="a.md", revision="r1")
    assert page.digest == hashlib.sha256(data).hexdigest()
    assert (page.text, page.address, page.revision) == ("a page\r\n", "a.md", "r1")


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("schön".encode(), None, "schön"),
        ("schön".encode("cp1252"), None, "schön"),
        ("schön".encode("utf-16"), None, "schön"),
        ("Привет".encode("koi8-r"), "KOI8-R", "Привет"),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本"),
        ("日本".encode("shift-jis"), "Shift_JIS", "日本"),
        ("schön".encode(), "iso-8859-1", "schön"),
        ("schön".encode(), "no-such-charset", "schön"),
        (b"a\\u0041", "unicode_escape", "a\\u0041"),
        ("schön".encode("utf-16"), "utf-8", "schön"),
        ("schön".encode("cp1252"), "utf-8", "schön"),
    ],
)
def test_the_server_is_believed_unless_the_bytes_say_otherwise(
    data: bytes, charset: str | None, text: str
) -> None:
    assert text_of(data, charset) == text


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n", b"\0\0"])
def test_an_empty_page_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="page is empty"):
        page_of(data, address="page")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\xef\xbb\xbf\r\n%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP picture"),
        (b"\0\0\0\x18ftypmp42", "a video"),
        (archive("notes.txt"), "a ZIP archive"),
        (archive("[Content_Types].xml", "word/document.xml"), "an Office document"),
        (gzip.compress(b"text", mtime=0), "a gzip archive"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git LFS"),
        (random.Random(1).randbytes(5000), "a binary file"),
    ],
)
def test_what_is_no_text_is_named_with_advice(data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        page_of(data, address="slides")
    assert caught.value.message.startswith("slides is ")
    assert caught.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"| 09/17 | A page with a NUL \0 byte |\n",
        b"page one\x0cpage two\x0cpage three\n",
        "Лекция".encode("cp1251") * 100,
        "講義".encode("shift-jis") * 100,
        "lecture".encode("utf-16-le"),
        b"The %PDF- sign begins a PDF\n",
        b"BZ is how this begins\n",
    ],
)
def test_damaged_and_foreign_text_is_still_text(data: bytes) -> None:
    assert text_of(data)
