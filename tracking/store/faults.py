"""Faults of the database under the store, said in plain words with what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from okr.errors import StoreError

REMEDIES = (
    ("malformed", "is damaged", "Restore it from its newest backup; nothing will be written to it."),
    ("not a database", "is no database", "Choose another file with PLUMBLINE_STORE, or restore this one."),
    ("disk is full", "has no room to grow", "Make room on the disk; what was recorded before is whole."),
    ("disk i/o error", "cannot be read or written by the disk", "Look at the disk; then try again."),
    ("readonly", "may not be written", "Give this user the right to write the file and its folder."),
    ("unable to open", "cannot be opened", "Check the path and the rights of its folder."),
    ("locked", "is being written by another process", "Try again in a moment."),
    ("no such table", "is no history store of this program", "Choose another file with PLUMBLINE_STORE."),
)


def explained(error: BaseException, path: Path) -> StoreError:
    """Return the store's error for a fault of its database."""
    text = str(error).lower()
    for mark, found, remedy in REMEDIES:
        if mark in text:
            return StoreError(f"The history store {path} {found}.", remedy)
    return StoreError(f"The history store {path} cannot be used: {error}.")


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn faults of the database inside the block into :class:`StoreError`.

    Raises:
        StoreError: If the database refuses what the block asks.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from error
    except Exception as error:
        # SQLAlchemy wraps what the driver raised; everything else is not the store's fault.
        if isinstance(original := getattr(error, "orig", None), sqlite3.Error):
            raise explained(original, path) from error
        raise
