"""``backup``: a copy of the history that is proved to restore."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tracking.commands.command import OK, Command, add_store
from tracking.commands.console import say
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("target", metavar="PATH", help="file or folder to write to; an older backup is replaced last")
    parser.add_argument("--prove", action="store_true", help="write nothing: prove that the backup at PATH restores")
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.store.backup import backed_up_to, proved

    target = Path(options.target).absolute()
    backup = proved(target) if options.prove else backed_up_to(read_settings(store=options.store).store, target)
    size = f"{backup.bytes / 1e6:,.1f} MB"
    say(f"{backup.path}: {backup.runs} runs, {size}, head {backup.head or 'none yet'}; opened, read and verified.")
    return OK


COMMAND = Command(
    name="backup",
    summary="copy the history, and prove that the copy restores",
    story=(
        "Copies the history store while others go on writing, opens the copy, reads every page and reckons its chain\n"
        "anew; only then does it take the place of an older backup. To restore, put the file where PLUMBLINE_STORE\n"
        "points while nothing runs, and run `verify`."
    ),
    examples=(
        ("python -m tracking backup backups/history.sqlite", "a whole copy"),
        ("python -m tracking backup backups/history.sqlite --prove", "that it still restores"),
    ),
    options=_options,
    run=_run,
)
