"""``refresh``: ask the sources for what is new and write the history."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okr.errors import SettingsError
from tracking.commands.command import INVALID, OK, SOME_FAILED, Command, add_config, add_json, add_store
from tracking.commands.console import complain, end_progress, progress, say, say_json
from tracking.settings import Settings, make_usual_folder, read_settings

if TYPE_CHECKING:
    from tracking.refreshing.refresh import Report


def _options(parser: ArgumentParser) -> None:
    add_config(parser)
    add_store(parser)
    add_json(parser)
    parser.add_argument(
        "--source", metavar="ID", action="append", default=[], help="read only this source; may be repeated"
    )
    parser.add_argument(
        "--progress",
        action="store_true",
        help="say on standard error when a metric was read, also where no terminal is",
    )
    parser.add_argument(
        "--log", metavar="FILE", help="append one JSON line for each source to FILE (default: standard error)"
    )


def _run(options: Namespace) -> int:
    from tracking.clock import clock_for
    from tracking.files import configured
    from tracking.refreshing.gather import Spawned
    from tracking.refreshing.refresh import Assignment, refresh

    settings = read_settings(configuration=options.config, store=options.store)
    configuration = configured(settings)
    unknown = set(options.source) - {source.id for source in configuration.sources}
    if unknown:
        known = ", ".join(source.id for source in configuration.sources)
        raise SettingsError(f"There is no source {', '.join(sorted(unknown))}.", f"Known here: {known}.")
    make_usual_folder(settings)
    assignment = Assignment(
        configuration=configuration,
        folder=settings.configuration,
        store=settings.store,
        secrets=os.environ,
        memory_bytes=settings.memory_bytes,
        only=frozenset(options.source),
    )
    clock = clock_for(settings.as_of, configuration)
    report = refresh(assignment, Spawned(settings.deadline_seconds), clock, progress(in_lines=options.progress))
    end_progress()
    _log(report, options.log)
    _print(report, settings, as_json=options.json)
    return code_of(report)


def code_of(report: Report) -> int:
    """Return the exit code of a refresh."""
    if report.is_kept or report.measured == 0:
        return INVALID
    failed = any(run.failure for run in report.metrics) or report.faults
    return SOME_FAILED if failed else OK


def _log(report: Report, file: str | None) -> None:
    from tracking.refreshing.runreport import log_line

    lines = "".join(f"{log_line(run, report.run.ended_at)}\n" for run in report.sources)
    if file is not None:
        with Path(file).open("a", encoding="utf-8") as log:
            log.write(lines)
    elif not sys.stderr.isatty():
        sys.stderr.write(lines)


def _print(report: Report, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        say_json(_as_json(report))
        return
    for run in report.sources:
        say(f"{run.source}: {run.outcome.value}, {run.readings_added:,} new readings in {run.seconds:.1f} s")
    for failure in dict.fromkeys(run.failure for run in report.metrics if run.failure):
        complain(failure)
    if report.is_kept:
        complain("The files have errors, so the last configuration without one stays in force; run `check`.")
    elif report.faults:
        complain(f"{report.faults} errors in the files left something out; run `check`.")
    for line in (*report.agreed, *report.advice):
        say(line)
    days = f"judged for {report.run.as_of}, data up to {report.complete_to or 'an unknown day'}"
    say(f"{settings.store}: {report.statuses} statuses, {days}. {report.run.note}".strip())


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "run": report.run.id,
        "outcome": report.run.outcome.value,
        "as_of": report.run.as_of.isoformat(),
        "complete_to": report.complete_to.isoformat() if report.complete_to else None,
        "added": report.added,
        "statuses": report.statuses,
        "older_configuration_in_force": report.is_kept,
        "errors_in_files": report.faults,
        "agreed": list(report.agreed),
        "advice": list(report.advice),
        "sources": [
            {
                "source": run.source,
                "outcome": run.outcome.value,
                "watermark": run.watermark.isoformat() if run.watermark else None,
                "seconds": run.seconds,
                "readings_added": run.readings_added,
                "failure": run.failure,
            }
            for run in report.sources
        ],
        "failed_metrics": {run.metric: run.failure for run in report.metrics if run.failure},
    }


COMMAND = Command(
    name="refresh",
    summary="ask the sources for what is new and write the history",
    story=(
        "Asks every source in a process of its own, works out what follows, judges every key result and records all\n"
        "of it at once. Put it into cron; a second one that starts meanwhile says so and ends."
    ),
    examples=(
        ("python -m tracking refresh", "the demo, or what PLUMBLINE_CONFIG and PLUMBLINE_STORE name"),
        ("python -m tracking refresh --source product --log refresh.log", "one source, with its log line in a file"),
    ),
    options=_options,
    run=_run,
)
