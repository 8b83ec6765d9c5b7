from __future__ import annotations

import socket

import pytest

from okr.errors import SettingsError
from tracking.web.serving import DEFAULT_PORT, Serving, free_port, is_loopback, read_serving

OPEN = {"PLUMBLINE_ADDRESS": "0.0.0.0", "PLUMBLINE_AUTH": "none-i-accept"}  # noqa: S104 - what the rules are about


def test_nothing_said_means_this_machine_only() -> None:
    serving = read_serving({})

    assert Serving("127.0.0.1", None, ()) == serving
    assert serving.loopback_only
    assert frozenset({"localhost", "127.0.0.1", "[::1]"}) == serving.hosts


def test_host_names_are_added_to_those_of_this_machine() -> None:
    serving = read_serving({"PLUMBLINE_HOSTS": "OKR.example.org, tv.example.org"})

    assert ("okr.example.org", "tv.example.org") == serving.extra_hosts
    assert {"okr.example.org", "localhost"} <= serving.hosts


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "::ffff:192.0.2.7"])  # noqa: S104 - as above
def test_an_address_beyond_this_machine_needs_a_word_of_acceptance(address: str) -> None:
    """Fault 125."""
    with pytest.raises(SettingsError, match="Nobody has to log in"):
        read_serving({"PLUMBLINE_ADDRESS": address, "PLUMBLINE_HOSTS": "okr.example.org"})


def test_an_accepted_open_address_still_needs_its_host_names() -> None:
    with pytest.raises(SettingsError, match="no host name is allowed"):
        read_serving(OPEN)

    assert not read_serving({**OPEN, "PLUMBLINE_HOSTS": "okr.example.org"}).loopback_only


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "80.5", "٨٠٨٠٨٠"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(SettingsError, match="whole number from 1 to 65535"):
        read_serving({"PORT": port})


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match="which is no IP address"):
        read_serving({"PLUMBLINE_ADDRESS": "okr.example.org"})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("::", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_which_addresses_are_this_machine_alone(address: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert expected is is_loopback(address)


def test_where_the_default_port_is_taken_the_system_gives_one() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", DEFAULT_PORT))
            taken.listen()
        except OSError:
            pass  # somebody else has it, which is the same case

        assert free_port(Serving()) not in {0, DEFAULT_PORT}


def test_a_taken_port_that_was_asked_for_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SettingsError, match=f"Port {port} is taken"):
            free_port(Serving(port=port))

    assert port == free_port(Serving(port=port))
