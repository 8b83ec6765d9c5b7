"""Where the files differ from what is agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okr.agreement.fields import changed_attributes, differing_fields, written_key_result, written_value
from okr.agreement.seal import ADDED, DROPPED
from okr.canonical import plain
from okr.issues import Place
from okr.metric import NO_PLACE
from okr.model import Cycle, KeyResult, Objective

_DATES = ("start", "end", "timezone")


@dataclass(frozen=True)
class Difference:
    """One thing that the files say in another way than agreed.

    Attributes:
        ref: The key result, the objective, or the cycle.
        field: The key, or ``added``, ``dropped``.
        before: As agreed, in the way of the files.
        after: As the files say.
        changes: What an amendment puts in.
        place: Where the files say so.
    """

    ref: str
    field: str
    before: Any
    after: Any
    changes: Mapping[str, Any]
    place: Place = NO_PLACE


def differences(
    agreed: Sequence[Objective], written: Sequence[Objective], cycle: Cycle, now: Cycle | None
) -> tuple[Difference, ...]:
    """Return every difference between a cycle as agreed (amendments included) and as the files say now.

    Args:
        agreed: The objectives as they are agreed.
        written: Those of the files.
        cycle: The cycle as agreed.
        now: The cycle of the files; None where it is gone.
    """
    return (*_of_cycle(cycle, now), *_of_objectives(agreed, written))


def _of_cycle(cycle: Cycle, now: Cycle | None) -> Iterator[Difference]:
    for name in _DATES if now is not None else ():
        before, after = plain(getattr(cycle, name)), plain(getattr(now, name))
        if before != after:
            yield Difference(cycle.id, name, before, after, {name: after}, now.place if now else NO_PLACE)


def _of_objectives(agreed: Sequence[Objective], written: Sequence[Objective]) -> Iterator[Difference]:
    pairs = _paired_objectives(agreed, written)
    found = {other.ref for _, other in pairs if other is not None}
    for objective, other in pairs:
        if other is None:
            if any(item.weight for item in objective.key_results):
                yield Difference(objective.ref, DROPPED, before=False, after=True, changes={})
            continue
        if objective.title != other.title:
            changes = {"title": other.title}
            yield Difference(objective.ref, "title", objective.title, other.title, changes, other.place)
        yield from _of_key_results(objective, other)
    for other in written:
        if other.ref not in found:
            whole = {"title": other.title, "key_results": [written_key_result(item) for item in other.key_results]}
            yield Difference(other.ref, ADDED, None, whole, {ADDED: plain(other)}, other.place)


def _of_key_results(agreed: Objective, written: Objective) -> Iterator[Difference]:
    pairs = _paired_key_results(agreed, written)
    found = {other.ref for _, other in pairs if other is not None}
    for item, other in pairs:
        if other is not None:
            yield from _of_key_result(item, other)
        elif item.weight and not written.left_out:
            yield Difference(item.ref, DROPPED, before=False, after=True, changes={"weight": 0}, place=written.place)
    for other in written.key_results:
        if other.ref not in found:
            after = written_key_result(other)
            yield Difference(f"{agreed.ref}/{other.id}", ADDED, None, after, {ADDED: plain(other)}, other.place)


def _of_key_result(agreed: KeyResult, written: KeyResult) -> Iterator[Difference]:
    for field in differing_fields(agreed, written):
        before, after = written_value(field, agreed), written_value(field, written)
        yield Difference(agreed.ref, field, before, after, changed_attributes(field, written), written.place)


def _paired_objectives(
    agreed: Sequence[Objective], written: Sequence[Objective]
) -> list[tuple[Objective, Objective | None]]:
    """Return each agreed objective with its own in the files: the same one, or a renamed one with its key results."""
    by_ref = {item.ref: item for item in written}
    known = {item.ref for item in agreed}
    fresh = [item for item in written if item.ref not in known]
    return [(item, by_ref.get(item.ref) or _renamed(item, fresh)) for item in agreed]


def _renamed(agreed: Objective, fresh: Sequence[Objective]) -> Objective | None:
    names = {item.id for item in agreed.key_results}
    return next(
        (item for item in fresh if item.team == agreed.team and names & {one.id for one in item.key_results}), None
    )


def _paired_key_results(agreed: Objective, written: Objective) -> list[tuple[KeyResult, KeyResult | None]]:
    """Return each agreed key result with its own in the files: the same id, or a renamed one of the same metric."""
    by_id = {item.id: item for item in written.key_results}
    known = {item.id for item in agreed.key_results}
    fresh = {item.metric: item for item in reversed(written.key_results) if item.id not in known}
    return [(item, by_id.get(item.id) or fresh.get(item.metric)) for item in agreed.key_results]
