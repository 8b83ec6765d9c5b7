"""One refresh after the other: what is new is added, what is not stays, and one failure costs one number."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from okr.canonical import definition_version
from okr.errors import LockedError
from okr.words import State
from tests.tracking.product import NOW, PEOPLE, TODAY, Product
from tracking.boards.board import Selection, load_board
from tracking.boards.insight import load_findings
from tracking.store.codec import DatedReading
from tracking.store.connection import opened
from tracking.store.lock import refresh_lock
from tracking.store.readings import Line, known_readings, receipt
from tracking.store.runs import Outcome

YESTERDAY = TODAY - timedelta(days=1)


def line(product: Product, metric: str, label: str) -> tuple[DatedReading, ...]:
    configuration = product.configuration
    definition = configuration.metric(metric)
    assert definition is not None
    key = Line(metric, definition_version(definition, configuration.source(definition.source)), label)
    with opened(product.store) as store, store.reading() as connection:
        return known_readings(connection, [key]).get(key, ())


def value_on(product: Product, metric: str, label: str, day: date) -> float | None:
    return next(item.reading.value for item in line(product, metric, label) if item.as_of == day)


def test_the_first_refresh_reads_the_whole_history(product: Product) -> None:
    report = product.refresh()

    assert report.run.outcome is Outcome.OK
    assert line(product, "daily_actives", "day")[0].as_of == date(2026, 7, 1)
    assert value_on(product, "daily_actives", "day", YESTERDAY) == PEOPLE * 3 / 5
    assert value_on(product, "daily_actives", "last 28 days", YESTERDAY) == pytest.approx(PEOPLE * 3 / 5)


@pytest.mark.parametrize(("zone", "day"), [("UTC", 19), ("Pacific/Auckland", 20), ("America/Los_Angeles", 18)])
def test_a_refresh_is_of_the_day_that_is_judged_in_the_zone_of_the_cycle(product: Product, zone: str, day: int) -> None:
    product.change("cycles.yaml", "timezone: UTC", f"timezone: {zone}")
    moment = datetime(2026, 11, 20, 11 if zone.startswith("Pacific") else 2, 30, tzinfo=UTC)

    report = product.refresh(moment)

    assert date(2026, 11, day) == report.run.as_of
    with opened(product.store) as store:
        assert load_board(store, Selection(moment)).as_of == report.run.as_of


def test_a_second_refresh_of_the_same_data_adds_nothing(product: Product) -> None:
    product.refresh()

    report = product.refresh(NOW + timedelta(minutes=5))

    assert (report.added, report.statuses) == (0, 0)


def test_a_later_refresh_reads_only_what_is_new_open_or_within_the_look_back(product: Product) -> None:
    product.refresh()

    report = product.refresh(NOW + timedelta(days=1))

    reads = {run.source: run.readings_read for run in report.sources}
    # Three days of look-back, yesterday, today; the eight days until a cohort is mature; for two metrics.
    assert reads["product"] < 25
    assert reads["support"] < 10


def test_refreshing_day_by_day_knows_the_same_as_refreshing_once(product: Product) -> None:
    for days in range(3, -1, -1):
        product.refresh(NOW - timedelta(days=days))
    step_by_step = {label: line(product, "back_in_a_week", label) for label in ("day", "last 28 days")}
    product.store.unlink()
    product.refresh()

    for label, items in step_by_step.items():
        assert figures(line(product, "back_in_a_week", label)) == figures(items)


def figures(items: tuple[DatedReading, ...]) -> list[tuple[object, ...]]:
    readings = ((item.as_of, item.reading) for item in items)
    return [(as_of, reading.period_start, reading.state, reading.value, reading.n) for as_of, reading in readings]


def test_a_late_row_changes_yesterday_and_last_weeks_board_stays(product: Product) -> None:
    """Fault 76."""
    product.refresh()
    before = value_on(product, "daily_actives", "day", YESTERDAY)
    product.sql("product", f"INSERT INTO events VALUES (999, '{YESTERDAY} 23:00:00', 'opened')")

    product.refresh(NOW + timedelta(days=1))

    assert value_on(product, "daily_actives", "day", YESTERDAY) == (before or 0) + 1
    with opened(product.store) as store:
        then = load_board(store, Selection(NOW + timedelta(days=1), known_at=NOW)).card("growth/habit/actives")
        now = load_board(store, Selection(NOW + timedelta(days=1))).card("growth/habit/actives")
    assert then is not None
    assert now is not None
    assert then.current is not None
    assert now.current is not None
    assert then.current.value == PEOPLE * 3 / 5
    assert now.current.value != then.current.value


def test_a_changed_definition_is_read_anew_and_alone(product: Product) -> None:
    product.refresh()
    old = line(product, "daily_actives", "day")
    product.change("metrics/all.yaml", "trailing: 1 day", "trailing: 7 days")

    report = product.refresh(NOW + timedelta(minutes=5))

    new = line(product, "daily_actives", "day")
    assert len(new) == len(old)
    assert new[-2].reading.value == PEOPLE
    assert next(run.readings_read for run in report.sources if run.source == "support") < 10


def test_the_current_number_of_a_key_result_has_a_query_that_gives_it(product: Product) -> None:
    product.refresh()

    for metric, database in (("daily_actives", "product"), ("back_in_a_week", "product"), ("tickets", "support")):
        item = next(item for item in line(product, metric, "last 28 days") if item.as_of == YESTERDAY)
        with opened(product.store) as store, store.reading() as connection:
            sql = receipt(connection, item)
        with closing(sqlite3.connect(product.folder / f"{database}.sqlite")) as connection:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description]
            assert dict(zip(names, cursor.fetchone(), strict=True))["value"] == pytest.approx(item.reading.value)


def test_a_source_that_is_gone_costs_its_own_numbers_and_nothing_is_created(product: Product) -> None:
    """Faults 42 and 56."""
    product.refresh()
    (product.folder / "support.sqlite").rename(product.folder / "elsewhere.sqlite")

    report = product.refresh(NOW + timedelta(days=1))

    assert {run.source: run.outcome for run in report.sources} == {"product": Outcome.OK, "support": Outcome.FAILED}
    assert report.run.outcome is Outcome.PARTIAL
    assert not (product.folder / "support.sqlite").exists()
    (failure,) = {run.failure for run in report.metrics if run.failure}
    assert "support" in failure
    assert value_on(product, "tickets", "day", YESTERDAY) is not None
    with opened(product.store) as store:
        board = load_board(store, Selection(NOW + timedelta(days=1)))
    assert [fresh.failure != "" for fresh in board.freshness] == [False, True]


def test_a_column_that_was_renamed_is_named_and_the_other_metrics_go_on(product: Product) -> None:
    """Fault 52."""
    product.write("metrics/more.yaml", FEELING)
    product.sql(
        "product", "CREATE TABLE moods (at TEXT, mood REAL)", "INSERT INTO moods VALUES ('2026-11-19 10:00:00', 4)"
    )
    product.refresh()
    product.sql("product", "ALTER TABLE moods RENAME COLUMN mood TO feeling")

    report = product.refresh(NOW + timedelta(days=1))

    failures = {run.metric: run.failure for run in report.metrics if run.failure}
    assert set(failures) == {"mood"}
    assert "product.mood" in failures["mood"]
    assert "`mood`" in failures["mood"]
    assert value_on(product, "mood", "day", YESTERDAY) == 4
    assert value_on(product, "daily_actives", "day", TODAY) == PEOPLE * 3 / 5


FEELING = """
metrics:
  mood:
    title: Mood of a day
    kind: aggregate
    source: product
    from: {table: moods, time: at, stored_as: utc_naive}
    measure: {mean: mood}
    unit: points
    better: up
    owner: growth
