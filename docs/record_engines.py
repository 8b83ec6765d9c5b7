"""Write ``docs/engines.md`` from the reports of test runs: which kind of metric was held against plain Python where.

Usage: ``python docs/record_engines.py build/nightly.xml [build/junit.xml …]``; several reports are read together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, parse

TARGET = Path(__file__).with_name("engines.md")
ENGINES = ("duckdb", "sqlite", "postgresql", "mariadb", "clickhouse", "spark")
HEAD = """# Kinds and engines

Every kind of metric is asked of every engine on generated data, and must give what plain Python gives: every count,
interval and state of every reading. `make test` does it on DuckDB, SQLite, PostgreSQL and MariaDB; `make nightly` does
it on ClickHouse and Spark too, and writes this page. A cell says how many data sets agreed. `refused` means that the
engine cannot do it and says so with a reason, before any figure is shown.

"""
TAIL = """
ClickHouse is the engine of `chdb` behind a small HTTP server of the tests, spoken to with its own driver; Spark is the
Thrift server of `pyspark` on one machine. What is special about each engine is in [sources.md](sources.md).
"""

Cell = tuple[int, str]
_TEST = re.compile(r"test_the_engine_gives_what_plain_python_gives(_on_many_data_sets)?\[(\w+)-(\w+)\]")


def written(reports: Iterable[Element], day: str) -> str:
    """Return the page for JUnit reports."""
    cells = cells_of(reports)
    engines = [engine for engine in ENGINES if any(where == engine for where, _ in cells)]
    kinds = list(dict.fromkeys(kind for _, kind in cells))
    lines = [f"| Kind | {' | '.join(engines)} |", "|---|" + "---|" * len(engines)]
    for kind in kinds:
        row = (shown(cells.get((engine, kind))) for engine in engines)
        lines.append(f"| `{kind}` | {' | '.join(row)} |")
    return f"{HEAD}Last run: {day}.\n\n" + "\n".join(lines) + "\n" + TAIL


def cells_of(reports: Iterable[Element]) -> dict[tuple[str, str], Cell]:
    """Return (engine, kind) → data sets and verdict; one test that failed outweighs the others."""
    cells: dict[tuple[str, str], Cell] = {}
    for report in reports:
        told = {entry.get("name", ""): entry.get("value") for entry in report.iter("property")}
        for case in report.iter("testcase"):
            named = _TEST.fullmatch(case.get("name", ""))
            if named is not None:
                place, verdict = (named[2], named[3]), verdict_of(case)
                count, before = cells.get(place, (0, "run"))
                own = int(told.get("many_data_sets" if named[1] else "data_sets") or 0) if verdict == "run" else 0
                cells[place] = (count + own, before if before == "failed" else verdict)
    return cells


def verdict_of(case: Element) -> str:
    """Return ``run``, ``failed``, ``refused`` (skipped by the suite with a reason of the engine) or ``not run``."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None:
        return "run"
    return "refused" if "refused" in (skipped.get("message") or "") else "not run"


def shown(cell: Cell | None) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return "–"
    count, verdict = cell
    return f"{count} agree" if verdict == "run" else verdict


def main() -> int:
    """Write the page; return 0."""
    reports = [parse(name).getroot() for name in sys.argv[1:]]  # noqa: S314 - our own reports
    TARGET.write_text(written(reports, datetime.now(UTC).date().isoformat()), encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
