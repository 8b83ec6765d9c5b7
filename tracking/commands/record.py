"""``record``: a value that people measure themselves."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, Namespace

from tracking.commands.command import OK, Command, a_day, add_config, add_store
from tracking.commands.console import say
from tracking.settings import make_usual_folder, read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("metric", metavar="METRIC", help="a metric of kind manual")
    parser.add_argument("value", metavar="VALUE", help="the number in the metric's unit; a share also as 70%%")
    parser.add_argument("--on", metavar="DATE", type=a_day, help="the day it is true of (default: today)")
    parser.add_argument("--note", metavar="TEXT", default="", help="what stands behind it")
    parser.add_argument("--team", metavar="ID", help="the team that records it (default: the metric's owner)")
    parser.add_argument("--key", metavar="TEXT", help="recording twice with one key is recording once")
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.clock import clock_for, local_today
    from tracking.files import configured
    from tracking.recording import amount_of, manual_metric, record_value
    from tracking.store.connection import opened, prepare
    from tracking.store.manual import ManualValue

    settings = read_settings(configuration=options.config, store=options.store)
    configuration = configured(settings)
    now = clock_for(settings.as_of, configuration)()
    metric = manual_metric(configuration, options.metric)
    value = ManualValue(
        metric=metric.id,
        on_day=options.on or local_today(configuration, now),
        value=amount_of(options.value, metric),
        note=options.note,
        team=options.team or metric.owner,
        idempotency_key=options.key or uuid.uuid4().hex,
    )
    make_usual_folder(settings)
    prepare(settings.store, now)
    with opened(settings.store) as store:
        recorded = record_value(store, configuration, value, now)
    before = "" if recorded.is_new else " (recorded before)"
    say(f"{value.metric} on {value.on_day}: {value.value:g} {metric.unit}{before}")
    return OK


COMMAND = Command(
    name="record",
    summary="enter a value that people measure themselves",
    story=(
        "Keeps a value of a metric of kind manual in the history store. A second value for the same day is shown\n"
        "in the place of the first; both are kept. Values go out of date like any other."
    ),
    examples=(
        ('python -m tracking record mobile_checks_passed 63% --note "29 of 46"', "true of today"),
        ("python -m tracking record webinars_held 3 --on 2026-11-18", "true of another day"),
    ),
    options=_options,
    run=_run,
)
