import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import papergraph.formats.json_answers
from papergraph.formats.json_answers import Fields, parse_fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


def test_the_examples_of_the_module() -> None:
    result = doctest.testmod(papergraph.formats.json_answers)
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>404 Not Found</title>",
        b"Resource not found.",
        b'{"status": "ok", "mess',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe\xff",
        b"[]",
        b"null",
        b'"text"',
    ],
)
def test_what_is_no_object_is_said_so(body: bytes) -> None:
    with pytest.raises(ValueError, match="JSON"):
        parse_fields(body)


def test_a_field_of_another_type_is_absent() -> None:
    fields = Fields({"a": {"x": 1}, "b": ["t", 1, None, " "], "c": True, "d": 1.5, "e": "12"})
    assert fields.text("a") is None
    assert fields.texts("b") == ("t",)
    assert fields.number("c") is None
    assert fields.number("d") is None
    assert fields.number("e") == 12
    assert fields.inside("b").values == {}
    assert fields.each("a") == (Fields({"x": 1}),)
    assert fields.each("b") == ()
    assert fields.lists("b")
    assert not fields.lists("a")
    assert not fields.flag("e")
    assert fields.number("missing") is None


def test_numbers_end_at_the_first_that_is_none() -> None:
    assert Fields({"parts": [2024, 5, None, 3]}).numbers("parts") == (2024, 5)
    assert Fields({"parts": [None]}).numbers("parts") == ()
    assert Fields({"parts": 2024}).numbers("parts") == ()


@pytest.mark.parametrize("value", [-1, 10**15, 10**400, float("inf"), "1e3", "²", "1" * 16])
def test_numbers_that_count_nothing(value: object) -> None:
    assert Fields({"n": value}).number("n") is None


def test_texts_can_be_stored() -> None:
    text = parse_fields(b'{"t": "a\\u0000b\\ud800c\\ud83d\\ude00"}').text("t")
    assert text == "a b c\U0001f600"


@given(st.dictionaries(st.text(max_size=3), JSON))
def test_any_object_is_read_without_an_error(value: dict[str, object]) -> None:
    fields = Fields(value)
    for name in fields.names():
        text = fields.text(name)
        assert text is None or text.encode("utf-8")
        assert all(fields.texts(name))
        number = fields.number(name)
        assert number is None or 0 <= number < 10**15
        assert all(isinstance(inner.values, dict) for inner in fields.each(name))
