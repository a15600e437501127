"""The YAML that a page of a static site begins with."""

import time
from datetime import date

import pytest

from papergraph.formats.front_matter import parse_front_matter

POST = """---
title: 'A Title: With
  a Second Line'
month: 0
author:
- given: Ann
  family: Lee
date: 2023-07-03
address:
---
the text
"""


def test_fields_with_their_types() -> None:
    data = parse_front_matter(POST)
    assert data["title"] == "A Title: With a Second Line"
    assert data["month"] == 0
    assert data["author"] == [{"given": "Ann", "family": "Lee"}]
    assert data["date"] == date(2023, 7, 3)
    assert data["address"] is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title: no lines",
        "---\ntitle: no end\n",
        "---\n- a list\n---\n",
        "---\na: [\n---\n",
        "---\na: &x [1]\nb: *x\n---\n",  # a short text that may stand for gigabytes
        "---\na: !!python/object/apply:os.system [ls]\n---\n",
        "---\nd: 2023-99-99\n---\n",
        "---\n" + "[" * 5000 + "\n---\n",
        "---\n\x00\n---\n",
    ],
)
def test_what_cannot_be_read_is_empty(text: str) -> None:
    assert parse_front_matter(text) == {}


def test_windows_lines_and_a_byte_order_mark() -> None:
    assert parse_front_matter("\ufeff---\r\na: 1\r\n---\r\n") == {"a": 1}


def test_a_long_text_takes_no_minute() -> None:
    start = time.process_time()
    parse_front_matter("---\n" + "a: [b]\n" * 1_000_000 + "---\n")
    assert time.process_time() - start < 5
