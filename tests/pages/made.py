"""A board as a real refresh would leave it, judged by the real rules from series that are made here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from okr.judge import GuardInputs, KeyResultInputs, MetricSeries, board, judge_key_result, judge_objective
from okr.metric import Duration, MetricDefinition, SourceDefinition
from okr.model import (
    Ambition,
    Amount,
    Configuration,
    Cycle,
    Dependency,
    Guard,
    KeyResult,
    KeyResultKind,
    MeasuredOver,
    Objective,
    Support,
    Team,
)
from okr.reading import Absence, Reading
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.scorecard import Board, KeyResultCard, SourceFreshness
from okr.words import State

CYCLE = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "Europe/Oslo", title="Q4 2026")
AS_OF = date(2026, 11, 19)
READ_AT = datetime(2026, 11, 20, 5, 10, tzinfo=UTC)
VERSION = "3f9a5c0d7e21"
SQL = (
    "SELECT count(*) FILTER (WHERE done) * 1.0 / count(*) AS value\nFROM first_sessions\nWHERE day >= DATE '2026-10-23'"
)
TEAMS = (Team("growth", "Growth"), Team("experience", "Experience"), Team("platform", "Platform and revenue"))
LAST_28 = MeasuredOver("last", Duration(28, "day"))


@dataclass(frozen=True)
class Story:
    """How a made series goes: ``before`` until the cycle begins, then bending towards ``now`` on the last day."""

    before: float
    now: float
    noise: float = 0.004
    n: int = 1204
    since: date = date(2025, 11, 1)
    until: date = AS_OF
    band: float = 0.03
    drift: float = 0.02


def readings(metric: str, story: Story, version: str = VERSION) -> tuple[Reading, ...]:
    """Return a reading for every day of a story."""
    made = Random(metric)  # noqa: S311 - the same line every time, no secret
    days = [story.since + timedelta(days=day) for day in range((story.until - story.since).days + 1)]
    values = [_value(story, day, made) for day in days]
    return tuple(_reading(metric, day, value, story, version) for day, value in zip(days, values, strict=True))


def _value(story: Story, day: date, made: Random) -> float:
    begun = max(0, (day - CYCLE.start).days) / max(1, (AS_OF - CYCLE.start).days)
    drift = story.drift * math.sin(day.toordinal() / 37.0) * story.before
    level = story.before + (story.now - story.before) * math.pow(begun, 1.2) + drift * (1 - begun)
    return level * (1 + made.gauss(0, story.noise))


def _reading(metric: str, day: date, value: float, story: Story, version: str) -> Reading:
    return Reading(
        metric=metric,
        definition_version=version,
        window="last 28 days",
        period_start=day - timedelta(days=27),
        period_end=day + timedelta(days=1),
        state=State.OK,
        watermark=datetime(day.year, day.month, day.day, 23, tzinfo=UTC),
        value=value,
        numerator=value * story.n,
        denominator=float(story.n),
        n=story.n,
        lower=value * (1 - story.band),
        upper=value * (1 + story.band),
        interval="wilson",
        as_of=day,
        sql=SQL,
        seconds=0.041,
    )


def make_metric(metric: str, title: str, unit: str, better: str = "up", kind: str = "conversion") -> MetricDefinition:
    return MetricDefinition(
        id=metric,
        title=title,
        kind=kind,
        source="product",
        unit=unit,
        better=better,
        focus="activation",
        owner="growth",
        parameters=None,
        written={
            "kind": kind,
            "source": "product",
            "steps": [{"event": "signed_up"}, {"event": "setup_completed"}],
            "within": "first session",
            "unit": unit,
        },
        description="A session ends after 30 minutes without an event. Set-up finished later does not count.",
    )


SETUP = make_metric("setup_in_first_session", "Set-up in the first session", "share")
VALUE = make_metric("time_to_value", "Median time to the first shared report", "days", "down", "time_to_value")
KEPT = make_metric("kept", "Users kept for a month", "share", kind="retention")
MOBILE = make_metric("mobile", "Sessions on a phone", "sessions", kind="aggregate")
LOAD = replace(make_metric("load", "Page load time", "seconds", "down", "aggregate"), source="page_timings")
CONFIDENCE = make_metric("confidence", "Confidence in design decisions", "points", kind="manual")
ANSWERED = make_metric("answered", "Requests answered without error", "share", kind="ratio")
SEATS = make_metric("seats", "Customers adding seats", "share")
PAID = make_metric("paid", "New users on a paid plan within 30 days", "share")
TICKETS = make_metric("tickets", "tickets per new user", "tickets", "down", "ratio")
METRICS = (SETUP, VALUE, KEPT, MOBILE, LOAD, CONFIDENCE, ANSWERED, SEATS, PAID, TICKETS)
STORIES = {
    "setup_in_first_session": Story(0.42, 0.588),
    "time_to_value": Story(6.0, 5.62, 0.015, band=0.06),
    "kept": Story(0.51, 0.52, 0.003, 830, until=date(2026, 11, 18)),
    "mobile": Story(8200, 14250, 0.012, 14250, band=0.015),
    "load": Story(3.1, 2.31, 0.01, 51234, until=date(2026, 11, 13)),
    "confidence": Story(3.2, 3.5, 0.004, 44),
    "answered": Story(0.9961, 0.9972, 0.0001, 988210, band=0.0004, drift=0.0004),
    "seats": Story(0.081, 0.084, 0.01, 412),
    "paid": Story(0.074, 0.0835, 0.015, 903),
    "tickets": Story(0.66, 0.61, 0.01, 1204),
}


def make_key_result(place: str, title: str, metric: str, *ends: Amount) -> KeyResult:
    baseline, target = ends if len(ends) == 2 else (None, None)
    return KeyResult(
        place.rsplit("/", 1)[-1], place, title, metric, baseline=baseline, target=target, measured_over=LAST_28
    )


def inputs(key_result: KeyResult, metric: MetricDefinition, **changes: object) -> KeyResultInputs:
    """Return what the judge needs; ``changes`` are fields of the series."""
    made = readings(metric.id, STORIES[metric.id])
    series = replace(MetricSeries(metric, made, window_days=28), **changes)  # type: ignore[arg-type]
    return KeyResultInputs(CYCLE, key_result, series, AS_OF, read_at=READ_AT)


def make_card(key_result: KeyResult, metric: MetricDefinition, **changes: object) -> KeyResultCard:
    return judge_key_result(inputs(key_result, metric, **changes))


def guarded(found: KeyResultInputs, limit: float) -> KeyResultInputs:
    series = MetricSeries(TICKETS, readings("tickets", STORIES["tickets"]), window_days=28)
    guard = Guard("tickets", at_most=limit)
    key_result = replace(found.key_result, guards=(guard,))
    return replace(found, key_result=key_result, guards=(GuardInputs(guard, series),))


FIRST = "growth/value-from-the-first-day"
SECOND = "experience/at-home-on-the-phone"
THIRD = "platform/there-all-day"
SILENT = Absence(
    State.OUT_OF_DATE,
    "page timings are not answering",
    since=datetime(2026, 11, 14, 6, tzinfo=UTC),
    temporary=True,
)


def growth_cards() -> tuple[KeyResultCard, ...]:
    setup = make_key_result(
        f"{FIRST}/set-up",
        "New users who finish core set-up in their first session",
        SETUP.id,
        Amount(0.42, text="42 %"),
        Amount(0.70, text="70 %"),
    )
    value = make_key_result(
        f"{FIRST}/time-to-value", "Median days until the first report is shared", VALUE.id, Amount(6.0), Amount(2.0)
    )
    kept = make_key_result(
        f"{FIRST}/kept", "New users who still come in days 30 to 59", KEPT.id, Amount(0.51), Amount(0.65)
    )
    return (
        judge_key_result(guarded(inputs(setup, SETUP), 0.80)),
        make_card(value, VALUE),
        make_card(kept, KEPT, maturity_days=60),
    )


def experience_cards() -> tuple[KeyResultCard, ...]:
    mobile = make_key_result(
        f"{SECOND}/mobile", "Sessions on a phone in a week", MOBILE.id, Amount(8200), Amount(3.0, relative=True)
    )
    load = make_key_result(
        f"{SECOND}/load", "Seconds until a page is there, for three in four visits", LOAD.id, Amount(3.1), Amount(1.86)
    )
    sure = make_key_result(
        f"{SECOND}/sure",
        "How sure we are of our design decisions, from 1 to 5",
        CONFIDENCE.id,
        Amount(3.2),
        Amount(4.1),
    )
    return (
        judge_key_result(guarded(inputs(mobile, MOBILE), 0.58)),
        make_card(load, LOAD, failure=SILENT),
        make_card(sure, CONFIDENCE),
    )


def platform_cards() -> tuple[KeyResultCard, ...]:
    answered = replace(
        make_key_result(f"{THIRD}/answered", "Requests answered without error", ANSWERED.id),
        kind=KeyResultKind.KEEP,
        keep_above=0.995,
    )
    seats = replace(
        make_key_result(f"{THIRD}/seats", "Customers who add seats within a month", SEATS.id),
        kind=KeyResultKind.DISCOVER,
    )
    paid = make_key_result(
        f"{THIRD}/paid", "New users on a paid plan within 30 days", PAID.id, Amount(0.074), Amount(0.11)
    )
    return make_card(answered, ANSWERED), make_card(paid, PAID), make_card(seats, SEATS)


def make_objective(ref: str, title: str, cards: Sequence[KeyResultCard], **changes: object) -> Objective:
    team, _, name = ref.partition("/")
    made = Objective(name, ref, title, team, CYCLE.id, tuple(card.key_result for card in cards))
    return replace(made, **changes)  # type: ignore[arg-type]


def make_board() -> Board:
    growth, experience, platform = growth_cards(), experience_cards(), platform_cards()
    objectives = (
        make_objective(
            FIRST,
            "Whoever starts with us has something to show before the day is over",
            growth,
            why="People who share a report in their first days stay; the others rarely open the product a third time.",
            supports=Support("Value from the first day", "a first report is what people came for"),
            depends_on=(Dependency("platform", "the import of reports from other tools", confirmed=True),),
        ),
        make_objective(SECOND, "A phone is all it takes to follow a project", experience),
        make_objective(
            THIRD, "Customers plan their week around us without a second thought", platform, ambition=Ambition.COMMITTED
        ),
    )
    judged = [
        judge_objective(objective, cards)
        for objective, cards in zip(objectives, (growth, experience, platform), strict=True)
    ]
    return board(CYCLE, AS_OF, judged, FRESHNESS)


FRESHNESS = (
    SourceFreshness("product", "Product database", AS_OF, READ_AT),
    SourceFreshness(
        "page_timings",
        "Page timings",
        date(2026, 11, 13),
        datetime(2026, 11, 14, 5, tzinfo=UTC),
        "it does not answer: the connection was refused",
        datetime(2026, 11, 14, 6, tzinfo=UTC),
    ),
)

ROADMAP = (
    RoadmapItem(
        "one-page-setup",
        "Set-up on a single page",
        "growth",
        "shipped",
        date(2026, 9, 11),
        date(2026, 10, 6),
        (RoadmapLink(f"{FIRST}/set-up", "Four screens become one", "+20 points"),),
    ),
    RoadmapItem(
        "import-wizard",
        "Reports from other tools come in with one click",
        "platform",
        "shipped",
        date(2026, 9, 20),
        date(2026, 11, 3),
        (
            RoadmapLink(f"{FIRST}/time-to-value", "The first report is there already", "−2 days"),
            RoadmapLink(f"{FIRST}/set-up", "One step less", "+3 points", "indirect"),
        ),
    ),
    RoadmapItem(
        "templates",
        "A gallery of templates",
        "growth",
        "planned",
        date(2026, 11, 9),
        date(2026, 12, 7),
        (RoadmapLink(f"{FIRST}/time-to-value", "A report from a pattern takes minutes", "−1 day"),),
    ),
)


def make_configuration() -> Configuration:
    made = make_board()
    return Configuration(
        cycles=(CYCLE,),
        teams=TEAMS,
        sources=(
            SourceDefinition("product", "duckdb:///product.duckdb", "Europe/Oslo", "Product database"),
            SourceDefinition("page_timings", "duckdb:///timings.duckdb", "Europe/Oslo", "Page timings"),
        ),
        metrics=METRICS,
        objectives=tuple(card.objective for card in made.objectives),
        roadmap=ROADMAP,
    )
