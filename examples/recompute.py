"""Work out every progress, score and status again from exported CSV files, with nothing but the standard library.

Usage: ``python examples/recompute.py FOLDER``, where ``python -m tracking export all --out FOLDER`` has written.

It follows docs/csv.md and docs/judging.md and shares no code with the program; its rules are in recompute_rules.py
beside it. What the files take as told: the state of a figure (``out_of_date``, ``too_few``), which days end a period,
the shape of the plan (``plan_share``), and whether a week's move is more than usual variation. Everything else is
reckoned here. It prints what differs and ends with 1 if anything does.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from recompute_rules import WORST_FIRST, Nodes, Row, gap, kept, number, progress, score, status

SAME = 1e-9


def main(arguments: list[str]) -> int:
    """Print what differs in the files of a folder; return 1 if anything does."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python examples/recompute.py FOLDER\n")
        return 2
    differences, compared = recompute(Path(arguments[0]))
    for line in differences:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{compared} numbers and words worked out again, {len(differences)} differ.\n")
    return 1 if differences else 0


def recompute(folder: Path) -> tuple[list[str], int]:
    """Return what differs, and how much was compared."""
    results, history = rows(folder, "key_results"), rows(folder, "history")
    found: list[tuple[str, object, object]] = []
    for row in results:
        days = [day for day in history if day["key_result"] == row["key_result"]]
        found += [*of_key_result(row, days), *of_days(row, days)]
    found += of_scores(rows(folder, "scores"))
    return [
        f"{where}: {told!r} in the file, {ours!r} worked out" for where, told, ours in found if not same(told, ours)
    ], len(found)


def rows(folder: Path, name: str) -> list[Row]:
    """Return the rows of the newest file of one name."""
    files = sorted(folder.glob(f"okr_{name}_*.csv"))
    if not files:
        return []
    with files[-1].open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def same(told: object, ours: object) -> bool:
    """Return whether two cells say the same; numbers to the last few bits."""
    if isinstance(told, float) and isinstance(ours, float):
        return math.isclose(told, ours, rel_tol=SAME, abs_tol=SAME)
    return told == ours


def nodes_of(days: list[Row]) -> Nodes:
    """Return the plan as (day, share of the way)."""
    return [
        (date.fromisoformat(day["as_of"]).toordinal(), float(day["plan_share"])) for day in days if day["plan_share"]
    ]


def of_key_result(row: Row, days: list[Row]) -> Iterator[tuple[str, object, object]]:
    """Yield what is told and what comes out for one row of ``key_results``."""
    ref, nodes = row["key_result"], nodes_of(days)
    value, way = number(row["value"]), (number(row["baseline"]), number(row["bar"]))
    ours = dict(row)
    if (
        row["kind"] != "keep"
        and row["weeks_behind"]
        and value is not None
        and way[0] is not None
        and way[1] is not None
    ):
        weeks = gap(nodes, date.fromisoformat(row["reading_day"]), value, (way[0], way[1]), row["unit"])
        ours["weeks_behind"] = repr(weeks)
        yield f"{ref} weeks_behind", number(row["weeks_behind"]), weeks
    word = status(ours, nodes)
    yield f"{ref} status", row["status"], word
    share = kept(row, days) if row["kind"] == "keep" else progress(value, way[0], number(row["target"]))
    if row["progress"]:
        yield f"{ref} progress", number(row["progress"]), share
    yield f"{ref} score", number(row["score"]), score(share, word)
    if row["agreed_on"]:
        yield from as_agreed(row, score(share, word))


def as_agreed(row: Row, now: float | None) -> Iterator[tuple[str, object, object]]:
    """Yield both scores of a key result whose cycle is agreed; that of a ``keep`` has no figure to work out from."""
    ref = row["key_result"]
    yield f"{ref} score_as_changed", number(row["score_as_changed"]), now if float(row["weight"]) else None
    if row["kind"] in {"reach", "deliver"} and row["score_as_agreed"]:
        agreed = (number(row[f"{name}_as_agreed"]) for name in ("value", "baseline", "target"))
        yield f"{ref} score_as_agreed", number(row["score_as_agreed"]), score(progress(*agreed), "on_track")


def of_days(row: Row, days: list[Row]) -> Iterator[tuple[str, object, object]]:
    """Yield the same for its rows of ``history``: today's progress of each day, and what was said on it."""
    nodes = nodes_of(days)
    for day in days:
        where = f"{day['key_result']} {day['as_of']}"
        if day["progress"]:
            share = progress(number(day["value"]), number(day["baseline"]), number(day["target"]))
            yield f"{where} progress", number(day["progress"]), share
        if row["kind"] != "keep" and day["status_weeks_behind"] and day["status_reading_day"] and nodes:
            yield from said_on(row, day, nodes)


def said_on(row: Row, day: Row, nodes: Nodes) -> Iterator[tuple[str, object, object]]:
    """Yield what was said on a day beside what comes out of the figures of that day."""
    where = f"{day['key_result']} {day['as_of']} as said"
    then = {name: day[f"status_{name}"] for name in ("value", "baseline", "target", "bar", "week_verdict")}
    before = {name: day[name] for name in ("before_word", "before_gap_word", "before_gap_since")}
    limits = {one["metric"]: one for one in json.loads(row["guard_figures"] or "[]")}
    guards = [{**limits.get(one["metric"], {}), **one} for one in json.loads(day["status_guards"] or "[]")]
    value, baseline, bar = float(then["value"]), float(then["baseline"]), float(then["bar"])
    weeks = gap(nodes, date.fromisoformat(day["status_reading_day"]), value, (baseline, bar), row["unit"])
    share = progress(value, baseline, float(then["target"]))
    past = {**row, **then, **before, "state": "ok", "judged_day": day["as_of"], "as_of": day["as_of"]}
    past |= {"weeks_behind": repr(weeks), "reading_day": day["status_reading_day"], "guard_figures": json.dumps(guards)}
    yield f"{where} weeks_behind", number(day["status_weeks_behind"]), weeks
    yield f"{where} status", day["status"], status(past, nodes)
    yield f"{where} progress", number(day["status_progress"]), share
    yield f"{where} score", number(day["status_score"]), score(share, day["status"])


def of_scores(found: list[Row]) -> Iterator[tuple[str, object, object]]:
    """Yield the scores of key results from their progress, and those of objectives from their key results."""
    for row in found:
        where = f"{row['cycle']} {row['ref']}"
        if row["level"] == "key_result":
            yield f"{where} score", number(row["score"]), score(number(row["progress"]), row["status"])
            continue
        below = [one for one in found if one["cycle"] == row["cycle"] and one["ref"].startswith(f"{row['ref']}/")]
        low, mean, high = objective(below, int(row["key_results"]) - len(below))
        for name, ours in (("score", mean), ("score_low", low), ("score_high", high)):
            yield f"{where} {name}", number(row[name]), ours
        words = [one["status"] for one in below if one["status"] in WORST_FIRST]
        yield f"{where} status", row["status"], min(words, key=WORST_FIRST.index, default="")


def objective(below: list[Row], left_out: int) -> tuple[float | None, float | None, float | None]:
    """Return the weighted mean of the scores, and what it would be with the others at 0 and at 1."""
    scored = [(float(one["weight"]), float(one["score"])) for one in below if one["score"]]
    known, gained = sum(weight for weight, _ in scored), sum(weight * one for weight, one in scored)
    if known <= 0:
        return None, None, None
    whole = sum(float(one["weight"]) for one in below) + left_out
    return gained / whole, gained / known, min(1.0, (gained + whole - known) / whole)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
