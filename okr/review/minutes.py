"""The minutes of a review: what was decided and promised first, the numbers behind it after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from okr import numbers
from okr.review.records import Blocker, Promise
from okr.review.review import Review
from okr.review.settling import blocked_words, next_words, promise_words, said_words
from okr.review.slide import Slide, verdict_words
from okr.words import WORDS

Value: TypeAlias = str | int | float | date | None
COLUMNS = (
    "cycle", "team", "review", "section", "what", "owner", "due", "state", "key_result", "figure", "status",
    "confidence", "note",
)  # fmt: skip
"""Of the minutes as CSV, in order."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def markdown(review: Review) -> str:
    """Return the minutes as Markdown, without a sign in people's text that Markdown would act on."""
    lines = [f"# Review · {_safe(review.team_title)} · {numbers.day_words(review.day)} {review.day.year}", ""]
    lines += [_about(review), ""]
    for heading, found in _sections(review):
        lines += [f"## {heading}", "", *(found or ["Nothing."]), ""]
    if review.head:
        lines += [f"Head of the history when this was closed: {review.head}", ""]
    return "\n".join(lines)


def rows(review: Review) -> Iterator[Mapping[str, Value]]:
    """Yield the minutes as rows under :data:`COLUMNS`: decisions, promises, blockers, then what was talked about."""
    head: dict[str, Value] = {"cycle": review.cycle, "team": review.team, "review": review.day}
    for decision in review.decisions:
        yield {**head, "section": "decision", "what": decision.what, "key_result": decision.key_result}
    for promise in review.promises:
        state = said_words(promise, review.day)
        yield {**head, "section": "promised_before", **_promise_cells(promise), "state": state}
    for promise in review.given:
        yield {**head, "section": "promised", **_promise_cells(promise), "state": promise.state.value}
    for blocker in review.blockers:
        cells = {"what": blocker.what, "owner": blocker.owner, "due": blocker.next_on, "note": blocker.next_step}
        yield {
            **head, **cells, "section": "blocker", "state": blocker.state.value, "key_result": blocker.key_result
        }  # fmt: skip
    for slide in review.items:
        yield {**head, "section": "talked_about", **_slide_cells(slide), **_said_cells(review, slide)}
    for slide in review.others:
        yield {**head, "section": "others", **_slide_cells(slide), **_said_cells(review, slide)}


def digest(review: Review) -> str:
    """Return a few lines for a chat or a mail: decisions, promises, what is in the way, what stands badly."""
    title = f"{review.team_title}, review of {numbers.day_words(review.day)} ({review.cycle_title}, {_week(review)})"
    kept = sum(said_words(item, review.day) == "Done" for item in review.promises)
    lines = [title]
    if review.promises:
        lines.append(f"Promises: {kept} of {len(review.promises)} done")
    lines += [f"Decided: {one_line(item.what)}" for item in review.decisions]
    lines += [f"We will: {one_line(item.what)} ({item.owner}, {_by(item)})" for item in review.given]
    lines += [f"Blocked: {_blocker_line(item, review)}" for item in review.blockers if item.ended is None]
    lines += [f"{WORDS[slide.status]}: {one_line(slide.title)} {slide.figure}" for slide in review.items]
    lines.append(f"The other {len(review.others)} as usual" if review.others else "Nothing else")
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """Return text of people as one line."""
    return " ".join(text.split())


def _about(review: Review) -> str:
    data = f"data to {numbers.day_words(review.data_to, review.day)}" if review.data_to else "data of unknown age"
    held = f"held {numbers.day_words(review.held_on, review.day)}" if review.held_on else "not closed yet"
    return f"{_safe(review.cycle_title)}, {_week(review)} · {data} · {held}"


def _week(review: Review) -> str:
    return f"week {review.week} of {review.weeks}"


def _sections(review: Review) -> Iterator[tuple[str, list[str]]]:
    yield "Decisions", [f"* {_safe(item.what)}{_about_title(review, item.key_result)}" for item in review.decisions]
    yield "What we promised before", [_before_line(item, review) for item in review.promises]
    yield (
        "What we promise",
        [
            f"* {_safe(item.what)} · {item.owner} · {_by(item)}{_about_title(review, item.key_result)}"
            for item in review.given
        ],
    )
    yield "What is in the way", [f"* {_safe(_blocker_line(item, review))}" for item in review.blockers]
    yield "What we talked about", [line for slide in review.items for line in _talked(review, slide)]
    if review.others:
        yield (
            f"The other {len(review.others)}",
            [f"* {_safe(slide.title)}: {WORDS[slide.status]}, {slide.figure}" for slide in review.others],
        )


def _before_line(promise: Promise, review: Review) -> str:
    said = said_words(promise, review.day)
    standing = f" ({promise_words(promise, review.day)})" if said == "Not talked about" else ""
    return f"* {said}: {_safe(promise.what)} · {promise.owner}{standing}"


def _blocker_line(blocker: Blocker, review: Review) -> str:
    step = next_words(blocker, review.day)
    parts = (one_line(blocker.what), blocker.owner, blocked_words(blocker, review.day), one_line(step))
    return " · ".join(part for part in parts if part)


def _talked(review: Review, slide: Slide) -> Iterator[str]:
    figures = (slide.figure, slide.plan_words, slide.move_words, verdict_words(slide.verdict) if slide.verdict else "")
    yield f"* **{WORDS[slide.status]}** · {_safe(slide.title)}: {' · '.join(part for part in figures if part)}"
    said = review.records.check_in(review.day, slide.ref)
    if said is not None and said.confidence is not None:
        before = review.records.check_in_before(review.day, slide.ref)
        was = f" (was {before.confidence})" if before and before.confidence is not None else ""
        yield f"  Confidence {said.confidence} of 10{was}"
    if said is not None and said.note:
        yield f"  {_safe(said.note)}"


def _about_title(review: Review, ref: str) -> str:
    slide = review.slide(ref)
    return f" · {_safe(slide.title)}" if slide else ""


def _by(promise: Promise) -> str:
    return f"by {numbers.day_words(promise.due, promise.since)}"


def _promise_cells(promise: Promise) -> Mapping[str, Value]:
    return {
        "what": promise.what, "owner": promise.owner, "due": promise.due, "key_result": promise.key_result
    }  # fmt: skip


def _slide_cells(slide: Slide) -> Mapping[str, Value]:
    return {"what": slide.title, "key_result": slide.ref, "figure": slide.value, "status": slide.status.value}


def _said_cells(review: Review, slide: Slide) -> Mapping[str, Value]:
    said = review.records.check_in(review.day, slide.ref)
    return {"confidence": said.confidence, "note": said.note} if said else {}


def _safe(text: str) -> str:
    """Return text of people as one line in which Markdown finds nothing to do."""
    escaped = _SPECIAL.sub(r"\\\1", one_line(text))
    return _LINE_START.sub(r"\1\\\2", escaped)
