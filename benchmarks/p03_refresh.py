"""P3: the refresh of one new day against the first read of everything, and whether both come to the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from math import isclose
from pathlib import Path

from benchmarks.one_new_day import Known, NewDay, one_new_day, refreshed
from benchmarks.one_new_day import known as known_of
from benchmarks.product import product
from benchmarks.rows import Row, at_most
from benchmarks.team import write_team
from benchmarks.workplace import workplace

MILLION = 1_000_000
DAY = date(2026, 11, 2)
WITH, WITHOUT = "with actor days", "without"
BUDGETS = {1: {WITHOUT: 1 / 4}, 10: {WITH: 1 / 20, WITHOUT: 1 / 4}, 100: {WITH: 1 / 100, WITHOUT: 1 / 4}}


def measure(*, full: bool) -> Iterator[Row]:
    """Refresh over 10 million events, and in a full run over 100 million."""
    for millions in (10, 100) if full else (10,):
        yield from rows(millions)


def rows(millions: int) -> Iterator[Row]:
    """Yield the rows of one size; the store of the refreshes with actor days stays in the workplace for others."""
    files = made(millions)
    ways = {name: _refreshed(files, name, millions) for name in (WITH, WITHOUT)}
    everything = _everything(files, millions)
    for name, budget in BUDGETS[millions].items():
        one = ways[name]
        what = f"one new day {name} / first read, {millions} million events on DuckDB"
        yield at_most("P3", what, one.second.seconds / one.first.seconds, budget)
    differing = [place for one in ways.values() for place in _differing(one.known, everything)]
    metrics = ", ".join(sorted({str(place[0]) for place in differing})) or "none"
    what = f"rows that differ from a read of everything, of {2 * len(everything):,} ({metrics})"
    yield Row("P3", what, "0", str(len(differing)), not differing)


def made(millions: int) -> Path:
    """Return the folder of OKR files over events of one size, in the workplace."""
    with product("duckdb", millions * MILLION, workplace()) as found:
        write_team(found.folder)
        return found.folder


def store_of(millions: int) -> Path:
    """Return the store that the refreshes with actor days leave."""
    return workplace() / f"{WITH}-{millions}" / "history.sqlite"


def _refreshed(files: Path, name: str, millions: int) -> NewDay:
    folder = workplace() / f"{name}-{millions}"
    folder.mkdir()
    return one_new_day(files, folder, DAY, keeps_actor_days=name == WITH)


def _everything(files: Path, millions: int) -> Known:
    """Return what one read of everything says, without actor days."""
    store = workplace() / f"everything-{millions}" / "history.sqlite"
    store.parent.mkdir()
    refreshed(files, store, DAY, keeps_actor_days=False)
    return known_of(store)


def _differing(known: Known, everything: Known) -> list[tuple[object, ...]]:
    """Return the places of a read of everything that are not known, or not the same.

    A store that has lived longer knows more: windows of days that one read of everything asks for by the week.
    """
    return [place for place, row in everything.items() if not _is_same(known.get(place, ()), row)]


def _is_same(row: tuple[object, ...], other: tuple[object, ...]) -> bool:
    pairs = zip(row, other, strict=False)
    return len(row) == len(other) and all(one == two or _is_close(one, two) for one, two in pairs)


def _is_close(one: object, two: object) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return isclose(one, two, rel_tol=1e-9)
    if isinstance(one, str) and isinstance(two, str) and one[:1] + two[:1] == "{{":
        mine, its = json.loads(one), json.loads(two)
        return mine.keys() == its.keys() and all(_is_same((mine[key],), (its[key],)) for key in mine)
    return False
