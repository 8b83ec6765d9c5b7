"""One refresh at a time: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from okr.errors import LockedError, StoreError
from tracking.store.moments import instant_text


@contextmanager
def refresh_lock(store: Path, now: datetime) -> Iterator[None]:
    """Hold the right to refresh the store at ``store`` while the block runs.

    The lock is the kernel's, on a file beside the store, so a holder that was killed holds nothing; the file only says
    who holds it.

    Raises:
        LockedError: If another process holds it.
        StoreError: If the file cannot be made.
    """
    path = store.with_name(f"{store.name}.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        hint = "Give this user the right to write the folder, or set PLUMBLINE_STORE."
        raise StoreError(
            f"The folder {path.parent} of the history store cannot be written ({error.strerror}).", hint
        ) from None
    try:
        _take(descriptor)
        _sign(descriptor, now)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise LockedError(f"Another refresh is running{_holder(descriptor)}.", "Wait for it to end.") from None


def _sign(descriptor: int, now: datetime) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": instant_text(now)}).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        signed = json.loads(os.pread(descriptor, 200, 0))
        return f" (process {signed['pid']}, since {signed['since'][:16]} UTC)"
    except (ValueError, KeyError, TypeError):
        return ""
