"""Builds the demo: one product database and the configuration that measures it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracking.demo.configuration import write_configuration
from tracking.demo.database import core_tables, write
from tracking.demo.events import events
from tracking.demo.machines import machines
from tracking.demo.moments import span
from tracking.demo.people import people
from tracking.demo.trade import trade
from tracking.demo.voices import voices
from tracking.demo.work import work

DEFAULT_FOLDER = Path("var/demo")


@dataclass(frozen=True)
class DemoPaths:
    """Where the demo's parts are.

    Attributes:
        folder: What was asked for.
        database: The product database, a DuckDB file.
        configuration: The folder of the configuration.
    """

    folder: Path
    database: Path
    configuration: Path


def build(folder: Path, on: date, seed: int = 1, progress: Callable[[str], None] = lambda _step: None) -> DemoPaths:
    """Write the demo into ``folder``: the same ``on`` and ``seed`` give the same rows and files.

    The data are complete up to the evening before ``on``. A database that stands there already is replaced once the new
    one is whole.

    Args:
        folder: Where to write; made if it is not there.
        on: The day that the demo takes for today.
        seed: What the random numbers start from; not negative.
        progress: Called with one short sentence before each step.

    Returns:
        Where the parts are.

    Raises:
        SettingsError: If ``folder`` holds a configuration that is not a demo's; nothing is written then.
    """
    paths = DemoPaths(folder, folder / "product.duckdb", folder / "config")
    folder.mkdir(parents=True, exist_ok=True)
    progress("Writing the configuration")
    write_configuration(paths.configuration, on)
    days = span(on, seed)
    who = people(days)
    progress(f"{len(who):,} people sign up and use the product")
    what = events(days, who)
    progress(f"{len(what):,} events; customers pay, ask and answer")
    tables = (
        core_tables(days, who, what) | trade(days, who) | voices(days, who, what) | machines(days, what) | work(days)
    )
    write(paths.database, tables)
    return paths