"""


def test_a_table_that_is_gone_is_named(product: Product) -> None:
    """Fault 52."""
    product.write("metrics/more.yaml", FEELING)

    report = product.refresh()

    failures = {run.metric: run.failure for run in report.metrics if run.failure}
    assert set(failures) == {"mood"}
    assert "no table or view `moods`" in failures["mood"]


def test_the_day_since_which_something_fails_is_kept(product: Product) -> None:
    (product.folder / "support.sqlite").unlink()
    first = product.refresh()

    second = product.refresh(NOW + timedelta(days=1))

    since = [[run.failing_since for run in report.sources if run.failure] for report in (first, second)]
    assert since == [[NOW], [NOW]]


def test_only_one_refresh_runs_at_a_time(product: Product) -> None:
    """Fault 82."""
    with refresh_lock(product.store, NOW), pytest.raises(LockedError, match="Another refresh is running"):
        product.refresh()

    assert not product.store.exists()


def test_a_broken_file_leaves_the_last_sound_configuration_in_force(product: Product) -> None:
    """Faults 27 and 28."""
    product.refresh()
    product.change("objectives/2026-q4/growth.yaml", "metric: daily_actives", "metric: daily_activs")

    report = product.refresh(NOW + timedelta(days=1))

    assert report.is_kept
    assert value_on(product, "daily_actives", "last 28 days", TODAY) == pytest.approx(PEOPLE * 3 / 5)
    with opened(product.store) as store:
        card = load_board(store, Selection(NOW + timedelta(days=1))).card("growth/habit/actives")
        findings = load_findings(store)
    assert card is not None
    assert card.absence is None
    assert findings.is_kept
    assert findings.since == NOW + timedelta(days=1)
    assert ["daily_activs" in issue.message for issue in findings.issues if issue.code == "unknown-metric"] == [True]


def test_a_small_group_stays_in_the_store_and_is_judged_as_too_few(product: Product) -> None:
    product.refresh()

    with opened(product.store) as store:
        card = load_board(store, Selection(NOW)).card("growth/habit/back")
    stored = next(item for item in line(product, "back_in_a_week", "last 28 days") if item.as_of == YESTERDAY)
    assert card is not None
    assert stored.reading.state is State.OK
    assert card.absence is not None
    assert card.absence.state in (State.HIDDEN, State.TOO_FEW)


def test_a_key_result_that_is_new_gets_its_past_from_what_the_store_holds(product: Product) -> None:
    product.refresh()
    product.change("objectives/2026-q4/platform.yaml", "measured_over: last 28 days", "measured_over: last 14 days")

    report = product.refresh(NOW + timedelta(minutes=5))

    past = line(product, "tickets", "last 14 days")
    assert past[-1].as_of == YESTERDAY
    assert len(past) > 50
    assert past[10].reading.value == pytest.approx(6, abs=1)
    assert next(run.readings_read for run in report.sources if run.source == "support") < 10
