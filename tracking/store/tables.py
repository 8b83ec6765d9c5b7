"""The tables of the history store as SQLAlchemy knows them; ``migrations/`` makes them and says what they mean."""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=primary_key)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _run(*, primary_key: bool = False) -> Column[int]:
    return Column("run", ForeignKey("runs.id"), nullable=False, primary_key=primary_key)


MIGRATIONS = Table("migrations", METADATA, Column("version", Integer, primary_key=True), _text("applied_at"))

QUERIES = Table(
    "queries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    _text("text"),
)

CONFIGURATIONS = Table(
    "configurations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    _whole("sound"),
    _text("body"),
    _text("issues"),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("kind"),
    Column("recorded_at", Text, nullable=False, unique=True),
    _text("started_at"),
    _text("ended_at"),
    Column("seconds", Double, nullable=False),
    _text("as_of"),
    _text("outcome"),
    _whole("back_filled"),
    Column("in_force", ForeignKey("configurations.id")),
    Column("as_written", ForeignKey("configurations.id")),
    _text("note"),
    Index("runs_by_kind", "kind", "id"),
)

SOURCE_RUNS = Table(
    "source_runs",
    METADATA,
    _run(primary_key=True),
    _text("source", primary_key=True),
    _text("outcome"),
    Column("watermark", Text),
    Column("history_from", Text),
    Column("seconds", Double, nullable=False),
    _whole("readings_read"),
    _whole("readings_added"),
    _text("failure"),
    _whole("temporary"),
    Column("failing_since", Text),
)

METRIC_RUNS = Table(
    "metric_runs",
    METADATA,
    _run(primary_key=True),
    _text("metric", primary_key=True),
    _text("source"),
    _text("definition_version"),
    _whole("maturity_days"),
    Column("watermark", Text),
    Column("seconds", Double, nullable=False),
    _text("failure"),
    Column("failing_since", Text),
    Column("mark", Text, nullable=False, server_default=""),
    Index("metric_runs_by_metric", "metric", "run"),
)

SERIES = Table(
    "series",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("metric"),
    _text("definition_version"),
    _text("label"),
    _text("group_name"),
    _whole("cohort_offset"),
    UniqueConstraint("metric", "definition_version", "label", "group_name", "cohort_offset"),
)

READINGS = Table(
    "readings",
    METADATA,
    Column("series", ForeignKey("series.id"), nullable=False, primary_key=True),
    _text("as_of", primary_key=True),
    _text("period_start", primary_key=True),
    _run(primary_key=True),
    _text("period_end"),
    _text("state"),
    _text("reason"),
    Column("value", Double),
    Column("lower", Double),
    Column("upper", Double),
    Column("numerator", Double),
    Column("denominator", Double),
    Column("n", Integer),
    Column("level", Double, nullable=False),
    _text("interval_name"),
    _whole("excluded_immature"),
    _whole("excluded_null"),
    _whole("complete"),
    Column("mature_at", Text),
    Column("cohort_size", Integer),
    _text("statistics"),
    _text("fields"),
    _text("watermark"),
    Column("seconds", Double, nullable=False),
    Column("query", ForeignKey("queries.id")),
)

STATUSES = Table(
    "statuses",
    METADATA,
    _text("key_result", primary_key=True),
    _text("cycle", primary_key=True),
    _text("as_of", primary_key=True),
    _run(primary_key=True),
    _text("status"),
    _text("sentence"),
    _text("inputs"),
    Column("remembered", Text),
    Column("predecessor_as_of", Text),
    Column("predecessor_run", Integer),
)

MANUAL_VALUES = Table(
    "manual_values",
    METADATA,
    Column("id", Integer, primary_key=True),
    _run(),
    _text("metric"),
    _text("on_day"),
    Column("value", Double, nullable=False),
    _text("note"),
    _text("team"),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Index("manual_values_by_metric", "metric", "on_day", "id"),
)

GAP_CUBES = Table(
    "gap_cubes",
    METADATA,
    _text("source", primary_key=True),
    _text("relation", primary_key=True),
    _text("generation"),
    _text("settled"),
    _text("first"),
    _text("last"),
    _whole("cap"),
)

GAP_CELLS = Table(
    "gap_cells",
    METADATA,
    _text("source", primary_key=True),
    _text("relation", primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("gap", Integer, primary_key=True),
    _whole("actors"),
)

LINKS = Table(
    "links",
    METADATA,
    Column("id", Integer, primary_key=True),
    *(_text(name) for name in ("digest", "file", "team", "note", "made_at", "expires_at")),
)
ENDED_LINKS = Table(
    "ended_links", METADATA, Column("link", ForeignKey("links.id"), primary_key=True), _text("ended_at")
)
