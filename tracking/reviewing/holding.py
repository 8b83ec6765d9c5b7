"""A whole review in one call: what was settled, promised, said and decided at a moment, and closed there.

The demo's year of reviews is made with it, and so can be reviews that were held elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from okr.errors import SettingsError
from okr.review.cadence import newest_due
from okr.review.records import Blocker, CheckIn, Decision, Promise, Record, Records, check_in_id
from okr.review.review import Review, review_id
from okr.review.settling import Moment, done, dropped, not_done, resolved, with_next_step
from tracking.boards.board import Selection, load_view
from tracking.reviewing.sheet import Asked, Sheet, local_day, sheet_of
from tracking.reviewing.writing import Closing, Hand, close_review, write
from tracking.store.connection import Store
from tracking.store.reviews import records_of, review_on
from tracking.store.runs import run_known_at
from tracking.web.access import LOCAL, Person

DONE, NOT_DONE, DROPPED = "done", "not_done", "dropped"
HERE = Person(LOCAL, may_edit=True)


@dataclass(frozen=True)
class Settled:
    """What is said of an earlier promise, found by its words.

    It is :data:`DONE`, :data:`DROPPED` or :data:`NOT_DONE`; then ``due`` is the new date, None where it is given up.
    """

    what: str
    how: str
    due: date | None = None


@dataclass(frozen=True)
class Given:
    """A new promise: what, which team does it, by when, and for which key result (its reference)."""

    what: str
    owner: str
    due: date
    key_result: str = ""


@dataclass(frozen=True)
class Raised:
    """A blocker: new, or known by its words with another next step; ``removed`` where it is out of the way."""

    what: str
    owner: str = ""
    key_result: str = ""
    since: date | None = None
    next_step: str = ""
    next_on: date | None = None
    removed: bool = False


@dataclass(frozen=True)
class Said:
    """A check-in: of which key result, how confident from 0 to 10, and what was said."""

    key_result: str
    confidence: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Held:
    """What happened in one review of a team."""

    team: str
    settled: tuple[Settled, ...] = ()
    blockers: tuple[Raised, ...] = ()
    said: tuple[Said, ...] = ()
    given: tuple[Given, ...] = ()
    decided: tuple[str, ...] = ()
    cycle: str | None = None


def hold_review(store: Store, held: Held, now: datetime) -> Closing:
    """Record a review as it happened at a moment and close it; one that is closed already stays as it is.

    The review is the one that was open at ``now`` (the newest one due). What the screens showed then comes from what
    was known then; where nothing was recorded yet at that time, from what is known of that day now.

    Args:
        store: The history; it must know a refresh.
        held: What happened.
        now: The moment; call in the order of time.

    Raises:
        SettingsError: If a team, key result or promise is not known, or the cycle had no more review.
        StoreError: If the store cannot be read or written.
    """
    with store.reading() as connection:
        known_at = now if run_known_at(connection, now) else None
    view = load_view(store, Selection(now, held.cycle, held.team, known_at))
    configuration = view.known.lens.configuration
    day = newest_due(view.board.cycle, local_day(view.board.cycle, now))
    sheet = sheet_of(store, configuration, view.board, Asked(held.team, now))
    if day is None or sheet is None:
        raise SettingsError(f"No review of {view.board.cycle.id} was due yet.", "Name a later moment.")
    if sheet.review.day != day:
        return Closing(_closed(store, review_id(view.board.cycle.id, held.team, day)), is_new=False)
    with store.reading() as connection:
        records = records_of(connection, held.team)
    moment = Moment(sheet.today, sheet.review.day)
    for place, record in enumerate(records_held(held, records, sheet, moment)):
        write(store, configuration, record, Hand(HERE, now, f"{sheet.review.id}/{place}"))
    again = sheet_of(store, configuration, view.board, Asked(held.team, now, sheet.review.day)) or sheet
    return close_review(store, configuration, again.review, Hand(HERE, now, f"{sheet.review.id}/closed"))


def _closed(store: Store, name: str) -> Review:
    with store.reading() as connection:
        found = review_on(connection, name)
    if found is None:
        raise SettingsError(f"{name} was not closed.", "Hold the reviews in the order of time.")
    return found


def records_held(held: Held, records: Records, sheet: Sheet, moment: Moment) -> list[Record]:
    """Return what a review writes down, in the order in which it was said.

    Raises:
        SettingsError: If it settles a promise that is not open.
    """
    made: list[Record] = [_settled(item, records, moment) for item in held.settled]
    made += [_blocker(item, held.team, records, sheet, moment) for item in held.blockers]
    made += [_check_in(item, held.team, records, sheet, moment) for item in held.said]
    for item in held.given:
        made.append(
            Promise(
                "",
                sheet.cycle.id,
                held.team,
                item.what,
                item.owner,
                item.due,
                moment.on,
                moment.review,
                item.key_result,
            )
        )
    made += [Decision("", sheet.cycle.id, held.team, what, moment.review, moment.on) for what in held.decided]
    return made


def _settled(item: Settled, records: Records, moment: Moment) -> Promise:
    found = next((promise for promise in records.promises if promise.what == item.what and promise.ended is None), None)
    if found is None:
        raise SettingsError(f'No open promise says "{item.what}".', "Write it as it was given.")
    if item.how == NOT_DONE:
        return not_done(found, moment, item.due)
    return {DONE: done, DROPPED: dropped}[item.how](found, moment)


def _blocker(item: Raised, team: str, records: Records, sheet: Sheet, moment: Moment) -> Blocker:
    found = next((one for one in records.blockers if one.what == item.what and one.ended is None), None)
    if found is None:
        since = item.since or moment.on
        found = Blocker("", sheet.cycle.id, team, item.what, item.owner, since, moment.review)
        return replace(found, next_step=item.next_step, next_on=item.next_on, key_result=item.key_result)
    return resolved(found, moment) if item.removed else with_next_step(found, moment, item.next_step, item.next_on)


def _check_in(item: Said, team: str, records: Records, sheet: Sheet, moment: Moment) -> CheckIn:
    slide = sheet.review.slide(item.key_result)
    before = records.check_in(moment.review, item.key_result)
    return CheckIn(
        check_in_id(moment.review, item.key_result),
        sheet.cycle.id,
        team,
        item.key_result,
        moment.review,
        moment.on,
        item.confidence,
        item.note,
        slide.status.value if slide else "",
        before.version if before else 0,
    )
