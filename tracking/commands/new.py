"""``new objective``: an objective written into the files, asked for on a terminal where it is not given."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, add_config
from tracking.commands.console import say
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.model import Configuration

_MOST_ASKED = 4


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("objective",), help="what is new")
    parser.add_argument("--team", metavar="ID", help="the team whose objective it is")
    parser.add_argument("--cycle", metavar="ID", help="its cycle (default: the one that ends last)")
    parser.add_argument("--title", metavar="TEXT", help="what will be true at the end of the cycle")
    parser.add_argument("--why", metavar="TEXT", help="why it matters now")
    parser.add_argument(
        "--key-result",
        metavar="METRIC=TARGET",
        type=metric_and_target,
        action="append",
        help="a metric and its target, like setup=70%%; may be given several times",
    )
    add_config(parser)


def metric_and_target(text: str) -> tuple[str, str]:
    """Return the metric and the target of an option.

    Raises:
        ArgumentTypeError: If one of them is missing.
    """
    metric, _, target = (part.strip() for part in text.partition("="))
    if not metric or not target:
        raise ArgumentTypeError(f'"{text}" is no metric with its target; write it like setup=70%')
    return metric, target


def _run(options: Namespace) -> int:
    from tracking.files import configured
    from tracking.planning.objectives import NewObjective, write_objective

    settings = read_settings(configuration=options.config)
    configuration = configured(settings)
    cycles = sorted(configuration.cycles, key=lambda cycle: cycle.end)
    new = NewObjective(
        team=options.team or _asked("--team", f"Team ({', '.join(team.id for team in configuration.teams)})"),
        cycle=options.cycle or (cycles[-1].id if cycles else _asked("--cycle", "Cycle")),
        title=options.title or _asked("--title", "What will be true at the end of the cycle"),
        why=options.why if options.why is not None else _asked("--why", "Why it matters now"),
        key_results=tuple(options.key_result or _asked_results(configuration)),
    )
    name = write_objective(settings.configuration, configuration, new)
    say(f"Written: {settings.configuration / name}")
    say("`check` says how it is understood; `workshop METRIC` what a target means.")
    return OK


def _asked(option: str, question: str) -> str:
    """Return an answer typed on a terminal.

    Raises:
        SettingsError: If nobody is there to be asked.
    """
    if not sys.stdin.isatty():
        raise SettingsError(f"{option} is missing.", "Give it, or run this on a terminal, which asks for it.")
    return input(f"{question}: ").strip()


def _asked_results(configuration: Configuration) -> list[tuple[str, str]]:
    """Return metrics with their targets, asked for one by one until nothing is typed."""
    found: list[tuple[str, str]] = []
    names = ", ".join(metric.id for metric in configuration.metrics)
    while len(found) < _MOST_ASKED:
        metric = _asked("--key-result", f"Metric of key result {len(found) + 1} (empty: done; {names})")
        if not metric:
            break
        found.append((metric, _asked("--key-result", f"Target of {metric}, like 70%, 2 days or +20%")))
    return found


COMMAND = Command(
    name="new",
    summary="write a new objective into the files",
    story=(
        "Adds an objective behind those of its team; comments and everything else in the file stay as they are. It is\n"
        "tried first: what would not pass `check` is not written. On a terminal it asks for what is not given."
    ),
    examples=(
        ("python -m tracking new objective --config okrs", "asks on a terminal"),
        (
            "python -m tracking new objective --team growth --title 'Value from day one' --key-result setup=70%",
            "asks for the reason alone",
        ),
    ),
    options=_options,
    run=_run,
)
