"""What was read by a refresh that did not live to record it: noted beside the store as it comes, found by the next one.

Each source has a file of lines: first what was asked, then what was answered, word for word as the asking process said
it. A line that was cut off, and all that a changed question makes worthless, is left out.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from okr.canonical import content_hash
from tracking.refreshing.answers import Answer, CubeRead, Event, MetricRead, Opened, SourceFailed, answer_of
from tracking.refreshing.tasks import MetricTask, SourceTask
from tracking.refreshing.wire import event_of

_NOTED = (Opened, CubeRead, MetricRead)


class Notes:
    """Notes what one source answers; without a folder, nothing. A disk that is full costs the notes alone."""

    def __init__(self, task: SourceTask) -> None:
        self._file: TextIO | None = None
        if not task.notes:
            return
        path = Path(task.notes)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._file = path.open("a", encoding="utf-8")
            self._write(json.dumps({"asked": _asked(task)}))

    def note(self, event: Event, line: str) -> None:
        """Keep one line if it tells something that need not be asked again."""
        if isinstance(event, _NOTED):
            self._write(line.rstrip("\n"))

    def close(self) -> None:
        """End the notes; they stay until what they tell is recorded."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _write(self, line: str) -> None:
        if self._file is None:
            return
        try:
            self._file.write(f"{line}\n")
            self._file.flush()
        except OSError:
            self.close()


def notes_of(folder: Path, source: str) -> str:
    """Return the file in which the answers of a source are noted."""
    return str(folder / f"{source}.lines")


def forget(folder: Path) -> None:
    """Delete all notes: what they tell is recorded, or worthless."""
    shutil.rmtree(folder, ignore_errors=True)


def unrecorded(tasks: Sequence[SourceTask]) -> list[tuple[SourceTask, Answer]]:
    """Return what an interrupted refresh had read of the questions that are still the same, source by source."""
    found = []
    for task in tasks:
        events = [event for event in _events(task) if not isinstance(event, MetricRead) or event.readings]
        names = {event.metric for event in events if isinstance(event, MetricRead)}
        if names:
            kept = replace(task, metrics=tuple(item for item in task.metrics if item.definition.id in names))
            failure = SourceFailed(f"source {task.source.id}: the refresh was interrupted.", temporary=True)
            found.append((kept, answer_of(task.source.id, [*events, failure], 0.0)))
    return found


def _events(task: SourceTask) -> Iterator[Event]:
    same: set[str] = set()
    for line in _lines(task):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            values = json.loads(line)
            if "asked" in values:
                same = _same(values["asked"], _asked(task))
                continue
            event = event_of(line)
            if not isinstance(event, MetricRead) or event.metric in same:
                yield event


def _lines(task: SourceTask) -> list[str]:
    try:
        return Path(task.notes).read_text(encoding="utf-8").splitlines() if task.notes else []
    except (OSError, UnicodeDecodeError):
        return []


def _asked(task: SourceTask) -> dict[str, str]:
    return {metric.definition.id: _question(metric) for metric in task.metrics}


def _question(metric: MetricTask) -> str:
    start = metric.read_from.isoformat() if metric.read_from else None
    return content_hash([metric.version, start, metric.question])


def _same(some: Mapping[str, str], others: Mapping[str, str]) -> set[str]:
    return {name for name, question in some.items() if others.get(name) == question}
