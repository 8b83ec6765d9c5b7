"""What the files said in another way than agreed, when they were last read."""

from __future__ import annotations

from sqlalchemy import Connection

from okr.issues import Severity
from okr.model import Configuration, Cycle
from tracking.store.configurations import configuration_as_written

UNLIKE_AGREED = frozenset(
    {
        "not-as-agreed",
        "sealed-file-edited",
        "sealed-file-broken",
        "sealed-file-gone",
        "closed-file-gone",
        "seal-replaced",
        "amendment-rewritten",
        "amendment-after-closing",
        "closing-replaced",
    }
)
"""Codes of issues that say that the files are not what was agreed."""
_OF_A_CYCLE = frozenset({"objectives", "sealed", "amendments", "closed", "closing"})


def differences_of(connection: Connection, cycle: Cycle, upto: int | None = None) -> tuple[str, ...]:
    """Return what the files say of a cycle that is not what was agreed, one sentence each."""
    written = configuration_as_written(connection, upto)
    issues = written.configuration.issues if written else ()
    told = (issue for issue in issues if issue.code in UNLIKE_AGREED and _is_about(issue.place.file, cycle.id))
    return tuple(dict.fromkeys(issue.message for issue in told))


def has_faults(configuration: Configuration) -> bool:
    """Return whether the files have an error that keeps them out of force; one of the agreements does not."""
    errors = (issue for issue in configuration.issues if issue.severity is Severity.ERROR)
    return any(issue.code not in UNLIKE_AGREED for issue in errors)


def _is_about(file: str, cycle: str) -> bool:
    """Return whether a file speaks of a cycle; those of no cycle (metrics, the list of cycles) speak of all."""
    folder, _, rest = file.partition("/")
    return folder not in _OF_A_CYCLE or rest.partition("/")[0] == cycle or rest.rpartition(".")[0] == cycle
