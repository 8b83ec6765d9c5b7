"""What people write down in a review: promises, blockers, check-ins and decisions.

Each is a value with a number that people can say ("P12"). A later version replaces an earlier one in what is shown;
both are kept. No person is named anywhere: a team promises, a team owns a blocker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

LONGEST_TEXT = 2_000
HIGHEST_CONFIDENCE = 10


class PromiseState(StrEnum):
    """How a promise stands. One that was not done and got a new date is open again."""

    OPEN = "open"
    DONE = "done"
    NOT_DONE = "not_done"
    DROPPED = "dropped"


class BlockerState(StrEnum):
    """Whether something is still in the way."""

    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Promise:
    """Something that a team said it would do.

    Attributes:
        id: Like ``P12``; empty before it is kept.
        cycle: Cycle in which it was given.
        team: The team in whose review it was given.
        what: As typed.
        owner: The team that does it.
        due: By when.
        since: Day on which it was given.
        review: Day of the review in which it was given.
        key_result: Reference of the key result that it is for; empty where it is for none.
        state: How it stands.
        ended: Day on which it was done, given up or dropped.
        carried: How often it was given a new date.
        settled_in: Day of the review in which something was last said of it; None before.
        version: Counted from 1; 0 before it is kept.
    """

    id: str
    cycle: str
    team: str
    what: str
    owner: str
    due: date
    since: date
    review: date
    key_result: str = ""
    state: PromiseState = PromiseState.OPEN
    ended: date | None = None
    carried: int = 0
    settled_in: date | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Blocker:
    """Something that is in the way.

    Attributes:
        id: Like ``B3``; empty before it is kept.
        cycle: Cycle in which it was raised.
        team: The team in whose way it is.
        what: As typed.
        owner: The team that can remove it.
        since: Day from which it has been in the way.
        review: Day of the review in which it was raised.
        next_step: What happens next; empty while nobody knows.
        next_on: When that happens.
        key_result: Reference of the key result that it blocks; empty where it blocks none in particular.
        state: Whether it is still in the way.
        ended: Day on which it was removed.
        settled_in: Day of the review in which something was last said of it.
        version: Counted from 1; 0 before it is kept.
    """

    id: str
    cycle: str
    team: str
    what: str
    owner: str
    since: date
    review: date
    next_step: str = ""
    next_on: date | None = None
    key_result: str = ""
    state: BlockerState = BlockerState.OPEN
    ended: date | None = None
    settled_in: date | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class CheckIn:
    """What a team says of a key result. It stands beside the computed status and never replaces it.

    Attributes:
        id: Day of the review and reference of the key result; one check-in for both.
        cycle: Id of the cycle.
        team: The team that says it.
        key_result: Reference of the key result.
        review: Day of the review that it belongs to.
        on: Day on which it was said.
        confidence: 0 to 10; None where nobody said.
        note: As typed.
        status: The computed status of that moment.
        version: Counted from 1; 0 before it is kept.
    """

    id: str
    cycle: str
    team: str
    key_result: str
    review: date
    on: date
    confidence: int | None = None
    note: str = ""
    status: str = ""
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Decision:
    """Something that a review decided.

    Attributes:
        id: Like ``D4``; empty before it is kept.
        cycle: Id of the cycle.
        team: The team.
        what: As typed.
        review: Day of the review.
        on: Day on which it was written down.
        key_result: Reference of the key result that it is about; empty where it is about none.
        withdrawn: Whether it was taken back within the same review.
        version: Counted from 1; 0 before it is kept.
    """

    id: str
    cycle: str
    team: str
    what: str
    review: date
    on: date
    key_result: str = ""
    withdrawn: bool = False
    version: int = field(default=0, compare=False)


Record: TypeAlias = Promise | Blocker | CheckIn | Decision


@dataclass(frozen=True)
class Records:
    """Everything that a team wrote down and that counts now, oldest first."""

    promises: tuple[Promise, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def promised_before(self, review: date) -> tuple[Promise, ...]:
        """Return what a review has to ask about: promises of earlier ones that are open, or were settled in it."""
        return tuple(
            item
            for item in self.promises
            if item.review < review and (item.settled_in == review or item.state is PromiseState.OPEN)
        )

    def promised_in(self, review: date) -> tuple[Promise, ...]:
        """Return the promises given in a review."""
        return tuple(item for item in self.promises if item.review == review)

    def blocking(self, review: date) -> tuple[Blocker, ...]:
        """Return what is in the way, and what a review removed."""
        return tuple(
            item
            for item in self.blockers
            if item.review <= review and (item.state is BlockerState.OPEN or item.settled_in == review)
        )

    def check_in(self, review: date, key_result: str) -> CheckIn | None:
        """Return what was said of a key result in a review."""
        found = (item for item in self.check_ins if item.review == review and item.key_result == key_result)
        return next(found, None)

    def check_in_before(self, review: date, key_result: str) -> CheckIn | None:
        """Return what was last said of a key result before a review."""
        found = [item for item in self.check_ins if item.review < review and item.key_result == key_result]
        return max(found, key=lambda item: item.review, default=None)

    def decided_in(self, review: date) -> tuple[Decision, ...]:
        """Return the decisions of a review that were not taken back."""
        return tuple(item for item in self.decisions if item.review == review and not item.withdrawn)

    def of_review(self, review: date) -> Records:
        """Return what a review shows of all this: enough to ask every question of it again."""
        said = [item for item in self.check_ins if item.review == review]
        earlier = sorted((item for item in self.check_ins if item.review < review), key=lambda item: item.review)
        newest = {item.key_result: item for item in earlier}
        return Records(
            promises=(*self.promised_before(review), *self.promised_in(review)),
            blockers=self.blocking(review),
            check_ins=(*newest.values(), *said),
            decisions=self.decided_in(review),
        )


def check_in_id(review: date, key_result: str) -> str:
    """Return the one name of what is said of a key result in a review."""
    return f"{review.isoformat()} {key_result}"
