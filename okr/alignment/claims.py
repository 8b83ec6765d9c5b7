"""What a cycle wants of each metric: key results pull it, guards and health metrics hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from okr.issues import Place
from okr.metric import NO_PLACE
from okr.model import Configuration, Guard, KeyResult, KeyResultKind, Objective


class Hold(StrEnum):
    """Who wants something of a metric."""

    KEY_RESULT = "key result"
    GUARD = "guard"
    HEALTH = "health metric"


@dataclass(frozen=True)
class Claim:
    """What one key result, guard or health metric wants of a metric.

    Attributes:
        metric: Id of the metric.
        team: The team that wants it.
        hold: Who wants it.
        objective: Reference of the objective; empty for a health metric.
        ref: The key result that pulls, or that the guard belongs to; empty for a health metric.
        title: What people call it.
        direction: 1 where it wants more, -1 where it wants less, 0 where it only holds.
        low: The least value with which it is met, in the metric's unit; None where any is little enough.
        high: The greatest such value.
        place: Where it is written.
    """

    metric: str
    team: str
    hold: Hold
    objective: str = ""
    ref: str = ""
    title: str = ""
    direction: int = 0
    low: float | None = None
    high: float | None = None
    place: Place = field(default=NO_PLACE, compare=False)

    @property
    def line(self) -> str:
        """File and line; the file alone where the line is not known."""
        return f"{self.place.file}:{self.place.line}" if self.place.line else self.place.file


def direction(result: KeyResult) -> int:
    """Return 1 where a key result wants more, -1 where it wants less, 0 where it does not say."""
    if result.kind is KeyResultKind.KEEP:
        return (result.keep_above is not None) - (result.keep_below is not None)
    target = result.target
    if target is None:
        return 0
    if target.relative:
        return (target.value > 1) - (target.value < 1)
    baseline = result.baseline.value if result.baseline is not None else target.value
    return (target.value > baseline) - (target.value < baseline)


def claims_of(
    configuration: Configuration, cycle: str, targets: Mapping[str, float] | None = None
) -> tuple[Claim, ...]:
    """Return what a cycle wants of its metrics, in file order; key results that find a baseline want nothing yet.

    Args:
        configuration: As read.
        cycle: Id of the cycle.
        targets: Key result → its target in the metric's unit, where it is relative to a baseline that was measured.
    """
    found: list[Claim] = []
    for objective in configuration.objectives_of(cycle):
        for result in objective.key_results:
            if result.kind is not KeyResultKind.DISCOVER:
                found.append(_pull(configuration, objective, result, targets or {}))
            found.extend(_guards(objective, result))
    return (*found, *_health(configuration, cycle))


def _pull(configuration: Configuration, objective: Objective, result: KeyResult, targets: Mapping[str, float]) -> Claim:
    way, low, high = 0, result.keep_above, result.keep_below
    if result.kind is not KeyResultKind.KEEP:
        way = direction(result) or _better(configuration, result)
        target = targets.get(result.ref, _written(result))
        low, high = (target if way > 0 else None), (target if way < 0 else None)
    return Claim(
        metric=result.metric,
        team=objective.team,
        hold=Hold.KEY_RESULT,
        objective=objective.ref,
        ref=result.ref,
        title=result.title,
        direction=way,
        low=low,
        high=high,
        place=result.place,
    )


def _written(result: KeyResult) -> float | None:
    baseline = result.baseline.value if result.baseline is not None else None
    return result.target.resolve(baseline) if result.target is not None else None


def _better(configuration: Configuration, result: KeyResult) -> int:
    """Return the way that is better for the metric, for a target whose baseline is still to be measured."""
    metric = configuration.metric(result.metric)
    is_open = result.target is not None and result.baseline is None
    return {"up": 1, "down": -1}.get(metric.better, 0) if metric is not None and is_open else 0


def _guards(objective: Objective, result: KeyResult) -> Iterator[Claim]:
    for guard in result.guards:
        yield _held(guard, objective.team, Hold.GUARD, objective.ref, result)


def _health(configuration: Configuration, cycle: str) -> Iterator[Claim]:
    for key, guards in configuration.health.items():
        of_cycle, _, team = key.partition("/")
        if of_cycle == cycle:
            files = [one.place.file for one in configuration.objectives_of(cycle) if one.team == team]
            place = Place(files[0]) if files else NO_PLACE
            for guard in guards:
                yield Claim(guard.metric, team, Hold.HEALTH, low=guard.at_least, high=guard.at_most, place=place)


def _held(guard: Guard, team: str, hold: Hold, objective: str, result: KeyResult) -> Claim:
    return Claim(
        metric=guard.metric,
        team=team,
        hold=hold,
        objective=objective,
        ref=result.ref,
        title=result.title,
        low=guard.at_least,
        high=guard.at_most,
        place=result.place,
    )
