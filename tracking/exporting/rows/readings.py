"""One row for each metric and period: the metric's own days, weeks or months, as they are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr.evidence import screened_for_people
from okr.inputs import MetricSeries
from tracking.boards.board import View
from tracking.exporting.figures import FIGURE, VERSION, figure_of
from tracking.exporting.table import SCHEMA_VERSION, Column, Row, Table, columns
from tracking.store.connection import Store
from tracking.store.readings import known_readings

_COLUMNS: Final = (
    VERSION,
    *columns(
        "text",
        metric="Id of the metric.",
        metric_title="Title of the metric.",
        unit="Its unit.",
        source="Id of its source; empty for values by hand.",
        grain="Length of a period: `day`, `week`, `month` or `quarter`.",
    ),
    Column("as_of", "The last whole day that had to be complete for this figure.", "day"),
    *FIGURE,
    Column("read_at", "When the figure was read.", "instant"),
    Column("back_filled", "Whether a back-fill made it later than its day.", "truth"),
)


def _rows(store: Store, view: View) -> Iterator[Row]:
    """Yield the rows of every metric of the configuration, in file order and oldest first; small groups are hidden."""
    lens = view.known.lens
    metrics = [metric for metric in lens.configuration.metrics if metric.id in lens.versions]
    lines = {lens.periods(metric.id): metric for metric in metrics}
    with store.reading() as connection:
        known = known_readings(connection, lines, upto=view.upto)
    for line, metric in lines.items():
        series = MetricSeries(metric)
        for item in known.get(line, ()):
            yield {
                "schema_version": SCHEMA_VERSION,
                "metric": metric.id,
                "metric_title": metric.title,
                "unit": metric.unit,
                "source": metric.source,
                "grain": metric.grain.value,
                "as_of": item.as_of,
                **figure_of(screened_for_people(item.reading, series)),
                "read_at": item.read_at,
                "back_filled": item.back_filled,
            }


READINGS: Final = Table("readings", "One row for each metric and period of its own.", _COLUMNS, _rows)
