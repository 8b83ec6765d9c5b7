"""``report``: the status of a cycle on one sheet, to print or to send."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, a_day, add_config, add_store
from tracking.commands.console import say
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--cycle", metavar="ID", help="cycle (default: the running one)")
    parser.add_argument("--team", metavar="ID", help="team (default: all)")
    parser.add_argument("--as-of", metavar="DATE", type=a_day, help="a past day as it was known then")
    parser.add_argument("--out", metavar="FILE", help="file to write to (default: standard output)")
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    document = _made(options)
    if options.out is None:
        sys.stdout.buffer.write(document.encode())
        return OK
    _write(Path(options.out), document)
    say(options.out)
    return OK


def _made(options: Namespace) -> str:
    from tracking.boards.board import Selection, load_board
    from tracking.boards.insight import load_configuration
    from tracking.boards.present import present
    from tracking.boards.replay import selection_of_day
    from tracking.report.sheet import Sheet, sheet
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    with opened(settings.store) as store:
        now = present(store, settings.as_of)
        selection = Selection(now, options.cycle, options.team)
        replayed = selection_of_day(store, options.as_of, selection) if options.as_of else None
        board = load_board(store, replayed or selection)
        configuration = load_configuration(store)
    team = configuration.team(options.team) if configuration and options.team else None
    if configuration is None or (options.team and team is None):
        raise SettingsError(f'There is no team "{options.team}".', "Leave --team out for all of them.")
    if options.cycle and configuration.cycle(options.cycle) is None:
        raise SettingsError(f'There is no cycle "{options.cycle}".', "Leave --cycle out for the running one.")
    return sheet(Sheet(board, configuration, team.title if team else "", now, replayed is not None))


def _write(path: Path, document: str) -> None:
    try:
        path.write_bytes(document.encode())
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.", "Name another file with --out.") from None


COMMAND = Command(
    name="report",
    summary="write the status of a cycle on one sheet of HTML, to print or to send",
    story=(
        "Reads the history store alone and says what the overview says: how fresh the data are, what needs somebody,\n"
        "and every key result with its way, its week and its status. The file needs nothing besides itself: no\n"
        "script, no picture, no font from elsewhere."
    ),
    examples=(
        ("python -m tracking report --out report.html", "the running cycle, all teams"),
        ("python -m tracking report --team growth --out growth.html", "one team"),
        ("python -m tracking report --as-of 2026-11-13 --out then.html", "that day as it was known then"),
    ),
    options=_options,
    run=_run,
)
