import os
import signal
from pathlib import Path

import pytest
from documents.pdf_maker import invented_references, make_pdf, make_scan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papergraph.documents import pdf
from papergraph.documents.pdf import NotAPdf, PdfText, looks_like_pdf, read_pdf, why_not_a_pdf
from papergraph.documents.reference_list import split_references
from papergraph.errors import InputError

REFERENCES = invented_references(20)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return make_pdf(tmp_path / "paper.pdf", "A Made Paper", ["Ada One", "Bo Two"], REFERENCES)


def read(path: Path, **options: int) -> PdfText:
    found = read_pdf(path, **options)
    assert isinstance(found, PdfText), found
    return found


def test_pages_lines_and_what_the_file_calls_itself(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "paper.pdf",
        "A Made Paper",
        ["Ada One"],
        REFERENCES,
        metadata_title="A Made Paper",
    )
    text = read(path)
    assert text.page_count == len(text.pages) == len(text.layout) > 1
    assert text.title_of_metadata == "A Made Paper"
    assert text.notes == ()
    assert text.text.split("\f") == list(text.pages)
    assert "A Made Paper" in text.pages[0].splitlines()
    title = next(line for line in text.layout[0].lines if line.text == "A Made Paper")
    assert title.size == 17.0
    assert title.base == 720.0
    assert not title.turned


def test_a_word_broken_at_the_end_of_a_line_keeps_its_hyphen(paper: Path) -> None:
    lines = [line.text for page in read(paper).layout for line in page.lines]
    assert any(line.endswith("-") for line in lines)
    assert not any(ord(char) < 0x20 for line in lines for char in line)


def test_text_up_the_margin_is_marked(tmp_path: Path) -> None:
    stamp = "arXiv:2401.00001v2 [cs.DC] 1 Jan 2024"
    path = make_pdf(tmp_path / "paper.pdf", "A Made Paper", ["Ada One"], [], stamp=stamp)
    turned = [line.text for line in read(path).layout[0].lines if line.turned]
    assert turned == [stamp]


def test_a_locked_file(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "locked.pdf", "A Made Paper", ["Ada One"], [], password="secret")
    assert read_pdf(path) == NotAPdf("it is locked with a password")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html><title>Just a moment...</title>", "web page"),
        (b"<head></head>\n<HTML>", "web page"),
        (b'{"error": "not found"}', "JSON"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"\x89PNG\r\n", "not a PDF"),
    ],
)
def test_what_is_no_pdf_says_what_it_is(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    found = read_pdf(path)
    assert isinstance(found, NotAPdf)
    assert word in found.reason
    assert found.reason == why_not_a_pdf(content)
    assert not looks_like_pdf(content)


def test_a_file_that_only_claims_to_be_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"nothing " * 100)
    found = read_pdf(path)
    assert isinstance(found, NotAPdf)
    assert "damaged" in found.reason


def test_a_file_without_pages(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    body = b"%PDF-1.4\n"
    places = []
    for thing in (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (len(places), thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    path.write_bytes(
        body
        + b"xref\n0 3\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )
    found = read_pdf(path)
    assert isinstance(found, NotAPdf)
    assert "no page" in found.reason


def test_the_mark_of_a_pdf_may_stand_behind_other_bytes(paper: Path) -> None:
    assert looks_like_pdf(b"\n" * 1000 + b"%PDF-1.4")
    assert not looks_like_pdf(b"\n" * 1024 + b"%PDF-1.4")


def test_a_file_cut_short_is_read_as_far_as_it_goes_and_says_so(paper: Path) -> None:
    whole = paper.read_bytes()
    paper.write_bytes(whole[: len(whole) * 4 // 5])
    found = read_pdf(paper)
    said = found.reason if isinstance(found, NotAPdf) else " ".join(found.notes)
    assert "only a part of it was downloaded" in said


def test_a_scan_has_no_text_and_says_so(tmp_path: Path) -> None:
    text = read(make_scan(tmp_path / "scan.pdf"))
    assert text.page_count == 1
    assert text.text == ""
    assert text.notes == ("it holds no text: most likely a scan",)
    assert split_references(text.layout) == ()


def test_reading_stops_at_its_bounds_and_says_so(paper: Path) -> None:
    count = read(paper).page_count
    few = read(paper, max_pages=1)
    assert (len(few.pages), few.page_count) == (1, count)
    assert few.notes == (f"only 1 of its {count} pages were read",)
    little = read(paper, max_characters=100)
    assert len(little.pages) == 1
    assert len(little.text) <= 100
    assert little.notes


def test_a_path_that_is_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.pdf"):
        read_pdf(tmp_path / "missing.pdf")


@pytest.mark.parametrize(
    ("program", "word"),
    [
        (f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})", "SIGSEGV"),
        ("import time; time.sleep(60)", "given up"),
        ("raise MemoryError('too much')", "too much"),
    ],
)
def test_a_file_that_breaks_the_reader_costs_only_itself(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, word: str
) -> None:
    child = tmp_path / "child.py"
    child.write_text(program, "utf-8")
    monkeypatch.setattr(pdf, "_CHILD", child)
    monkeypatch.setattr(pdf, "_GRACE", 0.5)
    found = read_pdf(paper, max_seconds=0.1)
    assert isinstance(found, NotAPdf)
    assert word in found.reason


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes_give_a_value_never_an_exception(paper: Path, data: st.DataObject) -> None:
    whole = bytearray(paper.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=60)):
        whole[place] = data.draw(st.integers(0, 255))
    other = paper.with_name(f"damaged-{os.getpid()}.pdf")
    other.write_bytes(bytes(whole))
    assert isinstance(read_pdf(other), PdfText | NotAPdf)
