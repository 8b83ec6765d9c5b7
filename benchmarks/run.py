"""Run the benchmarks and compare each figure with its budget.

A benchmark is a file ``benchmarks/p*.py`` with a function ``measure(*, full)`` that yields rows. Every figure is a
ratio of two things timed in turns in the same run, so the machine cancels out. Nothing here is a test: a busy machine
must not make the suite fail.

Usage: ``python benchmarks/run.py [--full]``
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.rows import Row  # noqa: E402 - the project is on the path only now

LATEST = HERE / "results" / "latest.json"


def rows(*, full: bool) -> Iterator[Row]:
    """Run every benchmark in order and yield its rows."""
    for path in sorted(HERE.glob("p*.py")):
        spec = importlib.util.spec_from_file_location(f"benchmarks.{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from module.measure(full=full)


def table(measured: list[Row]) -> str:
    """Return the rows as a table of text."""
    head = ("", "what", "budget", "figure", "verdict")
    lines = [head, *((row.promise, row.what, row.budget, row.figure, row.verdict) for row in measured)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines)


def main() -> int:
    """Print the table, write it as JSON, and return 1 where a budget is broken."""
    measured = list(rows(full="--full" in sys.argv[1:]))
    print(table(measured))
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "full": "--full" in sys.argv[1:],
        "rows": [asdict(row) for row in measured],
    }
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.holds for row in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
