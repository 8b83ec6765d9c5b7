"""One row for each key result and day: the figure as it is known now, and what was said of it on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from okr.evidence import Evidence, weigh
from okr.goal import goal_of
from okr.inputs import KeyResultInputs
from okr.keep import elapsed_days
from okr.model import KeyResultKind, Objective
from okr.progress import progress
from okr.reading import Reading
from okr.scorecard import KeyResultCard
from okr.words import State
from tracking.boards.board import View
from tracking.boards.judging import inputs_of
from tracking.boards.windows import use_of
from tracking.exporting.figures import FIGURE, HEAD, figure_of, head_of
from tracking.exporting.rows.before import BEFORE, Remembering, predecessor_of, remembered_in
from tracking.exporting.table import Column, Row, Table, columns
from tracking.store.codec import DatedReading, json_text
from tracking.store.connection import Store
from tracking.store.statuses import StatusRow, statuses_of_cycle

_COLUMNS: Final = (
    *HEAD,
    Column("as_of", "The day; also days to come, up to the last one of the plan.", "day"),
    *columns("text", metric="Id of the metric.", unit="Its unit."),
    *FIGURE,
    Column("read_at", "When the figure was read.", "instant"),
    Column("back_filled", "Whether a back-fill made it later than its day.", "truth"),
    Column("counts_as_period", "Of a `keep`: whether this day's figure is that of an elapsed period.", "truth"),
    *columns(
        "number",
        baseline="As known now, in the metric's unit.",
        target="As known now, in the metric's unit.",
        plan="What the figure of this day would be exactly on plan.",
        plan_share="The same as a share of the way from baseline to bar.",
    ),
    Column(
        "plan_node", "Whether a new figure may come on this day; between such days the plan runs straight.", "truth"
    ),
    Column("progress", "Unbounded; 0 at the baseline and 1 at the target.", "number"),
    *columns(
        "text",
        status="What was said on this day; empty where nothing was.",
        status_reason="Its sentence.",
    ),
    *columns(
        "number",
        status_value="The figure that it was said of.",
        status_baseline="The baseline as it was known then.",
        status_target="The target then.",
        status_bar="The bar then.",
        status_weeks_behind="Weeks behind the plan then.",
        status_progress="Progress then.",
        status_score="Score then.",
    ),
    Column("status_reading_day", "Day that the figure spoke for.", "day"),
    Column("status_week_verdict", "What was said of the week's move then."),
    Column("status_guards", "The guards then: metric, value, kept.", "json"),
    *BEFORE,
)


@dataclass(frozen=True)
class _Line:
    """One key result with everything that its rows are made of."""

    inputs: KeyResultInputs
    evidence: Evidence
    card: KeyResultCard
    readings: Mapping[date, Reading]
    kept: Mapping[date, DatedReading]
    nodes: Mapping[date, float]
    periods: frozenset[date]


def _rows(store: Store, view: View) -> Iterator[Row]:
    """Yield the rows of a board, key result by key result and oldest first."""
    with store.reading() as connection:
        found = statuses_of_cycle(connection, view.board.cycle.id, view.upto)
        remembered = remembered_in(connection, view.board.cycle.id)
    statuses: dict[str, dict[date, StatusRow]] = {}
    for status in found:
        statuses.setdefault(status.key_result, {})[status.as_of] = status
    for item in view.board.objectives:
        for card in item.cards:
            yield from _days(view, item.objective, card, (statuses.get(card.key_result.ref, {}), remembered))


def _days(
    view: View, objective: Objective, card: KeyResultCard, said: tuple[Mapping[date, StatusRow], Remembering]
) -> Iterator[Row]:
    """Yield a row for every day of the cycle, and the day before it, on which there is something to say."""
    line, (statuses, remembered) = _line(view, card), said
    first = view.board.cycle.start - timedelta(days=1)
    past = {day for day in line.readings.keys() | statuses.keys() if day >= first}
    for day in sorted(past | line.nodes.keys() | line.periods):
        status = statuses.get(day)
        yield {
            **head_of(view, objective, card.key_result),
            "as_of": day,
            "metric": card.key_result.metric,
            "unit": card.unit,
            **_reading_on(line, day),
            **_planned(line, day),
            **(_said(status, remembered) if status else {}),
        }


def _line(view: View, card: KeyResultCard) -> _Line:
    cycle, key_result = view.board.cycle, card.key_result
    inputs = inputs_of(view.known, key_result, cycle, view.as_of)
    evidence = weigh(inputs.series, cycle, inputs.day)
    plan = goal_of(inputs, evidence).line
    is_keep = key_result.kind is KeyResultKind.KEEP
    line = view.known.lens.line(key_result.metric, use_of(key_result, cycle))
    return _Line(
        inputs=inputs,
        evidence=evidence,
        card=card,
        readings={dated.day: dated.reading for dated in evidence.series},
        kept={item.as_of: item for item in view.known.lines.get(line, ())},
        nodes={date.fromordinal(day): share for day, share in plan.nodes} if plan else {},
        periods=frozenset(elapsed_days(inputs, evidence)) if is_keep else frozenset(),
    )


def _reading_on(line: _Line, day: date) -> Row:
    reading, kept = line.readings.get(day), line.kept.get(day)
    recorded: Row = {"read_at": kept.read_at, "back_filled": kept.back_filled} if reading and kept else {}
    is_keep = line.card.key_result.kind is KeyResultKind.KEEP
    period: Row = {"counts_as_period": day in line.periods} if is_keep else {}
    return {**(figure_of(reading) if reading else {}), **recorded, **period}


def _planned(line: _Line, day: date) -> Row:
    card, share = line.card, line.nodes.get(day)
    planned = {point.day: point.value for point in card.plan}.get(day) if share is None else _at(card, share)
    return {
        "baseline": card.baseline,
        "target": card.target,
        "plan": planned,
        "plan_share": share,
        "plan_node": share is not None if line.nodes else None,
        "progress": _progress(line.readings.get(day), card),
    }


def _at(card: KeyResultCard, share: float) -> float | None:
    if card.baseline is None or card.bar is None:
        return None
    return card.baseline + (card.bar - card.baseline) * share


def _progress(reading: Reading | None, card: KeyResultCard) -> float | None:
    moves = card.key_result.kind in (KeyResultKind.REACH, KeyResultKind.DELIVER)
    if reading is None or reading.value is None or reading.state is not State.OK or not moves:
        return None
    return progress(reading.value, card.baseline, card.target)


def _said(status: StatusRow, remembered: Remembering) -> Row:
    inputs = status.inputs
    figure = inputs.get("reading") or {}
    guards = inputs.get("guards") or []
    return {
        "status": status.status,
        "status_reason": status.sentence,
        "status_value": figure.get("value"),
        "status_reading_day": figure.get("as_of"),
        "status_week_verdict": inputs.get("week_verdict"),
        "status_guards": json_text(guards) if guards else None,
        **{f"status_{name}": inputs.get(name) for name in ("baseline", "target", "bar", "weeks_behind")},
        **{f"status_{name}": inputs.get(name) for name in ("progress", "score")},
        **predecessor_of(status.key_result, status.predecessor, remembered),
    }


HISTORY: Final = Table("history", "One row for each key result and day.", _COLUMNS, _rows)
