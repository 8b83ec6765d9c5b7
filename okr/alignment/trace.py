"""Roadmap and key results, both ways: what each item advances, what each key result has, and the orphans of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from okr.alignment.effects import Effect, Verdict, effect_of
from okr.model import Cycle, KeyResultKind
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.scorecard import Board, KeyResultCard

_DROPPED = "dropped"
_OVER = frozenset({"shipped", _DROPPED})


@dataclass(frozen=True)
class Traced:
    """An item with what came of each of its links."""

    item: RoadmapItem
    effects: tuple[Effect, ...] = ()

    @property
    def is_orphan(self) -> bool:
        """Whether it says of no key result that it advances it."""
        return not self.item.advances and not self.item.left_out

    @property
    def is_flat(self) -> bool:
        """Whether it shipped, is seen in full, and a number that it was meant to move itself stands where it stood."""
        return any(effect.is_direct and effect.verdict in {Verdict.FLAT, Verdict.AGAINST} for effect in self.effects)


@dataclass(frozen=True)
class Aim:
    """A key result with the work for it.

    Attributes:
        card: The key result.
        work: Items with their links to it, by the day they ship.
        needed: From the baseline to the target, in the metric's unit; None where that is not known.
        hoped: What the direct items are hoped to move together; None where no item says it in figures.
    """

    card: KeyResultCard
    work: tuple[tuple[RoadmapItem, RoadmapLink], ...]
    needed: float | None
    hoped: float | None

    @property
    def is_orphan(self) -> bool:
        """Whether it has a move to make and no work that is meant to make it."""
        return not self.work and self.card.key_result.kind in {KeyResultKind.REACH, KeyResultKind.DELIVER}


@dataclass(frozen=True)
class Trace:
    """A roadmap beside a board.

    Attributes:
        items: By the day they ship, those without one last.
        aims: In the order of the board.
    """

    items: tuple[Traced, ...]
    aims: tuple[Aim, ...]

    @property
    def orphan_items(self) -> tuple[Traced, ...]:
        """Items that serve no key result."""
        return tuple(item for item in self.items if item.is_orphan)

    @property
    def orphan_aims(self) -> tuple[Aim, ...]:
        """Key results that no work serves."""
        return tuple(aim for aim in self.aims if aim.is_orphan)

    @property
    def flat_items(self) -> tuple[Traced, ...]:
        """Items that shipped and moved nothing, or the wrong way."""
        return tuple(item for item in self.items if item.is_flat)


def trace(board: Board, roadmap: Iterable[RoadmapItem], team: str | None = None) -> Trace:
    """Return the roadmap beside a board.

    Args:
        board: The cycle; its key results may be those of one team.
        roadmap: All items; those that concern neither the board's key results nor its time are left out, and so are
            those that were dropped.
        team: The team that is looked at; None: all.
    """
    cards = {card.key_result.ref: card for objective in board.objectives for card in objective.cards}
    concerning = [item for item in roadmap if item.state != _DROPPED and _concerns(item, cards, board.cycle, team)]
    items = sorted(concerning, key=_by_day)
    traced = tuple(Traced(item, _effects(item, cards, board.as_of)) for item in items)
    return Trace(traced, tuple(_aim(card, traced) for card in cards.values()))


def _effects(item: RoadmapItem, cards: dict[str, KeyResultCard], as_of: date) -> tuple[Effect, ...]:
    return tuple(effect_of(item, link, cards.get(link.key_result), as_of) for link in item.advances)


def _concerns(item: RoadmapItem, cards: dict[str, KeyResultCard], cycle: Cycle, team: str | None) -> bool:
    if any(link.key_result in cards for link in item.advances):
        return True
    return (team is None or item.team == team) and _is_in(item, cycle)


def _is_in(item: RoadmapItem, cycle: Cycle) -> bool:
    """Return whether some of the work lies in a cycle; work without dates does as long as it is not over."""
    first, last = item.starts or item.ships, item.ships or item.starts
    if first is None or last is None:
        return item.state not in _OVER
    return first < cycle.end and last >= cycle.start


def _aim(card: KeyResultCard, items: Sequence[Traced]) -> Aim:
    pairs = [(one.item, effect) for one in items for effect in one.effects if effect.card is card]
    hoped = [effect.hoped for _, effect in pairs if effect.is_direct and effect.hoped is not None]
    is_known = card.baseline is not None and card.target is not None
    needed = card.target - card.baseline if is_known and card.target is not None and card.baseline is not None else None
    return Aim(card, tuple((item, effect.link) for item, effect in pairs), needed, sum(hoped) if hoped else None)


def _by_day(item: RoadmapItem) -> tuple[date, str]:
    return item.ships or date.max, item.title
