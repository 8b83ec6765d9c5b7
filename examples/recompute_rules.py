"""The rules of progress, score and status, written a second time for :mod:`recompute`; the standard library only."""

from __future__ import annotations

import itertools
import json
import math
from datetime import date, timedelta
from decimal import Decimal

SAME = 1e-9
WORST_FIRST = ("off_track", "at_risk", "not_final", "on_track", "reached")
BY_GAP = {"off_track", "at_risk", "on_track"}
Row = dict[str, str]
Nodes = list[tuple[int, float]]


def number(text: str | None) -> float | None:
    """Return the number of a cell, or None where it is empty."""
    return float(text) if text else None


# --- progress and score ---------------------------------------------------------------------------------------------


def progress(value: float | None, baseline: float | None, target: float | None) -> float | None:
    """Return the share of the way from baseline to target, unbounded."""
    if value is None or baseline is None or target is None or math.isclose(baseline, target, rel_tol=1e-12):
        return None
    return (value - baseline) / (target - baseline)


def score(share: float | None, status: str) -> float | None:
    """Return progress kept between 0 and 1, where the status judges."""
    return None if share is None or status not in WORST_FIRST else min(1.0, max(0.0, share))


def kept(row: Row, days: list[Row]) -> float | None:
    """Return the share of elapsed periods inside the limits; a period without a figure was not kept."""
    periods = [day for day in days if day["counts_as_period"] == "true"]
    good = [day for day in periods if day["state"] == "ok" and day["complete"] == "true" and inside(row, day["value"])]
    return len(good) / len(periods) if periods else None


def inside(row: Row, value: str) -> bool:
    """Return whether a value, as shown, keeps the limits, both ends included."""
    unit, low, high = row["unit"], number(row["keep_at_least"]), number(row["keep_at_most"])
    if not value:
        return False
    seen = shown(float(value), unit)
    return (low is None or seen >= shown(low, unit)) and (high is None or seen <= shown(high, unit))


def shown(value: float, unit: str) -> float:
    """Return a value as it is shown to people: everything that is held against a limit is rounded first."""
    scale, digits = Decimal(1), 2 if abs(value) < 1 else 1
    if unit == "share":
        value, scale = value * 100.0, Decimal("0.01")
        rest = min(abs(value), abs(100.0 - value))
        digits = 1 if rest == 0 or rest >= 1 else 2 if rest >= 0.1 else 3
    elif unit in "€$£¥" or (len(unit) == 3 and unit.isalpha() and unit.isupper()):
        digits = 0 if abs(value) >= 100 else 2
    else:
        if unit == "seconds":
            length = next(
                one for least, one in ((172800, 86400), (7200, 3600), (120, 60), (0, 1)) if abs(value) >= least
            )
            value, scale = value / length, Decimal(length)
        digits = 0 if value.is_integer() or abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return float(Decimal(f"{value:.{digits}f}") * scale) + 0.0


# --- the gap in weeks -----------------------------------------------------------------------------------------------


def weeks_behind(nodes: Nodes, day: date, share: float) -> float:
    """Return how many weeks ago the plan was where the figure is now; negative where it will be there only later."""
    past = [node for node in nodes if node[0] <= day.toordinal()] or nodes[:1]
    now, planned = past[-1]
    if abs(share - planned) <= SAME:
        return 0.0
    slope = 1 / max(1, nodes[-1][0] - nodes[0][0])
    if share < planned:
        segments = list(itertools.pairwise(past))[::-1]
        cross = next((c for c in segments if c[0][1] <= share < c[1][1]), None)
        there = between(cross, share) if cross else nodes[0][0] + (share - nodes[0][1]) / slope
    else:
        ahead = [node for node in nodes if node[0] >= now]
        cross = next((c for c in itertools.pairwise(ahead) if c[0][1] < share <= c[1][1]), None)
        there = between(cross, share) if cross else nodes[-1][0] + (share - nodes[-1][1]) / slope
    return (now - there) / 7


def between(cross: tuple[tuple[int, float], tuple[int, float]], share: float) -> float:
    """Return when the straight line between two days is at a share."""
    (left, low), (right, high) = cross
    return left + (right - left) * (share - low) / (high - low)


def gap(nodes: Nodes, day: date, value: float, way: tuple[float, float], unit: str) -> float:
    """Return the weeks behind; a value shown equal to the plan, or on its good side, is never behind."""
    baseline, bar = way

    def share_of(number: float) -> float:
        return (number - baseline) / (bar - baseline)

    past = [node for node in nodes if node[0] <= day.toordinal()] or nodes[:1]
    weeks = weeks_behind(nodes, day, share_of(value))
    planned = baseline + (bar - baseline) * past[-1][1]
    return min(weeks, 0.0) if share_of(shown(value, unit)) >= share_of(shown(planned, unit)) else weeks


