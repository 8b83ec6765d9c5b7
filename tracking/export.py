"""The CSV files: one row for each key result, or one for each key result and day; the same from page and command line.

Every number is raw and in the metric's unit (a share is 0 to 1), every day ISO, every absence an empty cell beside its
status. Progress can be worked out again by hand: ``(value - baseline) / (target - baseline)``; the score is the same
number kept between 0 and 1. Names and order of the columns are those of :data:`SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from okr.evidence import weigh
from okr.model import KeyResult, KeyResultKind, Objective
from okr.progress import progress
from okr.reading import Reading
from okr.scorecard import KeyResultCard
from okr.words import State
from tracking.board import Selection, View, load_view
from tracking.cells import Cell, document
from tracking.judging import inputs_of
from tracking.store.codec import DatedReading
from tracking.store.connection import Store
from tracking.store.statuses import StatusRow, statuses_of_cycle
from tracking.windows import use_of

SCHEMA_VERSION = 1

_HEAD = ("schema_version", "cycle", "team", "objective", "key_result")
_FIGURE = (
    "value",
    "lower",
    "upper",
    "level",
    "interval",
    "numerator",
    "denominator",
    "n",
    "state",
    "state_reason",
    "window",
    "period_start",
    "period_end",
    "definition_version",
    "watermark",
)
KEY_RESULTS = (
    *_HEAD,
    "as_of",
    "objective_title",
    "key_result_title",
    "kind",
    "ambition",
    "weight",
    "metric",
    "metric_title",
    "unit",
    "better",
    "source",
    "measured_over",
    "anchor",
    *_FIGURE,
    "read_at",
    "baseline",
    "baseline_measured",
    "target",
    "target_written",
    "keep_at_least",
    "keep_at_most",
    "bar",
    "plan",
    "progress",
    "progress_lower",
    "progress_upper",
    "score",
    "rule",
    "status",
    "status_reason",
    "weeks_behind",
    "week_change",
    "week_verdict",
    "first_result",
    "counts_until",
    "guards",
    "computed_at",
)
HISTORY = (
    *_HEAD,
    "as_of",
    "metric",
    "unit",
    *_FIGURE,
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
_MOVE_RULE = "(value - baseline) / (target - baseline)"
_RULES = {
    KeyResultKind.REACH: _MOVE_RULE,
    KeyResultKind.DELIVER: _MOVE_RULE,
    KeyResultKind.KEEP: "share of the elapsed periods of the cycle that are inside the limits",
}
Row: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True)
class Document:
    """A file to hand out."""

    name: str
    content: bytes


def export(store: Store, kind: str, selection: Selection, *, bom: bool = False) -> Document:
    """Return one of the files of :data:`KINDS`; the same selection of the same store gives the same bytes.

    Raises:
        KeyError: If there is no file of that kind.
        StoreError: If the store cannot be read, or nothing has been refreshed yet.
    """
    columns, rows = KINDS[kind]
    view = load_view(store, selection)
    name = f"okr_{kind}_{view.board.cycle.id}_{view.board.as_of.isoformat()}.csv"
    return Document(name, document(columns, rows(store, view), bom=bom))


def _key_results(_store: Store, view: View) -> Iterator[Row]:
    for item in view.board.objectives:
        for card in item.cards:
            yield _key_result(view, item.objective, card)


def _key_result(view: View, objective: Objective, card: KeyResultCard) -> Row:
    key_result, metric = card.key_result, view.known.lens.metric(card.key_result.metric)
    return {
        **_head(view, objective, key_result),
        "as_of": view.board.as_of,
        "objective_title": objective.title,
        "key_result_title": key_result.title or card.metric_title,
        "kind": key_result.kind.value,
        "ambition": key_result.ambition.value,
        "weight": key_result.weight,
        "metric": metric.id,
        "metric_title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "source": metric.source,
        "measured_over": key_result.measured_over.words,
        "anchor": key_result.anchor.value,
        **(_figure(card.current) if card.current else {}),
        **_absence(card),
        "read_at": card.read_at if card.current else None,
        **_goal(card),
        "score": card.score,
        "rule": _RULES.get(key_result.kind, ""),
        "status": card.status.value,
        "status_reason": card.sentence,
        "weeks_behind": card.weeks_behind,
        "week_change": card.week.change,
        "week_verdict": card.week.verdict,
        "first_result": card.first_result,
        "counts_until": card.counts_until,
        "guards": "; ".join(guard.sentence for guard in card.guards),
        "computed_at": view.recorded_at,
    }


def _head(view: View, objective: Objective, key_result: KeyResult) -> Row:
    return {
        "schema_version": SCHEMA_VERSION,
        "cycle": view.board.cycle.id,
        "team": objective.team,
        "objective": objective.ref,
        "key_result": key_result.ref,
    }


def _figure(reading: Reading) -> Row:
    names = ("value", "lower", "upper", "level", "interval", "numerator", "denominator", "n", "window", "watermark")
    return {
        **{name: getattr(reading, name) for name in names},
        "state": reading.state.value,
        "state_reason": reading.reason,
        "period_start": reading.period_start.isoformat(),
        "period_end": reading.period_end.isoformat(),
        "definition_version": reading.definition_version,
    }


def _absence(card: KeyResultCard) -> Row:
    absence = card.absence
    return {} if absence is None else {"state": absence.state.value, "state_reason": absence.reason}


def _goal(card: KeyResultCard) -> Row:
    key_result = card.key_result
    return {
        "baseline": card.baseline,
        "baseline_measured": card.baseline_measured,
        "target": card.target,
        "target_written": key_result.target.text if key_result.target else None,
        "keep_at_least": key_result.keep_above,
        "keep_at_most": key_result.keep_below,
        "bar": card.bar,
        "plan": card.plan_now,
        "progress": card.progress,
        "progress_lower": card.progress_lower,
        "progress_upper": card.progress_upper,
    }


def _history(store: Store, view: View) -> Iterator[Row]:
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
            **_head(view, objective, key_result),
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
    return {**_figure(reading), **recorded}


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


KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[Store, View], Iterator[Row]]]] = {
    "key_results": (KEY_RESULTS, _key_results),
    "history": (HISTORY, _history),
}
"""Name of a file → its columns and how its rows are made."""
