"""Write the table of ``docs/performance.md`` from the results of the last ``make bench`` or ``make bench-full``.

Usage: ``python docs/record_performance.py [benchmarks/results/latest.json]``. What people wrote around it stays.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TARGET = HERE / "performance.md"
LATEST = HERE.parent / "benchmarks" / "results" / "latest.json"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def written(page: str, result: Mapping[str, Any]) -> str:
    """Return the page with the table of a result in the place of its old one.

    Raises:
        ValueError: If the page has no place for it.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{told(result)}\n\n{END}{after}"


def told(result: Mapping[str, Any]) -> str:
    """Return what was measured where, how many budgets hold, and every figure."""
    rows: Sequence[Mapping[str, Any]] = result["rows"]
    hold = sum(bool(row["holds"]) for row in rows)
    command = "make bench-full" if result.get("full") else "make bench"
    where = f"`{command}` on {result['at'][:10]}, {result['machine']}"
    head = f"{where}: {hold} of {len(rows)} figures are within their budgets."
    lines = ["| Promise | What | Budget | Figure | Verdict |", "|---|---|---|---|---|"]
    lines += [
        f"| {row['promise']} | {cell(row['what'])} | {row['budget']} | {row['figure']} | {verdict(row)} |"
        for row in rows
    ]
    return "\n".join([head, "", *lines])


def cell(text: str) -> str:
    """Return a text as it may stand in a table."""
    return text.replace("|", "\\|")


def verdict(row: Mapping[str, Any]) -> str:
    """Return the judgement of a row."""
    return "holds" if row["holds"] else "**broken**"


def main() -> int:
    """Write the page; return 0."""
    result = json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else LATEST).read_text(encoding="utf-8"))
    TARGET.write_text(written(TARGET.read_text(encoding="utf-8"), result), encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
