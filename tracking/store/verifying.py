"""Whether the history is what was recorded: every link of the chain reckoned anew, and the heads noted elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from okr.canonical import content_hash
from tracking.store.chain import Link, all_links, digest_of, link_of, runs_without_link
from tracking.store.heads import noted_heads
from tracking.store.tables import CONFIGURATIONS, QUERIES, RUNS

FEWEST_DIGITS = 12


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was recorded.

    Attributes:
        code: Stable short name.
        sentence: What was found.
        run: The run at which it shows; 0 where it is not one run's.
    """

    code: str
    sentence: str
    run: int = 0


def chain_faults(connection: Connection) -> Iterator[Fault]:
    """Yield everything in the store that the chain does not bear out, the first broken link first.

    Later links are judged by the hashes that stand in the store, so one change is told once and hides no other.
    """
    links = {link.run: link for link in all_links(connection)}
    times = {row.id: row.recorded_at for row in connection.execute(select(RUNS.c.id, RUNS.c.recorded_at))}
    yield from _missing(set(times), set(links))
    previous = ""
    for run, link in links.items():
        if run in times:
            yield from _link_faults(connection, link, previous, times[run])
        previous = link.hash
    yield from (
        Fault("no-link", f"run {run} has no link in the chain: it was not written by this program", run)
        for run in runs_without_link(connection)
    )
    yield from _text_faults(connection)


def head_faults(connection: Connection, store: Path) -> Iterator[Fault]:
    """Yield the heads noted beside the store that its chain does not have: a tail that was cut, or a new chain."""
    links = {link.run: link.hash for link in all_links(connection)}
    newest = max(links, default=0)
    told: set[str] = set()
    for run, digest in noted_heads(store):
        if run > newest:
            code, words = "cut", f"run {run} was noted beside the store, and the store ends with run {newest}"
        elif run in links and links[run] != digest:
            code, words = "rewritten", f"run {run} was noted beside the store with another hash than it has now"
        else:
            continue
        if code not in told:
            told.add(code)
            yield Fault(code, f"{words}: the history was {code}, or another one was put in its place", run)


def head_is_known(connection: Connection, head: str) -> bool:
    """Return whether a head that was printed earlier (``42:9f3a…``) is part of this chain.

    Raises:
        ValueError: If it is no head.
    """
    number, _, digits = head.strip().lower().rpartition(":")
    digits = digits.rstrip("…")
    if len(digits) < FEWEST_DIGITS or set(digits) - set("0123456789abcdef") or not (number or "0").isdigit():
        raise ValueError(f'"{head}" is no head of a chain')
    found = [link for link in all_links(connection) if link.hash.startswith(digits)]
    return any(not number or link.run == int(number) for link in found)


def _missing(runs: set[int], links: set[int]) -> Iterator[Fault]:
    for number in range(1, max(runs | links, default=0) + 1):
        if number not in runs:
            words = "its link is still there" if number in links else "so is its link"
            yield Fault("missing-run", f"run {number} is gone, {words}", number)


def _link_faults(connection: Connection, link: Link, previous: str, recorded_at: str) -> Iterator[Fault]:
    when = f"run {link.run} of {recorded_at[:16].replace('T', ' ')} UTC"
    if link.previous != previous:
        yield Fault("broken-link", f"{when} does not follow from the run before it", link.run)
    if link_of(link.run, link.digest, link.previous).hash != link.hash:
        yield Fault("broken-link", f"the hash of {when} is not that of its link", link.run)
    if digest_of(connection, link.run) != link.digest:
        yield Fault("changed-rows", f"what {when} recorded was changed afterwards", link.run)


def _text_faults(connection: Connection) -> Iterator[Fault]:
    """Yield configurations and queries whose text is not the one that their hash was taken of."""
    for row in connection.execute(select(QUERIES.c.id, QUERIES.c.hash, QUERIES.c.text)):
        if hashlib.sha256(row.text.encode()).hexdigest() != row.hash:
            yield Fault("changed-query", f"the text of query {row.id} was changed afterwards")
    columns = (CONFIGURATIONS.c.id, CONFIGURATIONS.c.hash, CONFIGURATIONS.c.body, CONFIGURATIONS.c.issues)
    for number, digest, body, issues in connection.execute(select(*columns)):
        if content_hash({**json.loads(body), "issues": json.loads(issues)}) != digest:
            yield Fault("changed-configuration", f"configuration {number} was changed afterwards")
