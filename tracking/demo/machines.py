"""What the machines record: page timings, requests by the hour, releases and incidents."""

from __future__ import annotations

import numpy as np

from tracking.demo import story
from tracking.demo.calendar import busyness
from tracking.demo.columns import Table, Tables, epoch_ms, epoch_s, instants, numbers, some_missing, table, words
from tracking.demo.events import CODE, PLATFORMS, Events
from tracking.demo.logs import request_log
from tracking.demo.moments import DAY_SECONDS, Floats, Ints, Rng, Span, by_day, to_utc

SERVICES = ("web", "reports", "mobile api", "billing")
FOUND_BY = ("alarm", "customer")
_TIMED_SHARE = 0.14
_HEAVY_LOAD = 0.55
"""Spread (standard deviation of the logarithm) of page load times."""
_FAILING_SHARE = np.array((0.0, 0.92, 0.22, 0.0))
"""Share of requests that fail during an incident of severity 0 to 3; the last concerns inside tools only."""


def machines(span: Span, what: Events) -> Tables:
    """Return the tables ``page_timings``, ``service_hours``, ``request_log``, ``deployments`` and ``incidents``."""
    began, minutes, severity = _incidents(span, span.rng(7))
    edges, valid, answered = _hours(span, what, began, minutes, _FAILING_SHARE[severity])
    return {
        "page_timings": _timings(span, what),
        "service_hours": table(hour=instants(edges[:-1]), requests=valid, answered=answered),
        "request_log": request_log(span, edges[:-1], valid, 1 - answered / valid),
        "deployments": _deployments(span),
        "incidents": _incident_table(span, began, minutes, severity),
    }


def _timings(span: Span, what: Events) -> Table:
    """Return a sample of page loads; the feed fell silent at six in the morning, eight days before DATE."""
    rng = span.rng(6)
    silent = to_utc(span, np.array([span.end - story.TIMINGS_SILENT_DAYS]), np.array([6 * 3600.0]))[0]
    begin = to_utc(span, np.array([story.TIMINGS_FROM]), np.array([0.0]))[0]
    page = np.isin(what.name, (CODE["project_opened"], CODE["report_viewed"])) & (what.at >= begin) & (what.at < silent)
    chosen = np.flatnonzero(page)
    chosen = chosen[rng.random(len(chosen)) < _TIMED_SHARE]
    at = what.at[chosen]
    median = by_day(span, lambda day: story.level("load_seconds", day))
    day = len(median) - 1 - np.floor((span.end_seconds - 1 - at) / DAY_SECONDS).astype(np.int64)
    load = median[day] * rng.lognormal(0.0, _HEAVY_LOAD, len(at))
    return table(
        timing_id=numbers(len(at)),
        user_id=what.person[chosen] + 1,
        page=words((what.name[chosen] == CODE["report_viewed"]).astype(np.int64), ("project", "report")),
        platform=words(what.platform[chosen], PLATFORMS),
        measured_ms=epoch_ms(at),
        load_seconds=some_missing(np.round(load, 3), rng.random(len(at)) < 0.004),
    )


def _hours(span: Span, what: Events, began: Floats, minutes: Floats, bad: Floats) -> tuple[Floats, Ints, Ints]:
    """Return the edges of all hours, requests and answered requests of each; in an incident part of them fails."""
    rng = span.rng(8)
    edges = np.arange(to_utc(span, np.array([span.first]), np.array([0.0]))[0], span.end_seconds + 1, 3600.0)
    busy = np.histogram(what.at, edges)[0]
    valid = 40 + rng.poisson(18.0 * np.maximum(busy, 1))
    failing = 0.0004 * rng.gamma(2.0, 0.5, len(valid))
    for start, length, share in zip(began, minutes, bad, strict=True):
        inside = np.minimum(edges[1:], start + length * 60.0) - np.maximum(edges[:-1], start)
        failing += share * np.clip(inside / 3600.0, 0.0, 1.0)
    return edges, valid, valid - rng.binomial(valid, np.minimum(failing, 0.97))


def _deployments(span: Span) -> Table:
    """Return releases: on working days, some of which had to be taken back."""
    rng = span.rng(9)
    weight = by_day(span, lambda day: busyness(span.date(day)) if span.date(day).weekday() < 5 else 0.02)
    per_day = by_day(span, lambda day: story.level("deploys_per_week", day) / 5.25) * weight
    day = np.repeat(span.days, rng.poisson(per_day))
    at = np.sort(to_utc(span, day, rng.triangular(8.3, 11.0, 17.5, len(day)) * 3600.0))
    bad = by_day(span, lambda each: story.level("failed_deploys_share", each))[day - span.first]
    return table(
        deployment_id=numbers(len(at)),
        service=words(rng.choice(len(SERVICES), len(at), p=(0.4, 0.3, 0.2, 0.1)), SERVICES),
        finished_s=epoch_s(at),
        failed=rng.random(len(at)) < bad,
    )


def _incidents(span: Span, rng: Rng) -> tuple[Floats, Floats, Ints]:
    """Return start, length in minutes and severity (1 is worst) of all incidents, the felt outages among them."""
    per_day = by_day(span, lambda day: story.level("incidents_per_month", day) / 30.44)
    day = np.repeat(span.days, rng.poisson(per_day))
    small = to_utc(span, day, rng.uniform(0, DAY_SECONDS, len(day)))
    restore = by_day(span, lambda each: story.level("restore_minutes", each))[day - span.first]
    felt = [outage for outage in story.OUTAGES if outage.felt]
    large = to_utc(span, np.array([each.day for each in felt]), np.array([each.hour * 3600.0 for each in felt]))
    began = np.concatenate([small, large])
    minutes = np.concatenate([restore * rng.lognormal(0, 0.7, len(day)), [each.hours * 60.0 for each in felt]])
    severity = np.concatenate([rng.choice((2, 3, 3, 3), len(day)), np.ones(len(felt), dtype=np.int64)])
    order = np.argsort(began)
    return began[order], minutes[order], severity[order]


def _incident_table(span: Span, began: Floats, minutes: Floats, severity: Ints) -> Table:
    rng = span.rng(10)
    over = began + minutes * 60.0 < span.end_seconds
    by_customer = rng.random(len(began)) < np.where(severity == 1, 0.2, 0.45)
    return table(
        incident_id=numbers(len(began)),
        started_at=instants(began),
        restored_at=instants(np.where(over, began + minutes * 60.0, np.nan)),
        restore_minutes=some_missing(np.round(minutes, 1), ~over),
        severity=severity,
        found_by=words(by_customer.astype(np.int64), FOUND_BY),
    )
