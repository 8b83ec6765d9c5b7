"""What the teams promise and finish: sprints of two weeks and their work items."""

from __future__ import annotations

import numpy as np

from tracking.demo import story
from tracking.demo.columns import Table, Tables, dates, numbers, table, words
from tracking.demo.moments import Flags, Floats, Ints, Rng, Span

TEAMS = ("growth", "experience", "platform")
SPRINT_DAYS = 14
_PROMISED = 13.0
_ADDED = 2.6


def work(span: Span) -> Tables:
    """Return the tables ``sprints`` and ``work_items``; a sprint that is still open has no closing day."""
    rng = span.rng(11)
    starts = np.arange(-(-span.first // SPRINT_DAYS) * SPRINT_DAYS, span.end, SPRINT_DAYS)
    closed = starts + SPRINT_DAYS <= span.end
    sprints = table(
        sprint_id=numbers(len(starts)),
        started_on=dates(span, starts),
        closed_on=dates(span, np.where(closed, starts + SPRINT_DAYS - 1, np.nan)),
    )
    return {"sprints": sprints, "work_items": _items(span, starts, rng)}


def _items(span: Span, starts: Ints, rng: Rng) -> Table:
    """Return the items of every team and sprint: promised at its start, or added later."""
    pairs = len(starts) * len(TEAMS)
    promised, added = rng.poisson(_PROMISED, pairs), rng.poisson(_ADDED, pairs)
    pair = np.concatenate([np.repeat(np.arange(pairs), promised), np.repeat(np.arange(pairs), added)])
    committed = np.arange(len(pair)) < promised.sum()
    order = np.argsort(pair, kind="stable")
    pair, committed = pair[order], committed[order]
    start = starts[pair // len(TEAMS)]
    done = _done_days(rng, start, _chance(starts, pairs, rng)[pair], committed)
    return table(
        item_id=numbers(len(pair)),
        sprint_id=pair // len(TEAMS) + 1,
        team=words(pair % len(TEAMS), TEAMS),
        committed=committed,
        points=rng.choice((1, 2, 3, 5, 8), len(pair), p=(0.22, 0.3, 0.27, 0.16, 0.05)),
        started_on=dates(span, np.where(start < span.end, start, np.nan)),
        done_on=dates(span, np.where(done < span.end, done, np.nan)),
    )


def _chance(starts: Ints, pairs: int, rng: Rng) -> Floats:
    """Return each team's chance to keep a promise in each sprint; more scattered than luck alone."""
    mean = np.repeat([story.level("kept_promises_share", int(day) + SPRINT_DAYS / 2) for day in starts], len(TEAMS))
    return np.asarray(rng.beta(mean * 28, (1 - mean) * 28, pairs))


def _done_days(rng: Rng, start: Ints, chance: Floats, committed: Flags) -> Floats:
    """Return the story day on which each item is done: inside its sprint, later, or never."""
    inside = start + np.floor(SPRINT_DAYS * rng.beta(2.2, 1.1, len(start)))
    late = start + SPRINT_DAYS + rng.geometric(0.12, len(start))
    kept = rng.random(len(start)) < np.where(committed, chance, chance * 0.8)
    return np.where(kept, inside, np.where(rng.random(len(start)) < 0.88, late, np.inf))
