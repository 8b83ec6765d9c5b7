"""Time zones as written."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from okr.issues import nearest
from okr.schema import Converted, Text

_EXPECTS: Final = "a time zone of the IANA list, like Europe/Oslo"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        likely = nearest(name, available_timezones())
        hint = f' (did you mean "{likely}"?)' if likely else ""
        raise ValueError(f"there is no such time zone{hint}") from None
    return name


ZONE: Final = Converted(Text(_EXPECTS, longest=64), _known_zone, _EXPECTS)
"""Reads the name of a time zone that this machine knows."""
