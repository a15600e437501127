"""The tests reach no other machine, whichever way they ask."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from network_guard import OutsideRequestError
from pytest_socket import SocketConnectBlockedError

# TEST-NET-1 of RFC 5737: belongs to nobody, so that even an unguarded attempt would be harmless.
OUTSIDE = "192.0.2.1"

CONNECT = f"import socket; socket.create_connection(({OUTSIDE!r}, 80), timeout=1)"
LOOK_UP = "import socket; socket.getaddrinfo('example.org', 80)"


def test_a_test_cannot_connect_to_another_machine() -> None:
    with (
        pytest.warns(UserWarning, match="A test tried"),
        pytest.raises(SocketConnectBlockedError),
    ):
        socket.create_connection((OUTSIDE, 80), timeout=1)


def test_a_test_cannot_look_up_a_name() -> None:
    with pytest.raises(OutsideRequestError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)


def test_a_name_that_never_exists_is_not_found_as_it_is_on_the_network() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("no-such-host.invalid", 80)


@pytest.mark.parametrize("program", [CONNECT, LOOK_UP])
def test_a_program_that_a_test_starts_cannot_either(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "OutsideRequestError" in done.stderr


def test_this_machine_is_reached_here_and_in_programs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("localhost", port), timeout=5).close()
        program = f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=5)"
        subprocess.run([sys.executable, "-c", program], check=True)


def test_home_and_working_folder_are_the_runs_own(elsewhere: Path, checkout: Path) -> None:
    assert Path.home() == elsewhere
    assert not Path.cwd().is_relative_to(checkout)
    assert "PAPERGRAPH_DB" not in os.environ
