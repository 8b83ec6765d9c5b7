"""An engine that would give wrong figures is refused when it is opened."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from metrics.sources.selfcheck import check_constructs
from okr.errors import SourceError
from tests.metrics.conformance.bench import Bench


def asked(connection: sqlite3.Connection) -> None:
    with create_engine("sqlite://", creator=lambda: connection).connect() as opened:
        check_constructs(opened, "shop")


def unixepoch(text: str) -> int:
    with closing(sqlite3.connect(":memory:")) as plain:
        return int(plain.execute("select unixepoch(?)", (text,)).fetchone()[0])


class ZeroMinimum:
    """A minimum that says 0 where there is nothing."""

    def __init__(self) -> None:
        self.found: list[int] = []

    def step(self, value: int | None) -> None:
        self.found += [] if value is None else [value]

    def finalize(self) -> int:
        return min(self.found, default=0)


def test_every_engine_of_the_suite_passes(bench: Bench) -> None:
    check_constructs(bench.connection, "shop")


def test_an_engine_that_rounds_the_last_second_of_a_sunday_up_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_function("unixepoch", 1, lambda text: unixepoch(text) + text.startswith("2024-06-30 23:59:59"))

    with pytest.raises(
        SourceError, match=re.escape("source shop: this engine counts differently than expected (us_0630")
    ):
        asked(connection)


def test_an_engine_that_does_not_know_a_clock_change_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_function("unixepoch", 1, lambda text: unixepoch(text) + 3600 * text.startswith("2024-10-26 22"))

    with pytest.raises(SourceError, match="us_1026_2200"):
        asked(connection)


def test_an_engine_that_gives_an_empty_group_a_figure_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_aggregate("min", 1, ZeroMinimum)

    with pytest.raises(SourceError, match=re.escape("(empty_min)")):
        asked(connection)
