"""What the target workshop says, in the words that its command and its page share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from okr import numbers
from okr.workshop import WindowFigure

if TYPE_CHECKING:
    from okr.workshop import Meaning
    from tracking.planning.workshop import Workshop

_SHOWN_DAYS, _QUARTER_DAYS = 364, 91
WINDOW_HEADING = ("window", "now", "moves by itself")
YEAR_HEADING = ("figures of 28 days", "first", "lowest", "highest", "last")


def way_words(shop: Workshop, means: Meaning) -> str:
    """Return where a target leads from where: ``54.8 % → 70 % (+15.2 pts)``."""
    unit = shop.metric.unit
    move = numbers.change(means.target - means.baseline, unit)
    return f"{numbers.amount(means.baseline, unit)} → {numbers.amount(means.target, unit)} ({move})"


def happened_words(means: Meaning) -> str:
    """Return how often the metric moved as far before."""
    return f"moved this far in {means.happened} of {means.spans} cycles of the past" if means.spans else "no past"


def usual_words(means: Meaning) -> str:
    """Return the move beside what the metric moves by itself; empty with too little history."""
    return "" if means.times_usual is None else f"{means.times_usual:.1f} times what it moves by itself"


def people_words(means: Meaning) -> str:
    """Return what a target is in people; empty where the metric is no share."""
    if means.people_a_week is None:
        return ""
    more = "more" if means.people_a_week >= 0 else "fewer"
    return f"about {abs(means.people_a_week):,.0f} people {more} a week"


def means_words(shop: Workshop, means: Meaning) -> str:
    """Return all that is said of a target, in one line."""
    said = (way_words(shop, means), happened_words(means), usual_words(means), people_words(means))
    return "; ".join(part for part in said if part)


def mature_words(shop: Workshop) -> str:
    """Return whether the cycle sees a result of its own before it ends."""
    mature = "yes" if shop.can_mature else "no"
    day = numbers.day_words(shop.first_result)
    return f"Shows a result of the cycle before it ends: {mature}, first on {day}."


def until_words(shop: Workshop) -> str:
    """Return until when a start counts in the cycle."""
    return f"Starts count until {numbers.day_words(shop.counts_until)}."


def window_rows(shop: Workshop) -> Iterator[tuple[str, str, str]]:
    """Yield what the metric is over windows of several lengths, and how far each moves by itself."""
    unit = shop.metric.unit
    for window in shop.windows or (WindowFigure(28, shop.past.now, shop.past.usual),):
        usual = "too little history"
        if window.usual is not None:
            usual = numbers.change(window.usual, unit).removeprefix("+")
        yield f"last {window.days} days", numbers.amount(window.value, unit), usual


def year_rows(shop: Workshop) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the quarters of the last year: first, lowest, highest and last figure of each."""
    unit, days = shop.metric.unit, sorted(shop.past.levels)
    year = [day for day in days if (days[-1] - day).days < _SHOWN_DAYS]
    for back in range(_SHOWN_DAYS // _QUARTER_DAYS - 1, -1, -1):
        quarter = [day for day in year if (days[-1] - day).days // _QUARTER_DAYS == back]
        if quarter:
            values = [shop.past.levels[day] for day in quarter]
            ends = (values[0], min(values), max(values), values[-1])
            first, low, high, last = (numbers.amount(one, unit) for one in ends)
            yield f"to {numbers.day_words(quarter[-1])} {quarter[-1].year}", first, low, high, last


def key_result_yaml(shop: Workshop, target: str) -> str:
    """Return the key result to copy into a file, its target as it was written."""
    from okr_config.writing.entries import amount_text, block

    baseline = amount_text(shop.past.now, shop.metric.unit)
    return block({"metric": shop.metric.id, "baseline": baseline, "target": target, "measured_over": "last 28 days"})


def target_text(shop: Workshop, target: float) -> str:
    """Return a target as people would type it."""
    from okr_config.writing.entries import amount_text

    return str(amount_text(target, shop.metric.unit))
