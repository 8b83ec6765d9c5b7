"""Which databases sources are in, and whether there is an engine for them."""

from __future__ import annotations

from metrics.sources import OPENERS
from okr.issues import Issue, Severity, near_miss
from okr.model import Configuration


def unknown_engines(configuration: Configuration) -> tuple[Issue, ...]:
    """Return an error for every source whose url names a database that there is no engine for.

    Nothing is opened. A url that stands in a secret is not known here; it is refused when the source is opened.
    """
    named = ((source, source.url.partition(":")[0].partition("+")[0]) for source in configuration.sources if source.url)
    return tuple(
        Issue(
            Severity.ERROR,
            "unknown-engine",
            f'source {source.id}: there is no engine "{engine}"',
            near_miss(engine, OPENERS),
            source.place,
        )
        for source, engine in named
        if engine not in OPENERS
    )
