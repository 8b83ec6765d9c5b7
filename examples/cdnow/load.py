"""Load the CDNOW purchase log into DuckDB, SQLite or PostgreSQL, with OKR files over it.

The log is a file inside the wheel ``lifetimes==0.11.3``; it is taken out without installing the package.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from string import Template

HERE = Path(__file__).resolve().parent
WHEEL = "lifetimes==0.11.3"
MEMBER = "lifetimes/datasets/CDNOW_master.txt"
SHA256 = "eff6889ed364c5199d6eacbbeb7a6d559971df4406ac876f322c373f00a072ef"
COLUMNS = "customer_id text, bought_on {date}, discs integer, dollars double precision"

# What differs between the engines: the source's URL, and how a date plus 30 days is written.
ENGINES = {
    "duckdb": ("duckdb:///../cdnow.duckdb", "first.bought_on + 30"),
    "sqlite": ("sqlite:///../cdnow.sqlite", "date(first.bought_on, '+30 days')"),
    "postgresql": ("{env: CDNOW_URL}", "first.bought_on + 30"),
}

Purchase = tuple[str, str, int, float]


def fetch(folder: Path) -> Path:
    """Return the log's file in ``folder``, fetched there unless it is there already.

    Raises:
        SystemExit: If the file is not the one expected.
    """
    target = folder / "CDNOW_master.txt"
    if not target.is_file():
        with tempfile.TemporaryDirectory() as place:
            download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", place, WHEEL]
            subprocess.run(download, check=True)  # noqa: S603 - our own interpreter and a pinned name
            with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as wheel:
                content = wheel.read(MEMBER)
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_bytes(content)
        partial.replace(target)
    if hashlib.sha256(target.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{target.name} is not the purchase log that was expected; delete it and try again.")
    return target


def purchases(log: Path) -> Iterator[Purchase]:
    """Yield every purchase: customer, ISO date, discs, dollars."""
    with log.open(encoding="ascii", newline="") as lines:
        rows = csv.reader(lines, delimiter=" ", skipinitialspace=True)
        next(rows)
        for customer, day, discs, dollars in rows:
            yield customer, f"{day[:4]}-{day[4:6]}-{day[6:]}", int(discs), float(dollars)


def into_duckdb(rows: Sequence[Purchase], path: Path) -> None:
    """Write the purchases into a new DuckDB file."""
    import duckdb
    import pandas as pd

    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table purchases ({COLUMNS.format(date='date')})")
        connection.register("log", pd.DataFrame(rows, columns=["customer_id", "bought_on", "discs", "dollars"]))
        connection.execute("insert into purchases select customer_id, cast(bought_on as date), discs, dollars from log")


def into_sqlite(rows: Sequence[Purchase], path: Path) -> None:
    """Write the purchases into a new SQLite file."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"create table purchases ({COLUMNS.format(date='text')})")
        connection.executemany("insert into purchases values (?, ?, ?, ?)", rows)
        connection.execute("create index purchases_by_day on purchases (bought_on, customer_id)")
        connection.execute("create index purchases_by_customer on purchases (customer_id, bought_on)")


def into_postgresql(rows: Sequence[Purchase], url: str) -> None:
    """Write the purchases into a table of a PostgreSQL database, replacing it."""
    import psycopg
    from sqlalchemy import make_url

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection, connection.cursor() as cursor:
        cursor.execute("drop table if exists purchases")
        cursor.execute(f"create table purchases ({COLUMNS.format(date='date')})")
        with cursor.copy("copy purchases from stdin") as copy:
            for row in rows:
                copy.write_row(row)


def write_configuration(folder: Path, engine: str) -> Path:
    """Write the OKR files for one engine into ``folder/config`` and return it."""
    url, day_30 = ENGINES[engine]
    target = folder / "config"
    shutil.rmtree(target, ignore_errors=True)
    for file in sorted((HERE / "config").rglob("*.yaml")):
        to = target / file.relative_to(HERE / "config")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(Template(file.read_text("utf-8")).safe_substitute(url=url, day_30=day_30), "utf-8")
    return target


def load(folder: Path, engine: str, log: Path | None = None) -> Path:
    """Load the log into an engine and return the configuration folder over it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(purchases(log if log is not None else fetch(folder)))
    if engine == "duckdb":
        into_duckdb(rows, folder / "cdnow.duckdb")
    elif engine == "sqlite":
        into_sqlite(rows, folder / "cdnow.sqlite")
    else:
        into_postgresql(rows, os.environ["CDNOW_URL"])
    return write_configuration(folder, engine)


def main() -> None:
    """Load as asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the database file and the OKR files go")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="duckdb")
    asked = parser.parse_args()
    if asked.engine == "postgresql" and "CDNOW_URL" not in os.environ:
        parser.error("set CDNOW_URL to a database of yours, like postgresql+psycopg://me@localhost/cdnow")
    print(f"OKR files: {load(asked.folder, asked.engine)}")


if __name__ == "__main__":
    main()
