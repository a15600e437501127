"""Pages of GitHub and its like mean the text behind them."""

import pytest

from papergraph.errors import SourceError
from papergraph.fetching.forges import commit_of, raw_address, text_addresses
from papergraph.fetching.targets import parse_target

RAW = "https://raw.githubusercontent.com/o/r"


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("https://github.com/o/r", f"{RAW}/HEAD/README.md"),
        ("http://www.github.com/o/r/?tab=readme#top", f"{RAW}/HEAD/README.md"),
        ("https://github.com/o/r/tree/main", f"{RAW}/main/README.md"),
        ("https://github.com/o/r/tree/main/f24/a%20b", f"{RAW}/main/f24/a%20b/README.md"),
        ("https://github.com/o/r/tree/feature/x", f"{RAW}/feature/x/README.md"),
        ("https://github.com/o/r/wiki", "https://raw.githubusercontent.com/wiki/o/r/Home.md"),
        ("https://gitlab.com/o/r", "https://gitlab.com/o/r/-/raw/HEAD/README.md"),
        ("https://git.example.org/g/h/r/-/tree/main/f24", "https://git.example.org/g/h/r/-/raw/main/f24/README.md"),
        ("https://codeberg.org/o/r", "https://codeberg.org/o/r/raw/HEAD/README.md"),
    ],
)  # fmt: skip
def test_a_repository_or_folder_means_its_readme_in_some_spelling(page: str, first: str) -> None:
    addresses = text_addresses(parse_target(page))
    assert addresses[0] == first
    if "wiki" not in page:
        assert addresses[1].endswith("/readme.md")


@pytest.mark.parametrize(
    ("page", "raw"),
    [
        ("https://github.com/o/r/blob/main/docs/a.md?plain=1#L3", f"{RAW}/main/docs/a.md"),
        ("https://github.com/o/r/blob/feature/x/README.md", f"{RAW}/feature/x/README.md"),
        ("https://github.com/o/r/raw/main/a.md", f"{RAW}/main/a.md"),
        ("https://github.com/o/r/blame/main/a.md", f"{RAW}/main/a.md"),
        ("https://gist.github.com/me/abc123", "https://gist.githubusercontent.com/me/abc123/raw"),
        ("https://git.example.org:8443/g/r/-/blob/main/a.md", "https://git.example.org:8443/g/r/-/raw/main/a.md"),
        ("https://codeberg.org/o/r/src/branch/main/a.md", "https://codeberg.org/o/r/raw/branch/main/a.md"),
        ("https://bitbucket.org/o/r/src/main/a.md", "https://bitbucket.org/o/r/raw/main/a.md"),
    ],
)  # fmt: skip
def test_a_page_of_a_file_means_its_raw_file(page: str, raw: str) -> None:
    assert text_addresses(parse_target(page)) == (raw,)


@pytest.mark.parametrize(
    "page",
    [
        f"{RAW}/main/a.md",
        "https://course.example.edu/f24/?week=2",
        "https://notgithub.com/o/r",
        "https://example.org/a/-/b",
        "https://o.github.io/r/",
    ],
)
def test_any_other_page_means_itself(page: str) -> None:
    assert text_addresses(parse_target(page)) == (page,)


@pytest.mark.parametrize("path", ["", "o", "o/r/issues", "o/r/pull/3", "o/r/blob/main", "o/r/tree"])
def test_a_page_without_text_behind_it_is_refused_with_advice(path: str) -> None:
    with pytest.raises(SourceError) as caught:
        text_addresses(parse_target(f"https://github.com/{path}"))
    assert "OWNER/REPOSITORY" in str(caught.value.hint)


def test_the_raw_address_of_a_file_in_a_repository() -> None:
    def raw(repository: str) -> str | None:
        return raw_address(parse_target(repository), ref="a/b", path="x y.md")

    assert raw("https://github.com/o/r.git") == f"{RAW}/a/b/x%20y.md"
    assert raw("https://gitlab.com/g/h/r") == "https://gitlab.com/g/h/r/-/raw/a/b/x%20y.md"
    assert raw("https://git.example.org/o/r") is None


def test_an_address_that_names_a_commit_says_the_revision() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    assert commit_of(f"{RAW}/{commit}/README.md") == commit
    assert commit_of(f"{RAW}/main/README.md") is None
    assert commit_of(f"https://example.org/o/r/{commit}/README.md") is None
