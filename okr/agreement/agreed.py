"""Everything that is agreed, as it is known at one moment, and what a card says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from okr.agreement.closing import Closing, KeyResultResult
from okr.agreement.seal import Amendment, DefinitionChange, Seal


@dataclass(frozen=True)
class Agreed:
    """Everything that is agreed, as far as it is known at one moment.

    Attributes:
        seals: Cycle → its seal.
        since: Cycle → the day on which the history took the seal in; this day is proved by its chain.
        amendments: In the order in which they were taken in.
        definitions: Changes of definitions, oldest first.
        closings: Cycle → how it was closed.
        finals: Results that became final after the closing, by key result.
    """

    seals: Mapping[str, Seal] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    amendments: tuple[Amendment, ...] = ()
    definitions: tuple[DefinitionChange, ...] = ()
    closings: Mapping[str, Closing] = field(default_factory=dict)
    finals: Mapping[str, KeyResultResult] = field(default_factory=dict)

    def amendments_of(self, ref: str) -> tuple[Amendment, ...]:
        """Return the changes of one key result or objective, in order."""
        return tuple(item for item in self.amendments if item.ref == ref)

    def result(self, cycle: str, ref: str) -> KeyResultResult | None:
        """Return how a key result ended: as finalised, else as closed."""
        closing = self.closings.get(cycle)
        return self.finals.get(ref) or (closing.result(ref) if closing else None)


@dataclass(frozen=True)
class AgreedMark:
    """What a card says of the agreement behind a key result.

    Attributes:
        agreed_on: The day; None where the cycle is not agreed yet.
        changes: Each change in words, like ``target changed 3 Nov, 70 % → 62 %``.
        change_days: The days of these changes, for marks on the chart.
        redefined_on: The day since which the metric is measured differently; None where it is not.
        as_agreed: Score against what was agreed; None where it cannot be judged.
        as_changed: Score against what is agreed now.
        agreed_target: Target as agreed, in the metric's unit.
        agreed_baseline: Baseline as agreed.
        agreed_value: The figure that is held against them, read as agreed.
        notices: What else must be said: a baseline that the data contradict, a closing, a score that people adjusted.
        result: How it ended, once the cycle is closed.
        result_is_final: Whether that will not change any more.
    """

    agreed_on: date | None = None
    changes: tuple[str, ...] = ()
    change_days: tuple[date, ...] = ()
    redefined_on: date | None = None
    as_agreed: float | None = None
    as_changed: float | None = None
    agreed_target: float | None = None
    agreed_baseline: float | None = None
    agreed_value: float | None = None
    notices: tuple[str, ...] = ()
    result: KeyResultResult | None = None
    result_is_final: bool = True

    @property
    def is_changed(self) -> bool:
        """Whether the two scores may differ."""
        return bool(self.changes) or self.redefined_on is not None
