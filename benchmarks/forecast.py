"""Make the table of ``docs/forecast.md``: how well forecasts hold on made-up metrics and on real logs.

Every forecast is made by the function that the refresh calls. The seeds are fixed, so the same code gives the same
table; nothing is downloaded. It takes about a minute.

Usage: ``python benchmarks/forecast.py [--write]``
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.forecasts.table import HEADING, Row, rows  # noqa: E402 - the project is on the path only now

PAGE = ROOT / "docs" / "forecast.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def table(measured: Iterable[Row]) -> str:
    """Return the rows as a table of Markdown."""
    lines = [HEADING, tuple("---" for _ in HEADING), *(row.cells for row in measured)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def filled(page: str, made: str) -> str:
    """Return a page with its table replaced.

    Raises:
        ValueError: If the page has no place for it.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def main() -> int:
    """Print the table, write it where that is asked for, and return 1 where a promise is broken."""
    measured = []
    for row in rows():
        measured.append(row)
        print("  ".join(row.cells), flush=True)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), table(measured)), encoding="utf-8")
    return 0 if all(row.holds for row in measured if row.is_promised) else 1


if __name__ == "__main__":
    sys.exit(main())
