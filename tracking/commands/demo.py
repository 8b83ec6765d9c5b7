"""``demo``: a made-up product with three years of data, its OKRs and their history."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date

from tracking.commands.command import OK, Command, a_day
from tracking.commands.console import end_progress, progress, say
from tracking.settings import DEMO_FOLDER, DEMO_STORE, read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--on", metavar="DATE", type=a_day, help="the day that the demo takes for today (default: today)"
    )
    parser.add_argument(
        "--seed", metavar="N", type=a_seed, default=1, help="what its random numbers start from (default: 1)"
    )


def a_seed(text: str) -> int:
    """Return the whole number of an option.

    Raises:
        ArgumentTypeError: If it is none, or below zero.
    """
    if not text.isascii() or not text.isdigit():
        raise ArgumentTypeError(f'"{text}" is no whole number of at least 0')
    return int(text)


def _run(options: Namespace) -> int:
    from tracking.backfill import make_history
    from tracking.demo import build
    from tracking.demo.past.story import past_of
    from tracking.files import read_files

    home, show = read_settings().home, progress()
    on = options.on or date.today()  # noqa: DTZ011 - the day of whoever types the command
    paths = build(home / DEMO_FOLDER, on, options.seed, show)
    configuration = read_files(paths.configuration)
    past = past_of(paths.configuration, on)
    count = make_history(configuration, paths.configuration, home / DEMO_STORE, past, show)
    end_progress()
    say(f"{paths.folder}: a product with three years of data, and {count} refreshes of history up to {on}.")
    say("Look at it with `python server.py`, or with `python -m tracking status`.")
    return OK


COMMAND = Command(
    name="demo",
    summary="build the demo: a product with three years of data, its OKRs and their history",
    story=(
        "Writes var/demo anew: a DuckDB file, the OKR files of three teams, and a history made by real refreshes with\n"
        "the clock of each day, marked as back-filled. The same date and seed give the same data."
    ),
    examples=(
        ("python -m tracking demo", "as of today"),
        ("python -m tracking demo --on 2026-11-20 --seed 7", "as of another day, with other chances"),
    ),
    options=_options,
    run=_run,
)
