"""Moments of the demo: story days, local wall clocks and UTC, for whole arrays at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracking.demo.calendar import ZONE, busyness, running_start
from tracking.demo.story import HISTORY_DAYS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rng = np.random.Generator

DAY_SECONDS = 86_400.0


@dataclass(frozen=True)
class Span:
    """The days that the demo covers.

    Attributes:
        start: First day of the running cycle, story day 0.
        first: First story day with data.
        end: First story day without data (DATE itself).
        seed: What the random numbers start from, together with DATE.
    """

    start: date
    first: int
    end: int
    seed: int

    @property
    def days(self) -> Ints:
        """All story days with data."""
        return np.arange(self.first, self.end)

    @property
    def end_seconds(self) -> float:
        """The local midnight at which the data end, in UTC epoch seconds."""
        return float(to_utc(self, np.array([self.end]), np.array([0.0]))[0])

    def date(self, day: int) -> date:
        """Return the calendar date of a story day."""
        return self.start + timedelta(days=int(day))

    def rng(self, part: int) -> Rng:
        """Return the random numbers of one part of the product, independent of all other parts."""
        return np.random.default_rng([self.seed, (self.start + timedelta(days=self.end)).toordinal(), part])


def span(on: date, seed: int) -> Span:
    """Return the days of a demo that is complete up to the evening before ``on``."""
    start = running_start(on)
    end = (on - start).days
    return Span(start, end - HISTORY_DAYS, end, seed)


def to_utc(span: Span, day: NDArray[np.integer], seconds: Floats) -> Floats:
    """Return UTC epoch seconds of local wall-clock times, given as story days and seconds after midnight.

    A time that the clock skips in spring moves to the hour after; one that it shows twice in autumn is the first.
    """
    origin = (span.start - date(1970, 1, 1)).days
    wall = (origin + day.astype(np.float64)) * DAY_SECONDS + seconds
    offset = _offset(np.floor(wall / 3600.0).astype(np.int64))
    return np.asarray(wall - offset)


def _offset(hours: Ints) -> Floats:
    """Return the zone's offset in seconds at local wall-clock hours; each distinct hour is looked up once."""
    if not len(hours):
        return np.zeros(0)
    lowest = int(hours.min())
    local = pd.to_datetime(np.arange(lowest, int(hours.max()) + 1) * 3600, unit="s")
    first = np.ones(len(local), dtype=bool)
    instants = local.tz_localize(str(ZONE), ambiguous=first, nonexistent="shift_forward").tz_convert("UTC")
    offsets = (local - instants.tz_localize(None)).total_seconds().to_numpy()
    return np.asarray(offsets[hours - lowest], dtype=np.float64)


def by_day(span: Span, figure: Callable[[int], float]) -> Floats:
    """Return ``figure`` of every story day, in the order of ``span.days``."""
    return np.array([figure(int(day)) for day in span.days])


def busy(span: Span) -> Floats:
    """Return how busy each story day is against a mean working day."""
    return by_day(span, lambda day: busyness(span.date(day)))


def clock(rng: Rng, weights: tuple[float, ...], count: int) -> Floats:
    """Return ``count`` times of day in seconds after midnight, by the weight of each hour."""
    edges = np.cumsum(np.array((0.0, *weights)) / sum(weights))
    return np.asarray(np.interp(rng.random(count), edges, np.arange(25) * 3600.0))
