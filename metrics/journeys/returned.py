"""Retention as written: who enters, what a return is, when it counts and what is taken of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from metrics.journeys.cohorts import COHORTS
from okr.metric import Matcher
from okr.metric_schema import EVENT_NAME, MATCHER
from okr.schema import Choice, Key, Many, Record, Whole


@dataclass(frozen=True)
class Returned:
    """When a return counts: offsets from the entry, both ends included, in units of the grain."""

    first: int
    last: int


@dataclass(frozen=True)
class WrittenReturned:
    """``returned`` as written: exactly one of the three readings."""

    on: int | None
    between: tuple[int, ...] | None
    on_or_after: int | None
    horizon: int | None

    def understood(self) -> Returned:
        """Return the offsets."""
        if self.on is not None:
            return Returned(self.on, self.on)
        if self.between is not None:
            return Returned(self.between[0], self.between[1])
        return Returned(self.on_or_after or 0, (self.on_or_after or 0) + (self.horizon or 0))


@dataclass(frozen=True)
class ReturnValue:
    """What is taken of the returns that count, instead of the share of those who returned.

    Attributes:
        property: The property of the return events that is added up; returns without it add nothing.
        aggregate: ``sum`` over all mature entries, or ``mean_per_active``: that sum for each who came back.
    """

    property: str
    aggregate: str


@dataclass(frozen=True)
class Retention:
    """Parameters of retention.

    Attributes:
        start: Which event enters.
        returns: Which events are a return.
        cohort: Which starts enter (see :mod:`metrics.journeys.cohorts`).
        returned: When a return counts; None with ``triangle``.
        triangle: Highest offset of a table by offsets; None without.
        clock: ``calendar`` periods, ``elapsed`` time from the entry, or ``elapsed_hour`` (both stamps cut to the hour).
        min_occurrences: How many returns are needed.
        value: What is added up over the returns; None for the share of those who returned.
    """

    start: Matcher
    returns: Matcher
    cohort: str
    returned: Returned | None
    triangle: int | None
    clock: str
    min_occurrences: int
    value: ReturnValue | None = None


def _check_returned(written: WrittenReturned) -> list[tuple[str, str, str]]:
    given = [written.on is not None, written.between is not None, written.on_or_after is not None]
    if sum(given) != 1:
        hint = "Like {between: [30, 59]}, {on: 30} or {on_or_after: 30, horizon: 60}."
        return [("on", "exactly one of on, between and on_or_after must be given", hint)]
    if written.between is not None and (len(written.between) != 2 or written.between[0] > written.between[1]):
        return [("between", "between needs two offsets, the smaller first", "Like [30, 59].")]
    if written.on_or_after is not None and written.horizon is None:
        hint = "Without one no cohort is ever mature. Give a last offset, like horizon: 60."
        return [("on_or_after", "on_or_after needs a horizon", hint)]
    return []


_RETURNED = Record(
    WrittenReturned,
    (
        Key("on", Whole(1, 10_000), "the one offset that counts"),
        Key("between", Many(Whole(0, 10_000), least=2), "first and last offset that count"),
        Key("on_or_after", Whole(1, 10_000), "first offset that counts"),
        Key("horizon", Whole(0, 10_000), "offsets after it that still count"),
    ),
    check=_check_returned,
    what="when a return counts",
)


_VALUE = Record(
    ReturnValue,
    (
        Key("property", EVENT_NAME, "the property of the return events that is added up", required=True),
        Key("aggregate", Choice(("sum", "mean_per_active")), "in all, or for each who came back", required=True),
    ),
    what="what is taken of the returns",
)


def _build(**keys: Any) -> Retention:
    written = keys.pop("returned")
    return Retention(returned=written.understood() if written is not None else None, **keys)


def _check(parameters: Retention) -> list[tuple[str, str, str]]:
    if (parameters.returned is None) != (parameters.triangle is None):
        return []
    hint = (
        "30-day retention is not one figure. Usual readings: returned: {between: [30, 59]} for a product used monthly,"
        " {between: [28, 34]} for one used weekly, {on: 30}, or {on_or_after: 30, horizon: 60}."
    )
    return [("returned", "returned is missing (or stands beside triangle)", hint)]


SCHEMA = Record(
    _build,
    (
        Key("start", MATCHER, "which event enters the cohort", required=True),
        Key("return", MATCHER, "which events are a return", required=True, attribute="returns"),
        Key("cohort", Choice(COHORTS), "which starts enter", default="first_time"),
        Key("returned", _RETURNED, "when a return counts, in units of the grain"),
        Key("triangle", Whole(1, 400), "highest offset of a table by offsets"),
        Key("clock", Choice(("calendar", "elapsed", "elapsed_hour")), "how offsets are counted", default="calendar"),
        Key("min_occurrences", Whole(1), "returns needed", default=1),
        Key("value", _VALUE, "instead of a share: {property: amount, aggregate: sum} over the returns that count"),
    ),
    check=_check,
    what="the parameters of retention",
)
