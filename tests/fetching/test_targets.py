"""Addresses are read in one way only, and printed without secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papergraph.errors import BlockedAddressError, FetchError, PapergraphError, SettingsError
from papergraph.fetching.targets import Gateway, parse_target, shown


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("https://example.org", "https://example.org/"),
        (" HTTPS://Example.ORG:443/A?b=1#part ", "https://example.org/A?b=1"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/%2e%2E/../..", "https://example.org/"),
        ("https://example.org/a b/ü", "https://example.org/a%20b/%C3%BC"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://[2606:4700::1]/a", "https://[2606:4700::1]/a"),
        ("https://１２７.0.0.1/", "https://127.0.0.1/"),
        ("https://example.org/a//b", "https://example.org/a//b"),
    ],
)
def test_an_address_has_one_canonical_form(given: str, canonical: str) -> None:
    assert parse_target(given).url == canonical


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org/",
        "javascript:alert(1)",
        "example.org/a",
        "https://me@example.org/",
        "https://me:secret@example.org/",
        "https://@example.org/",
    ],
)
def test_other_schemes_and_credentials_are_refused(url: str) -> None:
    with pytest.raises(BlockedAddressError) as caught:
        parse_target(url)
    assert "secret" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///a",
        "https://[::1",
        "https://example.org:99999/",
        "https://example.org:a/",
        "https://public.example\\@127.0.0.1/",
        "https://example.org/a\r\nHost: b",
        "https://exa mple.org/",
        "https://..example.org/",
        "https://exam%70le.org/",
    ],
)
def test_what_two_readers_could_read_differently_is_no_address(url: str) -> None:
    with pytest.raises(FetchError):
        parse_target(url)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_an_error_of_ours(text: str) -> None:
    try:
        target = parse_target("https://example.org/" + text)
    except PapergraphError:
        return
    assert parse_target(target.url) == target
    assert target.host == "example.org"
    assert target.url.isascii()
    assert "/../" not in target.path


def test_what_is_printed_has_no_password_and_no_key() -> None:
    url = "https://me:secret@example.org/a?x=1&api_key=123&access_token=456#z"
    assert shown(url) == "https://…@example.org/a?x=1&api_key=…&access_token=…#z"
    assert shown("https://example.org/a?monkey=1") == "https://example.org/a?monkey=1"


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("https://example.org/a?b=1", "http://127.0.0.1:8099/example.org/a?b=1"),
        ("http://example.org/", "http://127.0.0.1:8099/example.org/"),
        ("https://example.org:8443/a", "http://127.0.0.1:8099/example.org:8443/a"),
        ("https://example.org/../../other.example/", "http://127.0.0.1:8099/example.org/other.example/"),
    ],
)  # fmt: skip
def test_the_gateway_is_asked_for_host_path_and_query(url: str, through: str) -> None:
    assert Gateway.parse("http://127.0.0.1:8099/").address_of(parse_target(url)) == through


def test_an_address_of_the_gateway_means_the_one_behind_it() -> None:
    gateway = Gateway.parse("http://127.0.0.1:8099")
    assert gateway.meant_by("http://127.0.0.1:8099/example.org/a?b") == "https://example.org/a?b"
    assert gateway.meant_by("http://127.0.0.1:80991/x") == "http://127.0.0.1:80991/x"


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1:8099", "file:///tmp", "http://", "http://me:pw@gw/", "http://gw/?a", "http://["],
)
def test_a_gateway_that_is_no_server_is_a_wrong_setting(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Gateway.parse(text)
    assert "pw" not in caught.value.message
