"""Bytes become the text their author meant, and a line stays a line."""

import pytest

from papergraph.listings.encoding import decode, repaired_lines

TEXT = "Paper – Größe 🦜"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_survives_every_unicode_encoding(name: str) -> None:
    assert decode(TEXT.encode(name)) == TEXT


def test_utf16_without_a_mark_is_told_by_its_nul_bytes() -> None:
    assert decode(("plain page\n" * 20).encode("utf-16-le")).startswith("plain page\n")


def test_windows_text_and_one_damaged_byte() -> None:
    assert decode("Größe – ja".encode("cp1252")) == "Größe – ja"
    assert decode(b"caf\xe9\n" + TEXT.encode()) == f"café\n{TEXT}"
    assert decode(b"\x81\xff") == "\x81ÿ"


def test_utf8_read_as_something_else_is_read_again() -> None:
    broken = TEXT.encode().decode("cp1252", "replace")
    assert "ðŸ¦œ" in broken
    assert repaired_lines(f"ok\n{broken}") == ("ok", TEXT)
    assert repaired_lines("naïve – Ångström") == ("naïve – Ångström",)


def test_line_numbers_hold_whatever_ends_a_line() -> None:
    assert repaired_lines("a\r\nb\rc\nd\u2028e") == ("a", "b", "c", "d\u2028e")


def test_what_cannot_be_text_is_taken_out() -> None:
    assert repaired_lines("\ufeffa\x00b\u200bc\ud800") == ("abc\ufffd",)
