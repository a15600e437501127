"""BibTeX as people and sites write it: accents, braces, strings, and entries that are broken."""

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import papergraph.formats.bibtex
from papergraph.domain.dates import PartialDate
from papergraph.formats.bibtex import parse_bibtex, tex_to_text


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(papergraph.formats.bibtex).failed == 0


def test_an_entry_in_the_shape_of_usenix() -> None:
    (entry,) = parse_bibtex(
        "@inproceedings {1,\n\tauthor = {Dejan Novakovi{\\'c} and Ricardo Bianchini},\n"
        "\ttitle = {{DeepDive}: Transparently {Identifying} It},\n\tyear = {2013},\n"
        "\turl = {https://www.usenix.org/conference/atc13/presentation/novakovi{\\'c}},\n"
        "\tmonth = jun\n}"
    )
    assert entry.kind == "inproceedings"
    assert entry.fields["title"] == "DeepDive: Transparently Identifying It"
    assert entry.authors == ("Dejan Novaković", "Ricardo Bianchini")
    assert entry.date == PartialDate(2013, 6)
    assert entry.fields["url"].endswith("/novaković")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Kwon, Woosuk and Li, Zhuohan", ("Woosuk Kwon", "Zhuohan Li")),
        ("van Beethoven, Ludwig", ("Ludwig van Beethoven",)),
        ("King, Jr., Martin", ("Martin King Jr.",)),
        ("{The vLLM Team} and {Barnes and Noble}", ("The vLLM Team", "Barnes and Noble")),
        ("A Lee and others", ("A Lee",)),
        (r"{\O}stergaard, {\L}ukasz and Ren{\'e} M", ("Łukasz Østergaard", "René M")),
        ("One, Two, Three, Four", ("Three Four One Two",)),  # one comma too many
        ("", ()),
    ],
)  # fmt: skip
def test_names_in_the_order_they_are_spoken(written: str, names: tuple[str, ...]) -> None:
    (entry,) = parse_bibtex(f"@misc{{k, author = {{{written}}}, title = {{T}}}}")
    assert entry.authors == names


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("plain  text", "plain text"),
        ("100% of R&D", "100% of R&D"),
        (r"100\% of R\&D", "100% of R&D"),
        ("Saving $100 on C# and a_b", "Saving $100 on C# and a_b"),
        (r"$\alpha$ in $O(n^2)$", "α in O(n^2)"),
        ("``quoted'' -- a~b", "“quoted” – a b"),
        (r"{\textemdash} A {KVC}ache", "— A KVCache"),
        (r"\LaTeX{} and \emph{this}", "LaTeX and this"),
        (r"{\'\i}{\ss}\c{c}\v{s}", "íßçš"),
        ("a { lone brace", "a lone brace"),
        ("\\", ""),
    ],
)
def test_tex_becomes_text(written: str, text: str) -> None:
    assert tex_to_text(written) == text


def test_pieces_and_strings_are_joined() -> None:
    first, second = parse_bibtex(
        '@string{osdi = "OSDI"} @string{held = osdi # " at sea"}\n'
        '@misc{a, booktitle = osdi # " \'14", note = "a # {b # c}" # 1}\n'
        "@misc{b, booktitle = HELD, month = unknown # x}"
    )
    assert first.fields["booktitle"] == "OSDI '14"
    assert first.fields["note"] == "a # b # c1"
    assert second.fields["booktitle"] == "OSDI at sea"
    assert second.fields["month"] == "unknownx"


def test_what_follows_a_broken_entry_is_read() -> None:
    entries = parse_bibtex(
        "@article{broken, title = {No end, year = {2001}\n"
        "@misc{good, title = {Good}}\n@misc{no comma title = {x}}\n"
        "@misc{last, title = {Last}, title = {Again}}\n@misc{last, title = {Same Key}}"
    )
    titles = [entry.fields.get("title") for entry in entries]
    assert titles == ["Good", "Last", "Same Key"]


def test_text_around_entries_is_no_entry() -> None:
    assert parse_bibtex("A mail from a@b.org (about @me) and nothing else.") == ()
    assert parse_bibtex('@comment{x} @preamble{"y"}') == ()


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2023, month = oct", PartialDate(2023, 10)),
        ("year = {2023}, month = {October}", PartialDate(2023, 10)),
        ("year = {2023}, month = 10", PartialDate(2023, 10)),
        ("year = {2023}, month = {0}", PartialDate(2023)),
        ("date = {2023-10-02}", PartialDate(2023, 10, 2)),
        ("year = {to appear}", None),
        ("month = jul", None),
    ],
)
def test_dates(fields: str, date: PartialDate | None) -> None:
    (entry,) = parse_bibtex(f"@misc{{k, {fields}}}")
    assert entry.date == date


SLOW = {
    "ats": "@" * 500_000,
    "entries": "@a{" * 30_000,
    "braces": "@a{b,c={" + "{" * 1_000_000,
    "fields": "@a{b," + "c=1," * 100_000 + "}",
    "accents": "@a{b,title={" + "\\'a" * 300_000 + "}}",
    "names": "@a{b,author={" + " and ".join(["A, B"] * 30_000) + "}}",
    "strings": '@string{s0="x"}'
    + "".join(f"@string{{s{n}=s{n - 1} # s{n - 1}}}" for n in range(1, 90))
    + "@a{b,title=" + " # ".join(["s89"] * 1000) + "}",
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_nonsense_takes_seconds(name: str) -> None:
    start = time.process_time()
    parse_bibtex(SLOW[name])
    assert time.process_time() - start < 20


@given(st.text(alphabet='@{}",=#\\%$&~ab1\n ', max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    for source in (text, f"@misc{{k, title = {{{text}}}, author = {{{text}}}}}"):
        for entry in parse_bibtex(source):
            for value in (*entry.fields.values(), *entry.authors):
                assert "{" not in value
                assert "}" not in value
