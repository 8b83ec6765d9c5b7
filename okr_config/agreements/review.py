"""What is wrong between the files and what is agreed: edited seals, amendments that do not fit, changes without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from okr.agreement.agreed import Agreed
from okr.agreement.amending import amended_cycle, amended_objectives
from okr.agreement.changes import Difference, differences
from okr.agreement.seal import DEFINITION, Amendment, Seal
from okr.agreement.standing import redefinition
from okr.agreement.words import value_words
from okr.canonical import definition_version
from okr.issues import Issue, Place, Severity
from okr.model import Configuration
from okr.written import Report
from okr_config.agreements.amendments import AMENDMENTS, Amended, amendments_file, read_amendments
from okr_config.agreements.sealed_files import Sealed, read_closed_files, read_sealed_files

_HINT = "Undo it, or agree to it: `python -m tracking amend` writes the amendment. The screens show what is agreed."


@dataclass(frozen=True)
class AgreedFiles:
    """What the files of agreements say, with everything that is wrong in them.

    Attributes:
        seals: Cycle → its seal with its hash.
        amendments: Cycle → its amendments in order, with their hashes.
        closings: Cycle → its closing with its hash.
        issues: What was found.
    """

    seals: Mapping[str, Sealed] = field(default_factory=dict)
    amendments: Mapping[str, tuple[Amended, ...]] = field(default_factory=dict)
    closings: Mapping[str, Sealed] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def read_agreed_files(folder: Path, configuration: Configuration, kept: Agreed | None = None) -> AgreedFiles:
    """Return what the files of agreements say.

    Args:
        folder: The configuration folder.
        configuration: The other files, as read.
        kept: What the history holds; its seals go before those of the files, which may have been edited.
    """
    report, known = Report(), kept or Agreed()
    files = read_sealed_files(folder, report)
    seals = {cycle: sealed.value for cycle, sealed in files.items()} | dict(known.seals)
    metrics = {metric.id: metric for metric in configuration.metrics}
    amendments = {
        cycle: read_amendments(folder, seal, {item.id: item for item in seal.metrics} | metrics, report)
        for cycle, seal in seals.items()
    }
    report.issues.extend(_without_seal(folder, seals))
    closings = read_closed_files(folder, report)
    for cycle, seal in seals.items():
        changes = [item.amendment for item in amendments[cycle]]
        report.issues.extend(_changed(configuration, seal, changes))
        # What is closed was measured as it was then; nothing of it waits for an amendment.
        if cycle not in closings and cycle not in known.closings:
            report.issues.extend(_redefined(configuration, seal, changes, known))
    return AgreedFiles(files, amendments, closings, tuple(report.issues))


def unamended(configuration: Configuration, seal: Seal, amendments: Sequence[Amendment]) -> tuple[Difference, ...]:
    """Return where the files differ from what is agreed, amendments included.

    Nothing is said of a team whose file could not be read: its key results are agreed all the same.
    """
    cycle = amended_cycle(seal.cycle, amendments)
    agreed = amended_objectives(seal, amendments)
    written = configuration.objectives_of(cycle.id)
    broken = {issue.place.file for issue in configuration.issues if issue.severity is Severity.ERROR}
    teams = {item.team for item in written}
    silent = {item.team for item in agreed if item.team not in teams} if broken else set()
    compared = [item for item in agreed if item.team not in silent]
    return differences(compared, written, cycle, configuration.cycle(cycle.id))


def _without_seal(folder: Path, seals: Mapping[str, Seal]) -> Iterator[Issue]:
    below = folder / AMENDMENTS
    for path in sorted(below.glob("*.yaml")) if below.is_dir() else ():
        if path.stem not in seals:
            message = f'there is no agreed cycle "{path.stem}" to amend'
            hint = f"Before `seal {path.stem}` the objectives themselves are changed."
            yield Issue(Severity.ERROR, "amendment-without-seal", message, hint, Place(amendments_file(path.stem)))


def _changed(configuration: Configuration, seal: Seal, amendments: Sequence[Amendment]) -> Iterator[Issue]:
    for item in unamended(configuration, seal, amendments):
        before, after = value_words(item.before), value_words(item.after)
        said = f"{item.field} {before} → {after}" if item.field not in ("added", "dropped") else item.field
        message = f'"{item.ref}" is not as agreed: {said}'
        yield Issue(Severity.WARNING, "not-as-agreed", message, _HINT, item.place)


def _redefined(
    configuration: Configuration, seal: Seal, amendments: Sequence[Amendment], known: Agreed
) -> Iterator[Issue]:
    """Yield metrics whose definition is not the agreed one, of which no amendment speaks and that is no plumbing."""
    told: set[str] = set()
    spoken = {item.ref for item in amendments if item.field in (DEFINITION, "metric")}
    for objective in seal.objectives:
        for key_result in objective.key_results:
            metric, terms = configuration.metric(key_result.metric), seal.terms_of(key_result.ref)
            if metric is None or terms is None or metric.id in told or key_result.ref in spoken:
                continue
            now = definition_version(metric, configuration.source(metric.source))
            looked_at = any(item.metric == metric.id and item.after == now for item in known.definitions)
            is_plumbing = looked_at and redefinition(known, metric.id, terms, now) is None
            if now != terms.definition_version and not is_plumbing:
                told.add(metric.id)
                message = f'the metric "{metric.id}" is not defined as it was when {seal.cycle.id} was agreed'
                hint = (
                    "The next refresh compares the figures of the last eight weeks: equal ones are a plumbing change; "
                    "others need an amendment of the field `definition`."
                )
                yield Issue(Severity.WARNING, "redefined-metric", message, hint, metric.place)
