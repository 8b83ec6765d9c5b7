"""One line that says how fresh the data are; a source that differs is named in it, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from okr import numbers
from okr.model import Cycle
from okr.scorecard import SourceFreshness
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.markup import Markup, apart, element


def line(freshness: Sequence[SourceFreshness], cycle: Cycle, kept: Kept) -> Markup:
    """Return up to when the data are complete and when they were read, and which source lags behind."""
    read = [source for source in freshness if source.complete_to is not None]
    if not read:
        return _linked("Nothing has been read yet", "", kept)
    newest = max(source.complete_to for source in read if source.complete_to is not None)
    at = max((source.read_at for source in read if source.read_at is not None), default=None)
    when = f" · read {numbers.instant_words(at.astimezone(ZoneInfo(cycle.timezone)))}" if at else ""
    late = [source for source in freshness if source.failure or source.complete_to != newest]
    return _linked(f"Data complete to {numbers.day_words(newest)}{when}", _late(late), kept)


def _late(late: Sequence[SourceFreshness]) -> str:
    if not late:
        return ""
    if len(late) > 1:
        return f"{len(late)} sources are behind"
    source = late[0]
    if source.complete_to is None:
        return f"{source.title} could not be read"
    return f"{source.title} only to {numbers.day_words(source.complete_to)}"


def _linked(said: str, late: str, kept: Kept) -> Markup:
    warning = element("span", "▲ ", apart(late), class_="pl-warn-text") if late else None
    facts = element(
        "a", said, " · " if warning else None, warning, href=addresses.data_page("sources", kept), target="_self"
    )
    return element("p", facts, class_="pl-fresh")
