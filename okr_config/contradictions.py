"""What cannot be true together in one key result: a target on the wrong side, limits and a target, dates outside.

Each rule is a small function of what was written, the metric and the cycle; it returns ``(key, message, hint)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from okr.metric import MetricDefinition
from okr.model import Amount, Cycle, KeyResultKind
from okr_config.amounts import SHARE
from okr_config.ids import proposed_id
from okr_config.key_result_schema import KeyResultAsWritten

Fault = tuple[str, str, str]


@dataclass(frozen=True)
class Setting:
    """What a key result refers to: its metric and its cycle, as far as they are known."""

    metric: MetricDefinition | None
    cycle: Cycle | None


def kind_of(written: KeyResultAsWritten) -> KeyResultKind:
    """Return how the key result is met: as written, else ``keep`` where it has limits, else ``reach``."""
    return written.kind or (KeyResultKind.KEEP if written.keep is not None else KeyResultKind.REACH)


def name_of(written: KeyResultAsWritten) -> str:
    """Return the id of the key result: as written, else made from its title or its metric."""
    return written.id or proposed_id(written.title or written.metric, "kr")


def lacks_target(written: KeyResultAsWritten) -> bool:
    """Return whether the key result moves something and does not say where to."""
    return written.target is None and kind_of(written) in (KeyResultKind.REACH, KeyResultKind.DELIVER)


def contradictions(written: KeyResultAsWritten, setting: Setting) -> Sequence[Fault]:
    """Return everything that cannot be true together."""
    return tuple(fault for rule in _RULES for fault in rule(written, setting))


def _no_target_beside_limits(written: KeyResultAsWritten, _: Setting) -> Sequence[Fault]:
    kind = kind_of(written)
    faults = []
    if kind in (KeyResultKind.KEEP, KeyResultKind.DISCOVER) and written.target is not None:
        message = f'"{name_of(written)}" is of kind {kind} and has a target too'
        faults.append(("target", message, "Remove the target, or the kind."))
    if kind is not KeyResultKind.KEEP and written.keep is not None:
        message = f'"{name_of(written)}" is of kind {kind} and has limits to keep too'
        faults.append(("keep", message, "Remove keep, or write kind: keep."))
    if kind is not KeyResultKind.REACH and written.pace:
        message = f'"{name_of(written)}" is of kind {kind} and has a pace too'
        faults.append(("pace", message, "Remove the pace: only a move to a target has one."))
    return faults


def _limits_make_sense(written: KeyResultAsWritten, _: Setting) -> Sequence[Fault]:
    if kind_of(written) is not KeyResultKind.KEEP:
        return ()
    limits = written.keep
    if limits is None or (limits.at_least is None and limits.at_most is None):
        return (("keep", f'the limits of "{name_of(written)}" are missing', "Write keep: {at_least: …, at_most: …}."),)
    if limits.at_least is not None and limits.at_most is not None and limits.at_least > limits.at_most:
        return (("keep", f'no value of "{name_of(written)}" can be within its limits', "Exchange the two."),)
    return ()


def _target_differs(written: KeyResultAsWritten, _: Setting) -> Sequence[Fault]:
    baseline, target = written.baseline, written.target
    if target is None:
        return ()
    same = target.value == 1 if target.relative else baseline is not None and target.value == baseline.value
    if not same:
        return ()
    found = f"{baseline.text} and {target.text}" if baseline is not None else target.text
    message = f'baseline and target of "{name_of(written)}" are the same ({found})'
    return (("target", message, "A key result moves something; to hold a value, write keep: with its limits."),)


def _target_on_better_side(written: KeyResultAsWritten, setting: Setting) -> Sequence[Fault]:
    move = _move(written)
    metric = setting.metric
    if move is None or metric is None or metric.better not in ("up", "down") or (move > 0) == (metric.better == "up"):
        return ()
    side = "below" if move < 0 else "above"
    wanted = "more" if metric.better == "up" else "less"
    start = f"its baseline {_shown(written.baseline)}" if written.baseline is not None else "its baseline"
    message = (
        f'the target {_shown(written.target)} of "{name_of(written)}" lies {side} {start}, '
        f'but {wanted} is better for the metric "{metric.id}"'
    )
    return (("target", message, f"Correct the target, or better: {metric.better} of the metric."),)


def _move(written: KeyResultAsWritten) -> float | None:
    """Return target minus baseline, or anything of that sign; None without a move or where it cannot be told."""
    baseline, target = written.baseline, written.target
    if target is None:
        return None
    if baseline is not None:
        move = (target.resolve(baseline.value) or 0.0) - baseline.value
        return move or None
    return (target.value - 1 or None) if target.relative else None


def _share_stays_share(written: KeyResultAsWritten, setting: Setting) -> Sequence[Fault]:
    baseline, target = written.baseline, written.target
    if setting.metric is None or setting.metric.unit != SHARE or baseline is None or target is None:
        return ()
    resolved = target.resolve(baseline.value)
    if resolved is None or resolved <= 1:
        return ()
    message = f'the target of "{name_of(written)}", {target.text} of {baseline.text}, is {resolved:.4g}: more than all'
    return (("target", message, "Write the share to be reached, like 62%."),)


def _pace_inside_cycle(written: KeyResultAsWritten, setting: Setting) -> Sequence[Fault]:
    cycle = setting.cycle
    if cycle is None:
        return ()
    outside = [day for day, _, _ in written.pace if not cycle.start <= day < cycle.end]
    dates = f"the cycle runs from {cycle.start} until {cycle.end} (exclusive)"
    message = f'a checkpoint of "{name_of(written)}" lies outside its cycle'
    return tuple(("pace", f"{message}: {day}, and {dates}", "Move it inside.") for day in outside)


def _shown(amount: Amount | None) -> str:
    return amount.text if amount is not None else ""


_RULES: Final[tuple[Callable[[KeyResultAsWritten, Setting], Sequence[Fault]], ...]] = (
    _no_target_beside_limits,
    _limits_make_sense,
    _target_differs,
    _target_on_better_side,
    _share_stays_share,
    _pace_inside_cycle,
)
