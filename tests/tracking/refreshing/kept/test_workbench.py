"""The file of actor days can be lost, damaged, taken or unwanted: no figure ever depends on it."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from metrics.activity.gapcube import trailing
from metrics.actordays.relation import needed
from metrics.dates.calendar import day_index
from tests.tracking.days_product import FIRST, Place, at, loaded, make_place, morning
from tracking.store.connection import opened
from tracking.store.cubes import gap_cube

DAY = FIRST + timedelta(days=25)
HOLDER = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path, "sqlite")


def bench_of(place: Place, store: str = "kept") -> Path:
    return place.folder / store / "workbench" / "product.duckdb"


def grown(place: Place) -> None:
    """One day more, and a late event."""
    place.sql("INSERT INTO events VALUES (?, ?, ?, ?)", (None, "u1", at(DAY, 9), "opened"))
    place.sql("INSERT INTO events VALUES (?, ?, ?, ?)", (None, "late", at(DAY - timedelta(days=2), 9), "opened"))
    loaded(place, DAY + timedelta(days=1))


def test_the_file_is_read_by_its_owner_alone_and_names_nobody(place: Place) -> None:
    place.refresh("kept", morning(DAY), keeps=True)

    assert stat.S_IMODE(bench_of(place).stat().st_mode) == 0o600
    assert stat.S_IMODE(bench_of(place).parent.stat().st_mode) == 0o700
    assert b"tester" not in bench_of(place).read_bytes()
    with duckdb.connect(str(bench_of(place)), read_only=True) as file:
        assert {"BIGINT"} == {row[0] for row in file.execute("SELECT typeof(actor) FROM days").fetchall()}


def test_a_source_may_want_none_and_then_none_are_left(place: Place) -> None:
    place.refresh("kept", morning(DAY), keeps=True)
    sources = place.folder / "okrs" / "sources.yaml"
    sources.write_text(sources.read_text() + "    actor_state: none\n")

    place.refresh("kept", morning(DAY + timedelta(days=1)), keeps=True)

    assert not bench_of(place).exists()


def test_what_no_metric_needs_any_more_is_forgotten(place: Place) -> None:
    place.refresh("kept", morning(DAY), keeps=True)
    before = {row[0] for row in place.cells("kept")}
    metrics = place.folder / "okrs" / "metrics" / "all.yaml"
    metrics.write_text(metrics.read_text().replace("any_of: [opened, shared]", "any_of: [shared]"))
    metrics.write_text(metrics.read_text().replace("active: {event: opened}", "active: {event: signed_up}"))

    place.refresh("kept", morning(DAY + timedelta(days=1)), keeps=True)

    assert before & {row[0] for row in place.cells("kept")} == set()
    with duckdb.connect(str(bench_of(place)), read_only=True) as file:
        events = {row[0] for row in file.execute("SELECT DISTINCT event FROM days").fetchall()}
        known = {row[0] for row in file.execute("SELECT key FROM relations").fetchall()}
    assert events <= known
    # People who signed up, shared and opened.
    assert len(known) == 3


def test_another_database_is_read_from_its_beginning(place: Place) -> None:
    place.refresh("kept", morning(DAY), keeps=True)
    (place.folder / "other.sqlite").write_bytes((place.folder / "product.sqlite").read_bytes())
    place.sql("DELETE FROM events")
    sources = place.folder / "okrs" / "sources.yaml"
    sources.write_text(sources.read_text().replace("../product.sqlite", "../other.sqlite"))
    place.refresh("plain", morning(DAY), keeps=False)

    place.refresh("kept", morning(DAY + timedelta(days=1)), keeps=True)

    assert place.known("kept").keys() == place.known("plain").keys()
    assert place.known("kept") == place.known("plain")


@pytest.fixture(params=["lost", "damaged", "of another version", "taken"])
def troubled(place: Place, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A product whose actor days cannot be used at the second refresh."""
    place.refresh("kept", morning(DAY), keeps=True)
    place.refresh("plain", morning(DAY), keeps=False)
    grown(place)
    file = bench_of(place)
    if request.param == "lost":
        place.forget("kept")
    elif request.param == "damaged":
        file.write_bytes(b"no database at all" * 1000)
    elif request.param == "of another version":
        with duckdb.connect(str(file)) as other:
            other.execute("UPDATE about SET version = '0'")
    if request.param != "taken":
        yield place
        return
    command = [sys.executable, "-c", HOLDER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield place
        assert holder.stdin is not None
        holder.stdin.close()


def test_without_usable_actor_days_every_figure_is_the_same(troubled: Place) -> None:
    for store, keeps in (("kept", True), ("plain", False)):
        report = troubled.refresh(store, morning(DAY + timedelta(days=1)), keeps=keeps)
        assert [run.failure for run in report.metrics if run.failure] == []

    assert troubled.known("plain") == troubled.known("kept")


def test_trailing_actives_of_any_length_follow_from_the_stored_cube(place: Place) -> None:
    place.refresh("kept", morning(DAY), keeps=True)
    grown(place)
    place.refresh("kept", morning(DAY + timedelta(days=1)), keeps=True)
    configuration = place.configuration
    definition, source = configuration.metric("of_seven_days"), configuration.source("product")
    assert definition is not None
    assert source is not None
    (relation,) = needed(definition, source)

    with opened(place.folder / "kept" / "history.sqlite") as store, store.reading() as connection:
        cube = gap_cube(connection, "product", relation.key)

    assert cube is not None
    for metric, days in (("dau", 1), ("of_seven_days", 7)):
        known = place.known("kept")
        read = {key[4]: row[3] for key, row in known.items() if key[:2] == (metric, "day") and row[1] == "ok"}
        told = trailing(cube, days)
        days_told = {str(day): float(told[day_index(day)]) for day in map(date.fromisoformat, read)}
        assert read == days_told
        assert len(read) > 15
