"""Only public addresses are asked, however the others are spelled."""

import pytest

from papergraph.errors import BlockedAddressError, FetchError
from papergraph.fetching.guard import Guard, refusal
from papergraph.fetching.targets import parse_target


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "192.0.2.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fc00::1", "fd12::1",
        "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "localhost", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "172.32.0.1", "8.8.8.8", "2606:4700::1111"])
def test_a_public_address_is_not(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.01",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "１２７.0.0.1", "127.0.0.1.",
        "127。0。0。1", "localhost", "LOCALHOST", "localhost.", "db.localhost", "printer.local",
        "metadata.google.internal", "router.lan", "nas.home.arpa", "intranet", "example.0x10",
        "999.999.999.999", "10.0.0.1",
    ],
)  # fmt: skip
def test_a_local_host_is_known_by_its_name_alone(host: str) -> None:
    def unasked(host: str, port: int) -> tuple[str, ...]:
        raise AssertionError("a name was looked up")

    with pytest.raises(BlockedAddressError) as caught:
        Guard(unasked).check_form(parse_target(f"https://{host}/a"))
    assert caught.value.hint


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "[2606:4700::1111]", "localhost.org"])
def test_a_public_host_passes(host: str) -> None:
    Guard(lambda *_: ()).check_form(parse_target(f"https://{host}/a"))


def test_a_name_that_means_one_private_address_among_public_ones_is_refused() -> None:
    guard = Guard(lambda *_: ("93.184.216.34", "10.0.0.1"))
    with pytest.raises(BlockedAddressError, match=r"two-faced\.example.*10\.0\.0\.1.*private"):
        guard.public_addresses("two-faced.example", 443)


def test_the_public_addresses_of_a_name_are_all_given() -> None:
    addresses = ("93.184.216.34", "2606:4700::1111")
    assert Guard(lambda *_: addresses).public_addresses("x.example", 80) == addresses


def test_an_unknown_name_is_a_failure_that_names_it() -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    with pytest.raises(FetchError, match=r"nowhere\.example is not known") as caught:
        Guard(unknown).public_addresses("nowhere.example", 443)
    assert not isinstance(caught.value, BlockedAddressError)


def test_the_system_is_asked_by_default() -> None:
    with pytest.raises(BlockedAddressError, match="this machine"):
        Guard().public_addresses("localhost", 80)
