"""Files that the program writes and people only read: ``sealed/<cycle>.json`` and ``closed/<cycle>.json``.

Such a file is canonical JSON, one key a line so that it can be reviewed, with its own hash beside the content. An edit
by hand is told here; an edit with a hash reckoned anew is told by the history, which knows the first one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from okr.agreement.closing import Closing
from okr.agreement.seal import Seal
from okr.canonical import canonical_json, content_hash, plain, restore
from okr.issues import Place
from okr.written import Report
from okr_config.file_text import read_text

SEALED: Final = "sealed"
CLOSED: Final = "closed"
_LARGEST_BYTES: Final = 50_000_000
_HINT: Final = "Bring the file back from version control; what is agreed is changed by an amendment."


class Sealed(NamedTuple):
    """A value that a file freezes, and the hash of it."""

    value: Any
    hash: str


def sealed_text(content: Seal | Closing) -> str:
    """Return the text of the file that freezes a seal or a closing."""
    body = {"hash": content_hash(content), "content": plain(content)}
    return json.dumps(body, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_sealed_files(folder: Path, report: Report) -> dict[str, Sealed]:
    """Return the seals of a folder by cycle, after reporting those that cannot be read or were edited."""
    return _read_all(folder, SEALED, Seal, report)


def read_closed_files(folder: Path, report: Report) -> dict[str, Sealed]:
    """Return the closings of a folder by cycle, likewise."""
    return _read_all(folder, CLOSED, Closing, report)


def _read_all(folder: Path, below: str, kind: type[Seal | Closing], report: Report) -> dict[str, Sealed]:
    if not (folder / below).is_dir():
        return {}
    names = sorted(path.name for path in (folder / below).glob("*.json"))
    found = {name.removesuffix(".json"): _read(folder, f"{below}/{name}", kind, report) for name in names}
    return {cycle: sealed for cycle, sealed in found.items() if sealed is not None}


def _read(folder: Path, file: str, kind: type[Seal | Closing], report: Report) -> Sealed | None:
    text = read_text(folder, file, report, _LARGEST_BYTES)
    if text is None:
        return None
    try:
        body = json.loads(text)
        digest, content = str(body["hash"]), body["content"]
        value: Seal | Closing = restore(kind, canonical_json(content))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        report.error("sealed-file-broken", f"the file cannot be read: {error}", _HINT, Place(file))
        return None
    if content_hash(content) != digest:
        report.error("sealed-file-edited", "the file was edited after it was written", _HINT, Place(file))
        return None
    named = value.cycle.id if isinstance(value, Seal) else value.cycle
    if named != Path(file).stem:
        report.error("sealed-file-moved", f'the file speaks of the cycle "{named}"', _HINT, Place(file))
        return None
    return Sealed(value, digest)
