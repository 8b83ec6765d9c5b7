"""What people say: support tickets and survey answers."""

from __future__ import annotations

import numpy as np

from tracking.demo import story
from tracking.demo.columns import Table, Tables, local_naive, numbers, some_missing, table, utc_naive, words
from tracking.demo.events import CODE, Events
from tracking.demo.moments import DAY_SECONDS, Floats, Ints, Rng, Span, by_day
from tracking.demo.people import People, after

TOPICS = ("set-up", "importing", "reports", "mobile app", "billing", "access")
SURVEYS = ("csat", "nps", "design_confidence")
_SPRINT_DAYS = 14
_DECISIONS = 10
_GRADERS = 5


def voices(span: Span, who: People, what: Events) -> Tables:
    """Return the tables ``tickets`` and ``survey_answers``."""
    return {"tickets": _tickets(span, who, what), "survey_answers": _answers(span, what)}


def _at_level(span: Span, parameter: str, at: Floats) -> Floats:
    """Return a parameter of the story at each instant."""
    levels = by_day(span, lambda day: story.level(parameter, day))
    day = len(levels) - 1 - np.floor((span.end_seconds - 1 - at) / DAY_SECONDS).astype(np.int64)
    return np.asarray(levels[np.clip(day, 0, len(levels) - 1)])


def _tickets(span: Span, who: People, what: Events) -> Table:
    """Return tickets in order of opening; the age of the account in days stands beside each."""
    rng = span.rng(4)
    newcomer = np.repeat(np.arange(len(who)), rng.poisson(_at_level(span, "ticket_rate", who.joined)))
    early = after(rng, who.joined[newcomer], np.minimum(rng.exponential(2.8, len(newcomer)), 12.5))
    visit = np.flatnonzero(what.name == CODE["project_opened"])
    visit = visit[rng.random(len(visit)) < _at_level(span, "visit_tickets", what.at[visit])]
    person = np.concatenate([newcomer, what.person[visit]])
    at = np.concatenate([early, what.at[visit] + rng.uniform(60, 2400, len(visit))])
    there = np.flatnonzero(at < span.end_seconds)
    there = there[np.argsort(at[there], kind="stable")]
    return _as_table(span, rng, person[there], at[there], who)


def _as_table(span: Span, rng: Rng, person: Ints, at: Floats, who: People) -> Table:
    minutes = rng.lognormal(4.6, 1.0, len(at))
    answer = at + minutes * 60.0
    answered = np.where((answer < span.end_seconds) & (rng.random(len(at)) > 0.02), answer, np.nan)
    return table(
        ticket_id=numbers(len(at)),
        user_id=person + 1,
        topic=words(rng.choice(len(TOPICS), len(at), p=(0.27, 0.19, 0.22, 0.12, 0.11, 0.09)), TOPICS),
        opened_at=utc_naive(at),
        answered_at=utc_naive(answered),
        account_age_days=np.floor((at - who.joined[person]) / DAY_SECONDS).astype(np.int64),
    )


def _answers(span: Span, what: Events) -> Table:
    """Return survey answers; the survey tool exports local wall-clock times, and some answers have no score."""
    rng = span.rng(5)
    parts = (_satisfaction(span, what, rng), _recommendation(span, what, rng), _confidence(span, rng))
    survey = np.concatenate([np.full(len(part[1]), index) for index, part in enumerate(parts)])
    respondent, at, score = (np.concatenate([part[column] for part in parts]) for column in range(3))
    order = np.argsort(at, kind="stable")
    missing = (rng.random(len(at)) < 0.015) & (survey[order] != SURVEYS.index("design_confidence"))
    return table(
        answer_id=numbers(len(at)),
        survey=words(survey[order], SURVEYS),
        respondent_id=respondent[order],
        answered_at=local_naive(at[order]),
        score=some_missing(score[order].astype(np.int32), missing),
    )


def _asked(span: Span, what: Events, rng: Rng, share: float) -> tuple[Ints, Floats]:
    """Return who answers and when, out of those who open a project."""
    opened = np.flatnonzero(what.name == CODE["project_opened"])
    chosen = opened[rng.random(len(opened)) < share]
    return what.person[chosen] + 1, np.minimum(what.at[chosen] + rng.uniform(5, 90, len(chosen)), span.end_seconds - 1)


def _satisfaction(span: Span, what: Events, rng: Rng) -> tuple[Ints, Floats, Ints]:
    """Return answers from 1 to 5; 4 and 5 count as satisfied."""
    respondent, at = _asked(span, what, rng, 0.024)
    satisfied = rng.random(len(at)) < _at_level(span, "satisfied_share", at)
    return respondent, at, np.where(satisfied, rng.choice((4, 5), len(at)), rng.choice((1, 2, 3, 3), len(at)))


def _recommendation(span: Span, what: Events, rng: Rng) -> tuple[Ints, Floats, Ints]:
    """Return answers from 0 to 10, a little kinder where people are more satisfied."""
    respondent, at = _asked(span, what, rng, 0.011)
    chance = 0.64 + 0.22 * _at_level(span, "satisfied_share", at)
    return respondent, at, rng.binomial(10, np.clip(rng.normal(chance, 0.13), 0.02, 0.99))


def _confidence(span: Span, rng: Rng) -> tuple[Ints, Floats, Ints]:
    """Return grades from 1 to 5 that people give the design decisions of a sprint, in its last days."""
    closes = np.arange(-(-span.first // _SPRINT_DAYS) * _SPRINT_DAYS, span.end, _SPRINT_DAYS)
    closes = np.repeat(closes[closes - 3 > span.first], _DECISIONS * _GRADERS)
    at = span.end_seconds + (closes - span.end - 3) * DAY_SECONDS + rng.uniform(9.0, 16.5, len(closes)) * 3600.0
    mean = np.clip(_at_level(span, "confidence_points", at), 1.0, 5.0)
    grade = 1 + rng.binomial(4, np.clip(rng.normal((mean - 1) / 4, 0.06), 0.0, 1.0))
    return 900_001 + rng.integers(0, 26, len(at)), at, grade
