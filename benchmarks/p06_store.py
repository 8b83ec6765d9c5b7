"""P6: reading the history store against a plain SQLite file with the same figures."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.rows import Row, at_most, ratio, seconds
from okr.reading import Reading
from okr.words import State
from tracking.store.codec import DatedReading
from tracking.store.connection import Store, opened, prepare
from tracking.store.readings import Line, append, latest, line_of, points
from tracking.store.runs import Outcome, Run, begin

KEY_RESULTS, DAYS = 60, 730
FIRST = date(2024, 11, 1)
AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
MOST_MS = 10.0


def measure(*, full: bool) -> Iterator[Row]:
    """Time one key result's two years, and the newest figure of all of them."""
    rounds = 41 if full else 21
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [_figures(number) for number in range(KEY_RESULTS)]
        prepare(folder / "history.sqlite", AT)
        _plain(folder / "plain.sqlite", made)
        with opened(folder / "history.sqlite") as store, closing(sqlite3.connect(folder / "plain.sqlite")) as plain:
            _fill(store, made)
            yield from _timed(store, plain, line_of(made[30][0]), rounds)


def _timed(store: Store, plain: sqlite3.Connection, line: Line, rounds: int) -> Iterator[Row]:
    asked = "SELECT day, value, lower, upper FROM figures WHERE key_result = ? AND day >= ? ORDER BY day"
    with store.reading() as connection:
        figure = ratio(
            lambda: points(connection, line, FIRST),
            lambda: plain.execute(asked, (line.metric, FIRST.isoformat())).fetchall(),
            rounds,
        )
        yield at_most("P6", f"{DAYS} days of one key result / plain sqlite3", figure, 1.5)
        spent = 1000 * median(seconds(lambda: latest(connection)) for _ in range(rounds))
    yield Row(
        "P6", f"newest figure of {KEY_RESULTS} key results", f"≤ {MOST_MS:.0f} ms", f"{spent:.1f} ms", spent <= MOST_MS
    )


def _figures(number: int) -> list[Reading]:
    return [
        Reading(
            f"metric-{number}", "v1", "last 28 days", day, day + timedelta(days=1), State.OK,
            value=number + place / DAYS, lower=number - 0.5, upper=number + 1.5, n=1000, watermark=AT, as_of=day,
        )
        for place in range(DAYS)
        for day in (FIRST + timedelta(days=place),)
    ]  # fmt: skip


def _fill(store: Store, made: list[list[Reading]]) -> None:
    with store.writing() as connection:
        run = begin(connection, Run("refresh", AT, AT, AT.date(), Outcome.OK))
        append(connection, run, [DatedReading(one.period_start, one) for figures in made for one in figures])


def _plain(path: Path, made: list[list[Reading]]) -> None:
    rows = [(one.metric, str(one.period_start), one.value, one.lower, one.upper) for some in made for one in some]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE figures (key_result TEXT, day TEXT, value REAL, lower REAL, upper REAL,"
            " PRIMARY KEY (key_result, day)) WITHOUT ROWID"
        )
        connection.executemany("INSERT INTO figures VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
