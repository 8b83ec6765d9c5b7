"""A copy of the history that is proved to restore: opened again, read whole, and its chain reckoned anew."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from okr.errors import StoreError
from tracking.store.chain import Link, newest_link
from tracking.store.connection import opened
from tracking.store.faults import plain_words
from tracking.store.verifying import Fault, chain_faults


@dataclass(frozen=True)
class Backup:
    """A backup and its proof.

    Attributes:
        path: The copy.
        bytes: Its size.
        runs: How many runs it holds.
        head: The newest link of its chain; None before the first run.
    """

    path: Path
    bytes: int
    runs: int
    head: Link | None


def backed_up_to(source: Path, target: Path) -> Backup:
    """Copy the history to ``target`` while others may go on writing, and return the proof that the copy restores.

    The copy is written beside the target and takes its place last, so an older backup stays until the new one is
    proved.

    Raises:
        StoreError: If target and store are one file, the target cannot be written, or the copy does not prove whole.
    """
    if target.is_dir():
        target = target / source.name
    if not target.parent.is_dir():
        raise StoreError(f"The folder {target.parent} does not exist.", "Make it, or choose another one.")
    if _is_same(source, target):
        raise StoreError(f"{target} is the history store itself.", "Name another file; the best is on another disk.")
    with opened(source):
        draft = target.with_name(f"{target.name}.draft")
        try:
            _copied(source, draft)
            proof = proved(draft)
            draft.replace(target)
        except OSError as error:
            raise StoreError(f"The backup {target} cannot be written: {error.strerror}.", _KEPT) from error
        finally:
            draft.unlink(missing_ok=True)
    return Backup(target, proof.bytes, proof.runs, proof.head)


_KEPT = "An older backup in its place is kept as it was."


def proved(path: Path) -> Backup:
    """Return what a backup holds, after proving that it restores: whole pages, this schema, an unbroken chain.

    Raises:
        StoreError: If it does not.
    """
    with plain_words(path), closing(sqlite3.connect(path)) as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if answer != "ok":
        raise StoreError(f"The copy {path} is damaged ({answer}).", _KEPT)
    with opened(path) as store, store.reading() as reading:
        fault: Fault | None = next(chain_faults(reading), None)
        head = newest_link(reading)
    if fault is not None:
        raise StoreError(f"The copy {path} does not prove whole: {fault.sentence}.", "Run `verify` on the store.")
    return Backup(path, path.stat().st_size, head.run if head else 0, head)


def _copied(source: Path, draft: Path) -> None:
    draft.unlink(missing_ok=True)
    with plain_words(draft), closing(sqlite3.connect(source)) as connection, closing(sqlite3.connect(draft)) as copy:
        connection.backup(copy)
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())


def _is_same(source: Path, target: Path) -> bool:
    return target.exists() and source.exists() and source.samefile(target)
