from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from okr.errors import SettingsError
from tests.tracking.demo.conftest import ON
from tests.tracking.demo.figures import Product, one
from tracking.demo import DemoPaths, build

TABLES = (
    "calendar_days", "deployments", "events", "incidents", "invoices", "loads", "page_timings", "request_log",
    "service_hours", "sessions", "sprints", "subscriptions", "survey_answers", "tickets", "user_aliases", "users",
    "work_items",
)  # fmt: skip


def contents(database: Path) -> dict[str, tuple[object, ...]]:
    """Return row count and order-free hash of every table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        count = "SELECT count(*), bit_xor(hash(t)) FROM {} t"
        return {table: connection.execute(count.format(table)).fetchone() or () for table in sorted(tables)}


def files(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.yaml")}


def test_the_same_day_and_seed_give_the_same_demo(demo: DemoPaths, tmp_path: Path) -> None:
    again = build(tmp_path, ON, 1)

    assert contents(demo.database) == contents(again.database)
    assert files(demo.configuration) == files(again.configuration)


def test_another_seed_gives_other_people(demo: DemoPaths, tmp_path: Path) -> None:
    other = contents(build(tmp_path, ON, 2).database)

    assert TABLES == tuple(other)
    assert contents(demo.database)["events"] != other["events"]


def test_the_product_has_about_a_million_events_over_three_years(product: Product) -> None:
    assert 900_000 < one(product, "SELECT count(*) FROM events") < 1_200_000
    assert 1090 < one(product, "SELECT date_diff('day', min(occurred_at), max(occurred_at)) FROM events") <= 1096


def test_every_table_has_rows(demo: DemoPaths) -> None:
    assert [] == [table for table, (count, _) in contents(demo.database).items() if not count]


def test_nothing_is_stamped_on_the_day_itself_and_the_evening_before_is_there(product: Product) -> None:
    sql = "SELECT max(CAST(occurred_at AS DATE)), max(occurred_at) < CAST($on AS TIMESTAMPTZ) FROM events"
    newest = product.execute(sql, {"on": str(ON)}).fetchone()

    assert (date(2026, 11, 19), True) == newest
    assert one(product, "SELECT max(complete_to) = CAST('2026-11-20' AS TIMESTAMPTZ) FROM loads")
    for table, column in (("tickets", "opened_at"), ("survey_answers", "answered_at"), ("invoices", "issued_on")):
        assert one(product, f"SELECT max(CAST({column} AS DATE)) FROM {table}") < ON


def test_page_timings_fell_silent_eight_days_before(product: Product) -> None:
    newest = one(product, "SELECT CAST(to_timestamp(max(measured_ms) / 1000) AS TIMESTAMP) FROM page_timings")

    assert date(2026, 11, 12) == newest.date()
    assert newest.hour < 6


def test_moments_are_stored_in_the_ways_that_the_configuration_declares(product: Product) -> None:
    columns = product.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'product'"
    ).fetchall()
    kinds = {f"{table}.{column}": kind for table, column, kind in columns}

    assert "TIMESTAMP WITH TIME ZONE" == kinds["events.occurred_at"] == kinds["sessions.started_at"]
    assert "TIMESTAMP" == kinds["tickets.opened_at"] == kinds["survey_answers.answered_at"]
    assert "DATE" == kinds["invoices.issued_on"] == kinds["sprints.closed_on"]
    assert "BIGINT" == kinds["page_timings.measured_ms"] == kinds["deployments.finished_s"]


def test_recordings_have_the_flaws_of_real_ones(product: Product) -> None:
    rows = one(product, "SELECT count(*) FROM events")
    nobody = one(product, "SELECT count(*) FROM events WHERE user_id IS NULL")
    repeated = rows - one(product, "SELECT count(DISTINCT event_id) FROM events")
    aliased = one(product, "SELECT count(*) FROM events WHERE user_id IN (SELECT alias_id FROM user_aliases)")

    assert 0.0008 < nobody / rows < 0.003
    assert 0.001 < repeated / rows < 0.004
    assert 0.001 < aliased / rows < 0.02
    assert 14 == one(product, "SELECT count(*) FROM users WHERE is_internal")


def test_working_days_are_busy_and_weekends_are_not(product: Product) -> None:
    sql = """
    SELECT avg(n) FILTER (isodow(day) <= 5) / avg(n) FILTER (isodow(day) > 5)
    FROM (SELECT day, count(*) AS n FROM deeds GROUP BY day)
    """

    assert 3.5 < one(product, sql) < 8.0


def test_christmas_is_quiet_and_the_summer_calmer_than_the_autumn(product: Product) -> None:
    sql = "SELECT count(*) / count(DISTINCT day) FROM deeds WHERE isodow(day) <= 5 AND day BETWEEN $first AND $last"
    autumn = one(product, sql, first=date(2025, 12, 1), last=date(2025, 12, 12))

    assert one(product, sql, first=date(2025, 12, 24), last=date(2025, 12, 31)) < 0.5 * autumn
    assert one(product, sql, first=date(2026, 7, 13), last=date(2026, 7, 31)) < 0.8 * one(
        product, sql, first=date(2026, 9, 7), last=date(2026, 9, 25)
    )


def test_working_days_scatter_more_than_counts_of_independent_people_would(product: Product) -> None:
    """The sign-ups of like days: a Poisson count has a variance as large as its mean."""
    sql = """
    SELECT var_samp(n) / avg(n) FROM (
        SELECT day, count(*) AS n FROM joined
        WHERE isodow(day) IN (2, 3) AND day BETWEEN '2026-01-12' AND '2026-03-20' GROUP BY day
    )
    """

    assert 1.3 < one(product, sql) < 20


def test_an_outage_leaves_a_hole_and_an_incident(product: Product) -> None:
    day = "SELECT count(*) FROM deeds WHERE day = $day AND hour(moment) BETWEEN 10 AND 14"
    outage, week_before = date(2025, 1, 23), date(2025, 1, 16)

    assert one(product, day, day=outage) < 0.25 * one(product, day, day=week_before)
    assert 1 == one(
        product, "SELECT count(*) FROM incidents WHERE severity = 1 AND CAST(started_at AS DATE) = $day", day=outage
    )
    assert (
        one(
            product,
            "SELECT sum(answered) / sum(requests) FROM service_hours WHERE CAST(hour AS DATE) = $day",
            day=outage,
        )
        < 0.97
    )


def test_one_day_lost_the_recording_of_the_phone_only(product: Product) -> None:
    sql = "SELECT count(*) FROM deeds WHERE day = $day AND hour(moment) BETWEEN 6 AND 16 AND platform = $platform"
    day = date(2026, 2, 19)

    assert 0 == one(product, sql, day=day, platform="mobile")
    assert one(product, sql, day=day, platform="web") > 500


def test_the_campaign_shows_in_sign_ups_and_not_in_those_who_stay(product: Product) -> None:
    sql = "SELECT count(*) FROM joined WHERE day BETWEEN $first AND $last"
    during = one(product, sql, first=date(2025, 12, 5), last=date(2025, 12, 13))
    before = one(product, sql, first=date(2025, 11, 21), last=date(2025, 11, 29))

    assert during > 1.8 * before


def test_sessions_end_after_half_an_hour_of_silence(product: Product) -> None:
    sql = """
    WITH gaps AS (
        SELECT started_at - lag(started_at) OVER (PARTITION BY user_id ORDER BY started_at) AS apart FROM sessions
    ) SELECT min(apart) > INTERVAL 30 MINUTE FROM gaps
    """

    assert one(product, sql)
    assert 2.0 < one(product, "SELECT avg(events) FROM sessions") < 4.5


def test_invoices_follow_from_subscriptions(product: Product) -> None:
    wrong = """
    SELECT count(*) FROM invoices i JOIN subscriptions s USING (subscription_id)
    WHERE issued_on < started_on OR issued_on > ended_on OR i.user_id <> s.user_id
    """

    assert 0 == one(product, wrong)
    assert 0 == one(
        product,
        "SELECT count(*) FROM subscriptions WHERE subscription_id NOT IN (SELECT subscription_id FROM invoices)",
    )


def test_a_sprint_that_is_open_has_no_closing_day(product: Product) -> None:
    assert 1 == one(product, "SELECT count(*) FROM sprints WHERE closed_on IS NULL")
    assert 0 == one(product, "SELECT count(*) FROM closed_sprint_items WHERE closed_on >= $on", on=ON)
    assert one(product, "SELECT count(*) FROM closed_sprint_items WHERE NOT committed") > 100


def test_each_step_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    build(tmp_path, date(2026, 5, 4), 3, said.append)

    assert 3 == len(said)
    assert "people" in said[1]


def test_a_new_demo_takes_the_place_of_an_old_one(demo: DemoPaths, tmp_path: Path) -> None:
    shutil.copytree(demo.folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "config" / "sealed").mkdir()
    renewed = build(tmp_path, date(2026, 3, 3), 1)

    assert 3 == len(list((renewed.configuration / "objectives").iterdir()))
    assert not (renewed.configuration / "sealed").exists()
    assert ["config", "product.duckdb"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_configuration_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    own = tmp_path / "config" / "cycles.yaml"
    own.write_text("cycles: []\n")

    with pytest.raises(SettingsError, match="not a demo's"):
        build(tmp_path, ON, 1)
    assert "cycles: []\n" == own.read_text()
    assert not (tmp_path / "product.duckdb").exists()
