"""Schema types: what they read, and what they say of everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pytest

from okr.issues import Place
from okr.schema import (
    INVALID,
    Anything,
    AsWritten,
    Choice,
    Converted,
    Day,
    Flag,
    Key,
    Later,
    Many,
    Number,
    OneOf,
    Record,
    Table,
    Text,
    Type,
    Whole,
)
from okr.written import Report, Written, shortened

PLACE = Place("a.yaml", 3, 5)


def written(value: object, *, refused: bool = False) -> Written:
    if isinstance(value, dict):
        return Written(MappingProxyType({key: written(child) for key, child in value.items()}), PLACE)
    if isinstance(value, list):
        return Written(tuple(written(child) for child in value), PLACE)
    if isinstance(value, Written):
        return value
    assert value is None or isinstance(value, bool | int | float | str)
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return Written(value, PLACE, text, refused=refused)


def read(kind: Type, value: object) -> tuple[object, list[str]]:
    report = Report()
    return kind.read(written(value), report), [f"{issue.message}. {issue.hint}" for issue in report]


@dataclass(frozen=True)
class Pair:
    one: int
    two: tuple[str, ...]


def _one_is_even(pair: Pair) -> list[tuple[str, str, str]]:
    return [] if pair.one % 2 == 0 else [("one", "one is odd", "Write an even number.")]


PAIR = Record(
    Pair,
    (
        Key("one", Whole(0), "A number.", required=True),
        Key("second", Many(Text()), "Texts.", default=(), attribute="two"),
    ),
    _one_is_even,
)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Text(), "abc", "abc"),
        (Text(empty=True), "", ""),
        (Choice(("a", "b")), "b", "b"),
        (Whole(1, 5), 5, 5),
        (Number(), 0.5, 0.5),
        (Number(0, 1), 1, 1),
        (Flag(), True, True),
        (Day(), "2024-02-29", date(2024, 2, 29)),
        (AsWritten(), 28, "28"),
        (Anything(), None, None),
        (Many(Whole()), [1, 2], (1, 2)),
        (Many(Whole(), lone=True), 1, (1,)),
        (Table(Whole()), {"a": 1}, {"a": 1}),
        (Converted(Whole(), str, "a number"), 7, "7"),
        (PAIR, {"one": 2, "second": ["a"]}, Pair(2, ("a",))),
        (PAIR, {"one": 2}, Pair(2, ())),
        (OneOf(((lambda node: node.is_list, Many(Whole())), (lambda _: True, Whole())), "x"), 3, 3),
    ],
)
def test_a_value_is_read(kind: Type, value: object, expected: object) -> None:
    assert read(kind, value) == (expected, [])


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Text(), 42, 'found "42". Expected a text; write it in quotes: "42".'),
        (Text(), True, 'found "true". Expected a text; write it in quotes: "true".'),
        (Text(), None, "found nothing. Expected a text."),
        (Text(), "  ", "Expected a text that is not empty."),
        (Text(longest=3), "abcd", "Expected at most 3 characters, not 4."),
        (Text(), [], "found a list. Expected a text."),
        (Choice(("day", "week")), "dya", 'Expected one of day, week. Did you mean "day"?'),
        (Whole(1), 0, "Expected a whole number of at least 1."),
        (Whole(), 1.5, "Expected a whole number."),
        (Whole(), True, "Expected a whole number."),
        (Whole(), "010", "Write it without the leading zero"),
        (Number(), "1_000", "Expected a plain number like 0.7. Write the digits without underscores, like 1000."),
        (Number(0), -1, "Expected a number of at least 0."),
        (Number(0, open_ends=True), 0, "Expected a number above 0."),
        (Number(0, 1, open_ends=True), 1, "Expected a number strictly between 0 and 1."),
        (Number(), 10**15, "Expected a plain number"),
        (Number(), 10**400, "Expected a plain number"),
        (Flag(), "yes", "Expected true or false."),
        (Day(), "2026-02-30", 'found "2026-02-30" (day is out of range for month). Expected a date like 2026-10-01.'),
        (Day(), "20261001", 'found "20261001". Expected a date like 2026-10-01.'),
        (Anything(), [], "found a list."),
        (AsWritten(), {}, "found a mapping of keys."),
        (Many(Whole()), 1, "Expected a list, each item a whole number."),
        (Many(Whole(), least=2), [1], "with at least 2."),
        (Many(Whole(), lone=True), "x", "Expected a whole number."),
        (Table(Whole()), [], "Expected a mapping from names to a whole number."),
        (Converted(Text(), int, "a number in quotes"), "x", "Expected a number in quotes."),
        (PAIR, [], "Expected a mapping of keys (one, second)."),
        (PAIR, {}, '"one" is missing. It holds a whole number of at least 0: A number.'),
        (PAIR, {"one": 2, "three": 1}, 'there is no key "three" here. Known here: one, second.'),
        (PAIR, {"one": 3}, "one is odd. Write an even number."),
        (OneOf((), "this or that"), 3, "Expected this or that."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(kind: Type, value: object, said: str) -> None:
    result, (only,) = read(kind, value)
    assert result is INVALID
    assert said in only


def test_all_faults_of_a_record_are_told_at_once() -> None:
    assert len(read(PAIR, {"one": "x", "second": [1, 2], "third": 3})[1]) == 4


def test_a_misspelled_key_is_told_once() -> None:
    assert read(PAIR, {"oen": 2})[1] == ['there is no key "oen" here. Did you mean "one"?']


def test_a_value_that_was_refused_before_is_passed_over_in_silence() -> None:
    assert read(PAIR, {"one": written(2, refused=True)}) == (INVALID, [])
    assert read(Many(Whole()), [written(2, refused=True)]) == (INVALID, [])


def test_a_value_for_later_is_passed_on_with_its_place() -> None:
    node = written("x")
    assert Later().read(node, Report()) is node


def test_hints_stop_when_there_are_more_faults_than_anybody_reads() -> None:
    report = Report()
    for _ in range(250):
        PAIR.read(written({"oen": 2}), report)
    assert report.issues[0].hint == 'Did you mean "one"?'
    assert report.issues[-1].hint == ""
    assert report.has_errors


def test_what_is_shown_in_a_message_is_short_and_holds_no_password() -> None:
    assert shortened("postgresql://reader:s3cret@p@db/x") == "postgresql://reader:***@db/x"
    assert shortened("a\n b\t c") == "a b c"
    assert len(shortened("x" * 500)) == 81


def test_the_mark_of_a_refused_value_has_a_name() -> None:
    assert repr(INVALID) == "INVALID"
