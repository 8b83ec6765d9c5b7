"""Conversion: of the entries of a period, how many went through all steps in time.

Every choice of rows for the steps is tried; nothing is optimised.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tests.oracle.case import Case, Reading, pooled, share
from tests.oracle.local_time import Period, seconds
from tests.oracle.rows import Row, Written, by_actor, matches, within, without_actor
from tests.oracle.sessions import gap_of, longest_of, session_of

FIRST_SESSION = "first session"


class Attempt(NamedTuple):
    """One entry: the rows it may use, the last instant that counts, and whether that has passed."""

    entry: Row
    rows: list[Row]
    limit: datetime
    mature: bool


def readings(case: Case) -> list[Reading]:
    """One share of actors per period."""
    rows = case.events()
    everything = by_actor(case.all_events())
    own_rows = by_actor(rows)
    entries = {actor: _entries(case, own) for actor, own in own_rows.items()}
    return [
        _one(case, period, rows, [(own_rows[a], everything[a], entries[a]) for a in own_rows])
        for period in case.periods
    ]


def total(case: Case, found: list[Reading]) -> Reading:
    """The pooled share of all periods."""
    return pooled(case, found)


def _one(case: Case, period: Period, rows: list[Row], actors: list[tuple[list[Row], list[Row], list[Row]]]) -> Reading:
    outcomes = []
    for own, everything, entries in actors:
        inside = within(entries, period.start_at, period.end_at)
        if inside:
            attempts = [_attempt(case, entry, own, everything) for entry in _chosen(case, inside)]
            outcomes.append(_outcome(case, attempts))
    opening = [row for row in rows if _opens(case, row)]
    return share(
        period,
        outcomes.count("converted"),
        outcomes.count("converted") + outcomes.count("not converted"),
        is_open=period.end_at > case.watermark,
        excluded_immature=outcomes.count("immature"),
        excluded_null=without_actor(within(opening, period.start_at, period.end_at)),
        mature_at=_mature_at(case, period),
    )


def _opens(case: Case, row: Row) -> bool:
    """Whether a row can be an entry: the first step, or any step where order does not matter."""
    steps = case.metric["steps"]
    return any(matches(row, step) for step in (steps if _order(case) == "unordered" else steps[:1]))


def _order(case: Case) -> str:
    return str(case.metric.get("order", "ordered"))


def _entries(case: Case, own: list[Row]) -> list[Row]:
    """The rows of one actor that open an attempt; for the first session only the very first instant."""
    found = [row for row in own if _opens(case, row)]
    if case.metric["within"] == FIRST_SESSION:
        return [row for row in found if row["at"] == found[0]["at"]]
    return found


def _chosen(case: Case, entries: list[Row]) -> list[Row]:
    """All entries of the period for ``best``, else those of its first instant."""
    if case.metric.get("entry", "first") == "best":
        return entries
    return [row for row in entries if row["at"] == entries[0]["at"]]


def _attempt(case: Case, entry: Row, own: list[Row], everything: list[Row]) -> Attempt:
    if case.metric["within"] == FIRST_SESSION:
        session = session_of(entry["at"], everything, case.source, case.place)
        last = session[-1]["at"]
        inside = {row["row"] for row in session}
        rows = [row for row in own if row["row"] in inside and row["at"] >= entry["at"]]
        return Attempt(entry, rows, last, last + gap_of(case.source) <= case.watermark)
    limit = entry["at"] + seconds(case.metric["within"])
    rows = [row for row in own if entry["at"] <= row["at"] <= limit]
    return Attempt(entry, rows, limit, limit <= case.watermark)


def _outcome(case: Case, attempts: list[Attempt]) -> str:
    if not all(attempt.mature for attempt in attempts):
        return "immature"
    left = [attempt for attempt in attempts if not _is_excluded(case, attempt)]
    if not left:
        return "excluded"
    return "converted" if any(_converts(case, attempt) for attempt in left) else "not converted"


def _mature_at(case: Case, period: Period) -> datetime:
    if case.metric["within"] == FIRST_SESSION:
        return period.end_at + longest_of(case.source) + gap_of(case.source)
    return period.end_at + seconds(case.metric["within"])


def _fills(case: Case, attempt: Attempt, row: Row, step: Written) -> bool:
    """Whether a row can be a step of this attempt."""
    return matches(row, step) and _same(case, attempt.entry, row)


def _same(case: Case, entry: Row, row: Row) -> bool:
    names = case.metric.get("same", [])
    return row is entry or all(
        entry["properties"].get(name) is not None and entry["properties"][name] == row["properties"].get(name)
        for name in names
    )


def _converts(case: Case, attempt: Attempt) -> bool:
    steps = case.metric["steps"]
    if _order(case) == "unordered":
        return _all_filled(case, attempt, list(steps), set())
    return len(_reached(case, attempt)) == len(steps)


def _all_filled(case: Case, attempt: Attempt, steps: list[Written], used: set[int]) -> bool:
    """Whether a different row can be found for each step, in any order."""
    if not steps:
        return True
    return any(
        _all_filled(case, attempt, steps[1:], used | {row["row"]})
        for row in attempt.rows
        if row["row"] not in used and _fills(case, attempt, row, steps[0])
    )


def _reached(case: Case, attempt: Attempt) -> list[datetime]:
    """The earliest instant at which the first 1, 2, … steps can have been done in order, as far as one gets."""
    steps, earliest = case.metric["steps"], {1: attempt.entry["at"]}

    def go_on(done: list[Row]) -> None:
        for row in attempt.rows if len(done) < len(steps) else []:
            fits = all(row["row"] != other["row"] for other in done) and row["at"] >= done[-1]["at"]
            if fits and _fills(case, attempt, row, steps[len(done)]) and _follows(case, attempt, done[-1], row):
                count = len(done) + 1
                earliest[count] = min(earliest.get(count, row["at"]), row["at"])
                go_on([*done, row])

    go_on([attempt.entry])
    return [earliest[count] for count in sorted(earliest)]


def _follows(case: Case, attempt: Attempt, before: Row, after: Row) -> bool:
    """With ``strict`` nothing else may lie between two steps."""
    if _order(case) != "strict":
        return True
    return not any(before["at"] < row["at"] < after["at"] for row in attempt.rows)


def _is_excluded(case: Case, attempt: Attempt) -> bool:
    """Whether an unwanted event came after its step and before the next one."""
    if "exclusions" not in case.metric:
        return False
    reached = _reached(case, attempt)
    return any(_hits(case, attempt, rule, reached) for rule in case.metric["exclusions"])


def _hits(case: Case, attempt: Attempt, rule: Written, reached: list[datetime]) -> bool:
    after = rule.get("after_step", 1)
    if len(reached) < after:
        return False
    unwanted = [row for row in attempt.rows if _fills(case, attempt, row, rule) and row["at"] > reached[after - 1]]
    if len(reached) > after:
        return any(row["at"] < reached[after] for row in unwanted)
    return bool(unwanted)
