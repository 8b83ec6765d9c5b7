"""``check``: what is wrong in the files, and how everything else was understood."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from okr.issues import Issue, Severity
from okr.model import Configuration
from tracking.commands.command import INVALID, OK, Command, add_config, add_json
from tracking.commands.console import say, say_json
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    add_config(parser)
    add_json(parser)
    parser.add_argument(
        "--understood", action="store_true", help="also print how every number and default was understood"
    )


def _run(options: Namespace) -> int:
    from tracking.files import configured

    settings = read_settings(configuration=options.config)
    folder, configuration = settings.configuration, configured(settings)
    if options.json:
        say_json(_as_json(configuration))
    else:
        _print(configuration, folder, with_understood=options.understood)
    return INVALID if any(issue.severity is Severity.ERROR for issue in configuration.issues) else OK


def _print(configuration: Configuration, folder: Path, *, with_understood: bool) -> None:
    for file, issues in groupby(configuration.issues, key=lambda issue: issue.place.file):
        say(f"{file or folder}")
        for issue in issues:
            say(f"  {_line(issue)}")
            say(f"      {issue.hint}" if issue.hint else "")
        say()
    if with_understood or not configuration.issues:
        _print_understood(configuration)
    counts = Counter(issue.severity for issue in configuration.issues)
    found = ", ".join(
        f"{counts[severity]} {_counted(severity, counts[severity])}" for severity in Severity if counts[severity]
    )
    say(f"{folder}: {_summary(configuration)}; {found or 'nothing to complain about'}.")
    if not with_understood and configuration.issues:
        say("`check --understood` also prints every number and default as understood.")


def _print_understood(configuration: Configuration) -> None:
    from okr_config.understood import understood

    say("As understood:")
    for item in understood(configuration):
        say(f"  {item.subject}")
        say(f"      {item.words}")
    say()


def _line(issue: Issue) -> str:
    place = f"{issue.place.line}:{issue.place.column}" if issue.place.line else ""
    where = f"{place} ({issue.place.key_path})" if issue.place.key_path else place
    return f"{where} {issue.severity.value} {issue.code}: {issue.message}".strip()


def _counted(severity: Severity, count: int) -> str:
    if severity is Severity.ADVICE:
        return "pieces of advice" if count > 1 else "piece of advice"
    return f"{severity.value}s" if count > 1 else severity.value


def _summary(configuration: Configuration) -> str:
    key_results = sum(len(objective.key_results) for objective in configuration.objectives)
    return (
        f"{len(configuration.sources)} sources, {len(configuration.metrics)} metrics, "
        f"{len(configuration.cycles)} cycles, {len(configuration.objectives)} objectives with {key_results} key results"
    )


def _as_json(configuration: Configuration) -> dict[str, Any]:
    from okr_config.understood import understood

    counts = Counter(issue.severity for issue in configuration.issues)
    return {
        "counts": {severity.value: counts[severity] for severity in Severity},
        "issues": [_issue(issue) for issue in configuration.issues],
        "understood": [
            {"subject": item.subject, "words": item.words, "place": str(item.place)}
            for item in understood(configuration)
        ],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    place = issue.place
    return {
        "severity": issue.severity.value,
        "code": issue.code,
        "message": issue.message,
        "hint": issue.hint,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "key_path": place.key_path,
    }


COMMAND = Command(
    name="check",
    summary="say what is wrong in the OKR files, with file, line and remedy",
    story="Reads the files and nothing else: no source is asked, nothing is written. Every fault is told at once.",
    examples=(
        ("python -m tracking check", "the demo, or the folder that PLUMBLINE_CONFIG names"),
        ("python -m tracking check --config okrs --understood", "also how every number and default was understood"),
        ("python -m tracking check --config okrs --json", "for an editor or a pipeline"),
    ),
    options=_options,
    run=_run,
)
