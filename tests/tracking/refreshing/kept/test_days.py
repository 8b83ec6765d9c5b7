"""Reading only what may have changed gives what reading everything gives, row for row, with or without actor days."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.tracking.days_product import FIRST, LOOKBACK, NAMES, Place, at, loaded, make_place, morning

ACTORS = st.sampled_from(["u0", "u1", "u3", "u6", "new1", "new2", "tester", "", None])
HOURS = st.integers(0, 23)
ENGINES = ("duckdb", "sqlite")


class Rewritten(RuleBasedStateMachine):
    """Two stores of one database, one with actor days and one without, and a third that always begins anew."""

    engine = "sqlite"

    @initialize()
    def begin(self) -> None:
        self.kept = tempfile.TemporaryDirectory()
        self.place: Place = make_place(Path(self.kept.name), self.engine)
        self.complete = self.read = FIRST + timedelta(days=24)
        self.rebuilt = 0
        self.is_same_people = True
        self.refreshed()

    def refreshed(self) -> None:
        for store, keeps in (("with", True), ("without", False)):
            report = self.place.refresh(store, morning(self.complete + timedelta(days=1)), keeps=keeps)
            assert [run.failure for run in report.metrics if run.failure] == []
        self.read = self.complete

    def past(self, back: int) -> date:
        """A day that the next refresh reads again."""
        return max(self.read - timedelta(days=LOOKBACK) + timedelta(days=back), FIRST)

    @rule(actor=ACTORS, hour=HOURS, back=st.integers(0, LOOKBACK), name=st.sampled_from(NAMES), copy=st.booleans())
    def late(self, actor: str | None, hour: int, back: int, name: str, *, copy: bool) -> None:
        # A copy has the number of an event, and may be earlier or later than it.
        ids = (
            self.place.sql("SELECT id, actor FROM events WHERE id IS NOT NULL ORDER BY happened DESC LIMIT 1")
            if copy
            else []
        )
        number, who = ids[0] if ids else (None, actor)
        self.place.sql("INSERT INTO events VALUES (?, ?, ?, ?)", (number, who, at(self.past(back), hour), name))

    @rule(back=st.integers(0, LOOKBACK), name=st.sampled_from(NAMES))
    def deleted(self, back: int, name: str) -> None:
        # Local days begin up to two hours before those of UTC.
        day = self.past(back)
        self.place.sql(
            f"DELETE FROM events WHERE name = '{name}' AND happened >= '{at(day, 1)}' AND happened < '{at(day, 20)}'"
        )

    @rule(days=st.integers(1, 5), actors=st.lists(ACTORS, min_size=1, max_size=4), name=st.sampled_from(NAMES))
    def appended(self, days: int, actors: list[str | None], name: str) -> None:
        for step in range(days):
            day = self.complete + timedelta(days=step)
            rows = [(None, actor, at(day, 13 + place), name) for place, actor in enumerate(actors)]
            self.place.sql("INSERT INTO events VALUES (?, ?, ?, ?)", *rows)
        self.complete += timedelta(days=days)
        loaded(self.place, self.complete)

    @rule(was=st.sampled_from(["new1", "u6"]), now=st.sampled_from(["u0", "new2", None]))
    def turned_out_to_be(self, was: str, now: str | None) -> None:
        self.place.sql(f"DELETE FROM aliases WHERE was = '{was}'")
        self.place.sql("INSERT INTO aliases VALUES (?, ?)", (was, now))
        self.is_same_people = False

    @rule(who=st.sampled_from(["u1", "u3"]))
    def turned_out_to_be_a_test(self, who: str) -> None:
        self.place.sql(f"UPDATE people SET is_test = NOT is_test WHERE id = '{who}'")
        self.is_same_people = False

    @rule()
    def state_deleted(self) -> None:
        self.place.forget("with")

    @rule()
    def compared(self) -> None:
        self.refreshed()
        with_days, without = self.place.known("with"), self.place.known("without")
        assert differences(with_days, without) == {}
        assert len(with_days) > 300
        self.place.refresh("anew", morning(self.complete + timedelta(days=1)), keeps=True)
        assert self.place.cells("with") == self.place.cells("anew")
        if self.is_same_people:
            assert differences(with_days, self.place.known("anew")) == {}

    @precondition(lambda self: (self.place.folder / "anew").exists())
    @rule()
    def begin_anew(self) -> None:
        for path in (self.place.folder / "anew").rglob("*"):
            if path.is_file():
                path.unlink()

    def teardown(self) -> None:
        if hasattr(self, "kept"):
            try:
                self.compared()
            finally:
                self.kept.cleanup()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_day_of_the_look_back_is_read_again(tmp_path: Path, engine: str) -> None:
    place = make_place(tmp_path, engine)
    complete = FIRST + timedelta(days=24)
    moment = morning(complete + timedelta(days=1))
    for store, keeps in (("with", True), ("without", False)):
        place.refresh(store, moment, keeps=keeps)
    for back in range(1, LOOKBACK + 1):
        day = complete - timedelta(days=back)
        before = place.known("with")
        place.sql("INSERT INTO events VALUES (?, ?, ?, ?)", (None, f"late{back}", at(day, 9), "opened"))
        place.sql(f"DELETE FROM events WHERE actor = 'u{back}' AND happened >= '{at(day, 0)}'")
        for store, keeps in (("with", True), ("without", False)):
            place.refresh(store, moment, keeps=keeps)

        assert differences(before, place.known("with")).keys() != set()
        assert differences(place.known("with"), place.known("without")) == {}


def differences(some: dict[Any, Any], others: dict[Any, Any]) -> dict[Any, Any]:
    keys = some.keys() | others.keys()
    return {key: (some.get(key), others.get(key)) for key in keys if some.get(key) != others.get(key)}


@pytest.mark.parametrize("engine", ENGINES)
def test_any_sequence_of_changes_inside_the_look_back_gives_what_a_full_read_gives(engine: str) -> None:
    rewritten = type("Rewritten", (Rewritten,), {"engine": engine})
    run_state_machine_as_test(rewritten, settings=_settings(2, 9))


@pytest.mark.nightly
@pytest.mark.parametrize("engine", ENGINES)
def test_longer_sequences_of_changes_give_it_too(engine: str) -> None:
    rewritten = type("Rewritten", (Rewritten,), {"engine": engine})
    run_state_machine_as_test(rewritten, settings=_settings(12, 25))


def _settings(examples: int, steps: int) -> settings:
    checks = list(HealthCheck)
    return settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks)
