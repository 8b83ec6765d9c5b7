"""Asking all sources of a refresh: each in a process of its own with a deadline, at most two at a time.

A black-holed connection, a crash of a driver and an endless query end with that process; the other sources go on.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple, Protocol, TypeAlias

from tracking.refreshing.answers import Answer, Begun, Event, MetricFailed, MetricRead, SourceFailed, answer_of
from tracking.refreshing.asking import ask
from tracking.refreshing.attempts import both_attempts, ended, without_the_hanging
from tracking.refreshing.child import written_task
from tracking.refreshing.kept.interrupted import Notes
from tracking.refreshing.tasks import SourceTask
from tracking.refreshing.wire import event_of
from tracking.settings import CHECKOUT

Progress: TypeAlias = Callable[[str], None]
"""Is told what happens, for people who wait."""


class Done(str):
    """A step that is over, and so worth a line of its own where steps are not written over each other."""

    __slots__ = ()


AT_ONCE = 2
_NOTHING: Mapping[str, Answer | None] = {}
GRACE_SECONDS = 5.0
KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "PGSSLROOTCERT",
    "PGSSLMODE",
)
"""Variables that the asking process keeps; everything else, secrets of other sources above all, stays here."""


class Reach(Protocol):
    """How sources are asked."""

    def ask(self, task: SourceTask, progress: Progress) -> Answer:
        """Return what a source answered; never raises what the source may be blamed for."""
        ...

    def end(self) -> None:
        """Give up every question that is still open."""
        ...


class InProcess:
    """Asks in this process: for files that are trusted and known to answer, like the demo's."""

    def ask(self, task: SourceTask, progress: Progress) -> Answer:
        """Return what the source answered."""
        started = time.monotonic()
        events = list(_told(ask(task), task, progress))
        return answer_of(task.source.id, events, time.monotonic() - started)

    def end(self) -> None:
        """Do nothing: a question in this process ends with it."""


class Spawned:
    """Asks in a process for each source, which is ended at the deadline or when it is silent for too long.

    Args:
        deadline_seconds: How long one source may take in all.
    """

    def __init__(self, deadline_seconds: float) -> None:
        self.deadline_seconds = deadline_seconds
        self._live: set[subprocess.Popen[bytes]] = set()
        self._is_ended = False

    def ask(self, task: SourceTask, progress: Progress) -> Answer:
        """Return what the source answered until its process ended by itself or by our hand.

        A metric that hangs costs itself alone: the ones behind it are asked once more, by a new process.
        """
        started = time.monotonic()
        events = self._once(task, progress)
        rest = without_the_hanging(task, events)
        if rest is not None and not self._is_ended:
            again = self._once(rest, progress)
            events = both_attempts(events, again)
        return answer_of(task.source.id, events, time.monotonic() - started)

    def _once(self, task: SourceTask, progress: Progress) -> list[Event]:
        notes = Notes(task)
        with _process(task) as process:
            self._live.add(process)
            lines = _lines(process.stdout)
            events = list(_told(_events(task, process, Heard(lines, notes, self.deadline_seconds)), task, progress))
            self._live.discard(process)
        notes.close()
        return events

    def end(self) -> None:
        """End every process that still asks, and start no other."""
        self._is_ended = True
        for process in list(self._live):
            _kill(process)


def gather(
    tasks: Sequence[SourceTask], reach: Reach, progress: Progress, standing: Mapping[str, Answer | None] = _NOTHING
) -> list[Answer]:
    """Ask every source and return the answers in the order of the tasks; interrupted, nothing is left running.

    Sources whose answer is in ``standing`` are not asked.
    """
    if isinstance(reach, InProcess):
        return [standing.get(task.source.id) or reach.ask(task, progress) for task in tasks]
    asked = [task for task in tasks if standing.get(task.source.id) is None]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {task.source.id: pool.submit(reach.ask, task, progress) for task in asked}
        try:
            found = {name: future.result() for name, future in futures.items()}
            return [standing.get(task.source.id) or found[task.source.id] for task in tasks]
        except BaseException:
            for future in futures.values():
                future.cancel()
            reach.end()
            raise


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of an asking process: nothing that could be a secret."""
    kept = {name: environment[name] for name in KEPT if name in environment}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", "TZ": "UTC"}


def _told(events: Iterator[Event], task: SourceTask, progress: Progress) -> Iterator[Event]:
    done = 0
    for event in events:
        if isinstance(event, Begun):
            progress(f"{task.source.id}: {event.step}")
            continue
        if isinstance(event, MetricRead | MetricFailed):
            done += 1
            progress(Done(f"{task.source.id}: {done} of {len(task.metrics)}, {event.metric} {_outcome(event)}"))
        yield event


def _outcome(event: MetricRead | MetricFailed) -> str:
    if isinstance(event, MetricFailed):
        return f"failed after {event.seconds:.1f} s"
    if not event.readings and not event.seconds:
        return "stands"
    return f"read in {event.seconds:.1f} s, {len(event.readings):,} readings"


class Heard(NamedTuple):
    """What an asking process says, where it is noted, and how long it may take."""

    lines: queue.Queue[str | None]
    notes: Notes
    deadline_seconds: float


def _events(task: SourceTask, process: subprocess.Popen[bytes], heard: Heard) -> Iterator[Event]:
    """Yield the events of an asking process; its end by our hand or its own is an event too."""
    name, begun = task.source.id, Begun("starting")
    ends_at = time.monotonic() + heard.deadline_seconds
    silence = task.source.limits.seconds + GRACE_SECONDS
    while True:
        wait = min(silence, ends_at - time.monotonic())
        try:
            line = heard.lines.get(timeout=max(wait, 0.0))
        except queue.Empty:
            yield ended(name, begun, silence if wait >= silence else None)
            return
        if line is None:
            break
        try:
            event = event_of(line)
        except ValueError:
            yield SourceFailed(
                f"source {name}: the process that asked it said something else while {begun.step}.", temporary=True
            )
            return
        begun = event if isinstance(event, Begun) else Begun("going on")
        heard.notes.note(event, line)
        yield event
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    if process.returncode != 0:
        yield SourceFailed(_died(name, begun.step, process.returncode), temporary=True)


def _died(name: str, step: str, code: int | None) -> str:
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    return (
        f"source {name}: the process that asked it ended ({how}) while {step}. Look at the database file or its driver."
    )


@contextmanager
def _process(task: SourceTask) -> Iterator[subprocess.Popen[bytes]]:
    """Start the asking process; it is gone when the block ends, whatever happened."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tracking.refreshing.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(os.environ),
        start_new_session=True,
    )
    try:
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.write(written_task(task))
                process.stdin.flush()
        yield process
    finally:
        _kill(process)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _lines(stream: IO[bytes] | None) -> queue.Queue[str | None]:
    """Return the lines of a stream as they come, None at its end, so that waiting for one can have a limit."""
    lines: queue.Queue[str | None] = queue.Queue()

    def pump() -> None:
        for line in stream or ():
            lines.put(line.decode())
        lines.put(None)

    threading.Thread(target=pump, daemon=True).start()
    return lines
