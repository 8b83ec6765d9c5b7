"""Where things are and what a refresh may cost: the environment, read once, with defaults that run the demo.

Every variable has one row in :data:`VARIABLES`; :func:`described` prints them, so the help cannot lie.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from okr.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO_FOLDER = Path("var", "demo")
DEMO_CONFIGURATION = DEMO_FOLDER / "config"
DEMO_STORE = DEMO_FOLDER / "history.sqlite"
USUAL_STORE = Path("var", "history.sqlite")
SERVED_FOLDER = "static"


class Variable(NamedTuple):
    """One environment variable: its name, what it says, and what holds without it."""

    name: str
    meaning: str
    default: str


VARIABLES = (
    Variable("PLUMBLINE_HOME", "Folder that relative paths start from.", "the folder of this program"),
    Variable("PLUMBLINE_CONFIG", "Folder with the OKR files.", "var/demo/config, once `demo` has built it"),
    Variable(
        "PLUMBLINE_STORE", "File of the history store.", "var/history.sqlite, for the demo var/demo/history.sqlite"
    ),
    Variable("PLUMBLINE_AS_OF", "Last whole day that counts, as if it were the day after.", "yesterday"),
    Variable("PLUMBLINE_DEADLINE", "Seconds that reading one source may take in all.", "900"),
    Variable("PLUMBLINE_MEMORY_MB", "Megabytes of address space that reading one source may use.", "8192"),
)


@dataclass(frozen=True)
class Settings:
    """What was decided by the environment and the options of a command.

    Attributes:
        home: Folder that relative paths start from.
        configuration: Folder with the OKR files.
        store: File of the history store.
        as_of: Last whole day that counts, where the present is pinned; None: by the clock.
        deadline_seconds: How long one source may take.
        memory_bytes: How much address space the reading of one source may use.
    """

    home: Path
    configuration: Path
    store: Path
    as_of: date | None = None
    deadline_seconds: float = 900.0
    memory_bytes: int = 8192 * 1024 * 1024

    @property
    def is_demo(self) -> bool:
        """Whether the demo is shown."""
        return self.configuration == self.home / DEMO_CONFIGURATION


def read_settings(
    environment: Mapping[str, str] = os.environ, *, configuration: str | None = None, store: str | None = None
) -> Settings:
    """Return the settings that the environment asks for; options typed beside a command go before it.

    Args:
        environment: The environment variables.
        configuration: The folder that ``--config`` names, relative to where it was typed.
        store: The file that ``--store`` names, likewise.

    Raises:
        SettingsError: If something cannot be understood, or the store would lie where the web server hands files out.
    """
    home = Path(_text(environment, "PLUMBLINE_HOME") or CHECKOUT).absolute()
    folder = (
        Path(configuration).absolute()
        if configuration
        else home / (_text(environment, "PLUMBLINE_CONFIG") or DEMO_CONFIGURATION)
    )
    settings = Settings(
        home=home,
        configuration=folder,
        store=Path(store).absolute()
        if store
        else home / (_text(environment, "PLUMBLINE_STORE") or _usual_store(home, folder)),
        as_of=_day(environment, "PLUMBLINE_AS_OF"),
        deadline_seconds=_positive(environment, "PLUMBLINE_DEADLINE", 900.0),
        memory_bytes=int(_positive(environment, "PLUMBLINE_MEMORY_MB", 8192.0) * 1024 * 1024),
    )
    return _checked(settings)


def make_usual_folder(settings: Settings) -> None:
    """Make the folder of the history store where it is the one that this program names by itself; others are not made.

    A folder that somebody wrote and that is not there is more likely a slip than a wish.
    """
    if settings.store == settings.home / USUAL_STORE:
        settings.store.parent.mkdir(exist_ok=True)


def described(variables: Sequence[Variable] = VARIABLES) -> str:
    """Return variables with their meaning and default, for the help of the command line."""
    lines = [f"  {name}\n      {meaning} Without it: {default}." for name, meaning, default in variables]
    return "\n".join(["environment variables:", *lines])


def _usual_store(home: Path, configuration: Path) -> Path:
    """The demo keeps its history beside its files, so that building it anew cannot touch anybody's own."""
    return DEMO_STORE if configuration == home / DEMO_CONFIGURATION else USUAL_STORE


def _text(environment: Mapping[str, str], name: str) -> str | None:
    return environment.get(name, "").strip() or None


def _day(environment: Mapping[str, str], name: str) -> date | None:
    text = _text(environment, name)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f'{name} holds "{text}".', "Write a date like 2026-11-20.") from None


def _positive(environment: Mapping[str, str], name: str, default: float) -> float:
    text = _text(environment, name)
    try:
        value = default if text is None else float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1e9:
        raise SettingsError(f'{name} holds "{text}".', "Write a number above zero.")
    return value


def _checked(settings: Settings) -> Settings:
    served = settings.home / SERVED_FOLDER
    if settings.store.resolve().is_relative_to(served.resolve()):
        hint = "Put the history somewhere else: everybody who reaches the page could fetch that file."
        raise SettingsError(f"The store {settings.store} lies in the folder that the web server hands out.", hint)
    return settings
