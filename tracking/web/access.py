"""Who is looking: the name that a trusted proxy vouches for, and what that person may do.

Plumbline keeps no passwords. Either nobody but this machine reaches it, or a proxy in front of it has checked who
comes and says so in one header. The header counts only where the connection comes from the proxy's own address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from okr.errors import SettingsError
from tracking.settings import Variable

PROXY, HEADER, EDITORS = "PLUMBLINE_PROXY", "PLUMBLINE_USER_HEADER", "PLUMBLINE_EDITORS"
USUAL_HEADER = "x-forwarded-user"
VARIABLES = (
    Variable(PROXY, "IP addresses or networks of the proxy that says who comes.", "no proxy is trusted"),
    Variable(HEADER, "Header in which that proxy names the person.", USUAL_HEADER),
    Variable(EDITORS, "People who may record and freeze, separated by commas.", "everybody, where nobody logs in"),
)
"""What decides about people, beside :data:`tracking.web.serving.VARIABLES`."""

LOCAL = "this machine"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Person:
    """Somebody at a screen: a name, and whether that person may write."""

    name: str
    may_edit: bool


@dataclass(frozen=True)
class Access:
    """Who is believed about people.

    Attributes:
        proxies: Addresses of the trusted proxy; empty where nobody logs in.
        header: Header with the person's name, in lower case.
        editors: Names that may write, in lower case.
    """

    proxies: tuple[Network, ...] = ()
    header: str = USUAL_HEADER
    editors: frozenset[str] = frozenset()

    @property
    def needs_login(self) -> bool:
        """Whether people come through a proxy that knows them."""
        return bool(self.proxies)

    def trusts(self, address: str) -> bool:
        """Return whether a connection from an address comes from the proxy."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        plain = getattr(peer, "ipv4_mapped", None) or peer
        return any(plain in network for network in self.proxies)

    def person(self, named: str | None) -> Person | None:
        """Return who is looking, from the header that the guard let through; None where nobody is vouched for."""
        if not self.needs_login:
            return Person(LOCAL, may_edit=not self.editors)
        name = (named or "").strip()
        return Person(name, name.lower() in self.editors) if name else None


OPEN = Access()
"""Nobody logs in."""


def read_access(environment: Mapping[str, str]) -> Access:
    """Return who is believed, as the environment says.

    Raises:
        SettingsError: If an address is none, or people are named although nobody could tell them apart.
    """
    written = environment.get(PROXY, "").replace(",", " ").split()
    header = environment.get(HEADER, "").strip().lower() or USUAL_HEADER
    editors = frozenset(name.strip().lower() for name in environment.get(EDITORS, "").split(",") if name.strip())
    if editors and not written:
        hint = f"Name the proxy that knows people in {PROXY}, or leave {EDITORS} out."
        raise SettingsError(f"{EDITORS} names people, but nobody says who comes.", hint)
    return Access(tuple(_network(text) for text in written), header, editors)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise SettingsError(f'{PROXY} holds "{text}", which is no IP address.', "Write one like 10.0.0.5.") from None
