"""``new-cycle``: the next cycle with the objectives of an older one and fresh baselines."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tracking.commands.command import OK, Command, add_config, add_store
from tracking.commands.console import say
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.model import Configuration
    from tracking.settings import Settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="ID", help="id of the new cycle, like 2027-q1")
    parser.add_argument(
        "--from", dest="old", metavar="ID", required=True, help="the cycle whose objectives are carried"
    )
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.files import configured
    from tracking.planning.cycles import carry_over

    settings = read_settings(configuration=options.config, store=options.store)
    configuration = configured(settings)
    known = _known(settings, configuration, options.old)
    carried = carry_over(settings.configuration, configuration, (options.old, options.cycle), known)
    for name in carried.files:
        say(f"Written: {settings.configuration / name}")
    for line in carried.left:
        say(f"Not carried over: {line}")
    missing = "" if known else " No history is known, so baselines are measured when the cycle is agreed."
    say(f"Targets are as they were: set them anew, `workshop METRIC` says what they mean.{missing}")
    return OK


def _known(settings: Settings, configuration: Configuration, cycle: str) -> dict[str, float]:
    """Return the newest figure of every key result of a cycle that may be judged; nothing without a history."""
    if not settings.store.is_file() or configuration.cycle(cycle) is None:
        return {}
    from tracking.boards.board import Selection, load_board
    from tracking.boards.present import present
    from tracking.store.connection import opened

    with opened(settings.store) as store:
        board = load_board(store, Selection(present(store, settings.as_of), cycle))
    cards = [card for objective in board.objectives for card in objective.cards]
    return {
        card.key_result.ref: card.current.value
        for card in cards
        if card.absence is None and card.current is not None and card.current.value is not None
    }


COMMAND = Command(
    name="new-cycle",
    summary="write the next cycle with the objectives of an older one",
    story=(
        "Adds the cycle behind the others and writes a file for each team: titles, reasons, metrics, windows as they\n"
        "were, baselines as known now, no checkpoints, no progress. What is at its target already stays behind. It is\n"
        "tried first: what would not pass `check` is not written."
    ),
    examples=(("python -m tracking new-cycle 2027-q1 --from 2026-q4 --config okrs", "files to be read and changed"),),
    options=_options,
    run=_run,
)
