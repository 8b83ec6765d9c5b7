"""The bytes of one file below the configuration folder, as text; or the reason why they cannot be had."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from okr.issues import Place
from okr.written import Report

LARGEST_BYTES: Final = 1_000_000
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(folder: Path, file: str, report: Report, largest: int = LARGEST_BYTES) -> str | None:
    """Return the text of the file named ``file`` (a path below ``folder``), or None after reporting why there is none.

    Only regular files are read, only where they really lie below the folder, and only up to ``largest`` bytes.
    """
    content = _read_bytes(folder, file, report, largest)
    if content is None:
        return None
    if len(content) > largest:
        hint = "Split it: one file for each team, and metrics in several files."
        report.error("too-large", f"the file is larger than {largest // 1000:,} kB", hint, Place(file))
        return None
    return _decoded(content, file, report)


def _read_bytes(folder: Path, file: str, report: Report, largest: int) -> bytes | None:
    path = folder / file
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve(strict=True)):
            hint = "Put the file itself into the configuration folder."
            report.error("outside", "the file lies outside the configuration folder", hint, Place(file))
            return None
        if not path.is_file():
            report.error("not-a-file", "this is not a regular file", "Only regular files are read.", Place(file))
            return None
        return _content(path, largest)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it links to itself"
        report.error("unreadable-file", f"the file cannot be read: {reason}", "Check its rights.", Place(file))
        return None


def _content(path: Path, largest: int) -> bytes:
    # Without blocking: should a pipe take the file's place in this moment, opening it must not wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is not a regular file")
        return stream.read(largest + 1)


def _decoded(content: bytes, file: str, report: Report) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_after(content[: error.start].decode("utf-8-sig", "replace"), file)
        report.error("not-utf8", "found a byte that is not UTF-8", "Save the file as UTF-8.", place)
        return None
    odd = _UNPRINTABLE.search(text)
    if odd is not None:
        message = f"found the control character U+{ord(odd[0]):04X}"
        report.error("control-character", message, "Remove it.", _place_after(text[: odd.start()], file))
        return None
    return text


def _place_after(before: str, file: str) -> Place:
    lines = re.split("\r\n|\r|\n", before)
    return Place(file, len(lines), len(lines[-1]) + 1)
