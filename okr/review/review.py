"""A review as a value: while it is open, and as it was closed, with everything that is needed to show it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from okr.model import Cycle
from okr.review.agenda import MINUTES, Reason, Standing, agenda, standing_of
from okr.review.records import Blocker, Decision, Promise, Records
from okr.review.settling import blocked_days
from okr.review.slide import Slide, slide_of, with_lines
from okr.roadmap import RoadmapItem
from okr.scorecard import Board, KeyResultCard
from okr.words import JUDGED


@dataclass(frozen=True)
class Review:
    """One review of one team.

    Attributes:
        team: Its id.
        team_title: What people call it.
        cycle: Id of the cycle.
        cycle_title: What people call it.
        day: The review day that it belongs to.
        week: Week of the cycle, from 1.
        weeks: How many weeks the cycle has.
        as_of: The last whole day that counts.
        data_to: The day up to which all data are complete; None where that is not known.
        items: What is talked about, worst first.
        others: The other key results.
        unjudged: How many of all cannot be judged.
        records: What was written down and is shown: promises, blockers, decisions, check-ins with those just before.
        before: Day of the team's last review; None for the first.
        minutes: How long it is built for.
        closed_at: When it was closed; None while it is open.
        held_on: The local day of that.
        head: Head of the history's chain when it was closed.
    """

    team: str
    team_title: str
    cycle: str
    cycle_title: str
    day: date
    week: int
    weeks: int
    as_of: date
    data_to: date | None
    items: tuple[Slide, ...]
    others: tuple[Slide, ...]
    unjudged: int
    records: Records = field(default_factory=Records)
    before: date | None = None
    minutes: int = MINUTES
    closed_at: datetime | None = None
    held_on: date | None = None
    head: str = ""

    @property
    def id(self) -> str:
        """Its one name: cycle, team and day."""
        return review_id(self.cycle, self.team, self.day)

    @property
    def promises(self) -> tuple[Promise, ...]:
        """What was promised before and has to be asked about."""
        return self.records.promised_before(self.day)

    @property
    def given(self) -> tuple[Promise, ...]:
        """What is promised in this review."""
        return self.records.promised_in(self.day)

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """What is in the way, and what this review removed."""
        return self.records.blocking(self.day)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What this review decided."""
        return self.records.decided_in(self.day)

    def slide(self, ref: str) -> Slide | None:
        """Return how a key result is shown."""
        return next((slide for slide in (*self.items, *self.others) if slide.ref == ref), None)

    def blocking(self, ref: str) -> tuple[Blocker, ...]:
        """Return what is in the way of a key result; of none in particular for an empty reference."""
        return tuple(item for item in self.blockers if item.key_result == ref)


def review_id(cycle: str, team: str, day: date) -> str:
    """Return the one name of a review."""
    return f"{cycle}/{team}/{day.isoformat()}"


@dataclass(frozen=True)
class Setting:
    """What surrounds a review: whose it is, for which day, and how the one before showed things."""

    team: str
    team_title: str
    day: date
    today: date
    data_to: date | None
    before: Review | None = None


def review_of(board: Board, records: Records, setting: Setting, roadmap: Sequence[RoadmapItem] = ()) -> Review:
    """Return a team's review as it stands: the computed agenda with what people wrote down.

    Args:
        board: The team's objectives as judged.
        records: What the team wrote down.
        setting: Whose review it is, and what the last one showed.
        roadmap: For the ships on the charts.
    """
    cards = {card.key_result.ref: card for objective in board.objectives for card in objective.cards}
    found = agenda([_standing(card, records, setting) for card in cards.values()])
    items = [_slide(cards[item.ref], setting, board, item.reason) for item in found.items]
    return Review(
        team=setting.team,
        team_title=setting.team_title,
        cycle=board.cycle.id,
        cycle_title=board.cycle.title or board.cycle.id,
        day=setting.day,
        week=week_of(board.cycle, setting.day, board.weeks),
        weeks=board.weeks,
        as_of=board.as_of,
        data_to=setting.data_to,
        items=tuple(with_lines(slide, cards[slide.ref], board.cycle, _ships(roadmap, slide.ref)) for slide in items),
        others=tuple(_slide(cards[ref], setting, board, None) for ref in found.others),
        unjudged=sum(card.status not in JUDGED for card in cards.values()),
        before=setting.before.day if setting.before else None,
        records=records.of_review(setting.day),
    )


def week_of(cycle: Cycle, day: date, weeks: int) -> int:
    """Return the week of a cycle that a day lies in, from 1."""
    return min(weeks, max(1, (day - cycle.start).days // 7 + 1))


def _standing(card: KeyResultCard, records: Records, setting: Setting) -> Standing:
    ref = card.key_result.ref
    shown = setting.before.slide(ref) if setting.before else None
    blocking = [item for item in records.blocking(setting.day) if item.key_result == ref]
    return standing_of(card, shown.status if shown else None, [blocked_days(item, setting.today) for item in blocking])


def _slide(card: KeyResultCard, setting: Setting, board: Board, reason: Reason | None) -> Slide:
    before = setting.before.slide(card.key_result.ref) if setting.before else None
    return slide_of(card, reason, before, board.as_of)


def _ships(roadmap: Sequence[RoadmapItem], ref: str) -> list[RoadmapItem]:
    return [item for item in roadmap if any(link.key_result == ref for link in item.advances)]
