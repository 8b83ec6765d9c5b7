"""One demo for all its tests: built once, opened read only, with the events as a careful analyst would clean them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tracking.demo import DemoPaths, build

ON = date(2026, 11, 20)
START = date(2026, 9, 28)

CLEANED = """
CREATE TEMP TABLE deeds AS
SELECT person, event_name AS name, occurred_at AS moment, CAST(occurred_at AS DATE) AS day, platform
FROM (
    SELECT DISTINCT ON (event_id) event_name, occurred_at, platform, coalesce(a.user_id, e.user_id) AS person
    FROM events e LEFT JOIN user_aliases a ON a.alias_id = e.user_id
    WHERE e.user_id IS NOT NULL
)
WHERE person NOT IN (SELECT user_id FROM users WHERE is_internal)
"""
JOINED = """
CREATE TEMP TABLE joined AS
SELECT person, min(moment) AS moment, min(day) AS day FROM deeds WHERE name = 'signed_up' GROUP BY person
"""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoPaths:
    return build(tmp_path_factory.mktemp("demo"), ON, 1)


@pytest.fixture(scope="session")
def product(demo: DemoPaths) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_product(demo.database) as connection:
        yield connection


def open_product(database: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(database), read_only=True)
    connection.execute("SET TimeZone = 'Europe/Oslo'")
    connection.execute(CLEANED)
    connection.execute(JOINED)
    return connection
