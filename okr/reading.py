"""A reading: what a metric was, over which period, from what, and how sure.

A reading is a function of a metric definition and a date. A value never travels without its counts, interval,
watermark and definition version; a number that could not be had is a reading without value and with a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from okr.words import State


@dataclass(frozen=True)
class Reading:
    """One figure of one metric.

    Attributes:
        metric: Id of the metric.
        definition_version: Hash of everything that changes the figure.
        window: ``hour``, ``day``, ``week``, ``month``, ``quarter``, ``range``, or a key result's window in words
            (``last 28 days``).
        period_start: First local day (at hour grain: instant with offset).
        period_end: First local day after the period (exclusive).
        state: ``State.OK`` where ``value`` can be used; otherwise why there is none.
        reason: One sentence for people; empty when ok.
        value: The figure in the metric's unit; a share is 0–1; None without a figure.
        numerator: Sum above the line (shares, ratios, means) or the count.
        denominator: Sum below the line; 0 is an empty group.
        n: How many units (actors, rows, days) the value stands on.
        lower: Lower end of the interval; None where none applies.
        upper: Upper end.
        level: Level of the interval, 0.95 for all of ours.
        interval: Its name (``wilson``, ``brookmeyer-crowley``, …); empty where none applies.
        excluded_immature: Units left out because their observation window is not complete.
        excluded_null: Units or rows left out because a measured value was null.
        watermark: The instant (UTC) up to which the data were complete.
        complete: Whether the period's end is at or before the watermark.
        mature_at: The instant after the last needed moment; a figure is final from then on.
        group: Value of the breakdown property; None without breakdown.
        offset: Column of a retention triangle; None otherwise.
        cohort_size: Actors that started in the period (retention).
        statistics: Further sufficient statistics (sums of squares, histograms as lists), for pooling.
        fields: Further named figures that the kind promises (lifecycle's four, a histogram).
        sql: The query as run, with literal values, so that it can be pasted into the database's own client.
        seconds: How long the query took.
        as_of: The last whole local day that had to be complete for this figure: what "the reading of 19 Nov" means.
            None where nobody said; then it follows from the period's end and the metric's maturity.
    """

    metric: str
    definition_version: str
    window: str
    period_start: date | datetime
    period_end: date | datetime
    state: State
    watermark: datetime
    reason: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    lower: float | None = None
    upper: float | None = None
    level: float = 0.95
    interval: str = ""
    excluded_immature: int = 0
    excluded_null: int = 0
    complete: bool = True
    mature_at: datetime | None = None
    group: str | None = None
    offset: int | None = None
    cohort_size: int | None = None
    statistics: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    sql: str = ""
    seconds: float = 0.0
    as_of: date | None = None


@dataclass(frozen=True)
class Absence:
    """Why a number could not be had.

    Attributes:
        state: Which of the states of the one list of words.
        reason: One sentence: what was found.
        since: When it began, if known.
        temporary: Whether it may pass by itself.
        until: The date when a number may come, if known.
    """

    state: State
    reason: str
    since: datetime | None = None
    temporary: bool = False
    until: date | None = None
