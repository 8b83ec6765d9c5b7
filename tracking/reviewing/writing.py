"""Writing down what is said in a review: who may, what is accepted, and what happens when two write at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from okr.errors import SettingsError
from okr.issues import near_miss
from okr.model import Configuration, Team
from okr.review.records import (
    HIGHEST_CONFIDENCE,
    LONGEST_TEXT,
    Blocker,
    CheckIn,
    Decision,
    Promise,
    PromiseState,
    Record,
)
from okr.review.review import Review
from tracking.clock import local_today
from tracking.reviewing.sheet import known_team
from tracking.store.chain import newest_link
from tracking.store.connection import Store
from tracking.store.reviews import (
    Change,
    Kept,
    Outcome,
    is_closed,
    keep_record,
    keep_review,
    kind_of,
    records_of,
    review_on,
    standing_against,
)
from tracking.store.runs import Run, begin
from tracking.web.access import LOCAL, Person

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hand:
    """Whose hand writes, when, and the key under which saving twice is saving once."""

    person: Person | None
    now: datetime
    key: str


def write(store: Store, configuration: Configuration, record: Record, hand: Hand) -> Kept:
    """Keep a record, and return what stands: it, or what another hand had written before.

    Args:
        store: The history store.
        configuration: In force; says which teams and key results there are, and who may record.
        record: As it should be; ``version`` is the one it was made from.
        hand: Who writes, and when.

    Raises:
        SettingsError: If the person may not, the text, day or number cannot be accepted, or the review is closed.
        StoreError: If the store cannot be written.
    """
    refuse_stranger(hand.person, known_team(configuration, record.team))
    clean = checked(record, configuration, local_today(configuration, hand.now))
    change = Change(clean, hand.key)
    with store.writing() as connection:
        stands = standing_against(connection, change)
        if stands is not None:
            return stands
        _refuse_closed(connection, clean)
        return Kept(keep_record(connection, _run(connection, configuration, hand.now), change), Outcome.KEPT)


@dataclass(frozen=True)
class Closing:
    """A closed review; ``is_new`` is False where another hand had closed it before."""

    review: Review
    is_new: bool


def close_review(store: Store, configuration: Configuration, review: Review, hand: Hand) -> Closing:
    """Freeze a review as it was seen, with what was written down up to now; nothing of it changes afterwards.

    Raises:
        SettingsError: If the person may not.
        StoreError: If the store cannot be written.
    """
    refuse_stranger(hand.person, known_team(configuration, review.team))
    with store.writing() as connection:
        before = review_on(connection, review.id)
        if before is not None:
            return Closing(before, is_new=False)
        closed = replace(
            review,
            records=records_of(connection, review.team).of_review(review.day),
            closed_at=hand.now,
            held_on=local_today(configuration, hand.now),
            head=str(newest_link(connection) or ""),
        )
        keep_review(connection, _run(connection, configuration, hand.now), closed, hand.key)
    return Closing(closed, is_new=True)


def refuse_stranger(person: Person | None, team: Team) -> None:
    """Let those through who may record for a team.

    Raises:
        SettingsError: For all others.
    """
    if person is None or not person.may_edit:
        raise SettingsError("You may look, not record.", "PLUMBLINE_EDITORS names those who may.")
    names = {name.lower() for name in team.may_edit}
    if names and person.name != LOCAL and person.name.lower() not in names:
        raise SettingsError(f"You may not record for {team.title}.", "The team's may_edit names those who may.")


def fit_text(text: str) -> str:
    """Return text of people as it can be kept: without blanks around it, and without halves of letters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()


def _run(connection: Connection, configuration: Configuration, now: datetime) -> int:
    return begin(connection, Run("record", now, now, local_today(configuration, now) - _DAY))


def checked(record: Record, configuration: Configuration, today: date) -> Record:
    """Return a record as it can be kept.

    Raises:
        SettingsError: If its text, day or number cannot be accepted, or it names what there is not.
    """
    clean = _cleaned(record)
    _check(clean, configuration, today)
    return clean


def _cleaned(record: Record) -> Record:
    if isinstance(record, CheckIn):
        return replace(record, note=fit_text(record.note))
    if isinstance(record, Blocker):
        return replace(record, what=fit_text(record.what), next_step=fit_text(record.next_step))
    return replace(record, what=fit_text(record.what))


def _check(record: Record, configuration: Configuration, today: date) -> None:
    texts = [record.note] if isinstance(record, CheckIn) else [record.what]
    texts += [record.next_step] if isinstance(record, Blocker) else []
    if (longest := max(map(len, texts))) > LONGEST_TEXT:
        raise SettingsError(f"The text has {longest} characters.", f"Keep it within {LONGEST_TEXT}.")
    if not isinstance(record, CheckIn) and not record.what:
        raise SettingsError(f"The {kind_of(record)} has no words.", "Say in a sentence what it is.")
    if record.key_result:
        _check_key_result(record, configuration)
    if isinstance(record, Promise | Blocker):
        known_team(configuration, record.owner)
    if isinstance(record, CheckIn):
        _check_confidence(record)
    elif not isinstance(record, Decision):
        _check_day(record, today)


def _check_key_result(record: Record, configuration: Configuration) -> None:
    objectives = configuration.objectives_of(record.cycle)
    known = [item.ref for one in objectives if one.team == record.team for item in one.key_results]
    # What was promised for a key result outlives it; only something new needs one that is there.
    if record.version == 0 and record.key_result not in known:
        raise SettingsError(
            f'{record.team} has no key result "{record.key_result}" in {record.cycle}.',
            near_miss(record.key_result, known),
        )


def _check_confidence(record: CheckIn) -> None:
    if record.confidence is not None and not 0 <= record.confidence <= HIGHEST_CONFIDENCE:
        raise SettingsError(
            f"A confidence of {record.confidence} cannot be.", f"Say a whole number from 0 to {HIGHEST_CONFIDENCE}."
        )


def _check_day(record: Promise | Blocker, today: date) -> None:
    if isinstance(record, Promise) and record.state is PromiseState.OPEN and record.due < record.since:
        raise SettingsError(f"{record.due} is past.", "Say a day that is still to come.")
    if isinstance(record, Promise) and record.carried and record.state is PromiseState.OPEN and record.due < today:
        raise SettingsError(f"{record.due} is past.", "Say a day that is still to come.")
    if isinstance(record, Blocker) and record.since > today:
        raise SettingsError(f"{record.since} is still to come.", "Say since when it has been in the way.")


def _refuse_closed(connection: Connection, record: Record) -> None:
    settled = record.settled_in if isinstance(record, Promise | Blocker) else None
    day = settled or record.review
    if is_closed(connection, record.team, day):
        raise SettingsError(f"The review of {day} is closed and stays as it was.", "Write it down in the next one.")
