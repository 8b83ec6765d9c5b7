"""What commands print: results on standard output, everything about the work itself on standard error."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence

_QUIET_SECONDS = 0.5


def say(text: str = "") -> None:
    """Print one line of a result."""
    sys.stdout.write(f"{plain(text)}\n")


def say_json(value: object) -> None:
    """Print a result as JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def complain(text: str) -> None:
    """Print one line about what went wrong."""
    sys.stderr.write(f"{plain(text)}\n")


def plain(text: str) -> str:
    """Return a text without signs that would move the cursor or forge a line; line ends of ours stay."""
    return "".join(
        sign if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf"} else "\ufffd" for sign in text
    )


def table(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """Return rows as columns of equal width; the first row is the heading."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(f"{indent}{line}" for line in lines)


def progress(*, in_lines: bool = False) -> Callable[[str], None]:
    """Return what is told the steps of long work: a line that is written over on a terminal, nothing elsewhere.

    ``in_lines`` asks for a line for each step that is over, on a terminal and elsewhere.
    """
    started = time.monotonic()
    if in_lines:
        return lambda step: _line(step, started)
    if not sys.stderr.isatty():
        return lambda _step: None

    def show(step: str) -> None:
        seconds = time.monotonic() - started
        if seconds > _QUIET_SECONDS:
            sys.stderr.write(f"\r\x1b[K{seconds:5.1f} s  {plain(step)[:100]}")
            sys.stderr.flush()

    return show


def _line(step: str, started: float) -> None:
    # Steps that are over are a kind of text of their own; all others come too often for lines.
    if type(step) is not str:
        sys.stderr.write(f"{time.monotonic() - started:5.1f} s  {plain(step)}\n")
        sys.stderr.flush()


def end_progress() -> None:
    """Clear the line that :func:`progress` left on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
