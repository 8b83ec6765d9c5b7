"""The target workshop: what a target would mean, held against the metric's own past.

Nothing here is a wish. The past is cut into spans as long as the cycle; how far the metric moved in each says how often
a planned move has happened before, and what a commitment or a stretch would look like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median, quantiles

from okr.metric_facts import usual_variation
from okr.progress import STRETCH_SHARE

LEVEL_WEEKS = 4
FEWEST_SPANS = 4
WINDOWS_DAYS = (7, 28, 84)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class WeekOfMetric:
    """One weekly value; ``people`` is how many stand below a share in that week, where they are known."""

    last_day: date
    value: float
    people: float | None = None


@dataclass(frozen=True)
class WindowFigure:
    """What the metric is over a window now, and how far such a figure moves by itself (None: too little history)."""

    days: int
    value: float
    usual: float | None


@dataclass(frozen=True)
class Meaning:
    """What a target means.

    Attributes:
        baseline: In the metric's unit.
        target: In the metric's unit.
        happened: In how many spans as long as the cycle the metric moved at least as far the same way.
        spans: How many such spans there are.
        times_usual: The planned move as a multiple of the usual variation; None with too little history.
        people_a_week: How many more people a week that would be, negative for fewer; None where it is no share.
    """

    baseline: float
    target: float
    happened: int
    spans: int
    times_usual: float | None
    people_a_week: float | None


@dataclass(frozen=True)
class Proposals:
    """Targets that follow from the past: what it did half of the time, and what one span in four came to."""

    committed: float
    stretch: float


@dataclass(frozen=True)
class Past:
    """What a metric was, as figures of 28 days.

    Attributes:
        levels: Figure of the 28 days up to a day, by that day.
        weekly: Weekly values that share no day, oldest first; empty where such a figure is not made of weeks.
        usual: How far a figure of 28 days moves by itself; None with too little history.
    """

    levels: Mapping[date, float]
    weekly: tuple[WeekOfMetric, ...] = ()
    usual: float | None = None

    @property
    def now(self) -> float:
        """The newest figure."""
        return self.levels[max(self.levels)]


def past_of_weeks(weeks: Sequence[WeekOfMetric]) -> Past:
    """Return the past of a metric whose longer figures are made of its weeks: a level is the mean of four of them."""
    values = [week.value for week in weeks]
    return Past(_levels(weeks), tuple(weeks), usual_variation(values, LEVEL_WEEKS * 7))


def past_of_levels(levels: Mapping[date, float]) -> Past:
    """Return the past of a metric whose 28-day figures were asked for as they are (a median cannot be pooled)."""
    apart: list[date] = []
    for day in sorted(levels, reverse=True):
        if not apart or apart[-1] - day >= LEVEL_WEEKS * _WEEK:
            apart.append(day)
    return Past(levels, usual=usual_variation([levels[day] for day in reversed(apart)], 7))


def moves(past: Past, span_weeks: int) -> tuple[float, ...]:
    """Return how far the metric moved in each span of the past, oldest first; spans do not overlap.

    Figures are of 28 days, so that one good week is no move. Spans are counted back from the newest figure; where none
    stands at an end, the last one of the four weeks before counts, and without it the span is left out.
    """
    if not past.levels:
        return ()
    step, end, oldest = span_weeks * _WEEK, max(past.levels), min(past.levels)
    found = []
    while end - step >= oldest:
        after, before = _level_at(past, end), _level_at(past, end - step)
        if after is not None and before is not None:
            found.append(after - before)
        end -= step
    return tuple(reversed(found))


def _level_at(past: Past, day: date) -> float | None:
    near = (day - timedelta(days=back) for back in range(LEVEL_WEEKS * 7))
    return next((past.levels[one] for one in near if one in past.levels), None)


def window_figures(weeks: Sequence[WeekOfMetric]) -> tuple[WindowFigure, ...]:
    """Return what the newest 7, 28 and 84 days come to; a window longer than the past is left out."""
    values = tuple(week.value for week in weeks)
    lengths = (days for days in WINDOWS_DAYS if len(values) >= days // 7)
    return tuple(WindowFigure(days, _level(weeks[-(days // 7) :]), usual_variation(values, days)) for days in lengths)


def meaning(past: Past, way: tuple[float, float], span_weeks: int) -> Meaning:
    """Return what a target means against the past.

    Args:
        past: Of the metric.
        way: Baseline and target, in the metric's unit.
        span_weeks: Length of the cycle.
    """
    baseline, target = way
    planned, spans = target - baseline, moves(past, span_weeks)
    people = [week.people for week in past.weekly[-LEVEL_WEEKS:] if week.people is not None]
    return Meaning(
        baseline=baseline,
        target=target,
        happened=sum(_is_as_far(move, planned) for move in spans),
        spans=len(spans),
        times_usual=abs(planned) / past.usual if past.usual else None,
        people_a_week=planned * fmean(people) if people else None,
    )


def proposals(past: Past, better: str, span_weeks: int) -> Proposals | None:
    """Return targets that follow from the past; None with fewer than four spans, or where neither way is better.

    The committed one is what the better half of the spans came to, and at least the usual variation. The stretch is set
    so that its bar (0.7 of the way) is what the best quarter of them came to.
    """
    spans = moves(past, span_weeks)
    if len(spans) < FEWEST_SPANS or better not in {"up", "down"}:
        return None
    sign = 1.0 if better == "up" else -1.0
    good = [move * sign for move in spans]
    committed = max(median(good), past.usual or 0.0)
    best = max(quantiles(good, n=4, method="inclusive")[2], committed)
    return Proposals(past.now + sign * committed, past.now + sign * best / STRETCH_SHARE)


def _is_as_far(move: float, planned: float) -> bool:
    return planned != 0 and move * planned > 0 and abs(move) >= abs(planned)


def _levels(weeks: Sequence[WeekOfMetric]) -> dict[date, float]:
    """Return the mean of four weeks without a gap, by the last day of the last one."""
    found = {}
    for place in range(LEVEL_WEEKS, len(weeks) + 1):
        four = weeks[place - LEVEL_WEEKS : place]
        if four[-1].last_day - four[0].last_day == (LEVEL_WEEKS - 1) * _WEEK:
            found[four[-1].last_day] = _level(four)
    return found


def _level(weeks: Sequence[WeekOfMetric]) -> float:
    """Return the mean of some weeks; of a share by the people of each week, where they are all known."""
    people = [week.people for week in weeks if week.people is not None]
    if len(people) < len(weeks) or sum(people) <= 0:
        return fmean(week.value for week in weeks)
    return sum(week.value * (week.people or 0.0) for week in weeks) / sum(people)
