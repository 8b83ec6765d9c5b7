"""Why the program cannot go on: one exception tree.

::

    PlumblineError
    ├── SettingsError        an environment variable or option is missing or malformed
    ├── ConfigurationError   the configuration folder cannot be read at all
    ├── SourceError          a product database cannot be opened or queried (``temporary``: a retry may help)
    ├── MetricError          one metric cannot be had from a source that answers
    └── StoreError           the history store cannot be used
        └── LockedError      another refresh holds the lock

A mistake in a file is not an exception but an :class:`okr.issues.Issue`; a number that could not be had is an
:class:`okr.reading.Absence`. The class of an exception decides the exit code of the command line.
"""

from __future__ import annotations


class PlumblineError(Exception):
    """The program cannot go on; the message says what was found and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        stop = "" if not hint or message.endswith((".", "!", "?", ":")) else "."
        super().__init__(f"{message}{stop} {hint}".strip())
        self.message = message
        self.hint = hint


class SettingsError(PlumblineError):
    """An environment variable or a command-line option is missing or malformed."""


class ConfigurationError(PlumblineError):
    """The configuration folder cannot be read at all."""


class SourceError(PlumblineError):
    """A product database cannot be opened or queried.

    ``temporary`` is true where the same call may succeed later without anybody changing anything.
    """

    def __init__(self, message: str, hint: str = "", *, temporary: bool) -> None:
        super().__init__(message, hint)
        self.temporary = temporary


class MetricError(PlumblineError):
    """One metric cannot be had from a source that answers (a column is gone, a result has the wrong shape)."""


class StoreError(PlumblineError):
    """The history store cannot be used."""


class LockedError(StoreError):
    """Another refresh holds the lock."""
