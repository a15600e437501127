import pytest
from graph.snapshots import work

from papergraph.graph.labels import is_web, label, web_link


@pytest.mark.parametrize(
    ("title", "authors", "when", "expected"),
    [
        ("Anything", ["Woosuk Kwon", "Zhuohan Li"], "2023-09", "Kwon 2023"),
        ("Anything", ["Kwon"], None, "Kwon"),
        ("Orca: A Distributed Serving System", [], "2022", "Orca 2022"),
        ("A Picture is Worth a Thousand Words", [], "2023", "Picture… 2023"),
        ("How to Give a Bad Talk", [], None, "How to Give…"),
        ("A", [], "2020", "A 2020"),
        ("Supercalifragilisticexpialidocious", [], "2020", "Supercal… 2020"),
        ("Anything", ["Jürgen Wolfeschlegelsteinhausen"], "2020", "Wolfeschleg… 2020"),
    ],
)
def test_a_label_is_surname_or_first_words_and_year(
    title: str, authors: list[str], when: str | None, expected: str
) -> None:
    assert label(work("k", title=title, authors=authors, when=when)) == expected


def test_a_work_without_words_is_labelled_by_its_key() -> None:
    assert label(work("some-key", title=" : ", authors=[" "])) == "some-key"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "//host/path", "http://", "http://[", "ftp://host/", "mailto:a@b.example", "vbscript:x",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_never_a_link(address: str) -> None:
    assert not is_web(address)


def test_the_first_web_address_is_the_link() -> None:
    good = "https://example.org/a?b=c"
    assert web_link([None, "", "javascript:alert(1)", good, "http://other.example/"]) == good
    assert web_link([None]) is None
