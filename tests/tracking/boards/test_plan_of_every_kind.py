"""A team exactly on plan is never called behind, whatever kind of metric it chose and however its number is taken.

The readings are made one by one from a quality that rises evenly, without the code of the plan.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from metrics.registry import adapters
from okr.inputs import KeyResultInputs, MetricSeries, trailing_days
from okr.metric import Duration, Grain, MetricDefinition
from okr.model import Anchor, MeasuredOver
from okr.plan import plan_line, weeks_behind
from okr.rhythm import first_reading_day
from tests.metrics.conformance.configured import configured
from tests.okr.made import DAY, Q4, days, key_result
from tests.okr.test_plan import BASELINE, FIRST, World, monday, month

PROMISED_WEEKS = 0.2
BY_HAND = MetricDefinition("m", "M", "manual", None, "points", "up", "", "", None, {})
KINDS = sorted(adapters())


class Way(NamedTuple):
    """How a number is taken: over so many days (0 is the cycle to date), from which starts, in which grain."""

    window: int
    anchor: Anchor = Anchor.MATURES_IN
    grain: Grain = Grain.DAY


WAYS = {
    "latest": Way(1),
    "last 7 days": Way(7),
    "last 28 days": Way(28),
    "cycle to date": Way(0),
    "starts of the cycle, last 28 days": Way(28, Anchor.STARTS_IN),
    "weeks": Way(1, grain=Grain.WEEK),
    "months": Way(1, grain=Grain.MONTH),
}


def measured(kind: str) -> tuple[MetricDefinition, int]:
    """Return the metric of a kind's worked example, and the days until its figures are final."""
    adapter = adapters()[kind]
    if not adapter.example.tables:
        return replace(BY_HAND, kind=kind), 0
    definition, _ = configured(dict(adapter.example.metric), dict(adapter.example.source))
    return definition, adapter.maturity_days(definition)


def inputs_of(definition: MetricDefinition, maturity: int, way: Way) -> KeyResultInputs:
    over = MeasuredOver("cycle_to_date") if way.window == 0 else MeasuredOver()
    over = MeasuredOver("last", Duration(way.window, "day")) if way.window > 1 else over
    series = MetricSeries(definition, maturity_days=maturity + 1, window_days=max(1, way.window))
    return KeyResultInputs(Q4, key_result(measured_over=over, anchor=way.anchor), series, Q4.end)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_team_exactly_on_plan_is_never_behind(kind: str, name: str) -> None:
    way = WAYS[name]
    definition, maturity = measured(kind)
    definition = replace(definition, grain=way.grain)
    rhythm = inputs_of(definition, maturity, way).rhythm
    world = World(
        window=way.window,
        wait=maturity,
        period={Grain.WEEK: monday, Grain.MONTH: month}.get(way.grain),
        only_cycle=way.anchor is Anchor.STARTS_IN,
        inner=trailing_days(definition),
    )

    line = plan_line(rhythm, BASELINE, world.reading(rhythm.last_day))

    assert line is not None
    judged = days(max(first_reading_day(rhythm), FIRST + 13 * DAY), rhythm.last_day)
    assert max(weeks_behind(line, day, world.reading(day)) for day in judged) <= PROMISED_WEEKS
