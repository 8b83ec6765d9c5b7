"""Which metric kinds there are: every file in ``metrics/adapters/`` with an object ``ADAPTER``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from metrics import adapters as folder
from metrics.adapter import Adapter
from okr.schema import Record


@cache
def adapters() -> Mapping[str, Adapter]:
    """Return kind → adapter.

    Raises:
        RuntimeError: If two files claim one kind.
    """
    found: dict[str, Adapter] = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        adapter: Adapter | None = getattr(module, "ADAPTER", None)
        if adapter is None:
            continue
        if adapter.kind in found:
            raise RuntimeError(f"two adapters claim the kind {adapter.kind}")
        found[adapter.kind] = adapter
    return found


def schemas() -> Mapping[str, Record]:
    """Return kind → schema of its parameters, for the reader of the configuration."""
    return {kind: adapter.schema for kind, adapter in adapters().items()}
