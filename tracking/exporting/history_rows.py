"""One row for each key result and day: the figure as it is known now, and what was said of it on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from okr.evidence import weigh
from okr.model import KeyResultKind, Objective
from okr.progress import progress
from okr.reading import Reading
from okr.scorecard import KeyResultCard
from okr.words import State
from tracking.boards.board import View
from tracking.boards.judging import inputs_of
from tracking.boards.windows import use_of
from tracking.exporting.figures import FIGURE, HEAD, Row, figure_of, head_of
from tracking.store.codec import DatedReading
from tracking.store.connection import Store
from tracking.store.statuses import StatusRow, statuses_of_cycle

HISTORY = (
    *HEAD,
    "as_of",
    "metric",
    "unit",
    *FIGURE,
    "read_at",
    "back_filled",
    "baseline",
    "target",
    "plan",
    "progress",
    "status",
    "status_reason",
    "status_value",
    "status_progress",
    "status_score",
)


def history_rows(store: Store, view: View) -> Iterator[Row]:
    """Yield the rows of a board, key result by key result and oldest first."""
    with store.reading() as connection:
        found = statuses_of_cycle(connection, view.board.cycle.id, view.upto)
    statuses: dict[str, dict[date, StatusRow]] = {}
    for status in found:
        statuses.setdefault(status.key_result, {})[status.as_of] = status
    for item in view.board.objectives:
        for card in item.cards:
            yield from _days(view, item.objective, card, statuses.get(card.key_result.ref, {}))


def _days(view: View, objective: Objective, card: KeyResultCard, statuses: Mapping[date, StatusRow]) -> Iterator[Row]:
    """Yield a row for every day of the cycle, and the day before it, that has a reading or a status."""
    cycle, key_result = view.board.cycle, card.key_result
    inputs = inputs_of(view.known, key_result, cycle, view.as_of)
    readings = {dated.day: dated.reading for dated in weigh(inputs.series, cycle, inputs.day).series}
    kept = {
        item.as_of: item
        for item in view.known.lines.get(view.known.lens.line(key_result.metric, use_of(key_result, cycle)), ())
    }
    plan = {point.day: point.value for point in card.plan}
    first = cycle.start - timedelta(days=1)
    for day in sorted(day for day in readings.keys() | statuses.keys() if day >= first):
        yield {
            **head_of(view, objective, key_result),
            "as_of": day,
            "metric": key_result.metric,
            "unit": card.unit,
            **_reading_on(readings.get(day), kept.get(day)),
            "baseline": card.baseline,
            "target": card.target,
            "plan": plan.get(day),
            "progress": _progress(readings.get(day), card),
            **_said(statuses.get(day)),
        }


def _reading_on(reading: Reading | None, kept: DatedReading | None) -> Row:
    if reading is None:
        return {}
    recorded: Row = {"read_at": kept.read_at, "back_filled": kept.back_filled} if kept else {}
    return {**figure_of(reading), **recorded}


def _progress(reading: Reading | None, card: KeyResultCard) -> float | None:
    moves = card.key_result.kind in (KeyResultKind.REACH, KeyResultKind.DELIVER)
    if reading is None or reading.value is None or reading.state is not State.OK or not moves:
        return None
    return progress(reading.value, card.baseline, card.target)


def _said(status: StatusRow | None) -> Row:
    if status is None:
        return {}
    figure = status.inputs.get("reading") or {}
    return {
        "status": status.status,
        "status_reason": status.sentence,
        "status_value": figure.get("value"),
        "status_progress": status.inputs.get("progress"),
        "status_score": status.inputs.get("score"),
    }
