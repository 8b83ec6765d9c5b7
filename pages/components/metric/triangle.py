"""The table by offsets: one row a cohort, one column an offset; what is not complete yet is marked, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from okr import numbers
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.words import State
from pages.components.markup import Markup, element, together

_COHORTS, _COLUMNS, _SHADES = 16, 16, 9
_NAMES = {Grain.DAY: "Day", Grain.WEEK: "Week", Grain.MONTH: "Month", Grain.HOUR: "Hour"}


def triangle(metric: MetricDefinition, readings: Sequence[Reading]) -> Markup:
    """Return the newest cohorts as a heat table; deeper is more, and every cell carries its number."""
    cohorts = sorted({item.period_start for item in readings}, key=str)[-_COHORTS:]
    offsets = sorted({item.offset for item in readings if item.offset is not None})[: _COLUMNS + 1]
    cells = {(item.period_start, item.offset): item for item in readings}
    shown = [cell for offset in offsets[1:] for start in cohorts if (cell := cells.get((start, offset)))]
    most = max((item.value for item in shown if item.value is not None), default=1.0) or 1.0
    unit = _NAMES.get(metric.grain, "Period")
    names = ["Began", "People", *(f"{unit} {offset}" for offset in offsets if offset)]
    head = element("tr", together(element("th", name, scope="col") for name in names))
    rows = [_row(start, [cells.get((start, offset)) for offset in offsets], most, metric.unit) for start in cohorts]
    table = element("table", element("thead", head), element("tbody", together(rows)), class_="pl-plain pl-heat")
    heading = element("h3", "By when people began", class_="pl-label")
    key = element("p", "Deeper is more. · is not complete yet, and in no figure.", class_="pl-note")
    return element("section", heading, key, element("div", table, class_="pl-scroll", tabindex=0))


def _row(start: date | datetime, cells: Sequence[Reading | None], most: float, unit: str) -> Markup:
    size = next((cell.cohort_size for cell in cells if cell is not None and cell.cohort_size is not None), None)
    began = element("th", numbers.day_words(date(start.year, start.month, start.day)), scope="row")
    people = element("td", "" if size is None else f"{size:,}", class_="pl-grey")
    return element("tr", began, people, together(_cell(cell, most, unit) for cell in cells[1:]))


def _cell(cell: Reading | None, most: float, unit: str) -> Markup:
    if cell is None or cell.value is None:
        return element("td", "·", class_="pl-immature", title=cell.reason if cell and cell.reason else "not known")
    is_sure = cell.state is State.OK and not cell.excluded_immature
    shade = min(_SHADES, max(0, round(_SHADES * cell.value / most)))
    open_ = "" if is_sure else " pl-immature"
    count = (
        f"{cell.numerator:,.0f} of {cell.denominator:,.0f}" if cell.numerator is not None and cell.denominator else ""
    )
    text = numbers.number(cell.value, unit)
    return element("td", text if is_sure else f"{text}·", class_=f"pl-shade-{shade}{open_}", title=count or None)
