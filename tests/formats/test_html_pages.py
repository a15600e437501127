"""Pages as their facts: any bytes are read, and in time that grows with them alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papergraph.formats.html import Html, decode, read_html, squeezed

PAGE = """<!doctype html><html><head><meta charset=utf-8>
<META NAME="Citation_Author" CONTENT=" Ann  Lee "><meta name=citation_author content="Bo Chen">
<meta property="og:title" content="A &amp; B"><meta name=empty content="">
<link rel="canonical" href="/a"><title>
  A Title </title><style>p {}</style></head>
<body><h2>Abstract:</h2><div><p><p>One <i>two</i>-three.</p><p>Four.</p></div>
<h3>References</h3><p>Five</p><ul class="&#xA; list &#xA;"><li>x<span class=no> y</span></ul>
<script>let a = "<p>six</p>";</script></body></html>"""


def read(text: str) -> Html:
    return read_html(text.encode())


def test_meta_tags_by_name_in_their_order() -> None:
    page = read(PAGE)
    assert page.metas["citation_author"] == ("Ann Lee", "Bo Chen")
    assert page.meta("none", "og:title") == "A & B"
    assert "empty" not in page.metas


def test_texts_are_one_line_with_blanks_between_blocks() -> None:
    page = read(PAGE)
    assert page.text("title") == "A Title"
    assert page.text(".missing", "div") == "One two-three. Four."
    assert page.text("ul.list", without=".no") == "x"
    assert list(page.texts("p")) == ["One two-three.", "Four.", "Five"]
    assert "six" not in (page.text("body") or "")
    assert page.attribute("link[rel~=canonical]", "href") == "/a"
    assert page.attribute("link", "title") is None


def test_what_stands_below_a_heading_ends_at_the_next() -> None:
    page = read(PAGE)
    assert page.below_heading("abstract") == "One two-three. Four."
    assert page.below_heading("references") == "Five x y"
    assert page.below_heading("appendix") is None


def test_a_heading_in_a_box_of_its_own() -> None:
    page = read("<div><div><h2>Abstract</h2></div></div><div>Text <b>of</b> it</div><h2>Next</h2>")
    assert page.below_heading("Abstract") == "Text of it"


def test_parts_know_only_what_is_inside_them() -> None:
    first, second = read("<article><h2>A</h2></article><article><h2>B</h2></article>").parts(
        "article"
    )
    assert (first.text("h2"), second.text("h2")) == ("A", "B")


def test_where_a_browser_saved_it_from() -> None:
    page = read("<!DOCTYPE html>\n<!-- saved from url=(0021)https://example.org/a -->\n<html>")
    assert page.saved_from == "https://example.org/a"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("é".encode(), None, "é"),
        ("é".encode(), "iso-8859-1", "é"),  # the server is wrong: these are no two characters
        ("é".encode("latin-1"), "iso-8859-1", "é"),
        ("“x”".encode("cp1252"), "latin1", "“x”"),
        ("“x”".encode("cp1252"), None, "“x”"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        ("日本".encode("gb18030"), " gb2312 ", "日本"),
        (b"\xff", "base64", "ÿ"),
        (b"\xff", "no-such", "ÿ"),
        (b"\xff", "iso-8859-99", "ÿ"),
        ("\ufeffx".encode("utf-16-le"), "utf-8", "x"),
        ("\ufeffx".encode(), None, "x"),
        ("é\n".encode() + b"\xe9", "utf-8", "é\né"),
    ],
)
def test_bytes_become_the_text_that_was_meant(data: bytes, charset: str | None, text: str) -> None:
    assert decode(data, charset) == text


def test_a_page_that_names_its_own_charset() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=euc-jp"><title>日本</title>'
    assert read_html(page.encode("euc-jp")).text("title") == "日本"


def test_nul_and_lone_surrogates_do_no_harm() -> None:
    assert read_html(b"<title>a\0b</title>").text("title") == "a\ufffdb"
    assert squeezed("a\ud800 \xadb\0") == "a b"


@pytest.mark.parametrize("inside", ["", "<p>x</p>"])
def test_ten_thousand_nested_boxes(inside: str) -> None:
    page = read("<title>T</title>" + "<div>" * 10_000 + inside + "</div>" * 10_000)
    assert page.text("title") == "T"
    assert page.text("div") == ("x" if inside else None)


SLOW = {
    "boxes": "<div>" * 300_000,
    "links in boxes": "<div><a href=1>" * 300_000,
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(300_000)) + ">",
    "styles": "".join(f"<p><b class={n}>" for n in range(100_000)),
    "emphasis": "".join(f"<p><em class={n}>" for n in range(100_000)),
    "lists": "<ul><li>" * 200_000,
    "open tags": "<a " * 1_600_000,
    "open quotes": "<a b='" * 800_000,
    "open comments": "<!--" * 1_200_000,
    "brackets": "<" * 5_000_000,
    "nothing": "\0" * 5_000_000,
    "headings": "<h1>Abstract</h1>" * 100_000,
    "paragraphs": "<p>" * 400_000,
    "charsets": "<meta " * 800_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_five_megabytes_of_nonsense_take_seconds(name: str) -> None:
    data = ("<title>T</title>" + SLOW[name]).encode()
    start = time.process_time()
    page = read_html(data)
    assert page.text("title") == "T"
    page.text("body", without="em")
    page.below_heading("abstract")
    assert time.process_time() - start < 20  # a second or three; hours where time is squared


def test_long_attributes_of_real_pages_stay() -> None:
    long = "word " * 4_000
    assert read(f'<meta name=citation_abstract content="{long}">').meta("citation_abstract") == (
        long.strip()
    )


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "latin-1", "shift_jis", "gb18030"]))
def test_any_bytes_are_some_page(data: bytes, charset: str | None) -> None:
    page = read_html(data, charset)
    for text in (*page.texts("*"), *(t for texts in page.metas.values() for t in texts)):
        assert text == squeezed(text) != ""
        text.encode()
    page.below_heading("abstract")


@given(st.integers(0, len(PAGE)), st.integers(0, len(PAGE)), st.text(max_size=10))
def test_a_mangled_page_is_still_read(start: int, end: int, junk: str) -> None:
    page = read_html((PAGE[:start] + junk + PAGE[end:]).encode("utf-8", "surrogatepass"))
    page.below_heading("abstract")
    for text in page.texts("body, p, li"):
        assert text
