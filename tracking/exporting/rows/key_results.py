"""One row for each key result: its figure, its way, and what is said of it, enough to work all of it out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr.inputs import KeyResultInputs, reading_day
from okr.judge import judged_from
from okr.model import KeyResult, KeyResultKind, Objective
from okr.rhythm import first_reading_day
from okr.scorecard import KeyResultCard
from okr.status import limits_of
from tracking.boards.board import View
from tracking.boards.judging import inputs_of
from tracking.exporting.cells import Cell
from tracking.exporting.figures import FIGURE, HEAD, figure_of, head_of
from tracking.exporting.rows.agreed import AGREED, agreed_cells
from tracking.exporting.rows.before import BEFORE, before_of, guard_figures
from tracking.exporting.table import Column, Row, Table, columns
from tracking.store.connection import Store

_COLUMNS: Final = (
    *HEAD,
    Column("as_of", "The last whole day that counts.", "day"),
    *columns("text", objective_title="Title of the objective.", key_result_title="Title of the key result."),
    *columns("text", kind="`reach`, `keep`, `discover` or `deliver`.", ambition="`stretch` or `committed`."),
    Column("weight", "Weight in the objective's score, before it is divided by the sum.", "number"),
    *columns(
        "text",
        metric="Id of the metric.",
        metric_title="Title of the metric.",
        unit="Its unit.",
        better="`up`, `down` or `none`.",
        source="Id of its source; empty for values by hand.",
        measured_over="Window of the key result's number.",
        anchor="`matures_in` or `starts_in`: which cohorts count.",
    ),
    *columns(
        "day",
        cycle_start="First day of the cycle.",
        cycle_end="First day after it.",
        judged_day="Day that is judged: `as_of`, or the day of the final figure once that is past.",
        judged_from="First day that is judged: two whole weeks, and not before the first result.",
        first_reading_day="First day whose reading is a result of the cycle.",
        final_day="Day whose reading is the cycle's figure.",
        reading_day="Day that the figure speaks for.",
    ),
    *columns("number", review_weekday="Day of the review, 0 for Monday.", review_every_weeks="1 or 2."),
    *FIGURE,
    Column("read_at", "When the figure was read.", "instant"),
    Column("baseline", "In the metric's unit.", "number"),
    Column("baseline_measured", "Whether the baseline was measured, not written.", "truth"),
    Column("target", "In the metric's unit, relative targets resolved.", "number"),
    Column("target_written", "The target as written."),
    *columns(
        "number",
        keep_at_least="Lower limit of a `keep`, inclusive.",
        keep_at_most="Upper limit of a `keep`, inclusive.",
        keep_amber="How near to a limit is at risk.",
        bar="Where the plan ends: 0.7 of the way for a stretch, the target for a commitment.",
        plan="What the figure would be exactly on plan.",
        progress="Unbounded; 0 at the baseline and 1 at the target.",
        progress_lower="Progress at the lesser end of the interval.",
        progress_upper="Progress at the other end.",
        score="Progress kept between 0 and 1; empty where the status is none of those that judge.",
    ),
    Column("rule", "How the progress is reckoned."),
    *columns("text", status="One word.", status_reason="Its sentence."),
    *columns(
        "number",
        weeks_behind="How long ago the plan had today's figure; negative is ahead. For a `keep` weeks outside limits.",
        limit_on_track="Up to so many weeks behind is on track.",
        limit_at_risk="Up to so many weeks behind is at risk.",
        week_change="Change against the week before, in the metric's unit.",
    ),
    Column("week_verdict", "Whether the week's move is more than usual variation."),
    *columns("day", first_result="First result of this cycle's people.", counts_until="Last start that counts."),
    Column("guards", "What must not be hurt, in words."),
    Column("guard_figures", "The same as figures: metric, value, unit, at_least, at_most, kept.", "json"),
    *BEFORE,
    *AGREED,
    Column("computed_at", "When the newest of this knowledge was recorded.", "instant"),
)
_MOVE_RULE = "(value - baseline) / (target - baseline)"
_RULES = {
    KeyResultKind.REACH: _MOVE_RULE,
    KeyResultKind.DELIVER: _MOVE_RULE,
    KeyResultKind.KEEP: "share of the elapsed periods of the cycle that are inside the limits",
}


def _rows(_store: Store, view: View) -> Iterator[Row]:
    """Yield the rows of a board, in its order."""
    for item in view.board.objectives:
        for card in item.cards:
            inputs = inputs_of(view.known, card.key_result, view.board.cycle, view.as_of)
            yield {
                **head_of(view, item.objective, card.key_result),
                "as_of": view.board.as_of,
                **_titles(item.objective, card),
                **_metric(view, card.key_result),
                **_calendar(inputs, card),
                **(figure_of(card.current) if card.current else {}),
                **_absence(card),
                **_goal(card),
                **_said(card),
                **before_of(inputs.remembered),
                **agreed_cells(view, card.agreed),
                "computed_at": view.recorded_at,
            }


def _titles(objective: Objective, card: KeyResultCard) -> Row:
    key_result = card.key_result
    return {
        "objective_title": objective.title,
        "key_result_title": key_result.title or card.metric_title,
        "kind": key_result.kind.value,
        "ambition": key_result.ambition.value,
        "weight": key_result.weight,
    }


def _metric(view: View, key_result: KeyResult) -> Row:
    metric = view.known.lens.metric(key_result.metric)
    return {
        "metric": metric.id,
        "metric_title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "source": metric.source,
        "measured_over": key_result.measured_over.words,
        "anchor": key_result.anchor.value,
    }


def _calendar(inputs: KeyResultInputs, card: KeyResultCard) -> Row:
    cycle, limits = inputs.cycle, limits_of(inputs.cycle)
    return {
        "cycle_start": cycle.start,
        "cycle_end": cycle.end,
        "judged_day": inputs.day,
        "judged_from": judged_from(inputs),
        "first_reading_day": first_reading_day(inputs.rhythm),
        "final_day": inputs.rhythm.last_day,
        "reading_day": reading_day(card.current, inputs.series.maturity_days) if card.current else None,
        "review_weekday": cycle.review_weekday,
        "review_every_weeks": cycle.review_every_weeks,
        "limit_on_track": limits.on_track,
        "limit_at_risk": limits.at_risk,
    }


def _absence(card: KeyResultCard) -> Row:
    absence = card.absence
    return {} if absence is None else {"state": absence.state.value, "state_reason": absence.reason}


def _goal(card: KeyResultCard) -> Row:
    key_result = card.key_result
    return {
        "read_at": card.read_at if card.current else None,
        "baseline": card.baseline,
        "baseline_measured": card.baseline_measured,
        "target": card.target,
        "target_written": key_result.target.text if key_result.target else None,
        "keep_at_least": key_result.keep_above,
        "keep_at_most": key_result.keep_below,
        "keep_amber": key_result.keep_amber if key_result.kind is KeyResultKind.KEEP else None,
        "bar": card.bar,
        "plan": card.plan_now,
        "progress": card.progress,
        "progress_lower": card.progress_lower,
        "progress_upper": card.progress_upper,
    }


def _said(card: KeyResultCard) -> dict[str, Cell]:
    return {
        "score": card.score,
        "rule": _RULES.get(card.key_result.kind, ""),
        "status": card.status.value,
        "status_reason": card.sentence,
        "weeks_behind": card.weeks_behind,
        "week_change": card.week.change,
        "week_verdict": card.week.verdict,
        "first_result": card.first_result,
        "counts_until": card.counts_until,
        "guards": "; ".join(guard.sentence for guard in card.guards),
        "guard_figures": guard_figures(card.guards),
    }


KEY_RESULTS: Final = Table("key_results", "One row for each key result, as known at one moment.", _COLUMNS, _rows)
