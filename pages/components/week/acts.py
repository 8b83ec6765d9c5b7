"""What people do at the desk of a review: each act becomes a record, and gets an answer that the browser waits for.

An act comes from a browser and may hold anything; what does not fit is answered like any other mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from okr.errors import PlumblineError, SettingsError
from okr.model import Configuration
from okr.review.records import Blocker, CheckIn, Decision, Promise, Record, check_in_id
from okr.review.settling import Moment, done, dropped, not_done, resolved, with_next_step
from tracking.reviewing.sheet import Sheet
from tracking.reviewing.writing import Hand, close_review, write
from tracking.store.connection import Store
from tracking.store.reviews import Outcome

Act: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = dict[str, Any]
_OTHER_FIRST = "Somebody else changed this a moment ago; it is shown as it stands now."
_LONGEST_KEY = 80
_LARGEST = 2**31


@dataclass(frozen=True)
class Table:
    """Where an act is done: the store, the configuration in force, and the review as it is shown."""

    store: Store
    configuration: Configuration
    sheet: Sheet

    @property
    def moment(self) -> Moment:
        """When something is said at this table."""
        return Moment(self.sheet.today, self.sheet.review.day)


def answered(act: Act, table: Table, hand: Hand) -> Answer:
    """Do one act and return the answer for the browser; it never raises for what a browser may send.

    ``ok`` is whether it is kept; ``problem`` says why not; ``theirs`` is the check-in of somebody who was first.
    """
    try:
        if act.get("do") == "look":
            return {"ok": True}
        if act.get("do") == "close":
            close_review(table.store, table.configuration, table.sheet.review, hand)
            return {"ok": True, "closed": True}
        make = _MAKERS.get(str(act.get("do")))
        if make is None or table.sheet.is_closed:
            return {"ok": False, "problem": "The review is closed; it stays as it was."}
        return _kept(make(act, table), table, hand)
    except PlumblineError as fault:
        return {"ok": False, "problem": str(fault)}


def key_of(act: object) -> str:
    """Return the name by which an act is answered; empty where it has none that could be one."""
    found = act.get("id") if isinstance(act, Mapping) else None
    return found if isinstance(found, str) and 0 < len(found) <= _LONGEST_KEY else ""


def _kept(record: Record, table: Table, hand: Hand) -> Answer:
    kept = write(table.store, table.configuration, record, hand)
    if kept.outcome is not Outcome.OTHER_FIRST:
        return {"ok": True, "version": kept.record.version}
    if isinstance(kept.record, CheckIn):
        theirs = {"confidence": kept.record.confidence, "note": kept.record.note, "version": kept.record.version}
        return {"ok": False, "theirs": theirs}
    return {"ok": False, "problem": _OTHER_FIRST}


def _check_in(act: Act, table: Table) -> Record:
    ref, moment, cycle = _text(act, "ref"), table.moment, table.sheet.cycle
    slide = table.sheet.review.slide(ref)
    return CheckIn(
        id=check_in_id(moment.review, ref),
        cycle=cycle.id,
        team=table.sheet.review.team,
        key_result=ref,
        review=moment.review,
        on=moment.on,
        confidence=_whole(act, "confidence") if act.get("confidence") is not None else None,
        note=_text(act, "note"),
        status=slide.status.value if slide else "",
        version=_whole(act, "version"),
    )


def _give(act: Act, table: Table) -> Record:
    moment, review = table.moment, table.sheet.review
    due = _day(act, "due")
    if due is None:
        raise SettingsError("By when? A promise without a day is a wish.", "Choose a date.")
    place = (review.cycle, review.team)
    return Promise(
        "", *place, _text(act, "what"), _text(act, "owner"), due, moment.on, moment.review, _text(act, "ref")
    )


def _settle(act: Act, table: Table) -> Record:
    promises = {item.id: item for item in (*table.sheet.review.promises, *table.sheet.review.given)}
    found, how = promises.get(_text(act, "name")), _text(act, "how")
    if found is None:
        raise SettingsError("This promise is not part of the review.", "Look at the page again.")
    made = replace(found, version=_whole(act, "version"))
    if how == "not_done":
        return not_done(made, table.moment, _day(act, "due"))
    return done(made, table.moment) if how == "done" else dropped(made, table.moment)


def _raise(act: Act, table: Table) -> Record:
    moment, review = table.moment, table.sheet.review
    return Blocker(
        "",
        review.cycle,
        review.team,
        _text(act, "what"),
        _text(act, "owner"),
        moment.on,
        moment.review,
        _text(act, "step"),
        _day(act, "on"),
        _text(act, "ref"),
    )


def _step(act: Act, table: Table) -> Record:
    step = _text(act, "step")
    if not step.strip():
        raise SettingsError("What happens next?", "Say it in a few words.")
    return with_next_step(_blocker(act, table), table.moment, step, _day(act, "on"))


def _gone(act: Act, table: Table) -> Record:
    return resolved(_blocker(act, table), table.moment)


def _blocker(act: Act, table: Table) -> Blocker:
    found = next((item for item in table.sheet.review.blockers if item.id == _text(act, "name")), None)
    if found is None:
        raise SettingsError("This blocker is not part of the review.", "Look at the page again.")
    return replace(found, version=_whole(act, "version"))


def _decide(act: Act, table: Table) -> Record:
    review = table.sheet.review
    return Decision("", review.cycle, review.team, _text(act, "what"), review.day, table.sheet.today)


def _withdraw(act: Act, table: Table) -> Record:
    found = next((item for item in table.sheet.review.decisions if item.id == _text(act, "name")), None)
    if found is None:
        raise SettingsError("This decision is not part of the review.", "Look at the page again.")
    return replace(found, withdrawn=True, version=_whole(act, "version"))


def _text(act: Act, name: str) -> str:
    found = act.get(name)
    return found if isinstance(found, str) else ""


def _whole(act: Act, name: str) -> int:
    found = act.get(name)
    if (
        isinstance(found, bool)
        or not isinstance(found, int | float)
        or not abs(found) < _LARGEST
        or found != int(found)
    ):
        raise SettingsError(f"The {name} is no whole number.", "Load the page anew.")
    return int(found)


def _day(act: Act, name: str) -> date | None:
    text = _text(act, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"“{text[:40]}” is no date.", "Choose one like 2026-11-20.") from None


_MAKERS: Mapping[str, Callable[[Act, Table], Record]] = {
    "check_in": _check_in,
    "give": _give,
    "settle": _settle,
    "raise": _raise,
    "step": _step,
    "gone": _gone,
    "decide": _decide,
    "withdraw": _withdraw,
}
