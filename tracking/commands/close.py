"""``close``: close a cycle that is over."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tracking.commands.command import OK, Command, add_config, add_store
from tracking.commands.console import say
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the cycle that is over")
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.boards.present import present
    from tracking.sealing.closing import close_cycle, closing_words
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    with opened(settings.store) as store:
        closed = close_cycle(store, settings.configuration, options.cycle, present(store, settings.as_of))
    if closed.closing is None:
        say(f"{closed.path}: fill in how the cycle ended and what was learned, then close it again.")
        return OK
    say(f"{closed.path}: {options.cycle}, hash {closed.hash}")
    for line in closing_words(closed.closing):
        say(f"  {line}")
    say("The next refresh takes it into the history, and finishes by itself what is not final yet.")
    return OK


COMMAND = Command(
    name="close",
    summary="close a cycle that is over: its scores, outcomes and what was learned",
    story=(
        "The first time it writes closing/CYCLE.yaml with the computed scores, to be filled in: outcomes, whether all\n"
        "key results could be met and the objective still fail, what was learned, and an adjusted score where the\n"
        "computed one does not tell. The second time it writes closed/CYCLE.json with both scores of every key result."
    ),
    examples=(("python -m tracking close 2026-q3", "twice: once for the questions, once with the answers"),),
    options=_options,
    run=_run,
)
