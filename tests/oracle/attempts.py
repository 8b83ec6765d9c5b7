"""One attempt at a funnel: which steps it reached, and when. Every choice of rows is tried; nothing is optimised."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tests.oracle.case import Case
from tests.oracle.local_time import seconds
from tests.oracle.rows import Row, Written, matches
from tests.oracle.sessions import gap_of, session_of

FIRST_SESSION = "first session"


class Attempt(NamedTuple):
    """One entry: the rows it may use, the last instant that counts, and whether that has passed."""

    entry: Row
    rows: list[Row]
    limit: datetime
    mature: bool


def order_of(case: Case) -> str:
    """``ordered``, ``strict`` or ``unordered``."""
    return str(case.metric.get("order", "ordered"))


def attempt_of(case: Case, entry: Row, own: list[Row], everything: list[Row]) -> Attempt:
    """The attempt that an entry opens: until its window is over, or its session."""
    if case.metric["within"] == FIRST_SESSION:
        session = session_of(entry["at"], everything, case.source, case.place)
        last = session[-1]["at"]
        inside = {row["row"] for row in session}
        rows = [row for row in own if row["row"] in inside and row["at"] >= entry["at"]]
        return Attempt(entry, rows, last, last + gap_of(case.source) <= case.watermark)
    limit = entry["at"] + seconds(case.metric["within"])
    rows = [row for row in own if entry["at"] <= row["at"] <= limit]
    return Attempt(entry, rows, limit, limit <= case.watermark)


def endless(attempt: Attempt, own: list[Row]) -> Attempt:
    """The same attempt without an end."""
    return attempt._replace(rows=[row for row in own if row["at"] >= attempt.entry["at"]])


def fills(case: Case, attempt: Attempt, row: Row, step: Written) -> bool:
    """Whether a row can be a step of this attempt."""
    names = case.metric.get("same", [])
    own, other = attempt.entry["properties"], row["properties"]
    same = all(own.get(name) is not None and own[name] == other.get(name) for name in names)
    return matches(row, step) and (row is attempt.entry or same)


def reached(case: Case, attempt: Attempt) -> list[datetime]:
    """The earliest instants at which the first 1, 2, … steps can have been done, as far as one gets."""
    if order_of(case) == "unordered":
        return _reached_in_any_order(case, attempt)
    steps, earliest = case.metric["steps"], {1: attempt.entry["at"]}

    def go_on(done: list[Row]) -> None:
        for row in attempt.rows if len(done) < len(steps) else []:
            fits = all(row["row"] != other["row"] for other in done) and row["at"] >= done[-1]["at"]
            if fits and fills(case, attempt, row, steps[len(done)]) and _follows(case, attempt, done[-1], row):
                count = len(done) + 1
                earliest[count] = min(earliest.get(count, row["at"]), row["at"])
                go_on([*done, row])

    go_on([attempt.entry])
    return [earliest[count] for count in sorted(earliest)]


def _follows(case: Case, attempt: Attempt, before: Row, after: Row) -> bool:
    """With ``strict`` nothing else may lie between two steps."""
    if order_of(case) != "strict":
        return True
    return not any(before["at"] < row["at"] < after["at"] for row in attempt.rows)


def _reached_in_any_order(case: Case, attempt: Attempt) -> list[datetime]:
    """The entry, and the first instant by which a different row can be found for each step."""
    steps = case.metric["steps"]
    for instant in sorted({row["at"] for row in attempt.rows}):
        so_far = attempt._replace(rows=[row for row in attempt.rows if row["at"] <= instant])
        if _all_filled(case, so_far, list(steps), set()):
            return [attempt.entry["at"], *[instant] * (len(steps) - 1)]
    return [attempt.entry["at"]]


def _all_filled(case: Case, attempt: Attempt, steps: list[Written], used: set[int]) -> bool:
    if not steps:
        return True
    return any(
        _all_filled(case, attempt, steps[1:], used | {row["row"]})
        for row in attempt.rows
        if row["row"] not in used and fills(case, attempt, row, steps[0])
    )


def is_excluded(case: Case, attempt: Attempt) -> bool:
    """Whether an unwanted event came after its step and before the next one."""
    if "exclusions" not in case.metric:
        return False
    instants = reached(case, attempt)
    return any(_hits(case, attempt, rule, instants) for rule in case.metric["exclusions"])


def _hits(case: Case, attempt: Attempt, rule: Written, instants: list[datetime]) -> bool:
    after = rule.get("after_step", 1)
    if len(instants) < after:
        return False
    unwanted = [row for row in attempt.rows if fills(case, attempt, row, rule) and row["at"] > instants[after - 1]]
    if len(instants) > after:
        return any(row["at"] < instants[after] for row in unwanted)
    return bool(unwanted)
