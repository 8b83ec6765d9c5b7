"""One refresh of one new day against the first read of everything, with actor days and without, and whether they agree.

``python benchmarks/one_new_day.py CONFIGURATION DAY`` prints it for a folder of OKR files and their databases. Events
after DAY are not seen by the first read: the clock stands at the morning after the day before.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import connect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tracking.clock import clock_for
from tracking.files import read_files
from tracking.refreshing.answers import Answer
from tracking.refreshing.gather import InProcess, Progress
from tracking.refreshing.refresh import Assignment, Report, refresh
from tracking.refreshing.tasks import SourceTask
from tracking.store.codec import CONTENT

_DAY = timedelta(days=1)
_PLACE = "metric, label, group_name, cohort_offset, as_of, period_start"
_KNOWN = f"SELECT {_PLACE}, {', '.join(CONTENT)} FROM readings JOIN series ON series.id = series ORDER BY run"
Known = Mapping[tuple[object, ...], tuple[object, ...]]


@dataclass
class Timed(InProcess):
    """Asks in this process and keeps how long each metric took."""

    seconds: dict[str, float] = field(default_factory=dict)

    def ask(self, task: SourceTask, progress: Progress) -> Answer:
        """Return what the source answered."""
        answer = super().ask(task, progress)
        self.seconds |= {name: read.seconds for name, read in answer.read.items()}
        return answer


@dataclass(frozen=True)
class Refreshed:
    """One refresh.

    Attributes:
        seconds: How long it took, everything included.
        work: Seconds of processor time of it, which a busy machine leaves as they are.
        metrics: Metric → seconds that reading it took.
        report: What came of it.
    """

    seconds: float
    work: float
    metrics: Mapping[str, float]
    report: Report


@dataclass(frozen=True)
class NewDay:
    """The first read of everything up to a day, and the refresh of the day after it; what is known then."""

    first: Refreshed
    second: Refreshed
    known: Known


def refreshed(files: Path, store: Path, day: date, *, keeps_actor_days: bool) -> Refreshed:
    """Bring a store up to date as of the morning after ``day``."""
    configuration, timed = read_files(files), Timed()
    started, begun = time.perf_counter(), time.process_time()
    assignment = Assignment(configuration, files, store, keeps_actor_days=keeps_actor_days)
    report = refresh(assignment, timed, clock_for(day, configuration), lambda _step: None)
    return Refreshed(time.perf_counter() - started, time.process_time() - begun, timed.seconds, report)


def one_new_day(files: Path, folder: Path, day: date, *, keeps_actor_days: bool) -> NewDay:
    """Read everything up to the day before ``day`` into a new store in ``folder``, then that day."""
    store = folder / "history.sqlite"
    first, second = (refreshed(files, store, on, keeps_actor_days=keeps_actor_days) for on in (day - _DAY, day))
    return NewDay(first, second, known(store))


def known(store: Path) -> Known:
    """Return the newest content of every reading of a store, by place."""
    with closing(connect(store)) as connection:
        return {row[:6]: row[6:] for row in connection.execute(_KNOWN)}


def _print(name: str, day: NewDay) -> None:
    for what in ("seconds", "work"):
        first, second = getattr(day.first, what), getattr(day.second, what)
        print(f"{name}, {what}: first read {first:.2f}, new day {second:.2f}, 1/{first / second:.1f}")
    for metric, seconds in sorted(day.first.metrics.items(), key=lambda pair: -pair[1]):
        print(f"  {metric:32} {seconds:8.3f} {day.second.metrics.get(metric, 0.0):8.3f}")


def main(files: str, day: str) -> None:
    """Print both ways and whether they agree with each other and with a read of everything."""
    on = date.fromisoformat(day)
    with tempfile.TemporaryDirectory() as with_days, tempfile.TemporaryDirectory() as without:
        kept = one_new_day(Path(files), Path(with_days), on, keeps_actor_days=True)
        _print("with actor days", kept)
        plain = one_new_day(Path(files), Path(without), on, keeps_actor_days=False)
        _print("without", plain)
    print("equal row for row" if kept.known == plain.known else "DIFFERENT")


if __name__ == "__main__":
    main(*sys.argv[1:])
