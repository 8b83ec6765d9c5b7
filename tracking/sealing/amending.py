"""``amend``: writing down what is changed after a cycle was agreed, with its reason and who agreed to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from okr.agreement.changes import Difference
from okr.agreement.seal import DEFINITION, Seal
from okr.canonical import definition_version
from okr.errors import ConfigurationError
from okr.issues import Severity, near_miss
from okr.model import Configuration
from okr.written import Report
from okr_config.agreements.amendments import Amended, amendments_file, read_amendments
from okr_config.agreements.review import unamended
from okr_config.agreements.sealed_files import CLOSED, read_sealed_files
from tracking.sealing.files import refuse, write_whole


@dataclass(frozen=True)
class Words:
    """What people say of a change.

    Attributes:
        on: Its day.
        reason: Why.
        approved_by: Who agreed to it.
    """

    on: date
    reason: str
    approved_by: str


def pending(configuration: Configuration, folder: Path, cycle: str, kept: Seal | None = None) -> list[Difference]:
    """Return what the files say in another way than agreed, redefined metrics included.

    Args:
        configuration: As the files have it.
        folder: Of the files.
        cycle: Id of the cycle.
        kept: The seal as the history has it; None: that of the file.

    Raises:
        ConfigurationError: If the cycle is not agreed, or its amendments have a fault.
    """
    seal, amended = _agreed(configuration, folder, cycle, kept)
    changes = [item.amendment for item in amended]
    spoken = {item.ref for item in changes if item.field in (DEFINITION, "metric")}
    found = list(unamended(configuration, seal, changes))
    return [*_together(found), *_redefined(configuration, seal, spoken)]


def amend(
    configuration: Configuration, folder: Path, seal: Seal, differences: Sequence[Difference], words: Words
) -> Path:
    """Write amendments below those that are there and return their file; they hold from the next refresh on.

    Raises:
        ConfigurationError: If the cycle is closed, or what was written could not be read back; the file is as it was
            then.
    """
    if (folder / CLOSED / f"{seal.cycle.id}.json").exists():
        raise ConfigurationError(f"{seal.cycle.id} is closed.", "Nothing of it is changed any more.")
    file = folder / amendments_file(seal.cycle.id)
    before = file.read_text(encoding="utf-8") if file.exists() else None
    head = before if before is not None else "amendments:\n"
    text = head if head.endswith("\n") else f"{head}\n"
    write_whole(file, text + "".join(_entry(item, words) for item in differences))
    report = Report()
    read = read_amendments(folder, seal, _metrics(configuration, seal), report)
    errors = [issue for issue in report.issues if issue.severity is Severity.ERROR]
    if errors or len(read) < len(differences):
        if before is None:
            file.unlink()
        else:
            write_whole(file, before)
        refuse(errors, "The amendment was not written")
    return file


def agreed_seal(folder: Path, cycle: str) -> Seal:
    """Return the seal of a cycle from its file.

    Raises:
        ConfigurationError: If there is none that can be trusted.
    """
    report = Report()
    found = read_sealed_files(folder, report)
    if cycle in found:
        seal: Seal = found[cycle].value
        return seal
    refuse([issue for issue in report.issues if issue.place.file.endswith(f"/{cycle}.json")], f"{cycle} is not agreed")
    hint = near_miss(cycle, found) or f"Run `python -m tracking seal {cycle}` first."
    raise ConfigurationError(f"{cycle} is not agreed yet.", hint)


def _agreed(
    configuration: Configuration, folder: Path, cycle: str, kept: Seal | None
) -> tuple[Seal, tuple[Amended, ...]]:
    seal = kept or agreed_seal(folder, cycle)
    report = Report()
    amended = read_amendments(folder, seal, _metrics(configuration, seal), report)
    refuse([issue for issue in report.issues if issue.severity is Severity.ERROR], "The amendments have a fault")
    return seal, amended


def _metrics(configuration: Configuration, seal: Seal) -> dict[str, Any]:
    return {metric.id: metric for metric in (*seal.metrics, *configuration.metrics)}


def _together(found: Iterable[Difference]) -> Iterator[Difference]:
    """Yield differences; where a key result becomes of another kind, all its changed keys are one amendment."""
    by_ref: dict[str, list[Difference]] = {}
    for item in found:
        by_ref.setdefault(item.ref, []).append(item)
    for ref, items in by_ref.items():
        if all(item.field != "kind" for item in items):
            yield from items
            continue
        before, after = ({item.field: getattr(item, side) for item in items} for side in ("before", "after"))
        changes = {name: value for item in items for name, value in item.changes.items()}
        yield Difference(ref, "kind", _there(before), _there(after), changes, items[0].place)


def _there(values: dict[str, Any]) -> dict[str, Any]:
    """Return written values with those left out that are nothing, but for what was taken away."""
    return {name: (None if value in ("", [], {}) else value) for name, value in values.items()}


def _redefined(configuration: Configuration, seal: Seal, spoken: set[str]) -> Iterator[Difference]:
    for terms in seal.terms:
        key_result = seal.key_result(terms.ref)
        metric = configuration.metric(key_result.metric) if key_result else None
        if metric is None or terms.ref in spoken:
            continue
        version = definition_version(metric, configuration.source(metric.source))
        if version != terms.definition_version:
            yield Difference(terms.ref, DEFINITION, terms.definition_version, version, {}, metric.place)


def _entry(item: Difference, words: Words) -> str:
    """Return one entry as YAML; values are written as JSON, which YAML reads."""
    lines = [("of", item.ref), ("field", item.field), ("from", item.before), ("to", item.after)]
    wanted = [(name, value) for name, value in lines if value not in (None, "", [], {})]
    told = [("date", words.on.isoformat()), ("reason", words.reason), ("approved_by", words.approved_by)]
    text = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in [*wanted, *told]]
    return "  - " + "\n    ".join(text) + "\n"
