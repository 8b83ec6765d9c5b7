"""How the dashboard is served: address, port and host names from the environment, with nothing open by default."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from okr.errors import SettingsError
from tracking.settings import Variable
from tracking.web.access import OPEN, Access, read_access
from tracking.web.access import VARIABLES as ACCESS_VARIABLES
from tracking.web.timer import VARIABLES as TIMER_VARIABLES

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_PORT = 8501
ACCEPTED = "none-i-accept"
VARIABLES = (
    Variable("PORT", "Port of the dashboard.", "8501, or a free one where that is taken"),
    Variable("PLUMBLINE_ADDRESS", "IP address that the dashboard listens on.", "127.0.0.1, this machine only"),
    Variable("PLUMBLINE_HOSTS", "Further host names that the dashboard answers to.", "localhost and its numbers"),
    Variable("PLUMBLINE_AUTH", f"{ACCEPTED} where other machines may look without login.", "they may not"),
    *ACCESS_VARIABLES,
    *TIMER_VARIABLES,
)
"""What the server reads from the environment, beside :data:`tracking.settings.VARIABLES`."""


@dataclass(frozen=True)
class Serving:
    """What the server listens on and answers to.

    Attributes:
        address: IP address to listen on.
        port: Wanted port; None where any free one will do, the default first.
        hosts: Host names, without port, that a request may carry.
        extra_hosts: Those of them that somebody named.
        access: Who is believed about the people who come.
    """

    address: str = "127.0.0.1"
    port: int | None = None
    extra_hosts: tuple[str, ...] = ()
    access: Access = OPEN

    @property
    def hosts(self) -> frozenset[str]:
        """Every host name that a request may carry, without port and in lower case."""
        return frozenset(LOOPBACK_HOSTS) | frozenset(self.extra_hosts)

    @property
    def loopback_only(self) -> bool:
        """Whether only this machine is served."""
        return is_loopback(self.address)


def is_loopback(address: str) -> bool:
    """Return whether an IP address is one of this machine alone; text that is no address is not."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def read_serving(environment: Mapping[str, str]) -> Serving:
    """Return the settings of the server as the environment gives them.

    Raises:
        SettingsError: If one is malformed, or if the address reaches beyond this machine while nobody has to log in
            and nobody has said that this is accepted, or without a list of host names.
    """
    serving = Serving(
        address=_address(environment.get("PLUMBLINE_ADDRESS", "")),
        port=_port(environment.get("PORT", "")),
        extra_hosts=tuple(environment.get("PLUMBLINE_HOSTS", "").replace(",", " ").lower().split()),
        access=read_access(environment),
    )
    if not serving.loopback_only:
        _refuse_openness(serving, environment.get("PLUMBLINE_AUTH", ""))
    return serving


def free_port(serving: Serving) -> int:
    """Return the wanted port, or the default one, or where the default is taken one that the system gives.

    Raises:
        SettingsError: If a port was asked for and is taken.
    """
    if serving.port is not None and not _is_free(serving.address, serving.port):
        raise SettingsError(f"Port {serving.port} is taken.", "Choose another one, like PORT=8601.")
    if serving.port is not None:
        return serving.port
    return DEFAULT_PORT if _is_free(serving.address, DEFAULT_PORT) else _any_port(serving.address)


def _address(text: str) -> str:
    written = text.strip() or "127.0.0.1"
    if written.lower() == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        message = f'PLUMBLINE_ADDRESS is "{written}", which is no IP address.'
        raise SettingsError(message, "Leave it out to serve this machine only.") from None


def _port(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 1 <= int(text) <= 65535:
        raise SettingsError(f'PORT is "{text}".', "It is a whole number from 1 to 65535.")
    return int(text)


def _refuse_openness(serving: Serving, auth: str) -> None:
    if auth != ACCEPTED and not serving.access.needs_login:
        message = f"Nobody has to log in, so {serving.address} would show the dashboard to everyone who reaches it."
        hint = (
            "Leave PLUMBLINE_ADDRESS out, name a proxy that people log in to with PLUMBLINE_PROXY,"
            f" or say that this is accepted with PLUMBLINE_AUTH={ACCEPTED}."
        )
        raise SettingsError(message, hint)
    if not serving.extra_hosts:
        message = f"{serving.address} is reached from other machines, but no host name is allowed."
        raise SettingsError(message, "Name them, like PLUMBLINE_HOSTS=okr.example.org.")


def _is_free(address: str, port: int) -> bool:
    with closing(_socket(address)) as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _any_port(address: str) -> int:
    with closing(_socket(address)) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def _socket(address: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    probe = socket.socket(family, socket.SOCK_STREAM)
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return probe
