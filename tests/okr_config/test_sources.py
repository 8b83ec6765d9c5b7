"""``sources.yaml`` as written and as understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import okr_config
from okr.metric import (
    ActorsRelation,
    AliasRelation,
    Condition,
    EventsRelation,
    Secret,
    SessionRule,
    SourceDefinition,
    SourceLimits,
    StoredAs,
)
from okr.model import Configuration
from okr.schema import Record

Read = Callable[..., Configuration]
Issues = Callable[..., list[str]]


def source(keys: str) -> dict[str, str | bytes | None]:
    """A file with one source of these keys, as a flow mapping."""
    return {"sources.yaml": f"sources:\n  product: {{{keys}}}\n"}


def test_a_complete_source_is_understood(sample: Path, kinds: dict[str, Record]) -> None:
    product, support = okr_config.load(sample, kinds).sources
    assert product == SourceDefinition(
        id="product",
        title="Product database",
        url="postgresql+psycopg://reader@db.internal/product",
        password=Secret(env="PRODUCT_DB_PASSWORD"),
        timezone="Europe/Oslo",
        lag_seconds=6 * 3600,
        history_from=date(2024, 1, 1),
        limits=SourceLimits(60, 100_000),
        events=(
            EventsRelation(
                "events",
                "user_id",
                "occurred_at",
                "event_name",
                None,
                "event_id",
                StoredAs.INSTANT,
                {"platform": "platform"},
            ),
        ),
        actors=ActorsRelation("users", "user_id", {"plan": "plan", "is_test": "is_test"}),
        aliases=AliasRelation("aliases", "device_id", "user_id"),
        test_actors=(Condition("is_test", "eq", True),),
        sessions=SessionRule(1800, False, 86400),
    )
    assert support.url is None
    assert support.url_secret == Secret(env="SUPPORT_DATABASE_URL")
    assert support.watermark_sql == "select max(loaded_at) from loads"
    assert [events.event for events in support.events] == ["ticket_opened", "ticket_answered"]
    assert {events.stored_as for events in support.events} == {StoredAs.UTC_NAIVE}


def test_a_source_needs_little_and_every_default_is_stated(read: Read) -> None:
    (only,) = read(source("url: 'sqlite:///product.db', timezone: UTC")).sources
    assert only == SourceDefinition(id="product", url="sqlite:///product.db", timezone="UTC")


def test_the_week_may_begin_on_sunday(read: Read) -> None:
    assert read(source("url: 'sqlite:///p.db', timezone: UTC, week_start: sunday")).sources[0].week_start == 6


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:hunter2@db/product",
        "postgresql://reader:hun/ter2@db/product",
        "postgresql://reader:h%40ter2@db/product",
        "postgresql://:hunter2@db/product",
        "postgresql://db/product?user=reader&password=hunter2",
        "postgresql://db/product?PASSWORD=hunter2",
        "mysql+pymysql://db/product?passwd=hunter2",
        "duckdb:///md:product?motherduck_token=hunter2",
        "mssql+pyodbc://?odbc_connect=DRIVER%3Dx%3BPWD%3Dhunter2",
        "postgresql://db/product?sslpassword=hunter2#x",
        "postgresql://reader:${hunter2}@db/product",
    ],
)
def test_a_password_in_a_url_is_refused_and_never_repeated(read: Read, issues_of: Issues, url: str) -> None:
    """Faults 20 and 22."""
    configuration = read(source(f"url: '{url}', timezone: UTC"))
    assert "sources" not in {source.id for source in configuration.sources}
    (issue,) = issues_of(configuration, "literal-password")
    assert "sources.yaml:2:18 (sources.product.url)" in issue
    assert "Write password: {env: NAME}" in issue
    assert "hunter2" not in repr(configuration)
    assert "ter2" not in repr(configuration)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://reader@db.internal:5432/product?sslmode=verify-full&passfile=/run/secrets/pgpass",
        "duckdb:///data/product.duckdb",
        "sqlite:///file:product.db?mode=ro&uri=true",
        "sqlite:///C:/data/product.db",
        "postgresql://db:5432/product",
    ],
)
def test_a_url_without_a_password_is_taken_as_it_is(read: Read, url: str) -> None:
    assert read(source(f"url: '{url}', timezone: UTC")).sources[0].url == url


@pytest.mark.parametrize(
    "secret",
    ["hunter2", "{env: 'hunter2 !'}", "{hunter2: x}", "{env: A, file: hunter2}", "[hunter2]", "{env: ''}", "{}"],
)
def test_a_secret_says_only_where_it_is_found(read: Read, issues_of: Issues, secret: str) -> None:
    """Fault 20."""
    configuration = read(source(f"url: 'postgresql://reader@db/p', timezone: UTC, password: {secret}"))
    (issue,) = issues_of(configuration, "secret")
    assert "Expected {env: NAME} or {file: PATH}" in issue
    assert "hunter2" not in repr(configuration)


def test_a_url_in_the_wrong_place_is_shown_without_its_password(read: Read) -> None:
    configuration = read(source("url: 'sqlite:///p.db', timezone: UTC, limits: 'postgresql://u:hunter2@db/p'"))
    assert "hunter2" not in repr(configuration)
    assert "postgresql://u:***@db/p" in str(configuration.issues[-1])


@pytest.mark.parametrize("lag", ["0 hours", "0 seconds", "0 day"])
def test_a_lag_may_be_none(read: Read, issues_of: Issues, lag: str) -> None:
    configuration = read(source(f"url: 'sqlite:///p.db', timezone: UTC, lag: {lag}"))
    assert not [issue for issue in issues_of(configuration) if "error" in issue]
    assert [0] == [one.lag_seconds for one in configuration.sources]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("timezone: UTC", '"url" is missing'),
        ("url: 'sqlite:///p.db'", '"timezone" is missing'),
        ("url: product.db, timezone: UTC", "this is not a database URL"),
        ("url: 'sqlite:///p.db', timezone: Europe/Osl", 'there is no such time zone (did you mean "Europe/Oslo"?)'),
        ("url: 'sqlite:///p.db', timezone: ../../etc/passwd", "there is no such time zone"),
        ("url: 'sqlite:///p.db', timezone: UTC, week_start: friday", "Expected one of monday, sunday"),
        ("url: 'sqlite:///p.db', timezone: UTC, lag: 6", "like 28 days"),
        ("url: 'sqlite:///p.db', timezone: UTC, lag: 0 months", "a duration of zero"),
        ("url: 'sqlite:///p.db', timezone: UTC, lag: 1 month", "have no fixed length"),
        ("url: 'sqlite:///p.db', timezone: UTC, lag: 1 hour, watermark: {sql: select 1}", "both lag and watermark"),
        ("url: {env: URL}, timezone: UTC, password: {env: PW}", "the url is a secret already"),
        ("url: 'sqlite:///p.db', timezone: UTC, limits: {seconds: 0}", "a number strictly between 0 and 86400"),
        ("url: 'sqlite:///p.db', timezone: UTC, limits: {rows: 1_000}", "without underscores"),
        ("url: 'sqlite:///p.db', timezone: UTC, history_from: 2026-02-30", "day is out of range for month"),
        ("url: 'sqlite:///p.db', timezone: UTC, sessions: {gap: 2 days}", "the gap is longer than the longest session"),
        ("url: 'sqlite:///p.db', timezone: UTC, test_actors: {is_test: true}", 'there is no key "is_test" here'),
        (
            "url: 'sqlite:///p.db', timezone: UTC, events: {table: e, actor: a, time: t}",
            "neither name nor event is given",
        ),
        (
            "url: 'sqlite:///p.db', timezone: UTC, events: {table: e, actor: a, time: t, name: n, event: x}",
            "both name and event are given",
        ),
        (
            "url: 'sqlite:///p.db', timezone: UTC, events: {table: e,actor: a, time: t, name: n, stored_as: utc_niave}",
            'Did you mean "utc_naive"?',
        ),
        ("url: 'sqlite:///p.db', timezone: UTC, evnts: {}", 'there is no key "evnts" here. Did you mean "events"?'),
    ],
)
def test_a_source_with_a_fault_is_left_out_and_says_why(read: Read, issues_of: Issues, keys: str, said: str) -> None:
    """Faults 2, 9 and 12."""
    configuration = read(source(keys))
    assert configuration.sources == ()
    assert any(said in issue and "sources.yaml:2:" in issue for issue in issues_of(configuration))


def test_a_source_with_a_fault_leaves_the_others_alone(read: Read) -> None:
    configuration = read(
        {
            "sources.yaml": """\
sources:
  broken: {url: nowhere, timezone: UTC}
  product: {url: 'sqlite:///p.db', timezone: UTC}
"""
        }
    )
    assert [source.id for source in configuration.sources] == ["product"]
    assert [metric.id for metric in configuration.metrics] == ["setup", "speed", "dau"]
