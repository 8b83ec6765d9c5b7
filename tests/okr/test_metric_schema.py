"""The types that metrics and sources share."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from okr.issues import Place
from okr.metric import Condition, Duration, Grain, Matcher, StoredAs
from okr.metric_schema import DURATION, FILTER, FIXED_DURATION, GRAIN, MATCHER, STORED_AS, matcher
from okr.schema import INVALID, Type
from okr.written import Report, Written

PLACE = Place("metrics/a.yaml", 3, 5)


def written(value: object) -> Written:
    """A node as the file reader would hand it on."""
    if isinstance(value, dict):
        return Written(MappingProxyType({key: written(child) for key, child in value.items()}), PLACE)
    if isinstance(value, list):
        return Written(tuple(written(child) for child in value), PLACE)
    assert value is None or isinstance(value, bool | int | float | str)
    return Written(value, PLACE, "null" if value is None else str(value))


def read(kind: Type, value: object) -> tuple[object, list[str]]:
    report = Report()
    return kind.read(written(value), report), [f"{issue.message} {issue.hint}" for issue in report]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"event": "signed_up"}, Matcher(("signed_up",))),
        ({"event": "any"}, Matcher()),
        ({"any_of": ["a", "b"]}, Matcher(("a", "b"))),
        ({"any_of": ["any"]}, Matcher(("any",))),
        (
            {"event": "paid", "where": {"plan": "pro"}},
            Matcher(("paid",), (Condition("plan", "eq", "pro"),)),
        ),
    ],
)
def test_a_matcher_is_read(value: object, expected: Matcher) -> None:
    assert (expected, []) == read(MATCHER, value)


@pytest.mark.parametrize("value", [{}, {"event": "a", "any_of": ["b"]}])
def test_a_matcher_has_exactly_one_way_to_match(value: object) -> None:
    result, messages = read(MATCHER, value)
    assert result is INVALID
    assert len(messages) == 1
    assert "Write {event: name}" in messages[0]


def test_a_matcher_names_the_near_miss_of_a_key() -> None:
    result, messages = read(MATCHER, {"evnt": "a", "any_of": ["b"]})
    assert result is INVALID
    assert ['there is no key "evnt" here Did you mean "event"?'] == messages


def test_a_matcher_leaves_other_keys_to_their_reader() -> None:
    assert (Matcher(("a",)), []) == read(matcher(frozenset({"after_step"})), {"event": "a", "after_step": 1})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"plan": "pro"}, (Condition("plan", "eq", "pro"),)),
        ({"plan": ["pro", "team"]}, (Condition("plan", "in", ("pro", "team")),)),
        ({"deleted_at": None}, (Condition("deleted_at", "null"),)),
        ({"deleted_at": {"ne": None}}, (Condition("deleted_at", "ne", None),)),
        ({"seats": {"gte": 5, "lt": 10}}, (Condition("seats", "gte", 5), Condition("seats", "lt", 10))),
        ({"paid": True, "plan": {"ne": "free"}}, (Condition("paid", "eq", True), Condition("plan", "ne", "free"))),
    ],
)
def test_a_filter_is_read(value: object, expected: tuple[Condition, ...]) -> None:
    assert (expected, []) == read(FILTER, value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "Expected a mapping from property"),
        ("plan = pro", "Expected a mapping from property"),
        ({"plan": []}, "at least 1"),
        ({"plan": ["pro", None]}, "null stands alone"),
        ({"seats": {"gte": None}}, "null stands alone"),
        ({"seats": {"get": 5}}, 'Did you mean "gt"?'),
        ({"seats": {}}, "a comparison with one of gt"),
        ({"seats": {"gt": [1]}}, "Expected a text, a number"),
    ],
)
def test_a_filter_that_cannot_be_read_says_how_it_is_written(value: object, said: str) -> None:
    result, messages = read(FILTER, value)
    assert result is INVALID
    assert said in messages[0]


def test_every_fault_of_a_filter_is_reported() -> None:
    assert len(read(FILTER, {"a": [], "b": {"gte": None, "foo": 1}})[1]) == 3


def test_durations_and_words_become_values() -> None:
    assert (Duration(28, "day"), []) == read(DURATION, "28 days")
    assert (Duration(1, "month"), []) == read(DURATION, "1 month")
    assert (StoredAs.EPOCH_MS, []) == read(STORED_AS, "epoch_ms")
    assert (Grain.RANGE, []) == read(GRAIN, "range")


@pytest.mark.parametrize("value", [28, "28", "0 days", "28 dyas", "1.5 days", "1 month", None, ["2 days"]])
def test_a_duration_of_fixed_length_refuses_everything_else(value: object) -> None:
    result, messages = read(FIXED_DURATION, value)
    assert result is INVALID
    assert "like 28 days" in messages[0]
