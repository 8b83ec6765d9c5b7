"""``verify``: whether files and history still say what was agreed and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from okr.canonical import content_hash
from okr.errors import SettingsError
from okr.issues import Issue
from okr.model import Configuration
from okr_config.agreements.review import AgreedFiles, read_agreed_files
from tracking.boards.differences import UNLIKE_AGREED
from tracking.refreshing.inforce import Choice
from tracking.sealing.taking import taken
from tracking.store.chain import newest_link, newest_run
from tracking.store.connection import Store
from tracking.store.records import AMENDMENT, AgreedRecord, agreed_of, kept_records
from tracking.store.verifying import Fault, chain_faults, head_faults, head_is_known

_LATE = timedelta(days=1)


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Attributes:
        faults: In the history: rows, links and heads that are not as they were recorded.
        issues: In the files of agreements: what is not as it was taken in or agreed.
        remarks: What is worth knowing and no fault.
        runs: How many runs were looked at.
        head: Head of the chain; empty before the first run.
        agreed: Words on each agreed cycle, with the day that the chain proves.
    """

    faults: tuple[Fault, ...]
    issues: tuple[Issue, ...]
    remarks: tuple[str, ...]
    runs: int
    head: str
    agreed: tuple[str, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Whether nothing was touched."""
        return not self.faults and not self.issues


def verified(store: Store, configuration: Configuration, folder: Path, head: str | None = None) -> Verdict:
    """Look at every link of the chain and every file of an agreement.

    Args:
        store: The history.
        configuration: As the files have it.
        folder: Of the files.
        head: A head that was printed earlier, on minutes or in an export.

    Raises:
        SettingsError: If ``head`` is none.
        StoreError: If the history cannot be read.
    """
    with store.reading() as connection:
        faults = [*chain_faults(connection), *head_faults(connection, store.path)]
        if head is not None and not _is_known(connection, head):
            faults.append(Fault("unknown-head", f"the head {head} is not part of this history: it was made anew"))
        kept, link, runs = kept_records(connection), newest_link(connection), newest_run(connection)
    taking = taken(Choice(configuration, configuration), folder, kept)
    issues = [item for item in taking.choice.as_written.issues if item.code in UNLIKE_AGREED]
    files = read_agreed_files(folder, configuration, agreed_of(kept))
    return Verdict(
        faults=tuple(faults),
        issues=tuple(issues),
        remarks=tuple(_remarks(kept, files)),
        runs=runs,
        head=str(link or ""),
        agreed=tuple(_agreed_words(kept)),
    )


def _is_known(connection: Connection, head: str) -> bool:
    try:
        return head_is_known(connection, head)
    except ValueError as error:
        raise SettingsError(f"{error}.", "It looks like 42:9f3a0c…, as `verify` and `export` print it.") from error


def _agreed_words(kept: tuple[AgreedRecord, ...]) -> Iterator[str]:
    agreed = agreed_of(kept)
    for cycle, seal in agreed.seals.items():
        changes = sum(item.cycle == cycle for item in agreed.amendments)
        closing = agreed.closings.get(cycle)
        ended = f", closed on {closing.closed_on}" if closing else ""
        changed = f"{changes} amendment{'' if changes == 1 else 's'}"
        yield f"{cycle}: agreed on {agreed.since[cycle]}, {changed}{ended}, hash {content_hash(seal)[:16]}"


def _remarks(kept: tuple[AgreedRecord, ...], files: AgreedFiles) -> Iterator[str]:
    agreed = agreed_of(kept)
    for cycle, seal in agreed.seals.items():
        if agreed.since[cycle] - seal.agreed_on > _LATE:
            yield f"{cycle} says it was agreed on {seal.agreed_on}; the history first knew it on {agreed.since[cycle]}"
    for cycle in files.seals:
        if cycle not in agreed.seals:
            yield f"{cycle} is sealed and not taken in yet; the next refresh does"
    records = [record for record in kept if record.kind == AMENDMENT]
    for record, amendment in zip(records, agreed.amendments, strict=True):
        known = record.recorded_at.date() if record.recorded_at else amendment.on
        if known - amendment.on > _LATE:
            yield f"{amendment.ref}: the {amendment.field} of {amendment.on} was first known on {known}"
