"""Writing the files of what is agreed: whole or not at all, and never over one that is there unless told so."""

from __future__ import annotations

import os
from pathlib import Path

from okr.errors import ConfigurationError
from okr.issues import Issue


def write_whole(target: Path, text: str) -> None:
    """Write a file so that it is there wholly or as it was; its folder is made.

    Raises:
        ConfigurationError: If the folder cannot be written.
    """
    draft = target.with_name(f".{target.name}.draft")
    try:
        target.parent.mkdir(exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        hint = "Give this user the right to write the folder."
        raise ConfigurationError(f"{target} cannot be written: {error.strerror}.", hint) from error


def refuse(issues: list[Issue], what: str) -> None:
    """Refuse to go on where there are issues.

    Raises:
        ConfigurationError: With the first of them, and how many there are.
    """
    if issues:
        more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
        raise ConfigurationError(f"{what}: {issues[0]}{more}", "Run `python -m tracking check` for all of them.")
