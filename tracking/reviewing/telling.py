"""A review in plain lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from okr import numbers
from okr.review.minutes import one_line
from okr.review.records import Promise
from okr.review.review import Review
from okr.review.settling import blocked_words, next_words, promise_words, said_words
from okr.review.slide import Slide, verdict_words
from okr.words import WORDS, shape
from tracking.reviewing.sheet import Sheet


def lines(sheet: Sheet) -> Iterator[str]:
    """Yield a review in its four steps: promises, what needs talking about, the others, decisions."""
    review = sheet.review
    yield from _head(sheet)
    yield f"\n1  What we promised ({len(review.promises)})"
    yield from (f"     {_promise(item, sheet)}" for item in review.promises)
    yield from (f"     {line}" for line in _blocked(sheet, ""))
    yield f"\n2  What needs talking about ({len(review.items)})"
    for slide in review.items:
        yield from (f"     {line}" for line in _item(slide, sheet))
    yield f"\n3  The other {len(review.others)}"
    silent = dict(sheet.silent)
    for slide in review.others:
        said = f"  ({silent[slide.ref]})" if slide.ref in silent else ""
        yield f"     {shape(slide.status)} {WORDS[slide.status]}: {one_line(slide.title)} {slide.figure}{said}"
    yield f"\n4  Decisions ({len(review.decisions)})"
    yield from (f"     {item.id}  {one_line(item.what)}" for item in review.decisions)
    yield from (f"     {item.id}  we will: {_given(item, review)}" for item in review.given)


def _head(sheet: Sheet) -> Iterator[str]:
    review = sheet.review
    when = f"week {review.week} of {review.weeks}"
    data = f"data to {numbers.day_words(review.data_to, sheet.today)}" if review.data_to else "data of unknown age"
    yield f"Review of {review.team_title}, {numbers.day_words(review.day, sheet.today)}, {when}, {data}"
    if review.held_on is not None:
        yield f"Closed on {numbers.day_words(review.held_on, sheet.today)}; nothing of it changes any more."
    elif sheet.overdue:
        yield f"{sheet.overdue[:1].upper()}{sheet.overdue[1:]}."
    else:
        yield f"{sheet.last[:1].upper()}{sheet.last[1:]}."


def _promise(item: Promise, sheet: Sheet) -> str:
    said = said_words(item, sheet.review.day)
    standing = promise_words(item, sheet.today) if said == "Not talked about" else said.lower()
    return f"{item.id}  {one_line(item.what)} · {item.owner} · {standing}"


def _given(item: Promise, review: Review) -> str:
    return f"{one_line(item.what)} · {item.owner} · by {numbers.day_words(item.due, review.day)}"


def _item(slide: Slide, sheet: Sheet) -> Iterator[str]:
    figures = (slide.figure, slide.plan_words, slide.move_words, verdict_words(slide.verdict) if slide.verdict else "")
    yield f"{shape(slide.status)} {WORDS[slide.status]}, {slide.reason}: {one_line(slide.title)}"
    yield f"    {slide.ref}"
    yield f"    {' · '.join(part for part in figures if part)}"
    if slide.outlook:
        yield f"    {slide.outlook}"
    yield from (f"    guard broken: {words}" for words in slide.guards)
    yield from (f"    {line}" for line in _blocked(sheet, slide.ref))
    said = sheet.review.records.check_in(sheet.review.day, slide.ref)
    if said is not None:
        confidence = "" if said.confidence is None else f"confidence {said.confidence} of 10  "
        yield f"    {confidence}{one_line(said.note)}".rstrip()


def _blocked(sheet: Sheet, ref: str) -> Iterator[str]:
    for item in sheet.review.blocking(ref):
        step = next_words(item, sheet.today)
        parts = (item.owner, blocked_words(item, sheet.today), one_line(step))
        yield f"{item.id}  {one_line(item.what)} · {' · '.join(part for part in parts if part)}"
