"""Any past day as it was known then, and apart from it what came later: late data, restatements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from okr import numbers
from okr.errors import StoreError
from okr.model import Configuration
from okr.scorecard import Board, KeyResultCard
from tracking.boards.board import Selection, load_board
from tracking.clock import morning_of, zone_on
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import Store
from tracking.store.runs import run_known_at

_DAY = timedelta(days=1)
LATE, RESTATED = "late data", "restated"


@dataclass(frozen=True)
class Later:
    """What is said of a past day's figure now.

    Attributes:
        ref: The key result.
        then: Its figure as it was known then, in the metric's unit; None without any.
        now: Its figure for the same day by what is known now.
        unit: Of its metric.
        kind: ``late data``, or ``restated`` where the definition of the metric is another one now.
    """

    ref: str
    then: float | None
    now: float | None
    unit: str
    kind: str

    def words(self) -> str:
        """Return the change for people: ``54.2 % then, 54.8 % now (late data)``."""
        return f"{numbers.amount(self.then, self.unit)} then, {numbers.amount(self.now, self.unit)} now ({self.kind})"


def selection_of_day(store: Store, day: date, selection: Selection) -> Selection:
    """Return a selection replayed: judged for ``day`` by everything that was known by the end of the day after it.

    Raises:
        StoreError: If nothing was known by then.
    """
    with store.reading() as connection:
        stored = configuration_in_force(connection)
        zone = zone_on(stored.configuration if stored else Configuration(), day)
        known_at = datetime.combine(day + 2 * _DAY, time(), zone) - timedelta(microseconds=1)
        if run_known_at(connection, known_at) == 0:
            raise StoreError(f"Nothing was known yet of {day}.", "Ask for a later day; the first refresh began it.")
    return replace(selection, now=morning_of(day + _DAY, zone.key), known_at=known_at)


def later_than(store: Store, then: Board, replayed: Selection) -> tuple[Later, ...]:
    """Return the figures of a replayed board that are others by what is known now, in its order."""
    now = load_board(store, replace(replayed, known_at=None, cycle=then.cycle.id))
    return tuple(_later(then, now))


def _later(then: Board, now: Board) -> Iterator[Later]:
    for objective in then.objectives:
        for card in objective.cards:
            other = now.card(card.key_result.ref)
            if other is None or _figure(card) == _figure(other):
                continue
            yield Later(card.key_result.ref, _figure(card), _figure(other), card.unit, _kind(card, other))


def _figure(card: KeyResultCard) -> float | None:
    return card.current.value if card.current else None


def _kind(then: KeyResultCard, now: KeyResultCard) -> str:
    versions = {card.current.definition_version for card in (then, now) if card.current}
    return RESTATED if len(versions) > 1 else LATE
