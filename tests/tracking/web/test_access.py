from __future__ import annotations

import pytest

from okr.errors import SettingsError
from tracking.web.access import LOCAL, Access, Person, read_access


def test_without_a_proxy_whoever_reaches_this_machine_may_write() -> None:
    assert Person(LOCAL, may_edit=True) == read_access({}).person(None)
    assert Person(LOCAL, may_edit=True) == read_access({}).person("mallory")


def test_behind_a_proxy_a_person_has_a_name_and_editors_may_write() -> None:
    access = read_access({"PLUMBLINE_PROXY": "10.0.0.5", "PLUMBLINE_EDITORS": "Ada@example.org, bob"})

    assert Person("ada@Example.org", may_edit=True) == access.person(" ada@Example.org ")
    assert Person("eve", may_edit=False) == access.person("eve")
    assert access.person(None) is None
    assert access.person("  ") is None


@pytest.mark.parametrize("address", ["10.0.0.5", "10.0.0.200", "::ffff:10.0.0.7", "fd00::1"])
def test_connections_from_the_proxy_are_trusted(address: str) -> None:
    assert read_access({"PLUMBLINE_PROXY": "10.0.0.0/24 fd00::1"}).trusts(address)


@pytest.mark.parametrize("address", ["10.0.1.5", "127.0.0.1", "", "proxy.example.org", "fd00::2"])
def test_connections_from_elsewhere_are_not(address: str) -> None:
    assert not read_access({"PLUMBLINE_PROXY": "10.0.0.0/24 fd00::1"}).trusts(address)
    assert not Access().trusts(address)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match='PLUMBLINE_PROXY holds "proxy"'):
        read_access({"PLUMBLINE_PROXY": "proxy"})


def test_editors_without_anybody_who_knows_them_are_refused() -> None:
    with pytest.raises(SettingsError, match="nobody says who comes"):
        read_access({"PLUMBLINE_EDITORS": "ada"})
