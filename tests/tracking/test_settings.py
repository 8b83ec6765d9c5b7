"""Where things are: from the environment, with defaults that run the demo, and told in the help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from okr.errors import SettingsError
from tracking.settings import CHECKOUT, VARIABLES, described, make_usual_folder, read_settings


def test_without_any_variable_the_demo_is_looked_at() -> None:
    settings = read_settings({})

    assert settings.is_demo
    assert settings.configuration == CHECKOUT / "var/demo/config"
    assert settings.store == CHECKOUT / "var/demo/history.sqlite"


def test_files_of_ones_own_get_a_history_of_their_own(tmp_path: Path) -> None:
    settings = read_settings({"PLUMBLINE_HOME": str(tmp_path), "PLUMBLINE_CONFIG": "okrs"})

    assert settings.configuration == tmp_path / "okrs"
    assert settings.store == tmp_path / "var/history.sqlite"
    assert not settings.is_demo


def test_options_go_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    settings = read_settings({"PLUMBLINE_CONFIG": "/elsewhere"}, configuration="okrs", store="h.sqlite")

    assert (settings.configuration, settings.store) == (tmp_path / "okrs", tmp_path / "h.sqlite")


@pytest.mark.parametrize("name", ["PLUMBLINE_AS_OF", "PLUMBLINE_DEADLINE", "PLUMBLINE_MEMORY_MB"])
@pytest.mark.parametrize("value", ["soon", "2026-02-30", "-1"])
def test_what_cannot_be_understood_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f'{name} holds "{value}"'):
        read_settings({name: value})


def test_a_day_to_pin_the_present_to_is_read() -> None:
    assert read_settings({"PLUMBLINE_AS_OF": " 1998-06-30 "}).as_of == date(1998, 6, 30)


def test_a_store_that_the_web_server_would_hand_out_is_refused(tmp_path: Path) -> None:
    """Fault 101."""
    with pytest.raises(SettingsError, match="hands out"):
        read_settings({"PLUMBLINE_HOME": str(tmp_path), "PLUMBLINE_STORE": "static/../static/history.sqlite"})


def test_the_help_names_every_variable() -> None:
    assert all(variable.name in described() and variable.meaning in described() for variable in VARIABLES)


def test_only_the_folder_that_the_program_names_by_itself_is_made(tmp_path: Path) -> None:
    """Fault 84."""
    home = {"PLUMBLINE_HOME": str(tmp_path), "PLUMBLINE_CONFIG": "okrs"}

    make_usual_folder(read_settings({**home, "PLUMBLINE_STORE": "elsewhere/history.sqlite"}))
    assert list(tmp_path.iterdir()) == []
    make_usual_folder(read_settings(home))
    assert list(tmp_path.iterdir()) == [tmp_path / "var"]
