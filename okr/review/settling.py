"""How a promise or a blocker moves on: done, a new date, dropped; a next step, removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from okr import numbers
from okr.review.records import Blocker, BlockerState, Promise, PromiseState


@dataclass(frozen=True)
class Moment:
    """When something is said: the day, and the day of the review that it is said in."""

    on: date
    review: date


def done(promise: Promise, at: Moment) -> Promise:
    """Return a promise that was kept."""
    return _ended(promise, PromiseState.DONE, at)


def dropped(promise: Promise, at: Moment) -> Promise:
    """Return a promise that nobody wants any more."""
    return _ended(promise, PromiseState.DROPPED, at)


def not_done(promise: Promise, at: Moment, due: date | None = None) -> Promise:
    """Return a promise that was not kept: open again with a new date, or ended without one."""
    if due is None:
        return _ended(promise, PromiseState.NOT_DONE, at)
    # A second new date within one review corrects the first; the promise was carried over once.
    is_corrected = promise.settled_in == at.review and promise.state is PromiseState.OPEN and promise.carried > 0
    carried = promise.carried + (0 if is_corrected else 1)
    return replace(promise, state=PromiseState.OPEN, ended=None, due=due, carried=carried, settled_in=at.review)


def resolved(blocker: Blocker, at: Moment) -> Blocker:
    """Return a blocker that is out of the way."""
    return replace(blocker, state=BlockerState.RESOLVED, ended=at.on, settled_in=at.review)


def with_next_step(blocker: Blocker, at: Moment, step: str, on: date | None) -> Blocker:
    """Return a blocker with what happens next; one that was out of the way is back."""
    return replace(blocker, state=BlockerState.OPEN, ended=None, next_step=step, next_on=on, settled_in=at.review)


def _ended(promise: Promise, state: PromiseState, at: Moment) -> Promise:
    return replace(promise, state=state, ended=at.on, settled_in=at.review)


def promise_words(promise: Promise, today: date) -> str:
    """Return how a promise stands: ``by Wed 25 Nov``, ``due 3 days ago``, ``done Mon 23 Nov``."""
    if promise.state is PromiseState.OPEN:
        again = f", carried over {_times(promise.carried)}" if promise.carried else ""
        return f"{_due_words(promise.due, today)}{again}"
    word = {PromiseState.DONE: "done", PromiseState.NOT_DONE: "not done", PromiseState.DROPPED: "dropped"}
    when = f" {numbers.day_words(promise.ended, today)}" if promise.ended else ""
    return f"{word[promise.state]}{when}"


def said_words(promise: Promise, review: date) -> str:
    """Return what a review said of a promise: ``Done``, ``Not done, new date Wed 2 Dec``, ``Dropped``; else open."""
    if promise.settled_in != review:
        return "Not talked about"
    if promise.state is PromiseState.OPEN:
        return f"Not done, new date {numbers.day_words(promise.due, review)}"
    return {PromiseState.DONE: "Done", PromiseState.NOT_DONE: "Not done", PromiseState.DROPPED: "Dropped"}[
        promise.state
    ]


def blocked_words(blocker: Blocker, today: date) -> str:
    """Return for how long something has been in the way: ``blocked 9 days``, ``removed Mon 23 Nov``."""
    if blocker.state is BlockerState.RESOLVED:
        return f"removed {numbers.day_words(blocker.ended, today)}" if blocker.ended else "removed"
    return f"blocked {days_words(blocked_days(blocker, today))}"


def blocked_days(blocker: Blocker, today: date) -> int:
    """Return for how many days something has been in the way; 0 once it is not."""
    return max(0, (today - blocker.since).days) if blocker.state is BlockerState.OPEN else 0


def next_words(blocker: Blocker, today: date) -> str:
    """Return what happens next, ``ask for a higher quota, Tue 24 Nov``; empty where nothing is known."""
    when = numbers.day_words(blocker.next_on, today) if blocker.next_on else ""
    return ", ".join(word for word in (blocker.next_step, when) if word)


def days_words(days: int) -> str:
    """Return ``today``, ``1 day``, ``9 days``."""
    if days == 0:
        return "since today"
    return "1 day" if days == 1 else f"{days} days"


def _due_words(due: date, today: date) -> str:
    late = (today - due).days
    if late <= 0:
        return f"by {numbers.day_words(due, today)}"
    return "due yesterday" if late == 1 else f"due {late} days ago"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
