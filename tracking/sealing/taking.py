"""What a refresh takes into the history of the files of agreements, and what it finds changed in them since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from metrics.registry import schemas
from okr.agreement.agreed import Agreed
from okr.agreement.amending import in_force
from okr.issues import Issue, Place, Severity
from okr.model import Configuration
from okr_config.agreements.amendments import amendments_file
from okr_config.agreements.review import AgreedFiles, read_agreed_files
from okr_config.agreements.sealed_files import CLOSED, SEALED, Sealed
from tracking.refreshing.inforce import Choice, typed
from tracking.store.records import AMENDMENT, CLOSING, SEAL, AgreedRecord, agreed_of, record_of

_BACK = "Bring the file back from version control; the screens go on with what was taken in first."


@dataclass(frozen=True)
class Taking:
    """What a refresh goes by once the agreements are heard.

    Attributes:
        choice: The configurations, the one in force with what is agreed.
        fresh: Records that the history does not have yet.
        agreed: Everything that is agreed, the new records included.
    """

    choice: Choice
    fresh: tuple[AgreedRecord, ...]
    agreed: Agreed


def taken(choice: Choice, folder: Path, kept: Sequence[AgreedRecord]) -> Taking:
    """Return what a refresh goes by and takes in: new seals, amendments and closings of the files.

    What the history has once taken in stays as it was, whatever the files say later; that is an issue of them.
    """
    before = agreed_of(kept)
    files = read_agreed_files(folder, choice.as_written, before)
    fresh = (*_new(SEAL, files.seals, kept), *_new_amendments(files, kept), *_new(CLOSING, files.closings, kept))
    agreed = agreed_of([*kept, *fresh])
    issues = (*choice.as_written.issues, *files.issues, *_replaced(files, kept))
    in_order = sorted(dict.fromkeys(issues), key=lambda issue: (issue.place, issue.code, issue.message))
    written = replace(choice.as_written, issues=tuple(in_order))
    return Taking(Choice(agreed_configuration(choice.in_force, agreed), written, choice.is_kept), fresh, agreed)


def agreed_configuration(configuration: Configuration, agreed: Agreed) -> Configuration:
    """Return a configuration with what is agreed in force, the parameters of all its metrics typed."""
    found = in_force(configuration, agreed)
    known = {metric.id for metric in configuration.metrics}
    fresh = tuple(metric for metric in found.metrics if metric.id not in known)
    if not fresh:
        return found
    usable = typed(Configuration(metrics=fresh), schemas()).metrics
    good = known | {metric.id for metric in usable}
    objectives = tuple(
        replace(item, key_results=tuple(one for one in item.key_results if one.metric in good))
        for item in found.objectives
    )
    return replace(found, metrics=(*configuration.metrics, *usable), objectives=objectives)


def _new(kind: str, files: Mapping[str, Sealed], kept: Sequence[AgreedRecord]) -> Iterator[AgreedRecord]:
    known = {record.cycle for record in kept if record.kind == kind}
    for cycle, sealed in files.items():
        if cycle not in known:
            yield record_of(kind, cycle, sealed.value, sealed.hash)


def _new_amendments(files: AgreedFiles, kept: Sequence[AgreedRecord]) -> Iterator[AgreedRecord]:
    """Yield the amendments behind those that are known.

    There are none where those are not the beginning of the file any more, and none for a cycle that is closed.
    """
    closed = {record.cycle for record in kept if record.kind == CLOSING}
    for cycle, found in files.amendments.items():
        known = _hashes(AMENDMENT, cycle, kept)
        if cycle not in closed and [item.hash for item in found[: len(known)]] == known:
            yield from (record_of(AMENDMENT, cycle, item.amendment, item.hash) for item in found[len(known) :])


def _hashes(kind: str, cycle: str, kept: Sequence[AgreedRecord]) -> list[str]:
    return [record.hash for record in kept if (record.kind, record.cycle) == (kind, cycle)]


def _replaced(files: AgreedFiles, kept: Sequence[AgreedRecord]) -> Iterator[Issue]:
    """Yield what the files of agreements do not say any more, though the history took it in."""
    broken = {issue.place.file for issue in files.issues if issue.severity is Severity.ERROR}
    for kind, folder, found in ((SEAL, SEALED, files.seals), (CLOSING, CLOSED, files.closings)):
        for record in kept:
            file = f"{folder}/{record.cycle}.json"
            if record.kind != kind or record.number > 1 or file in broken:
                continue
            if record.cycle not in found:
                yield _issue(f"{folder}-file-gone", file, f"the file that was taken in on {_day(record)} is gone")
            elif found[record.cycle].hash != record.hash:
                code = "seal-replaced" if kind == SEAL else "closing-replaced"
                yield _issue(code, file, f"this is not the file that was taken in on {_day(record)}")
    for cycle in {record.cycle for record in kept if record.kind in (AMENDMENT, CLOSING)}:
        yield from _rewritten(cycle, files, kept, broken)


def _rewritten(cycle: str, files: AgreedFiles, kept: Sequence[AgreedRecord], broken: set[str]) -> Iterator[Issue]:
    file = amendments_file(cycle)
    known = [record for record in kept if (record.kind, record.cycle) == (AMENDMENT, cycle)]
    found = [item.hash for item in files.amendments.get(cycle, ())]
    for place, record in enumerate(known):
        if place >= len(found) and file in broken:
            return
        if place >= len(found) or found[place] != record.hash:
            said = f"amendment {place + 1} is not the one that was taken in on {_day(record)}"
            yield _issue("amendment-rewritten", file, said)
            return
    if len(found) > len(known) and any((record.kind, record.cycle) == (CLOSING, cycle) for record in kept):
        yield _issue("amendment-after-closing", file, f"{cycle} is closed: nothing of it is changed any more")


def _issue(code: str, file: str, message: str) -> Issue:
    return Issue(Severity.ERROR, code, message, _BACK, Place(file))


def _day(record: AgreedRecord) -> str:
    return record.recorded_at.date().isoformat() if record.recorded_at else "an unknown day"
