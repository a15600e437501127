from papergraph.documents.page import Line, Page
from papergraph.documents.running_lines import without_running_lines


def texts(pages: list[str]) -> list[list[str]]:
    found = without_running_lines([Page.of(page) for page in pages])
    return [[line.text for line in page.lines] for page in found]


def body(number: int) -> list[str]:
    return [f"words {word} {number * 'x'} of the text" for word in "abcdefg"]


def test_headers_of_left_and_right_pages_and_numbers_go() -> None:
    pages = []
    for number in range(6):
        header = "Invented Proceedings ’24" if number % 2 else "A Title That Runs"
        pages.append("\n".join([header, *body(number), str(number + 100)]))
    assert texts(pages) == [body(number) for number in range(6)]


def test_a_number_inside_a_header_does_not_hide_it() -> None:
    pages = ["\n".join([*body(n), f"{n + 7} USENIX Association 11th Symposium"]) for n in range(5)]
    assert texts(pages) == [body(number) for number in range(5)]


def test_years_at_the_edge_of_pages_are_no_page_numbers() -> None:
    pages = ["\n".join([*body(0), "2019."]), "\n".join([*body(1), "2019."])]
    assert texts(pages) == [[*body(0), "2019."], [*body(1), "2019."]]


def at(text: str, base: float) -> Line:
    return Line(text, 54.0, 290.0, base, 10.0)


def test_equal_last_lines_of_entries_stay() -> None:
    """Two pages whose text begins with the same words, at the same height, without any header."""
    pages = [
        Page(
            (
                at("Learning Representations, 2020.", 710.0),
                at(f"[{number}] Ada One. A title", 698.0),
                at(f"that goes on {'x' * number}", 686.0),
                at(f"and ends {'y' * number}", 674.0),
            )
        )
        for number in range(1, 9)
        if number in {3, 7} or number < 3
    ]
    others = [Page((at(f"other {'z' * n} text", 710.0), at("x" * n, 698.0))) for n in range(1, 5)]
    kept = without_running_lines([*others, *pages[:2]])
    assert kept == (*others, *pages[:2])


def test_a_header_apart_from_the_text_goes_even_if_it_is_on_two_pages_only() -> None:
    pages = [
        Page((at("A Title That Runs", 740.0), at(f"text {'x' * n}", 710.0), at("y" * n, 698.0)))
        for n in range(1, 3)
    ]
    kept = without_running_lines(pages)
    assert [[line.text for line in page.lines] for page in kept] == [
        ["text x", "y"],
        ["text xx", "yy"],
    ]


def test_text_up_the_margin_goes() -> None:
    page = Page((Line("arXiv:2401.00001v1 [cs.DC]", turned=True), Line("text")))
    assert without_running_lines([page]) == (Page((Line("text"),)),)
