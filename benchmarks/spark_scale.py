"""Spark once on a great many events: the same figures as DuckDB on the same Parquet file, with time and peak memory.

Usage: ``python benchmarks/spark_scale.py [MILLIONS] [FOLDER]`` (60 million and a folder that is removed again, unless
given). It needs requirements/engines.txt and Java 17, about 2 GB of disk, and prints a table for docs/scale.md.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
METRICS = ("daily_actives", "monthly_actives", "retention", "conversion", "revenue")
FIRST, LAST = "2026-08-03", "2026-11-02"
MEMORY = "6g"
LARGE = {
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.codegen.wholeStage": "true",
}


def main() -> int:
    """Make the file, measure on both engines, and print what they agree on; return 0 if they do."""
    millions = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as own:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else own)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "events.parquet"
        if not file.exists():
            make(file, millions)
        found = {engine: asked(engine, file) for engine in ("duckdb", "spark")}
        return compared(file, found)


def make(file: Path, millions: int) -> None:
    """Write the events of benchmarks/events.py into one Parquet file, ordered by time."""
    import duckdb

    from benchmarks.events import make_duckdb

    started, database = time.perf_counter(), file.with_suffix(".duckdb")
    make_duckdb(database, millions * 1_000_000)
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"copy (from events) to '{file}' (format parquet, compression zstd)")
    database.unlink()
    print(f"{file.stat().st_size / 1e6:,.0f} MB written in {time.perf_counter() - started:.0f} s")


def asked(engine: str, file: Path) -> dict[str, Any]:
    """Return what an engine says, measured in a process of its own so that its memory can be told."""
    command = [sys.executable, __file__, "--ask", engine, str(file)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def ask(engine: str, file: Path) -> dict[str, Any]:
    """Measure every metric on one engine; times in seconds, memory in MB."""
    if engine == "duckdb":
        answers = measured("files:///../events.parquet", file.parent / engine)
        return {"memory": peak(resource.RUSAGE_SELF), **answers}
    from tests.engines.spark import spark

    with spark(LARGE, MEMORY) as url:
        declare(url, file)
        answers = measured(url, file.parent / engine)
    return {"memory": peak(resource.RUSAGE_CHILDREN), **answers}


def peak(who: int) -> float:
    """Return the largest resident memory so far, in MB."""
    return resource.getrusage(who).ru_maxrss / 1024


def declare(url: str, file: Path) -> None:
    """Let Spark know the file as a table; nothing is copied."""
    from sqlalchemy import create_engine

    import metrics.sources  # noqa: F401 - makes the dialect known

    with create_engine(url).connect() as connection:
        connection.exec_driver_sql(f"create table events using parquet options (path '{file}')")


def measured(url: str, folder: Path) -> dict[str, Any]:
    """Return seconds and readings of every metric, and the number of rows."""
    from datetime import date

    from benchmarks.product import Product, configured

    product = Product(folder.name, folder, configured(folder, url))
    with product.opened() as opened:
        rows = int(opened.connection.exec_driver_sql("select count(*) from events").scalar() or 0)
        found: dict[str, Any] = {"rows": rows, "seconds": {}, "readings": {}}
        for metric in METRICS:
            started = time.perf_counter()
            span = (date.fromisoformat(FIRST), date.fromisoformat(LAST))
            readings = product.measured(opened, metric, *span).readings
            found["seconds"][metric] = time.perf_counter() - started
            found["readings"][metric] = [
                [one.period_start.isoformat(), one.value, one.numerator, one.denominator, one.n] for one in readings
            ]
    return found


def compared(file: Path, found: dict[str, dict[str, Any]]) -> int:
    """Print the table; return 1 where the engines differ."""
    duck, spark = found["duckdb"], found["spark"]
    differing = [metric for metric in METRICS if not same(duck["readings"][metric], spark["readings"][metric])]
    differing += ["rows"] if duck["rows"] != spark["rows"] else []
    print(f"{duck['rows']:,} events, {file.stat().st_size / 1e6:,.0f} MB of Parquet\n")
    print("| Metric | Readings | DuckDB | Spark | Figures |\n|---|---|---|---|---|")
    for metric in METRICS:
        verdict = "differ" if metric in differing else "equal"
        times = " | ".join(f"{found[engine]['seconds'][metric]:.1f} s" for engine in found)
        print(f"| `{metric}` | {len(duck['readings'][metric])} | {times} | {verdict} |")
    print(f"| peak memory | | {duck['memory']:,.0f} MB | {spark['memory']:,.0f} MB | |")
    return 1 if differing else 0


def same(one: list[list[Any]], other: list[list[Any]]) -> bool:
    """Whether two lists of readings hold the same figures; sums of decimals may differ in the last digits."""
    if len(one) != len(other):
        return False
    return all(
        _equal(mine, its) for left, right in zip(one, other, strict=True) for mine, its in zip(left, right, strict=True)
    )


def _equal(mine: Any, its: Any) -> bool:  # noqa: ANN401 - dates and numbers
    if isinstance(mine, float) and isinstance(its, (int, float)):
        return abs(mine - its) <= 1e-9 * max(1.0, abs(mine))
    return bool(mine == its)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--ask"]:
        print(json.dumps(ask(sys.argv[2], Path(sys.argv[3]))))
        sys.exit(0)
    with suppress(KeyboardInterrupt):
        sys.exit(main())
