"""A sample of single requests: when, how long, and with which status."""

from __future__ import annotations

import numpy as np

from tracking.demo import story
from tracking.demo.columns import Table, epoch_ms, numbers, table
from tracking.demo.moments import DAY_SECONDS, Floats, Ints, Span, by_day

_SAMPLED = 1 / 300
_AT_FAULT = 0.012
_STATUSES = np.array((200, 404, 503))
_SPREAD = 0.8
"""Spread (standard deviation of the logarithm) of the time of a request."""


def request_log(span: Span, hours: Floats, requests: Ints, failing: Floats) -> Table:
    """Return every three-hundredth request of the last year.

    Args:
        span: The days of the demo.
        hours: Where each hour begins, in UTC epoch seconds.
        requests: How many there were in each.
        failing: The share of them that failed.
    """
    rng = span.rng(13)
    logged = hours >= span.end_seconds - 365 * DAY_SECONDS
    hour = np.repeat(np.flatnonzero(logged), rng.poisson(requests[logged] * _SAMPLED))
    at = np.sort(hours[hour] + rng.uniform(0.0, 3600.0, len(hour)))
    failed, at_fault = rng.random(len(hour)) < failing[hour], rng.random(len(hour)) < _AT_FAULT
    level = by_day(span, lambda day: story.level("load_seconds", day))
    day = len(level) - 1 - np.floor((span.end_seconds - 1 - at) / DAY_SECONDS).astype(np.int64)
    # A page waits for several requests; one that fails does so after a long wait.
    took = level[day] * 90.0 * rng.lognormal(0.0, _SPREAD, len(at)) * np.where(failed, 8.0, 1.0)
    return table(
        request_id=numbers(len(at)),
        at_ms=epoch_ms(at),
        status=_STATUSES[np.where(failed, 2, np.where(at_fault, 1, 0))],
        caller_at_fault=at_fault & ~failed,
        duration_ms=np.round(took, 1),
    )
