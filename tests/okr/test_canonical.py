"""Canonical JSON: one spelling for one value, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okr.canonical import canonical_json, content_hash, definition_version, restore
from okr.issues import Issue, Place, Severity
from okr.metric import (
    Condition,
    Duration,
    EventsRelation,
    Matcher,
    MetricDefinition,
    SourceDefinition,
    StoredAs,
)
from okr.model import Amount, Configuration, Cycle, KeyResult, MeasuredOver, Objective
from okr.reading import Reading
from okr.words import State


@dataclass(frozen=True)
class Parameters:
    """Parameters of a metric kind, as an adapter would declare them."""

    start: Matcher
    between: tuple[int, int] = (30, 59)
    within: Duration = field(default_factory=lambda: Duration(7, "day"))


METRIC = MetricDefinition(
    id="retention",
    title="Retention",
    kind="retention",
    source="product",
    unit="share",
    better="up",
    focus="engagement",
    owner="growth",
    parameters=Parameters(Matcher(("signed_up",), (Condition("plan", "in", ("team", "pro")),))),
    written={"kind": "retention", "returned": {"between": [30, 59]}},
    where=(Condition("platform", "in", ("web", 3, None)), Condition("age", "gte", 18.5)),
    place=Place("metrics/a.yaml", 3, 1),
)
SOURCE = SourceDefinition("product", None, "Europe/Oslo", events=(EventsRelation("events", "user", "at"),))


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert canonical_json({"b": [1, 2.5], "a": None}) == '{"a":null,"b":[1,2.5]}'


def test_dates_enums_and_tuples_have_one_spelling() -> None:
    value = {date(2026, 10, 1): (StoredAs.INSTANT, datetime(2026, 1, 2, 3, tzinfo=UTC), True)}
    assert canonical_json(value) == '{"2026-10-01":["instant","2026-01-02T03:00:00+00:00",true]}'


def test_a_set_and_keys_of_a_closed_list_have_one_spelling() -> None:
    assert canonical_json({StoredAs.TEXT: frozenset({"b", "a"})}) == '{"text":["a","b"]}'


@pytest.mark.parametrize(("first", "second"), [(70, 70.0), (0.0, -0.0), ((1, 2), (1.0, 2.0))])
def test_equal_numbers_are_spelled_alike(first: object, second: object) -> None:
    assert canonical_json(first) == canonical_json(second)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    """Fault 63."""
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(Amount(value))


def test_what_has_no_canonical_form_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="object has no canonical form"):
        canonical_json({"a": object()})
    with pytest.raises(TypeError, match="int cannot be a key"):
        canonical_json({1: "a"})


def test_moving_an_item_to_another_line_changes_nothing() -> None:
    moved = replace(METRIC, place=Place("metrics/b.yaml", 90, 4))
    assert content_hash(METRIC) == content_hash(moved)
    assert "b.yaml" not in canonical_json(moved)


def test_an_issue_keeps_its_place() -> None:
    issue = Issue(Severity.ERROR, "unknown-key", 'there is no key "tagret" here', "", Place("a.yaml", 7, 3, "x.y"))
    assert issue == restore(Issue, canonical_json(issue))


def test_a_metric_comes_back_with_its_parameters_as_plain_values() -> None:
    back = restore(MetricDefinition, canonical_json(METRIC))
    assert back.parameters["between"] == [30, 59]
    assert replace(back, parameters=METRIC.parameters) == METRIC


def test_a_reading_with_instants_comes_back_whole() -> None:
    reading = Reading(
        metric="m",
        definition_version="v",
        window="hour",
        period_start=datetime(2026, 3, 29, 1, tzinfo=UTC),
        period_end=date(2026, 3, 30),
        state=State.TOO_FEW,
        watermark=datetime(2026, 3, 30, tzinfo=UTC),
        value=3.0,
    )
    assert reading == restore(Reading, canonical_json(reading))


def test_a_text_of_an_earlier_version_is_read_with_defaults() -> None:
    text = '{"id":"a","ref":"t/o/a","title":"A","metric":"m","no_longer_known":1}'
    assert restore(KeyResult, text) == KeyResult("a", "t/o/a", "A", "m")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Cycle, "[]"),
        (Cycle, '{"id":"a","start":3,"end":"2026-10-01","timezone":"UTC"}'),
        (Amount, '{"value":"3"}'),
        (Amount, '{"value":true}'),
        (Amount, "{"),
        (StoredAs, '"sometimes"'),
        (Condition, '{"property":"a","operator":"eq","value":{"b":1}}'),
    ],
)
def test_a_text_that_does_not_fit_is_refused(kind: type, text: str) -> None:
    with pytest.raises(ValueError, match=r"fit|valid|Expecting|none of"):
        restore(kind, text)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "conversion"},
        {"unit": "users"},
        {"interval": "clopper_pearson"},
        {"where": ()},
        {"actors_where": (Condition("country", "eq", "NO"),)},
        {"parameters": Parameters(Matcher(("signed_up",)))},
    ],
)
def test_the_version_changes_with_what_changes_the_figure(change: dict[str, Any]) -> None:
    assert definition_version(METRIC, SOURCE) != definition_version(replace(METRIC, **change), SOURCE)


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "UTC"},
        {"week_start": 6},
        {"test_actors": (Condition("internal", "eq", value=True),)},
        {"events": (EventsRelation("events", "customer", "at"),)},
    ],
)
def test_the_version_changes_with_the_source(change: dict[str, Any]) -> None:
    assert definition_version(METRIC, SOURCE) != definition_version(METRIC, replace(SOURCE, **change))


def test_titles_owners_addresses_and_lags_leave_the_version_alone() -> None:
    metric = replace(METRIC, id="other", title="New title", owner="core", focus="x", description="y", max_change=0.5)
    source = replace(SOURCE, url="sqlite:///b.db", lag_seconds=9, title="B", max_age_seconds=1, lookback_days=9)
    assert definition_version(METRIC, SOURCE) == definition_version(metric, source)


def test_the_version_survives_storing() -> None:
    back = restore(MetricDefinition, canonical_json(METRIC)), restore(SourceDefinition, canonical_json(SOURCE))
    assert definition_version(METRIC, SOURCE) == definition_version(*back)
    assert definition_version(METRIC, None) == definition_version(back[0], None)
    assert len(definition_version(METRIC, SOURCE)) == 16


JSON_SCALARS = st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=5)
JSON_VALUES = st.recursive(
    JSON_SCALARS,
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=4), child, max_size=3),
    max_leaves=4,
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


CONDITIONS = st.builds(Condition, st.text(max_size=4), st.text(max_size=4), JSON_SCALARS | st.tuples(JSON_SCALARS))
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {Any: JSON_VALUES, float: NUMBERS, Condition: CONDITIONS}


def record(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{item.name: of_hint(hints[item.name]) for item in fields(kind)})


def of_hint(hint: Any) -> st.SearchStrategy[Any]:
    """Return values of any type that the model uses, every field filled."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in SIMPLE:
        return SIMPLE[hint]
    if is_dataclass(hint):
        return record(hint)
    if origin is tuple:
        return st.lists(of_hint(parts[0]), max_size=2).map(tuple)
    if origin is not None and len(parts) == 2 and type(None) not in parts:
        return st.dictionaries(of_hint(parts[0]), of_hint(parts[1]), max_size=2)
    return st.one_of(*(of_hint(part) for part in parts)) if parts else st.from_type(hint)


LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=LARGE)


@SLOW
@given(of_hint(Configuration))
def test_any_configuration_comes_back_equal(configuration: Configuration) -> None:
    text = canonical_json(configuration)
    back = restore(Configuration, text)
    assert configuration == back
    assert text == canonical_json(back)


@SLOW
@given(of_hint(Objective))
def test_any_objective_comes_back_equal(objective: Objective) -> None:
    assert objective == restore(Objective, canonical_json(objective))


@given(of_hint(MeasuredOver), of_hint(MeasuredOver))
def test_hashes_agree_exactly_where_values_do(first: MeasuredOver, second: MeasuredOver) -> None:
    assert (first == second) is (content_hash(first) == content_hash(second))
