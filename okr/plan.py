"""The plan line in reading time, and how far behind or ahead of it a value is, in weeks.

A linear plan of the underlying quality begins with the cycle. What a reading shows of it on a day t is the mean of
``max(0, s − start)`` over the days s that the reading counts, G(t); so

    plan(t) = baseline + (bar − baseline) · G(t) / G(last day)

is flat until the first result is possible and reaches the bar with the cycle's figure. Checkpoints replace the shape,
not the ends. The gap is the time since the plan line had today's value: a length that means the same for a percentage,
a duration and a count. (Setting a naive straight line against a 28-day mean would call a team exactly on plan two weeks
behind.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from okr.rhythm import Rhythm, counted_days, first_reading_day, release_day
from okr.scorecard import PlanPoint

_DAY = timedelta(days=1)
_SAME = 1e-9
"""Shares of the planned move closer than this are the same: far below any rounding on screen."""


@dataclass(frozen=True)
class PlanLine:
    """A plan from baseline to bar: its share of the move at every day on which a reading may change.

    Attributes:
        rhythm: Whose reading time it is in.
        baseline: In the metric's unit.
        bar: In the metric's unit; never equal to the baseline.
        nodes: (day as ordinal, share of the move), in order of days; 0 up to the last flat day, 1 at the last day.
    """

    rhythm: Rhythm
    baseline: float
    bar: float
    nodes: tuple[tuple[int, float], ...]

    def share_of(self, value: float) -> float:
        """Return which share of the planned move a value is."""
        return (value - self.baseline) / (self.bar - self.baseline)

    def value_on(self, day: date) -> float:
        """Return what the reading of ``day`` would be exactly on plan, in the metric's unit."""
        return self.baseline + (self.bar - self.baseline) * self.share_on(day)

    def share_on(self, day: date) -> float:
        """Return the share of the planned move that the reading of ``day`` would show on plan."""
        return _at(self.nodes, _clipped(self, day))


def exposure(rhythm: Rhythm, day: date) -> float:
    """Return G: how many days of the cycle, on average, the days counted by the reading of ``day`` have behind them.

    A metric that trails behind by itself is a mean of means; the sums of ``max(0, s − start)`` have closed forms.
    """
    counted = counted_days(rhythm, day)
    if counted is None:
        return 0.0
    first, last = ((one - rhythm.start).days for one in counted)
    trailing = rhythm.trailing_days
    whole = _summed_twice(last) - _summed_twice(first - 1)
    before = _summed_twice(last - trailing) - _summed_twice(first - 1 - trailing)
    return (whole - before) / (trailing * (last - first + 1))


def _summed_twice(day: int) -> int:
    """Return the sum over n up to ``day`` of the sum over m up to n of max(0, m): a tetrahedral number."""
    return day * (day + 1) * (day + 2) // 6 if day > 0 else 0


def plan_line(rhythm: Rhythm, baseline: float, bar: float, pace: Mapping[date, float] | None = None) -> PlanLine | None:
    """Return the plan from ``baseline`` to ``bar``, or None where no result of the cycle can show in it.

    Args:
        rhythm: How readings follow the cycle.
        baseline: In the metric's unit.
        bar: Where the plan ends, in the metric's unit.
        pace: Checkpoints: what the reading of a day should be, in the metric's unit. The line runs straight from the
            baseline through them to the bar; those before the first possible result or after the end are left out.
    """
    whole, first = exposure(rhythm, rhythm.last_day), first_reading_day(rhythm)
    if whole <= 0 or bar == baseline or release_day(rhythm, rhythm.last_day) < first:
        return None
    days = _release_days(rhythm)
    shares = [exposure(rhythm, day) / whole if day >= first else 0.0 for day in days]
    nodes = [(day.toordinal(), share) for day, share in zip(days, shares, strict=True)]
    marks = {day: (value - baseline) / (bar - baseline) for day, value in (pace or {}).items()}
    return PlanLine(rhythm, baseline, bar, tuple(_through(nodes, marks) if marks else nodes))


