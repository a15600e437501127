"""Dates as pages write them, never more exact than that."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import papergraph.formats.dates
from papergraph.formats.dates import read_date, read_month


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(papergraph.formats.dates).failed == 0


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022/07/11", "2022-07-11"),
        ("2022-07-11T10:20:30+00:00", "2022-07-11"),
        ("20220711", "2022-07-11"),
        ("2022.7", "2022-07"),
        ("2022", "2022"),
        (" 2022 ", "2022"),
        ("2022/00/00", "2022"),
        ("2022/02/31", "2022-02"),
        ("Jul 2022", "2022-07"),
        ("Sept. 2022", "2022-09"),
        ("August 27, 2009", "2009-08-27"),
        ("August 27th, 2009", "2009-08-27"),
        ("27 August 2009", "2009-08-27"),
        ("Mon, 27 Aug 2009 10:00:00 GMT", "2009-08-27"),
        ("14-21 Oct. 2007", "2007-10-14"),
        ("12/2006", "2006-12"),
        ("13/02/2020", "2020-02-13"),
        ("02/13/2020", "2020-02-13"),
        ("02/03/2020", "2020"),
        ("Spring 2020", "2020"),
        ("2019-2020", None),
        ("12345678", None),
        ("no date", None),
        ("", None),
        ("9" * 300, None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    found = read_date(text)
    assert (str(found) if found else None) == date


def test_months() -> None:
    assert [read_month(text) for text in ("jul", "{Jul.}", "July", "7", "13", "x", "")] == [
        7, 7, 7, 7, None, None, None,
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_any_text_names_a_date_or_none(text: str) -> None:
    found = read_date(text)
    assert found is None or 1800 <= found.year < 2100
    read_month(text)
