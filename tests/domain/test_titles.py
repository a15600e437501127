import pytest
from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.titles import is_generic, key_stem, marked_key, normal_title

EQUAL = [
    ("Attention Is All You Need", "Attention is all you need"),
    ("Goodput-optimized Serving", "Goodput-Optimized  Serving"),
    ("Can Language Models be too Big?🦜", "Can Language Models Be Too Big"),
    ("Meta's Second Generation AI Chip", "Meta\u2019s second generation AI chip"),
    ("Efﬁcient Serving", "Efficient Serving"),
    ("Schrödinger’s Cat", "Schrodinger's cat"),
    ("<i>Orca</i>: A Serving System", "Orca — a serving system"),
    (r"\textbf{Orca}: A Serving System", "Orca: A Serving System"),
    ("Storage &amp; Compute", "Storage & Compute"),
    ("LLM.int8(): 8-bit Matrix Multiplication", "LLM int8 8 bit matrix multiplication"),
]
DIFFERENT = [
    ("FlashAttention", "FlashAttention-2"),
    ("FlashDecoding", "FlashDecoding++"),
    ("LoRA", "S-LoRA"),
    (
        "Extracting Training Data from Diffusion Models",
        "Extracting Training Data from Large Language Models",
    ),
    ("Part I", "Part II"),
    ("カキ", "ガキ"),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("a", "b"), EQUAL)
def test_equal_up_to_case_punctuation_and_encoding(a: str, b: str) -> None:
    assert normal_title(a) == normal_title(b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_what_tells_works_apart_stays(a: str, b: str) -> None:
    assert normal_title(a) != normal_title(b)


@given(st.text(max_size=200))
def test_normal_form_is_stable_and_never_empty_for_visible_text(text: str) -> None:
    once = normal_title(text)
    assert normal_title(once) == once or "&" in text or "<" in text or "\\" in text
    if text.split():
        assert once


def test_a_generic_title_names_nothing() -> None:
    assert is_generic(normal_title("Paper 2"))
    assert not is_generic(normal_title("Paper Reading Habits of Students"))


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Orca: A Distributed Serving System", "orca"),
        ("How to Read a Paper", "how-to-read-a-paper"),
        (
            "On the Dangers of Stochastic Parrots: Can Language Models be too Big?",
            "on-the-dangers-of-stochastic-parrots",
        ),
        ("FlashDecoding++: Faster Inference", "flashdecodingpp"),
        ("注意力", "work"),
        ("", "work"),
    ],
)
def test_key_stem(title: str, stem: str) -> None:
    assert key_stem(title) == stem


def test_marked_keys_differ_by_mark() -> None:
    assert marked_key("Orca: A", "0123456789") == "orca-01234567"
    assert marked_key("Orca: A", "9876543210") != marked_key("Orca: A", "0123456789")
