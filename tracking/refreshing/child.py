"""The process that asks one source: ``python -m tracking.refreshing.child``, started by a refresh and by nobody else.

It is told what to ask on its standard input, answers in lines of JSON on its standard output, and ends when the process
that started it ends. Its environment holds no secret; what it needs comes with the task.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
import threading
from typing import BinaryIO

from tracking.refreshing.answers import SourceFailed
from tracking.refreshing.asking import ask
from tracking.refreshing.tasks import SourceTask
from tracking.refreshing.wire import line_of

LENGTH_BYTES = 8


def main() -> None:
    """Ask what standard input says and write the answer to standard output."""
    task = read_task(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, args=(sys.stdin.buffer,), daemon=True).start()
    if task.memory_bytes:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (task.memory_bytes, hard))
    # What a driver prints must not stand between the lines of the answer.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    try:
        for event in ask(task):
            answer.write(f"{line_of(event)}\n")
    except MemoryError:
        message = f"source {task.source.id}: it needed more memory than PLUMBLINE_MEMORY_MB allows"
        answer.write(f"{line_of(SourceFailed(message, temporary=False))}\n")
    answer.close()
    sys.stderr.flush()
    # Threads of a driver must not keep the process.
    os._exit(0)


def read_task(stream: BinaryIO) -> SourceTask:
    """Return the task that :func:`written_task` wrote."""
    length = int.from_bytes(stream.read(LENGTH_BYTES), "big")
    task = pickle.loads(stream.read(length))  # noqa: S301 - written by the process that started this one
    if not isinstance(task, SourceTask):
        raise TypeError("no task on standard input")
    return task


def written_task(task: SourceTask) -> bytes:
    """Return a task as bytes for the standard input of the asking process."""
    body = pickle.dumps(task)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def _end_with_parent(stream: BinaryIO) -> None:
    """Wait until the other end of standard input is closed, then end at once."""
    stream.read()
    os._exit(1)


if __name__ == "__main__":
    main()
