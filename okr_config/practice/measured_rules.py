"""Practice rules that need to know something of a metric: how long its figures take, and how much they vary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr import numbers
from okr.inputs import days_in
from okr.metric import MetricDefinition
from okr.metric_facts import usual_variation
from okr.model import Configuration, Cycle, KeyResult, KeyResultKind, Objective
from okr.rhythm import first_result
from okr_config.practice.findings import Finding
from okr_config.practice.rule import Facts

_LATE: Final = 0.5
_MOVES: Final = (KeyResultKind.REACH, KeyResultKind.DISCOVER)
_Measured = tuple[Objective, KeyResult, Cycle, MetricDefinition, int]


def cannot_mature(configuration: Configuration, facts: Facts) -> Iterator[Finding]:
    """A key result can show something of its own cycle before the cycle ends.

    A retention in days 30 to 59 needs 60 days; in a cycle of a month nobody who starts in it is ever counted. It needs
    to know how long a metric's figures take to be final, which its kind says.

    Source: "How to set and achieve product goals using OKRs": a timeframe that is realistic for the scope of work.
    """
    for objective, result, cycle, metric, days in _measured(configuration, facts):
        if days >= cycle.days:
            message = f"{result.id} shows nothing of {cycle.id}: a figure of {metric.id} is final after {days} days"
            hint = f"Take a faster metric{_faster(configuration, facts, metric, cycle)}, or a longer cycle."
            yield Finding(message, hint, result.place, objective, key_result=result, about=result.id)


def late_first_result(configuration: Configuration, facts: Facts) -> Iterator[Finding]:
    """A key result shows something of its cycle within the first half.

    A number that first speaks in week nine cannot steer the weeks before. Keep it, and put a faster one beside it. It
    stays quiet where a key result of the same objective speaks earlier.

    Source: "How to use OKRs for product teams": regular check-ins, weekly or biweekly.
    """
    late = [one for one in _measured(configuration, facts) if _LATE * one[2].days < one[4] < one[2].days]
    for objective, result, cycle, metric, days in late:
        if not _has_early(objective, cycle, facts):
            day = first_result(cycle, days + 1)
            message = f"{result.id} has its first result of {cycle.id} on {numbers.day_words(day)}"
            hint = f"Put a faster metric beside it{_faster(configuration, facts, metric, cycle)}."
            yield Finding(message, hint, result.place, objective, key_result=result, about=result.id)


def move_within_variation(configuration: Configuration, facts: Facts) -> Iterator[Finding]:
    """A planned move is larger than what the metric does by itself.

    Otherwise nobody can tell at the end whether anything happened. The usual variation is that of a process-behaviour
    chart of the metric's own weeks (at least eight), for the window that the key result is measured over. It needs a
    history, so it speaks only where a refresh has read one.

    Source: D. Wheeler, Understanding Variation: signals are told from noise before they are acted on.
    """
    for objective, result, _, metric, _ in _measured(configuration, facts):
        weekly = facts[metric.id].weekly
        usual = usual_variation(weekly, days_in(result.measured_over.length))
        move = _planned(result, weekly)
        if usual is not None and move is not None and abs(move) < usual:
            message = (
                f"{result.id} plans a move of {_size(move, metric.unit)}, and {metric.id} moves by "
                f"{_size(usual, metric.unit)} by itself"
            )
            hint = "Plan a larger move, or measure over a longer window."
            yield Finding(message, hint, result.place, objective, key_result=result, about=result.id)


def _size(move: float, unit: str) -> str:
    """Return the size of a move: of a share in points, never in percent."""
    return numbers.change(abs(move), unit).removeprefix("+")


def _measured(configuration: Configuration, facts: Facts) -> Iterator[_Measured]:
    """Yield the key results that move something, where it is known how long their metric takes."""
    for objective in configuration.objectives:
        cycle = configuration.cycle(objective.cycle)
        for result in objective.key_results if cycle else ():
            metric, known = configuration.metric(result.metric), facts.get(result.metric)
            if metric and known and known.maturity_days is not None and cycle and result.kind in _MOVES:
                yield objective, result, cycle, metric, known.maturity_days


def _has_early(objective: Objective, cycle: Cycle, facts: Facts) -> bool:
    known = (facts.get(result.metric) for result in objective.key_results)
    return any(one and one.maturity_days is not None and one.maturity_days <= _LATE * cycle.days for one in known)


def _faster(configuration: Configuration, facts: Facts, metric: MetricDefinition, cycle: Cycle) -> str:
    """Return ``, like x or y``: the metrics of the same focus area that speak in the first half; empty without any."""
    found = []
    for other in configuration.metrics:
        known = facts.get(other.id)
        is_fast = known is not None and known.maturity_days is not None and known.maturity_days <= _LATE * cycle.days
        if is_fast and other.id != metric.id and other.focus and other.focus == metric.focus:
            found.append(other.id)
    return f", like {' or '.join(found[:2])}" if found else ""


def _planned(result: KeyResult, weekly: tuple[float, ...]) -> float | None:
    """Return the planned move in the metric's unit; a baseline that is not written is the last four weeks' mean."""
    recent = weekly[-4:]
    baseline = result.baseline.value if result.baseline else sum(recent) / len(recent) if recent else None
    target = result.target.resolve(baseline) if result.target else None
    return None if baseline is None or target is None else target - baseline
