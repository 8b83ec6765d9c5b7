"""What a command is, and the options that several share."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

OK, SOME_FAILED, INVALID, STORE_UNUSABLE, LOCKED = 0, 1, 2, 3, 4
EXIT_CODES = """exit codes:
  0  done
  1  some metric could not be had
  2  the configuration or an option is invalid
  3  the history store cannot be used
  4  another refresh is running"""


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        name: What is typed.
        summary: One line for the list of commands.
        story: What it does and what is true afterwards, for its own help.
        examples: Lines that can be typed as they stand, each with a comment.
        options: Adds its options to its parser.
        run: Does it and returns the exit code.
    """

    name: str
    summary: str
    story: str
    examples: tuple[tuple[str, str], ...]
    options: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def add_config(parser: ArgumentParser) -> None:
    """Add the option that names the folder of the OKR files."""
    parser.add_argument(
        "--config", metavar="DIR", help="folder with the OKR files (default: PLUMBLINE_CONFIG, then the demo)"
    )


def add_store(parser: ArgumentParser) -> None:
    """Add the option that names the history store."""
    parser.add_argument("--store", metavar="FILE", help="file of the history store (default: PLUMBLINE_STORE)")


def add_json(parser: ArgumentParser) -> None:
    """Add the option that asks for JSON."""
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")


def a_day(text: str) -> date:
    """Return the date of an option.

    Raises:
        ArgumentTypeError: If it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no date; write it like 2026-11-20') from None
