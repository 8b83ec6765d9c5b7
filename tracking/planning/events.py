"""Which events the sources of some files have, as far as a history knows them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from okr.errors import StoreError
from okr.model import Configuration
from okr_config.event_names import fixed_events


def events_of(configuration: Configuration, store: Path) -> dict[str, frozenset[str]]:
    """Return the names of all events by source; a source of which a history knows none is left out.

    Args:
        configuration: As read from the files; names of a source that is declared otherwise now do not count.
        store: File of the history store; missing or unreadable, nothing is known.
    """
    if not store.is_file():
        return {}
    from tracking.store.connection import opened
    from tracking.store.event_names import seen_events

    seen: dict[str, frozenset[str]] = {}
    with suppress(StoreError), opened(store) as history, history.reading() as connection:
        seen = seen_events(connection, configuration.sources)
    fixed = {source.id: fixed_events(source) for source in configuration.sources}
    return {name: names | fixed[name] for name, names in seen.items()}
