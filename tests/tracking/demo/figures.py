"""The demo's figures by hand: plain SQL over the cleaned events, written without a look at the metric kinds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb

Product = duckdb.DuckDBPyConnection
ACTIVE = "name IN ('project_opened', 'report_viewed', 'report_shared')"


def one(product: Product, sql: str, **values: Any) -> Any:
    """Return the only figure of the only row."""
    row = product.execute(sql, values or None).fetchone()
    assert row is not None
    return row[0]


def set_up_in_first_session(product: Product, first: date, until: date) -> float:
    """Return the share of sign-ups of some days that finish set-up before a pause of 30 minutes."""
    sql = """
    WITH after_it AS (
        SELECT d.*, d.moment - lag(d.moment) OVER (PARTITION BY person ORDER BY d.moment) > INTERVAL 30 MINUTE AS paused
        FROM deeds d JOIN joined j USING (person) WHERE j.day >= $first AND j.day < $until AND d.moment >= j.moment
    ), numbered AS (
        SELECT *, sum(coalesce(paused, false)::INT) OVER (PARTITION BY person ORDER BY moment, name) AS session
        FROM after_it
    )
    SELECT count(DISTINCT person) FILTER (session = 0 AND name = 'setup_completed') / count(DISTINCT person)
    FROM numbered
    """
    return float(one(product, sql, first=first, until=until))


def converted_within(product: Product, name: str, days: int, first: date, until: date) -> float:
    """Return the share of sign-ups of some days that do ``name`` within so many times 24 hours."""
    sql = """
    SELECT avg((f.moment IS NOT NULL AND f.moment <= j.moment + to_days(CAST($days AS INT)))::INT)
    FROM joined j
    LEFT JOIN (SELECT person, min(moment) AS moment FROM deeds WHERE name = $name GROUP BY person) f USING (person)
    WHERE j.day >= $first AND j.day < $until
    """
    return float(one(product, sql, name=name, days=days, first=first, until=until))


def retained(product: Product, first: date, until: date) -> float:
    """Return the share of sign-ups of some days that are active on one of their days 30 to 59."""
    sql = f"""
    SELECT avg((back IS NOT NULL)::INT) FROM joined j LEFT JOIN (
        SELECT j.person, 1 AS back FROM joined j JOIN deeds d USING (person)
        WHERE d.day - j.day BETWEEN 30 AND 59 AND {ACTIVE} GROUP BY 1
    ) USING (person)
    WHERE j.day >= $first AND j.day < $until
    """
    return float(one(product, sql, first=first, until=until))


def median_days_to_value(product: Product, first: date, until: date, known_on: date) -> float:
    """Return the day on which half of the sign-ups have shared a report, as known on the morning of ``known_on``.

    Product-limit estimate: whoever has not shared one yet counts until the morning of ``known_on``.
    """
    sql = """
    SELECT epoch(coalesce(v.moment, CAST($known AS TIMESTAMPTZ)) - j.moment) / 86400.0 AS days,
           v.moment IS NOT NULL AS shared
    FROM joined j LEFT JOIN (
        SELECT person, min(moment) AS moment FROM deeds
        WHERE name = 'report_shared' AND moment < CAST($known AS TIMESTAMPTZ) GROUP BY person
    ) v USING (person)
    WHERE j.day >= $first AND j.day < $until ORDER BY days
    """
    rows = product.execute(sql, {"known": str(known_on), "first": first, "until": until}).fetchall()
    without = 1.0
    for place, (days, shared) in enumerate(rows):
        without *= 1 - shared / (len(rows) - place)
        if without <= 0.5:
            return float(days)
    raise AssertionError("half of them never share a report")


def daily_actives(product: Product, until: date) -> float:
    """Return the mean daily actives of the 28 days before ``until``."""
    pairs = f"SELECT DISTINCT person, day FROM deeds WHERE {ACTIVE} AND day >= $first AND day < $until"
    sql = f"SELECT count(*) / 28 FROM ({pairs})"
    return float(one(product, sql, first=until - timedelta(days=28), until=until))


def mobile_sessions_a_week(product: Product, until: date) -> float:
    """Return the mean sessions on a phone per week in the 28 days before ``until``."""
    sql = """
    SELECT count(*) / 4 FROM sessions
    WHERE platform = 'mobile' AND CAST(started_at AS DATE) >= $first AND CAST(started_at AS DATE) < $until
    """
    return float(one(product, sql, first=until - timedelta(days=28), until=until))


def load_time(product: Product, until: date) -> float:
    """Return the 75th percentile of page load times in the 28 days before ``until``, in seconds."""
    sql = """
    SELECT quantile_disc(load_seconds, 0.75)
    FROM (SELECT load_seconds, CAST(to_timestamp(measured_ms / 1000) AS DATE) AS day FROM page_timings)
    WHERE day >= $first AND day < $until
    """
    return float(one(product, sql, first=until - timedelta(days=28), until=until))


def confidence(product: Product, until: date) -> float:
    """Return the mean grade of design decisions in the 28 days before ``until``."""
    sql = """
    SELECT avg(score) FROM survey_answers
    WHERE survey = 'design_confidence' AND answered_at >= $first AND answered_at < $until
    """
    return float(one(product, sql, first=until - timedelta(days=28), until=until))


def recurring_revenue(product: Product, end: date) -> float:
    """Return what runs on the last day before ``end`` pays a month."""
    sql = """
    SELECT sum(amount_eur / CASE billed_every WHEN 'year' THEN 12 ELSE 1 END) FROM subscriptions
    WHERE started_on < $end AND (ended_on IS NULL OR ended_on >= $end)
    """
    return float(one(product, sql, end=end))
