"""One row for each key result: its figure, its way, and what is said of it, enough to work the progress out again."""

from __future__ import annotations

from collections.abc import Iterator

from okr.model import KeyResultKind, Objective
from okr.scorecard import KeyResultCard
from tracking.boards.board import View
from tracking.exporting.figures import FIGURE, HEAD, Row, figure_of, head_of
from tracking.store.connection import Store

KEY_RESULTS = (
    *HEAD,
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
    *FIGURE,
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
_MOVE_RULE = "(value - baseline) / (target - baseline)"
_RULES = {
    KeyResultKind.REACH: _MOVE_RULE,
    KeyResultKind.DELIVER: _MOVE_RULE,
    KeyResultKind.KEEP: "share of the elapsed periods of the cycle that are inside the limits",
}


def key_result_rows(_store: Store, view: View) -> Iterator[Row]:
    """Yield the rows of a board, in its order."""
    for item in view.board.objectives:
        for card in item.cards:
            yield _key_result(view, item.objective, card)


def _key_result(view: View, objective: Objective, card: KeyResultCard) -> Row:
    key_result, metric = card.key_result, view.known.lens.metric(card.key_result.metric)
    return {
        **head_of(view, objective, key_result),
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
        **(figure_of(card.current) if card.current else {}),
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
