"""The figures of every metric kind as SQL written by hand, as well as the engine allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST, LAST = date(2026, 8, 3), date(2026, 11, 2)
"""First local day measured, and the one after the last; Europe/Oslo leaves its summer time in between."""

_EPOCH = date(1970, 1, 1)
_STAMPS = {
    "from": datetime(2026, 8, 2, 22, tzinfo=UTC),
    "from_28": datetime(2026, 7, 5, 22, tzinfo=UTC),
    "to": datetime(2026, 11, 1, 23, tzinfo=UTC),
    "watermark": datetime(2026, 11, 3, 23, tzinfo=UTC),
}
_DAYS = {"first": FIRST, "last": LAST, "complete": date(2026, 11, 4)}
_CHANGE = "2026-10-25 01:00:00"
"""When the summer time ends, in UTC."""


def statement(metric: str, engine: str) -> str:
    """Return the SQL that a person would write for a metric on an engine."""
    text = (HERE / f"{metric}.sql").read_text(encoding="utf-8")
    return text.format_map(_WORDS[engine]())


def day_of(value: object) -> date:
    """Return a day as an engine gives it: a date, or the number of days since 1970."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _EPOCH + timedelta(days=int(str(value)))


def _duckdb() -> Mapping[str, str]:
    waited = "(epoch_us(coalesce(done, {watermark})) - epoch_us(began)) / 86400e6"
    return _with_dates("interval 2 hour", "interval 1 hour", waited, "(95 * n + 99) // 100")


def _postgresql() -> Mapping[str, str]:
    waited = "extract(epoch from coalesce(done, {watermark}) - began)::double precision / 86400"
    return _with_dates("interval '2 hours'", "interval '1 hour'", waited, "(95 * n + 99) / 100")


def _with_dates(summer: str, winter: str, waited: str, rank: str) -> dict[str, str]:
    stamps = {name: f"timestamp '{at:%Y-%m-%d %H:%M:%S}'" for name, at in _STAMPS.items()}

    def local(column: str) -> str:
        return f"({column} + case when {column} < timestamp '{_CHANGE}' then {summer} else {winter} end)"

    words = {
        **stamps,
        **{name: f"date '{day}'" for name, day in _DAYS.items()},
        "day": f"{local('happened_at')}::date",
        "week": f"date_trunc('week', {local('happened_at')})::date",
        "began_week": f"date_trunc('week', {local('began')})::date",
        "began_7": "began + interval '7 days'",
        "day_28": "day + 28",
        "cohort_7": "cohort.day + 7",
        "cohort_13": "cohort.day + 13",
        "rank": rank,
    }
    return {**words, "waited": waited.format_map(words)}


def _sqlite() -> Mapping[str, str]:
    stamps = {name: f"'{at:%Y-%m-%d %H:%M:%S}'" for name, at in _STAMPS.items()}

    def day(column: str) -> str:
        seconds = f"unixepoch({column}) + case when {column} < '{_CHANGE}' then 7200 else 3600 end"
        return f"(({seconds}) / 86400)"

    return {
        **stamps,
        **{name: str((day - _EPOCH).days) for name, day in _DAYS.items()},
        "day": day("happened_at"),
        "week": f"(({day('happened_at')} - 4) / 7 * 7 + 4)",
        "began_week": f"(({day('began')} - 4) / 7 * 7 + 4)",
        "began_7": "strftime('%Y-%m-%d %H:%M:%f', began, '+7 days')",
        "day_28": "day + 28",
        "cohort_7": "cohort.day + 7",
        "cohort_13": "cohort.day + 13",
        "rank": "(95 * n + 99) / 100",
        "waited": f"julianday(coalesce(done, {stamps['watermark']})) - julianday(began)",
    }


_WORDS = {"duckdb": _duckdb, "sqlite": _sqlite, "postgresql": _postgresql}