def plan_points(line: PlanLine) -> tuple[PlanPoint, ...]:
    """Return the plan day by day, from the first day of the cycle to the last, for a chart."""
    length = (line.rhythm.last_day - line.rhythm.start).days
    days = (line.rhythm.start + offset * _DAY for offset in range(length + 1))
    return tuple(PlanPoint(day, line.value_on(day)) for day in days)


def weeks_behind(line: PlanLine, day: date, value: float) -> float:
    """Return how many weeks ago the plan line had ``value``; negative where it will have it only later.

    Behind, the most recent day up to ``day`` counts on which the plan was no further than the value; ahead, the next
    day from which on it will be as far. Beyond both ends the line goes on with its mean slope, so the gap is defined
    for a value below the baseline, beyond the bar, and with checkpoints that turn back.
    """
    share, now = line.share_of(value), _clipped(line, day)
    planned = _at(line.nodes, now)
    if abs(share - planned) <= _SAME:
        return 0.0
    there = _reached_before(line, now, share) if share < planned else _reached_after(line, now, share)
    return (now - there) / 7


def _release_days(rhythm: Rhythm) -> list[date]:
    """Return the days on which a reading may change, from the last flat one on."""
    before = release_day(rhythm, first_reading_day(rhythm) - _DAY)
    span = (rhythm.last_day - before).days
    days = (before + offset * _DAY for offset in range(span + 1))
    changing = [day for day in days if release_day(rhythm, day) == day]
    first = first_reading_day(rhythm)
    flat = sum(day < first or exposure(rhythm, day) <= 0 for day in changing)
    return changing[max(0, flat - 1) :]


def _through(nodes: list[tuple[int, float]], marks: Mapping[date, float]) -> list[tuple[int, float]]:
    """Return the nodes with their shares taken from the straight lines through the checkpoints."""
    first, last = nodes[0][0], nodes[-1][0]
    inner = sorted((day.toordinal(), share) for day, share in marks.items() if first < day.toordinal() < last)
    corners = [(first, 0.0), *inner, (last, 1.0)]
    return [(day, _at(corners, day)) for day, _ in nodes]


def _clipped(line: PlanLine, day: date) -> float:
    """Return the ordinal of the day since which the reading of ``day`` stands, within the line."""
    last = line.rhythm.last_day
    return float(max(line.nodes[0][0], release_day(line.rhythm, min(day, last)).toordinal()))


def _at(nodes: list[tuple[int, float]] | tuple[tuple[int, float], ...], when: float) -> float:
    """Return the share at an ordinal by straight lines between the nodes, flat beyond them."""
    place = bisect_right(nodes, when, key=lambda node: node[0])
    if place == 0 or place == len(nodes):
        return nodes[min(place, len(nodes) - 1)][1]
    (left, low), (right, high) = nodes[place - 1], nodes[place]
    return low + (high - low) * (when - left) / (right - left)


def _reached_before(line: PlanLine, now: float, share: float) -> float:
    """Return the latest time up to ``now`` at which the plan was down at ``share``."""
    nodes = [node for node in line.nodes if node[0] < now] + [(now, _at(line.nodes, now))]
    for (left, low), (right, high) in reversed(list(pairwise(nodes))):
        if low <= share < high:
            return left + (right - left) * (share - low) / (high - low)
    return nodes[0][0] + (share - nodes[0][1]) / _mean_slope(line)


def _reached_after(line: PlanLine, now: float, share: float) -> float:
    """Return the earliest time from ``now`` on at which the plan is up at ``share``."""
    nodes = [(now, _at(line.nodes, now))] + [node for node in line.nodes if node[0] > now]
    for (left, low), (right, high) in pairwise(nodes):
        if low < share <= high:
            return left + (right - left) * (share - low) / (high - low)
    return nodes[-1][0] + (share - nodes[-1][1]) / _mean_slope(line)


def _mean_slope(line: PlanLine) -> float:
    """Return the planned move per day, from the last flat day to the end."""
    return 1 / max(1, line.nodes[-1][0] - line.nodes[0][0])
