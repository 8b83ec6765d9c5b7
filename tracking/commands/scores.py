"""``scores``: closed cycles side by side, team by team."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from tracking.commands.command import OK, Command, add_json, add_store
from tracking.commands.console import say, say_json, table
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.agreement.track_record import CycleRecord

_HEADING = ("cycle", "scored", "as agreed", "as changed", "0.7 or more", "difficulty")


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--team", metavar="ID", help="team (default: all)")
    add_store(parser)
    add_json(parser)


def _run(options: Namespace) -> int:
    from okr.agreement.track_record import track_records
    from tracking.store.connection import opened
    from tracking.store.records import agreed_of, kept_records

    settings = read_settings(store=options.store)
    with opened(settings.store) as store, store.reading() as connection:
        agreed = agreed_of(kept_records(connection))
    found = [item for item in track_records(agreed) if options.team in (None, item.team)]
    if options.json:
        say_json([asdict(item) for item in found])
        return OK
    for item in found:
        say(item.team)
        say(table([_HEADING, *(_row(cycle) for cycle in item.cycles)], "  "))
        for note in item.notes:
            say(f"  {note}")
    if not found:
        say("No cycle is closed yet.")
    return OK


def _row(item: CycleRecord) -> tuple[str, ...]:
    from okr import numbers

    share = numbers.NOTHING if item.above_bar is None else f"{item.above_bar:.0%}"
    scores = (numbers.score(item.as_agreed), numbers.score(item.score))
    return (item.cycle, str(item.scored), *scores, share, numbers.score(item.difficulty))


COMMAND = Command(
    name="scores",
    summary="show scores and the difficulty of targets across closed cycles, by team",
    story=(
        "Means of the key results of each closed cycle, as agreed and as changed; which share reached 0.7; and how\n"
        "hard the targets were: the share of earlier stretches in which the metrics did not move as far. Never of\n"
        "persons: scores are there to learn from."
    ),
    examples=(("python -m tracking scores --team growth", "one team"),),
    options=_options,
    run=_run,
)
