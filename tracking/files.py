"""Reading the OKR files of a folder, with the schemas of the metric kinds that there are."""

from __future__ import annotations

from pathlib import Path

from metrics.registry import schemas
from okr.model import Configuration
from okr_config.load import load


def read_files(folder: Path) -> Configuration:
    """Return what the files of a folder say, faults included.

    Raises:
        ConfigurationError: If the folder cannot be read.
    """
    return load(folder, schemas())
