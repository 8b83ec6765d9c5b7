"""The present as the dashboard sees it: by the clock, or pinned by a setting or by the demo that the store holds."""

from __future__ import annotations

from datetime import date, datetime

from tracking.clock import clock_for
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import Store


def present(store: Store, as_of: date | None) -> datetime:
    """Return the present for everything that is read from a store.

    Args:
        store: Its configuration in force may be a demo's, which plays on a day of its own.
        as_of: The last whole day that counts, where the settings pin it.
    """
    with store.reading() as connection:
        stored = configuration_in_force(connection)
    return clock_for(as_of, stored.configuration if stored else None)()
