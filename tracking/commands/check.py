"""``check``: what is wrong in the files, and how everything else was understood."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okr.issues import Issue, Severity
from okr.model import Configuration
from tracking.commands.command import INVALID, OK, Command, add_config, add_json, add_store
from tracking.commands.console import say, say_json
from tracking.commands.explain import explain
from tracking.settings import Settings, read_settings

if TYPE_CHECKING:
    from okr_config.practice.rules import Examined


def _options(parser: ArgumentParser) -> None:
    add_config(parser)
    add_store(parser)
    add_json(parser)
    parser.add_argument(
        "--understood", action="store_true", help="also print how every number and default was understood"
    )
    parser.add_argument(
        "--explain",
        metavar="CODE",
        nargs="?",
        const="",
        help="say what a practice rule means and where it comes from; without CODE list all of them",
    )


def _run(options: Namespace) -> int:
    if options.explain is not None:
        return explain(options.explain, as_json=options.json)
    settings = read_settings(configuration=options.config, store=options.store)
    folder, (configuration, practice) = settings.configuration, _examined(settings)
    if options.json:
        say_json(_as_json(configuration, practice))
    else:
        _print(configuration, practice, folder, with_understood=options.understood)
    return INVALID if any(issue.severity is Severity.ERROR for issue in configuration.issues) else OK


def _examined(settings: Settings) -> tuple[Configuration, Examined]:
    """Return the configuration with what the rules find that need figures, too; and what was silenced."""
    from okr_config.event_names import unknown_events
    from okr_config.practice.rules import RULES, examined
    from tracking.files import configured
    from tracking.planning.engines import unknown_engines
    from tracking.planning.events import events_of
    from tracking.planning.facts import facts_of
    from tracking.planning.unanswerable import unanswerable

    configuration = configured(settings)
    practice = examined(configuration, facts_of(configuration, settings.store))
    codes = {rule.code for rule in RULES if not rule.while_reading}
    others = [issue for issue in configuration.issues if issue.code not in codes]
    others += unknown_events(settings.configuration, events_of(configuration, settings.store))
    others += unknown_engines(configuration)
    others += unanswerable(configuration)
    return replace(configuration, issues=_in_order((*others, *practice.issues))), practice


def _in_order(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(dict.fromkeys(issues), key=lambda issue: (issue.place, issue.code, issue.message)))


def _print(configuration: Configuration, practice: Examined, folder: Path, *, with_understood: bool) -> None:
    for file, issues in groupby(configuration.issues, key=lambda issue: issue.place.file):
        say(f"{file or folder}")
        for issue in issues:
            say(f"  {_line(issue)}")
            say(f"      {issue.hint}" if issue.hint else "")
        say()
    _print_silences(practice)
    if with_understood or not configuration.issues:
        _print_understood(configuration)
    say(f"{folder}: {_summary(configuration)}; {_counts(configuration, practice)}.")
    if not with_understood and configuration.issues:
        say("`check --understood` also prints every number and default as understood; `check --explain CODE` a rule.")


def _print_silences(practice: Examined) -> None:
    if not practice.silences:
        return
    say("Silenced, with the reason given:")
    for silence in practice.silences:
        idle = "" if silence.findings else " (it would say nothing here)"
        say(f"  {silence.place.file}:{silence.place.line} {silence.subject}: {silence.code}: {silence.reason}{idle}")
    say()


def _counts(configuration: Configuration, practice: Examined) -> str:
    counts = Counter(issue.severity for issue in configuration.issues)
    found = [f"{counts[severity]} {_counted(severity, counts[severity])}" for severity in Severity if counts[severity]]
    silenced = sum(silence.findings for silence in practice.silences)
    found += [f"{silenced} silenced"] if silenced else []
    found += [f"{practice.held_back} more held back (three for an objective)"] if practice.held_back else []
    return ", ".join(found) or "nothing to complain about"


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


def _as_json(configuration: Configuration, practice: Examined) -> dict[str, Any]:
    from okr_config.understood import understood

    counts = Counter(issue.severity for issue in configuration.issues)
    return {
        "counts": {
            **{severity.value: counts[severity] for severity in Severity},
            "silenced": sum(silence.findings for silence in practice.silences),
            "held_back": practice.held_back,
        },
        "issues": [_issue(issue) for issue in configuration.issues],
        "silenced": [
            {
                "code": silence.code,
                "subject": silence.subject,
                "reason": silence.reason,
                "findings": silence.findings,
                "place": str(silence.place),
            }
            for silence in practice.silences
        ],
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
    story=(
        "Reads the files: no source is asked, nothing is written. Every fault is told at once. Where a history is\n"
        "there, rules that need figures (is the planned move more than the usual variation?) speak as well, and\n"
        "events are known by the names that the refreshes saw: a metric of an event that never came is refused."
    ),
    examples=(
        ("python -m tracking check", "the demo, or the folder that PLUMBLINE_CONFIG names"),
        ("python -m tracking check --config okrs --understood", "also how every number and default was understood"),
        ("python -m tracking check --config okrs --json", "for an editor or a pipeline"),
        ("python -m tracking check --explain no-guard", "what a practice rule means, and where it comes from"),
    ),
    options=_options,
    run=_run,
)
