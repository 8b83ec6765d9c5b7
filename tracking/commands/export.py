"""``export``: the CSV files, byte for byte as the pages hand them out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, add_config, add_store
from tracking.commands.console import say
from tracking.settings import read_settings

if TYPE_CHECKING:
    from tracking.exporting.export import Document

FILES = ("key_results", "history", "readings", "check_ins", "actions", "roadmap", "scores")
ALL = "all"


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("file", choices=(*FILES, ALL), help="which file, or all of them into the folder of --out")
    parser.add_argument("--cycle", metavar="ID", help="cycle (default: the running one)")
    parser.add_argument("--team", metavar="ID", help="team (default: all)")
    parser.add_argument(
        "--known-at", metavar="INSTANT", type=an_instant, help="as it was known then, like 2026-11-13T08:00"
    )
    parser.add_argument("--out", metavar="PATH", help="file or folder to write to (default: standard output)")
    parser.add_argument(
        "--bom", action="store_true", help="begin with a byte order mark, for spreadsheets that need one"
    )
    add_config(parser)
    add_store(parser)


def an_instant(text: str) -> datetime:
    """Return the moment of an option; without an offset in UTC.

    Raises:
        ArgumentTypeError: If it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no moment; write it like 2026-11-13T08:00+01:00') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _run(options: Namespace) -> int:
    from tracking.boards.board import Selection
    from tracking.boards.present import present
    from tracking.exporting.export import export
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    target = _target(options)
    with opened(settings.store) as store:
        selection = Selection(present(store, settings.as_of), options.cycle, options.team, options.known_at)
        for name in FILES if options.file == ALL else (options.file,):
            _hand_out(export(store, name, selection, bom=options.bom), target)
    return OK


def _target(options: Namespace) -> Path | None:
    """Return where to write; None: standard output.

    Raises:
        SettingsError: If several files are asked for and no folder is named.
    """
    target = Path(options.out) if options.out is not None else None
    if options.file == ALL and (target is None or not target.is_dir()):
        raise SettingsError("All files need a folder.", "Name one that is there with --out.")
    return target


def _hand_out(document: Document, target: Path | None) -> None:
    if target is None:
        sys.stdout.buffer.write(document.content)
        return
    path = target / document.name if target.is_dir() else target
    path.write_bytes(document.content)
    say(str(path))


COMMAND = Command(
    name="export",
    summary="write key results, history, readings, reviews, roadmap and scores as CSV",
    story=(
        "Reads the history store alone. Numbers are raw and in the metric's unit, absences empty cells beside a\n"
        "status, and no text can become a formula. The pages hand out the same bytes."
    ),
    examples=(
        ("python -m tracking export key_results", "the running cycle, on standard output"),
        ("python -m tracking export history --team growth --out exports/", "one team's days, into a folder"),
        ("python -m tracking export all --out exports/", "all seven, described in docs/csv.md"),
        ("python -m tracking export key_results --known-at 2026-11-13T08:00", "as it was known that morning"),
    ),
    options=_options,
    run=_run,
)
