"""How one number is taken from a metric's series, as written."""

from __future__ import annotations

from typing import Final

from okr.metric import parse_duration
from okr.model import MeasuredOver
from okr.schema import AsWritten, Converted

_EXPECTS: Final = "last 28 days, latest, or cycle to date"


def parse_measured_over(text: str) -> MeasuredOver:
    """Return the window that ``text`` writes.

    Raises:
        ValueError: If it is none of the three forms.
    """
    words = " ".join(text.lower().split())
    if words == "latest":
        return MeasuredOver()
    if words == "cycle to date":
        return MeasuredOver("cycle_to_date")
    if words.startswith("last "):
        return MeasuredOver("last", parse_duration(words.removeprefix("last ")))
    raise ValueError("it is no window of time")


MEASURED_OVER: Final = Converted(AsWritten(_EXPECTS), parse_measured_over, _EXPECTS)
"""Reads how one number is taken from a metric's series."""
