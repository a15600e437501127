import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import papergraph.formats.marked_text
from papergraph.formats.marked_text import plain_paragraphs, plain_text


def test_the_examples_of_the_module() -> None:
    result = doctest.testmod(papergraph.formats.marked_text)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("From <i>coarse to fine</i> skin", "From coarse to fine skin"),
        ("\n   Drosophila\n   Elements ", "Drosophila Elements"),
        ("<scp>T</scp>reebase: an <scp>R</scp> package", "Treebase: an R package"),
        ("Q&amp;A, R&amp;amp;D", "Q&A, R&D"),
        ("&lt;i&gt;E. coli&lt;/i&gt;", "E. coli"),
        ("sorting in O(n<m) and p <b then c> d", "sorting in O(n<m) and p <b then c> d"),
        ("vector<int> and map<K, V>", "vector<int> and map<K, V>"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>-ray", "x-ray"),
        ('a<jats:sup xmlns:jats="http://x/y">2</jats:sup>', "a2"),
        ("a<tex-math>\\documentclass{x} a^2</tex-math>b", "ab"),
        ("a<tex-math>a^2 never closed", "a<tex-math>a^2 never closed"),
        ("one<br/>two", "one two"),
        ("", ""),
    ],
)
def test_marks_go_and_the_text_stays(marked: str, plain: str) -> None:
    assert plain_text(marked) == plain


def test_the_heading_of_an_abstract_is_no_part_of_it() -> None:
    jats = (
        "<jats:title>ABSTRACT</jats:title>\n <jats:sec><jats:title>Aims</jats:title>"
        "<jats:p>To\n   learn <jats:italic>it</jats:italic>.</jats:p></jats:sec>"
    )
    assert plain_paragraphs(jats) == "Aims\nTo learn it."
    assert plain_paragraphs("Abstract") == "Abstract"
    assert plain_paragraphs("One line\n of text.") == "One line of text."


@given(st.lists(st.sampled_from([*"<>/&;= \"'", "<i>", "<p", "&lt;", "tex-math"])))
def test_any_text_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert not {"\n", "  "} & set(plain_text(text).split(" "))
    assert all(line == line.strip() and line for line in plain_paragraphs(text).splitlines())


@pytest.mark.parametrize(
    "piece", ["<", "<p ", '<p a="', "<tex-math>", "&lt;", "<i>", "<b" + " " * 50, "&amp;amp;"]
)
def test_time_grows_linearly(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        plain_text(text)
        return time.process_time() - start

    small = min(seconds(50_000) for _ in range(3))
    assert seconds(400_000) < 20 * small + 0.5
