"""``measure``: one metric straight from its source, with everything that stands behind each figure."""

from __future__ import annotations

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracking.commands.command import OK, SOME_FAILED, Command, add_config, add_json
from tracking.commands.console import say, say_json, table
from tracking.settings import read_settings

if TYPE_CHECKING:
    from metrics.collect import Measurement
    from okr.metric import MetricDefinition
    from okr.reading import Reading


_YEARS = (1900, 2199)
"""What a day may lie in: calendars reckon some years further on both sides."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("metric", metavar="METRIC", help="id of the metric in the files")
    parser.add_argument(
        "--from", dest="start", metavar="DATE", type=a_moment, help="first day or local date-time, included"
    )
    parser.add_argument(
        "--to", dest="end", metavar="DATE", type=a_moment, help="last day or local date-time, not included"
    )
    parser.add_argument(
        "--watermark",
        metavar="INSTANT",
        type=a_moment,
        help="take the data as complete up to this moment, and no further",
    )
    parser.add_argument("--total", action="store_true", help="also print the figure of the whole span")
    add_config(parser)
    add_json(parser)


def a_moment(text: str) -> date | datetime:
    """Return the date or date-time of an option.

    Raises:
        ArgumentTypeError: If it is neither.
    """
    try:
        moment = date.fromisoformat(text) if len(text) == len("2026-11-20") else datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no day or moment; write it like 2026-11-20 or 2026-11-20T06:00') from None
    if not _YEARS[0] <= moment.year <= _YEARS[1]:
        raise ArgumentTypeError(f'"{text}" is not in the years {_YEARS[0]} to {_YEARS[1]}')
    return moment


def _run(options: Namespace) -> int:
    from tracking.clock import clock_for
    from tracking.files import configured
    from tracking.measuring import Place, Question, as_json, measured, metric_of

    settings = read_settings(configuration=options.config)
    configuration = configured(settings)
    metric = metric_of(configuration, options.metric)
    question = Question(options.start, options.end, options.watermark, options.total)
    now = clock_for(settings.as_of, configuration)()
    measurement = measured(configuration, metric.id, question, Place(settings.configuration, os.environ, now))
    if options.json:
        say_json(as_json(metric.id, measurement))
    else:
        _print(metric, measurement)
    figures = _all_of(measurement)
    return SOME_FAILED if any(reading.state.value == "unreadable" for reading in figures) else OK


def _print(metric: MetricDefinition, measurement: Measurement) -> None:
    heading = ("from", "to", "group", "value", "numerator", "denominator", "n", "lower", "upper", "status", "reason")
    readings = _all_of(measurement)
    from tracking.measuring import is_duration

    say(f"{metric.title} ({metric.kind}, in {'seconds' if is_duration(metric) else metric.unit})")
    say(table([heading, *(_row(reading) for reading in readings)]))
    if readings:
        say(f"data complete to {readings[-1].watermark.isoformat()}, definition {readings[-1].definition_version}")
        say("`--json` also prints the SQL and the interval's name.")


def _all_of(measurement: Measurement) -> list[Reading]:
    total = [measurement.total] if measurement.total is not None else []
    return [*measurement.readings, *total, *measurement.columns]


def _row(reading: Reading) -> tuple[str, ...]:
    offset = "" if reading.offset is None else f"+{reading.offset}"
    figures = (reading.value, reading.numerator, reading.denominator, reading.n, reading.lower, reading.upper)
    return (
        reading.period_start.isoformat(),
        reading.period_end.isoformat(),
        f"{reading.group or ''}{offset}",
        *(
            "" if figure is None else f"{figure:.6g}" if isinstance(figure, float) else str(figure)
            for figure in figures
        ),
        reading.state.value,
        reading.reason or _further(reading),
    )


def _further(reading: Reading) -> str:
    """What a reading without a value says instead: the four counts of a lifecycle, the bars of a histogram."""
    told = reading.fields if reading.value is None else {}
    return ", ".join(f"{name} {figure}" for name, figure in told.items())


COMMAND = Command(
    name="measure",
    summary="read one metric straight from its source",
    story=(
        "Asks the source here and now; no history is needed and none is written. Days are those of the source's zone.\n"
        "Small groups are shown as they are: this is a tool for people who may query the source anyway."
    ),
    examples=(
        ("python -m tracking measure daily_active_users --from 2026-11-01", "every day since then"),
        (
            "python -m tracking measure d30_retention_new_users --from 2026-07-01 --to 2026-10-01 --total",
            "and a quarter in one figure",
        ),
        (
            "python -m tracking measure daily_active_users --watermark 2026-10-01T00:00 --json",
            "as if nothing later had arrived",
        ),
    ),
    options=_options,
    run=_run,
)
