"""The command line: ``python -m tracking COMMAND``, or ``plumbline COMMAND``."""

from __future__ import annotations

import gc
import os
import signal
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from types import FrameType

from okr.errors import ConfigurationError, LockedError, PlumblineError, SettingsError, StoreError
from tracking.commands import (
    amend,
    backup,
    blocker,
    check,
    checkin,
    close,
    demo,
    export,
    importing,
    link,
    measure,
    new,
    new_cycle,
    promise,
    record,
    refresh,
    report,
    review,
    scores,
    seal,
    status,
    verify,
    warehouse,
    workshop,
)
from tracking.commands.command import EXIT_CODES, INVALID, LOCKED, SOME_FAILED, STORE_UNUSABLE, Command
from tracking.commands.console import complain, end_progress
from tracking.settings import described

COMMANDS: tuple[Command, ...] = (
    demo.COMMAND,
    check.COMMAND,
    refresh.COMMAND,
    status.COMMAND,
    export.COMMAND,
    report.COMMAND,
    link.COMMAND,
    measure.COMMAND,
    record.COMMAND,
    review.COMMAND,
    checkin.COMMAND,
    promise.COMMAND,
    blocker.COMMAND,
    seal.COMMAND,
    amend.COMMAND,
    close.COMMAND,
    scores.COMMAND,
    verify.COMMAND,
    backup.COMMAND,
    new.COMMAND,
    new_cycle.COMMAND,
    workshop.COMMAND,
    warehouse.COMMAND,
    importing.COMMAND,
)
STORY = """Objectives and key results, scored from live product data.

A refresh reads the sources that the OKR files name and writes the history store; the dashboard, `status` and `export`
read the store alone. Without any setting every command looks at the demo."""
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code; what went wrong is one or two lines on standard error."""
    # Commands are short: looking for cyclic garbage every 700 objects would cost a tenth of their time.
    gc.set_threshold(500_000)
    words = sys.argv[1:] if arguments is None else arguments
    asked = tuple(command for command in COMMANDS if command.name in words[:1])
    options = parser(asked or COMMANDS).parse_args(words)
    signal.signal(signal.SIGTERM, _end)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        end_progress()
        complain("Interrupted; the history is as it was.")
        return INTERRUPTED
    except PlumblineError as error:
        end_progress()
        complain(str(error))
        return exit_code(error)
    return code


def exit_code(error: PlumblineError) -> int:
    """Return the exit code that belongs to an error."""
    if isinstance(error, LockedError):
        return LOCKED
    if isinstance(error, StoreError):
        return STORE_UNUSABLE
    return INVALID if isinstance(error, SettingsError | ConfigurationError) else SOME_FAILED


def parser(offered: Sequence[Command] = COMMANDS) -> ArgumentParser:
    """Return the parser of the command line, of all commands or of some."""
    top = _parser_like("python -m tracking", STORY, f"{EXIT_CODES}\n\n{described()}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in offered:
        examples = "\n".join(f"  {line}\n      {meaning}" for line, meaning in command.examples)
        one = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.story,
            epilog=f"examples:\n{examples}\n\n{EXIT_CODES}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        command.options(one)
        one.set_defaults(run=command.run)
    return top


def _parser_like(name: str, story: str, epilog: str) -> ArgumentParser:
    return ArgumentParser(prog=name, description=story, epilog=epilog, formatter_class=RawDescriptionHelpFormatter)


def _end(_number: int, _frame: FrameType | None) -> None:
    """End as on Ctrl-C: children are ended, what was not committed is not there."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
