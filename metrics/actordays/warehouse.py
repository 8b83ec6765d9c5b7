"""The actor-day table as one's own warehouse may keep it: its definition as SQL and as a dbt model.

One row for every actor, event and local day, ids as they are recorded. Metrics that need no more than days of actors
give the same figures from it as from the events, at the cost of reading it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from okr.errors import MetricError
from okr.metric import EventsRelation, SourceDefinition, StoredAs

TABLE = "actor_days"
_EPOCHS = {StoredAs.EPOCH_S: "1", StoredAs.EPOCH_MS: "1000", StoredAs.EPOCH_US: "1000000"}
_LIKE_POSTGRESQL = ("postgresql", "duckdb", "files")
_MYSQL = ("mysql", "mariadb")


def engine_of(source: SourceDefinition) -> str:
    """Return the name of a source's engine; empty where its URL is a secret."""
    try:
        return make_url(source.url).get_backend_name() if source.url else ""
    except ArgumentError:
        return ""


def as_sql(source: SourceDefinition, engine: str) -> str:
    """Return the statement that makes the table.

    Raises:
        MetricError: If the source has no events, or the engine cannot tell local days.
    """
    return f"CREATE TABLE {TABLE} AS\n{_query(source, engine, lambda relation: relation.table)};\n"


def as_dbt(source: SourceDefinition, engine: str) -> str:
    """Return a dbt model that keeps the table: each run reads the days again that may have changed.

    Raises:
        MetricError: As :func:`as_sql`.
    """
    head = "{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='day') }}\n\n"
    query = _query(source, engine, lambda relation: f"{{{{ source('{source.id}', '{relation.table}') }}}}")
    back = _days(engine, source.lookback_days)
    changed = f"(SELECT max(day) FROM {{{{ this }}}}) - {back}"  # noqa: S608 - printed for people, never run
    only = f"{{% if is_incremental() %}}\nWHERE day >= {changed}\n{{% endif %}}\n"
    return f"{head}SELECT * FROM (\n{query}\n) AS found\n{only}"  # noqa: S608 - printed for people, never run


def as_events(source: SourceDefinition) -> str:
    """Return what a source over the table says of its events, as YAML."""
    said = {"table": TABLE, "actor": "actor", "name": "name", "time": "day", "stored_as": StoredAs.LOCAL_DATE.value}
    lines = "".join(f"      {key}: {value}\n" for key, value in said.items())
    return f"  {source.id}_days:\n    timezone: {source.timezone}\n    events:\n{lines}"


def _query(source: SourceDefinition, engine: str, table: Callable[[EventsRelation], str]) -> str:
    if not source.events:
        raise MetricError(f"source {source.id} declares no events", "Only events can be counted by days.")
    parts = [_of_relation(relation, source.timezone, engine, table(relation)) for relation in source.events]
    return "\nUNION ALL\n".join(parts)


def _of_relation(relation: EventsRelation, zone: str, engine: str, table: str) -> str:
    name = relation.name or f"'{(relation.event or '').replace(chr(39), chr(39) * 2)}'"
    count = f"count(DISTINCT {relation.id})" if relation.id else "count(*)"
    day = _local_day(relation, zone, engine)
    return (
        f"SELECT {relation.actor} AS actor, {name} AS name, {day} AS day, {count} AS n\n"
        f"FROM {table}\n"
        f"WHERE {relation.actor} IS NOT NULL AND {relation.time} IS NOT NULL\n"
        "GROUP BY 1, 2, 3"
    )


def _local_day(relation: EventsRelation, zone: str, engine: str) -> str:
    time, stored_as = relation.time, relation.stored_as
    written = _DAY_OF.get(engine)
    if written is None:
        known = ", ".join(sorted(_DAY_OF))
        raise MetricError(f'local days are not known on the engine "{engine}"', f"Known are {known}.")
    if stored_as is StoredAs.LOCAL_DATE:
        return time
    if stored_as is StoredAs.LOCAL_NAIVE:
        return f"CAST({time} AS date)"
    if stored_as is StoredAs.TEXT:
        raise MetricError(f"{relation.table}.{time} is text", "Make it a moment in a view first.")
    return written(time, stored_as, zone)


def _of_postgresql(time: str, stored_as: StoredAs, zone: str) -> str:
    if stored_as in _EPOCHS:
        time = f"to_timestamp({time} / {_EPOCHS[stored_as]}.0)"
    elif stored_as is StoredAs.UTC_NAIVE:
        time = f"{time} AT TIME ZONE 'UTC'"
    return f"CAST({time} AT TIME ZONE '{zone}' AS date)"


def _of_mysql(time: str, stored_as: StoredAs, zone: str) -> str:
    if stored_as in _EPOCHS:
        time = f"from_unixtime({time} / {_EPOCHS[stored_as]})"
    return f"date(convert_tz({time}, 'UTC', '{zone}'))"


def _of_clickhouse(time: str, stored_as: StoredAs, zone: str) -> str:
    if stored_as in _EPOCHS:
        time = f"toDateTime({time} / {_EPOCHS[stored_as]})"
    return f"toDate(toTimeZone({time}, '{zone}'))"


def _of_spark(time: str, stored_as: StoredAs, zone: str) -> str:
    if stored_as in _EPOCHS:
        time = f"timestamp_seconds({time} / {_EPOCHS[stored_as]})"
    return f"to_date(from_utc_timestamp({time}, '{zone}'))"


def _days(engine: str, days: int) -> str:
    return f"{days}" if engine in {*_LIKE_POSTGRESQL, "clickhouse", "clickhousedb"} else f"INTERVAL {days} DAY"


_DAY_OF: Mapping[str, Callable[[str, StoredAs, str], str]] = {
    **dict.fromkeys(_LIKE_POSTGRESQL, _of_postgresql),
    **dict.fromkeys(_MYSQL, _of_mysql),
    **dict.fromkeys(("clickhouse", "clickhousedb"), _of_clickhouse),
    **dict.fromkeys(("spark", "hive"), _of_spark),
}
"""Engine → how it writes the local day of a moment; SQLite knows no zones."""