# --- the word -------------------------------------------------------------------------------------------------------


def status(row: Row, nodes: Nodes) -> str:
    """Return the word for a key result as its row stands."""
    first = unjudged(row, nodes)
    if first:
        return first
    word = by_limits(row) if row["kind"] == "keep" else settled(row, by_plan(row))
    day, end, final = (date.fromisoformat(row[name]) for name in ("judged_day", "cycle_end", "final_day"))
    if date.fromisoformat(row["as_of"]) + timedelta(days=1) >= end and day < final:
        word = "not_final"
    return "at_risk" if word == "on_track" and breached(row) else word


def unjudged(row: Row, nodes: Nodes) -> str:
    """Return the word where nothing can be judged; empty where something can."""
    moves = row["kind"] in {"reach", "deliver"}
    is_early = moves and row["judged_day"] < row["judged_from"]
    if row["state"] != "ok" and not (row["state"] == "too_early" and is_early):
        return row["state"] or "no_data"
    if row["kind"] == "discover":
        return "finding_baseline"
    if not moves:
        return ""
    baseline, target = number(row["baseline"]), number(row["target"])
    if baseline is None or target is None:
        return "no_data"
    if math.isclose(baseline, target, rel_tol=1e-12):
        return "no_move_planned"
    none_yet = bool(row["reading_day"]) and row["reading_day"] < row["first_reading_day"]
    return "too_early" if not nodes or is_early or none_yet else ""


def by_limits(row: Row) -> str:
    """Return the word of a ``keep`` by its newest figure."""
    if not inside(row, row["value"]):
        return "off_track"
    unit, amber, value = row["unit"], number(row["keep_amber"]) or 0.0, shown(float(row["value"]), row["unit"])
    limits = [shown(float(row[name]), unit) for name in ("keep_at_least", "keep_at_most") if row[name]]
    near = min(abs(value - limit) for limit in limits) <= amber * (1 + SAME)
    return "at_risk" if amber > 0 and near else "on_track"


def by_plan(row: Row) -> str:
    """Return the word of the gap alone."""
    value, goal = shown(float(row["value"]), row["unit"]), shown(float(row["target"]), row["unit"])
    rises = float(row["target"]) > float(row["baseline"])
    if (value >= goal) if rises else (value <= goal):
        return "reached"
    weeks = round(float(row["weeks_behind"]), 1)
    if weeks <= float(row["limit_on_track"]):
        return "on_track"
    return "at_risk" if weeks <= float(row["limit_at_risk"]) else "off_track"


def settled(row: Row, word: str) -> str:
    """Return the word shown: it changes at once on a real move its way, else after two reviews."""
    before, day = row["before_word"], date.fromisoformat(row["judged_day"])
    if not before or before == word:
        return word
    is_worse = WORST_FIRST.index(word) < WORST_FIRST.index(before)
    since = day
    if side(row["before_gap_word"], before) == side(word, before):
        since = date.fromisoformat(row["before_gap_since"])
    real = row["week_verdict"] == f"real change, {'worse' if is_worse else 'better'}"
    return word if not {before, word} <= BY_GAP or real or reviews(row, since, day) >= 2 else before


def side(word: str, other: str) -> int:
    """Return -1 where a word is worse than another one, 1 where it is better."""
    distance = WORST_FIRST.index(word) - WORST_FIRST.index(other)
    return (distance > 0) - (distance < 0)


def reviews(row: Row, since: date, day: date) -> int:
    """Return how many reviews have seen the days; a review sees the day before it."""
    start, step = date.fromisoformat(row["cycle_start"]), 7 * int(row["review_every_weeks"])
    first = start + timedelta(days=(int(row["review_weekday"]) - start.weekday()) % 7)

    def until(one: date) -> int:
        return (one - first).days // step + 1 if one >= first else 0

    return max(0, until(day + timedelta(days=1)) - until(since))


def breached(row: Row) -> bool:
    """Return whether a guard is broken, as shown; one without a figure is not."""
    for one in json.loads(row["guard_figures"]) if row["guard_figures"] else []:
        low, high, unit, value = one.get("at_least"), one.get("at_most"), one.get("unit", ""), one["value"]
        if value is None or one["kept"] is None:
            continue
        seen = shown(float(value), unit)
        if (low is not None and seen < shown(float(low), unit)) or (
            high is not None and seen > shown(float(high), unit)
        ):
            return True
    return False
