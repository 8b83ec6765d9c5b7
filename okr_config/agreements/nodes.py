"""Plain values as nodes of a file, so that the schemas of the files can read them."""

from __future__ import annotations

from typing import Any

from okr.issues import Place
from okr.written import Written


def node_of(value: Any, place: Place) -> Written:  # noqa: ANN401 - plain JSON values
    """Return plain values as a tree of nodes that all stand at ``place``; a node among them stays what it is."""
    if isinstance(value, Written):
        return value
    if isinstance(value, dict):
        return Written({str(key): node_of(child, place) for key, child in value.items()}, place)
    if isinstance(value, list | tuple):
        return Written(tuple(node_of(child, place) for child in value), place)
    return Written(value, place, "" if value is None else _text(value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
