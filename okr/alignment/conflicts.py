"""Where key results of one cycle work against each other, and where one move is counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from okr.alignment.claims import Claim, Hold
from okr.model import Objective


class Clash(StrEnum):
    """Why two claims cannot both be met."""

    OPPOSED = "opposite directions"
    LIMIT = "limit against target"


@dataclass(frozen=True)
class Conflict:
    """Two claims on one metric of which at most one can be met.

    Attributes:
        clash: Why.
        metric: Id of the metric.
        first: The claim that is written first; for a limit, the key result that would break it.
        second: The other one; for a limit, what holds it.
    """

    clash: Clash
    metric: str
    first: Claim
    second: Claim

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that it is between; one where a team contradicts itself."""
        return tuple(dict.fromkeys((self.first.team, self.second.team)))


@dataclass(frozen=True)
class DoubleCount:
    """Several key results that count one and the same move.

    Attributes:
        metric: Id of the metric.
        claims: Of the key results, in file order.
        is_linked: Whether one of their objectives supports another, so that the number is handed up and counted on
            both steps.
    """

    metric: str
    claims: tuple[Claim, ...]
    is_linked: bool = False

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that count it."""
        return tuple(dict.fromkeys(claim.team for claim in self.claims))


def conflicts(claims: Sequence[Claim]) -> tuple[Conflict, ...]:
    """Return every pair of claims of which at most one can be met, in the order of the claims.

    Two key results that pull a metric in opposite directions are one, whatever their targets. A limit is one only where
    no value at all meets both it and the target, so a target that is not known yet is in no conflict with a limit.
    """
    found = (_conflict(one, other) for one, other in _pairs(claims))
    return tuple(conflict for conflict in found if conflict is not None)


def double_counts(claims: Sequence[Claim], objectives: Iterable[Objective] = ()) -> tuple[DoubleCount, ...]:
    """Return the metrics that several key results count, each once; opposite directions count apart."""
    linked = {(one.ref, one.supports.objective) for one in objectives if one.supports is not None}
    found = []
    for metric, group in _by_metric(claims).items():
        pulling = [claim for claim in group if claim.hold is Hold.KEY_RESULT]
        first = pulling[0].direction if pulling else 0
        same = tuple(claim for claim in pulling if claim.direction * first >= 0)
        apart = tuple(claim for claim in pulling if claim.direction * first < 0)
        found += [DoubleCount(metric, some, _is_linked(some, linked)) for some in (same, apart) if len(some) > 1]
    return tuple(found)


def _by_metric(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.metric, []).append(claim)
    return found


def _pairs(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    for group in _by_metric(claims).values():
        for one, other in combinations(group, 2):
            pulls = [claim for claim in (one, other) if claim.hold is Hold.KEY_RESULT]
            if pulls:
                # What pulls stands first; what holds stands behind it.
                yield pulls[0], next(claim for claim in (one, other) if claim is not pulls[0])


def _conflict(one: Claim, other: Claim) -> Conflict | None:
    if one.direction * other.direction < 0:
        return Conflict(Clash.OPPOSED, one.metric, one, other)
    return Conflict(Clash.LIMIT, one.metric, one, other) if _are_apart(one, other) else None


def _are_apart(one: Claim, other: Claim) -> bool:
    """Return whether no value meets both."""
    lows = [claim.low for claim in (one, other) if claim.low is not None]
    highs = [claim.high for claim in (one, other) if claim.high is not None]
    return bool(lows and highs) and max(lows) > min(highs)


def _is_linked(claims: Iterable[Claim], linked: set[tuple[str, str]]) -> bool:
    return any(
        (one.objective, other.objective) in linked or (other.objective, one.objective) in linked
        for one, other in combinations(claims, 2)
    )
