"""Answers to a survey: the last valid one of each respondent in each period."""

from __future__ import annotations

import math
from typing import Any

from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.intervals import SHARES, Ends, Z
from tests.oracle.local_time import Period, seconds
from tests.oracle.rows import Cell, Row, Written, is_wanted, moment, passes, resolved, within


def readings(case: Case) -> list[Reading]:
    """One figure per period."""
    return [_one(case, period) for period in case.periods]


def total(case: Case, _found: list[Reading]) -> Reading:
    """The figure of all complete periods as one."""
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    return _one(case, case._replace(periods=complete or case.periods).whole())


def rows_of(case: Case, table: Written) -> list[Row]:
    """The rows of a table before the watermark that pass all filters, with ``at`` and ``who``."""
    found, rest = [], (case.source, case.tables, case.metric)
    for row in case.tables[table["table"]]:
        at = moment(row[table["time"]], case.place)
        who = resolved(row[table["respondent"]], *rest) if "respondent" in table else None
        fits = passes(row, table.get("where", {})) and passes(row, case.metric.get("where", {}))
        if at is not None and at < case.watermark and fits and ("respondent" not in table or is_wanted(who, *rest)):
            found.append({**row, "at": at, "who": who})
    return found


def _one(case: Case, period: Period) -> Reading:
    final = period.end_at + seconds(case.metric.get("answer_window", "0 seconds"))
    if final > case.watermark:
        return too_early(period, mature_at=final)
    rows = within(rows_of(case, case.metric["from"]), period.start_at, period.end_at)
    valid = [row for row in rows if _is_valid(case, row)]
    fields: dict[str, Any] = {"mature_at": final, "excluded_null": len(rows) - len(valid)}
    counted = _last(case, valid)
    scores = [row[case.metric["from"]["score"]] for row in counted]
    fields |= {"n": len(scores), "denominator": len(scores), "numerator": 0, "fields": _named(case, period, counted)}
    if not scores:
        return reading(period, status="nobody", reason="nobody", **fields)
    return reading(period, **fields | FIGURES[case.metric["figure"]](case.metric, scores))


def _is_valid(case: Case, row: Row) -> bool:
    score, (low, high) = row[case.metric["from"]["score"]], case.metric.get("scale", [0, 10])
    is_somebodys = "respondent" not in case.metric["from"] or row["who"] is not None
    return is_somebodys and score is not None and low <= score <= high


def _last(case: Case, valid: list[Row]) -> list[Row]:
    """The last answer of each respondent; of several at one instant the lowest."""
    if "respondent" not in case.metric["from"]:
        return valid
    found: dict[Cell, Row] = {}
    for row in sorted(valid, key=lambda row: (row["at"], -row[case.metric["from"]["score"]])):
        found[row["who"]] = row
    return list(found.values())


def _named(case: Case, period: Period, counted: list[Row]) -> dict[str, Any]:
    scores = [row[case.metric["from"]["score"]] for row in counted]
    found: dict[str, Any] = {}
    if case.metric["figure"] == "nps":
        promoters, detractors = _sides(case.metric, scores)
        passives = len(scores) - promoters - detractors
        found = {"promoters": promoters, "passives": passives, "detractors": detractors}
    if "invited" in case.metric:
        rows = within(rows_of(case, case.metric["invited"]), period.start_at, period.end_at)
        asked = {row["who"] for row in rows if row["who"] is not None}
        answered = len(asked & {row["who"] for row in counted})
        found |= {"invited": len(asked), "response_rate": answered / len(asked) if asked else None}
    return found


def _sides(metric: Written, scores: list[float]) -> tuple[int, int]:
    promoters = sum(score >= metric.get("promoters", 9) for score in scores)
    return promoters, sum(score <= metric.get("detractors", 6) for score in scores)


def _nps(metric: Written, scores: list[float]) -> Reading:
    """Share of promoters less share of detractors, with the variance of an answer that is 1, 0 or -1."""
    promoters, detractors = _sides(metric, scores)
    points = [1] * promoters + [-1] * detractors + [0] * (len(scores) - promoters - detractors)
    mean = sum(points) / len(points)
    variance = sum((point - mean) ** 2 for point in points) / len(points)
    half = Z * math.sqrt(variance / len(points))
    ends: Ends = (
        (max(-100.0, 100 * (mean - half)), min(100.0, 100 * (mean + half))) if len(points) > 1 else (None, None)
    )
    return {"value": 100 * mean, "numerator": promoters - detractors, "lower": ends[0], "upper": ends[1]}


def _csat(metric: Written, scores: list[float]) -> Reading:
    top = sum(score > metric["scale"][1] - metric.get("top", 2) for score in scores)
    lower, upper = SHARES[metric.get("interval", "wilson")](top, len(scores))
    return {"value": top / len(scores), "numerator": top, "lower": lower, "upper": upper}


def _mean(metric: Written, scores: list[float]) -> Reading:
    mean = sum(scores) / len(scores)
    found = {"value": mean, "numerator": sum(scores)}
    if len(scores) < 2:
        return found
    variance = sum((score - mean) ** 2 for score in scores) / (len(scores) - 1)
    half = Z * math.sqrt(variance / len(scores))
    return {**found, "lower": max(metric["scale"][0], mean - half), "upper": min(metric["scale"][1], mean + half)}


FIGURES = {"nps": _nps, "csat": _csat, "mean": _mean}
