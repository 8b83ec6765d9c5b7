"""The desk of a review in the browser: what it is given, and what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from okr import numbers
from okr.model import Configuration
from okr.review.agenda import MINUTES
from okr.review.records import Blocker, BlockerState, Promise
from okr.review.review import Review
from okr.review.settling import blocked_words, next_words, promise_words, said_words
from pages.components.markup import plain
from pages.components.week.acts import Act, Answer, Table, answered, key_of
from pages.components.week.steps import DECISIONS, ITEM, Step
from tracking.reviewing.sheet import Sheet
from tracking.reviewing.writing import Hand
from tracking.web.access import Person

_DESK, _ANSWERS, _OUTBOX = "review-desk", "review-answers", "outbox"
_HERE = Path(__file__).parent
_MOST_ACTS = 100


@dataclass(frozen=True)
class Place:
    """What the desk shows: the review, the step, and whether anything can be written."""

    sheet: Sheet
    step: Step
    configuration: Configuration
    locked: bool


def serve(table: Table, person: Person | None, now: Any) -> bool:  # noqa: ANN401 - an aware datetime
    """Do what the desk has sent and nobody has answered yet; return whether something was done."""
    known: dict[str, Answer] = st.session_state.get(_ANSWERS, {})
    acts = {key_of(act): act for act in _outbox() if key_of(act)}
    fresh = [key for key in acts if key not in known]
    done = {key: answered(acts[key], table, Hand(person, now, key)) for key in fresh}
    st.session_state[_ANSWERS] = {key: answer for key, answer in {**known, **done}.items() if key in acts}
    return bool(fresh)


def _outbox() -> list[Act]:
    state = st.session_state.get(_DESK)
    found = state.get(_OUTBOX) if isinstance(state, Mapping) else None
    return [act for act in found if isinstance(act, Mapping)][:_MOST_ACTS] if isinstance(found, list) else []


def show(place: Place) -> None:
    """Draw the desk; where a step has nothing to write it takes no room, but still sends what is waiting."""
    data = {**_data(place), "answers": st.session_state.get(_ANSWERS, {})}
    _component("plumbline_desk", "desk.js", "desk.css")(key=_DESK, data=data, on_outbox_change=lambda: None)


def clock(review: Review) -> None:
    """Draw how long the review has been going on."""
    data = {"space": review.id, "minutes": MINUTES}
    _component("plumbline_clock", "clock.js", "clock.css")(key="review-clock", data=data)


@cache
def _component(name: str, script: str, style: str) -> Any:  # noqa: ANN401 - the framework's own kind
    js, css = ((_HERE / file).read_text(encoding="utf-8") for file in (script, style))
    return st.components.v2.component(name, js=js, css=css)


def _data(place: Place) -> dict[str, Any]:
    sheet, review, step = place.sheet, place.sheet.review, place.step
    ref = step.slide.ref if step.slide else ""
    is_item = step.kind == ITEM
    talked = {slide.ref for slide in review.items}
    blockers = [
        item for item in review.blockers if (item.key_result == ref if is_item else item.key_result not in talked)
    ]
    return {
        "space": review.id,
        "step": step.kind,
        "key": ref,
        "locked": place.locked,
        "today": sheet.today.isoformat(),
        "next_day": sheet.next_day.isoformat() if sheet.next_day else "",
        "team": review.team,
        "teams": [{"id": team.id, "title": team.title} for team in place.configuration.teams],
        "promises": [_promise(item, place) for item in review.promises if not is_item or item.key_result == ref],
        "blockers": [_blocker(item, place) for item in blockers if not is_item or item.key_result == ref],
        "given": [_given(item, place) for item in review.given if step.kind == DECISIONS or item.key_result == ref],
        "decisions": [{"id": item.id, "version": item.version, "what": item.what} for item in review.decisions],
        "subject": _subject(ref, review) if is_item else None,
    }


def _promise(item: Promise, place: Place) -> dict[str, Any]:
    said = said_words(item, place.sheet.review.day)
    is_settled = item.settled_in == place.sheet.review.day
    return {
        "id": item.id,
        "version": item.version,
        "what": item.what,
        "owner": _team(item.owner, place.configuration),
        "words": said if is_settled else promise_words(item, place.sheet.today),
        "said": said,
        "settled": is_settled,
    }


def _blocker(item: Blocker, place: Place) -> dict[str, Any]:
    return {
        "id": item.id,
        "version": item.version,
        "what": item.what,
        "owner": _team(item.owner, place.configuration),
        "words": blocked_words(item, place.sheet.today),
        "next": next_words(item, place.sheet.today),
        "gone": item.state is BlockerState.RESOLVED,
    }


def _given(item: Promise, place: Place) -> dict[str, str]:
    by = f"by {numbers.day_words(item.due, place.sheet.today)}"
    return {"what": item.what, "owner": _team(item.owner, place.configuration), "by": by}


def _subject(ref: str, review: Review) -> dict[str, Any]:
    said = review.records.check_in(review.day, ref)
    before = review.records.check_in_before(review.day, ref)
    return {
        "ref": ref,
        "version": said.version if said else 0,
        "confidence": said.confidence if said else None,
        "note": said.note if said else "",
        "was": before.confidence if before else None,
    }


def _team(name: str, configuration: Configuration) -> str:
    team = configuration.team(name)
    return plain(team.title if team else name)
