"""The receipt: where a number comes from, how many it stands on, when it was read, and what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from okr import numbers
from okr.metric import MetricDefinition, SourceDefinition
from okr.model import Configuration, Cycle
from okr.reading import Reading
from okr.scorecard import KeyResultCard
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.facts import Fact, fact_list
from pages.components.markup import Markup, apart, element
from tracking.boards.insight import Receipt

_SHORT_VERSION = 8
_NOTHING_KEPT = Kept()
_NOT_COUNTING = frozenset({"title", "description", "unit", "better", "focus", "owner", "kind", "source", "max_change"})


def receipt_card(
    card: KeyResultCard, found: Receipt | None, configuration: Configuration, cycle: Cycle, kept: Kept = _NOTHING_KEPT
) -> Markup:
    """Return the receipt of a key result's newest figure, with the way to its metric; the SQL stands under it."""
    metric = configuration.metric(card.key_result.metric)
    heading = element("h3", "Where this number comes from", class_="pl-label")
    if card.current is None:
        text = "There is no figure yet, so there is nothing to account for."
        return element(
            "section", heading, element("p", text, class_="pl-calm"), _defined(metric, kept), class_="pl-third"
        )
    known = fact_list(facts(card, found, configuration, cycle))
    return element("section", heading, known, _defined(metric, kept), class_="pl-third")


def facts(card: KeyResultCard, found: Receipt | None, configuration: Configuration, cycle: Cycle) -> list[Fact]:
    """Return what is known of a figure besides its value; nothing is said where nothing is known."""
    if card.current is None:
        return []
    source = configuration.source(card.source)
    late = "by a back-fill, later than its day" if found and found.back_filled else ""
    read = ((found.read_at if found else card.read_at), late)
    return figure_facts(card.current, card.unit, source, read, ZoneInfo(cycle.timezone))


def figure_facts(
    reading: Reading, unit: str, source: SourceDefinition | None, read: tuple[datetime | None, str], zone: ZoneInfo
) -> list[Fact]:
    """Return what is known of a reading; ``read`` is when it was recorded, and a word on that."""
    named = [
        Fact("Figure", numbers.amount(reading.value, unit), _period(reading)),
        Fact("Source", (source.title or source.id) if source else "entered by hand"),
        Fact("Counted", counts(reading, unit)),
        Fact("Left out", _left_out(reading)),
        Fact("Range", numbers.between(reading.lower, reading.upper, unit), _interval(reading)),
        Fact("Read", numbers.instant_words(read[0].astimezone(zone)) if read[0] else "", read[1]),
        Fact("Data complete to", _complete_to(reading.watermark, zone)),
        Fact("Definition", reading.definition_version[:_SHORT_VERSION], "its version"),
    ]
    return [fact for fact in named if fact.value]


def counts(reading: Reading, unit: str) -> str:
    """Return on what a figure stands: ``707 of 1,204``, or ``1,204``."""
    if unit == "share" and reading.numerator is not None and reading.denominator is not None:
        return f"{_whole(reading.numerator)} of {_whole(reading.denominator)}"
    return _whole(float(reading.n)) if reading.n is not None else ""


def _whole(count: float) -> str:
    return f"{count:,.0f}"


def _period(reading: Reading) -> str:
    start, end = _day(reading.period_start), _day(reading.period_end) - timedelta(days=1)
    if end <= start:
        return f"on {numbers.day_words(start)}"
    return f"{numbers.day_words(start, end)} to {numbers.day_words(end)}"


def _day(edge: date | datetime) -> date:
    return date(edge.year, edge.month, edge.day)


def _left_out(reading: Reading) -> str:
    found = ((reading.excluded_immature, "not complete yet"), (reading.excluded_null, "without a value"))
    return ", ".join(f"{count:,} {why}" for count, why in found if count)


def _interval(reading: Reading) -> str:
    return f"{numbers.amount(reading.level, 'share')} interval, {reading.interval}" if reading.interval else ""


def _complete_to(watermark: datetime, zone: ZoneInfo) -> str:
    return numbers.instant_words(watermark.astimezone(zone))


def _defined(metric: MetricDefinition | None, kept: Kept) -> Markup | None:
    if metric is None:
        return None
    link = element("a", apart(metric.title), " ›", href=addresses.metric(kept, metric.id), target="_self")
    said = element("p", element("b", link), " " if metric.description else None, apart(metric.description))
    return element("div", said, element("p", apart(defined_as(metric)), class_="pl-grey"), class_="pl-defined")


def defined_as(metric: MetricDefinition) -> str:
    """Return what changes the figure, in the words of the file: ``conversion · within first session · …``."""
    parts = [
        f"{key.replace('_', ' ')} {_said(value)}" for key, value in metric.written.items() if key not in _NOT_COUNTING
    ]
    return " · ".join([metric.kind.replace("_", " "), *parts])


def _said(value: Any) -> str:  # noqa: ANN401 - whatever YAML can hold
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(child)}" for key, child in value.items())
    if isinstance(value, list | tuple):
        return " → ".join(_said(child) for child in value)
    return "nothing" if value is None else str(value)
