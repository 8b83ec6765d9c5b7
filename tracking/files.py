"""Reading the OKR files of a folder, with the schemas of the metric kinds that there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from metrics.registry import schemas
from okr.errors import SettingsError
from okr.issues import Issue, Place
from okr.model import Configuration
from okr_config.agreements.review import read_agreed_files
from okr_config.load import load
from tracking.settings import Settings


def configured(settings: Settings) -> Configuration:
    """Return what the files say that the settings name.

    Raises:
        SettingsError: If nothing is named and the demo has not been built.
        ConfigurationError: If the folder cannot be read.
    """
    if settings.is_demo and not settings.configuration.is_dir():
        hint = "Run `python -m tracking demo`, or name your own files with PLUMBLINE_CONFIG or --config."
        raise SettingsError("No OKR files are named, and the demo has not been built yet.", hint)
    return read_files(settings.configuration)


def read_files(folder: Path) -> Configuration:
    """Return what the files of a folder say, faults included.

    Raises:
        ConfigurationError: If the folder cannot be read.
    """
    configuration = load(folder, schemas())
    found = read_agreed_files(folder, configuration).issues
    in_order = sorted(dict.fromkeys((*configuration.issues, *found)), key=_by_place)
    return replace(configuration, issues=tuple(in_order))


def _by_place(issue: Issue) -> tuple[Place, str, str]:
    return issue.place, issue.code, issue.message
