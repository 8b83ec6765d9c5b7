"""Everything as it was understood, in words: every number as read, every date resolved, every default said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta

from okr.canonical import canonical_json
from okr.issues import Place
from okr.metric import MetricDefinition, Secret, SourceDefinition
from okr.model import Amount, Configuration, Cycle, Guard, KeyResult, KeyResultKind, Objective
from okr_config.amounts import SHARE

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Understood:
    """One thing of the configuration and how it was understood.

    Attributes:
        subject: What it is about, like ``key result growth/activation/setup``.
        words: Everything that was read or assumed, in one line.
        place: Where it stands.
    """

    subject: str
    words: str
    place: Place

    def __str__(self) -> str:
        return f"{self.place}: {self.subject}: {self.words}"


def understood(configuration: Configuration) -> tuple[Understood, ...]:
    """Return how cycles, sources, metrics, objectives and key results were understood, in file order."""
    return tuple(_lines(configuration))


def _lines(configuration: Configuration) -> Iterator[Understood]:
    for cycle in configuration.cycles:
        yield Understood(f"cycle {cycle.id}", _cycle(cycle), cycle.place)
    for source in configuration.sources:
        yield Understood(f"source {source.id}", _source(source), source.place)
    for metric in configuration.metrics:
        yield Understood(f"metric {metric.id}", _metric(metric), metric.place)
    for objective in configuration.objectives:
        yield Understood(f"objective {objective.ref}", _objective(objective), objective.place)
        for result in objective.key_results:
            words = _key_result(result, objective, configuration)
            yield Understood(f"key result {result.ref}", words, result.place)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _cycle(cycle: Cycle) -> str:
    last = cycle.end - timedelta(days=1)
    every = "every week" if cycle.review_every_weeks == 1 else f"every {cycle.review_every_weeks} weeks"
    return _joined(
        f"from {cycle.start:%a %Y-%m-%d} to {last:%a %Y-%m-%d}, both included ({cycle.days} days)",
        f"today is cut in {cycle.timezone}",
        f"review on {_WEEKDAYS[cycle.review_weekday]} {every}",
        f"calendar {cycle.calendar}",
    )


def _source(source: SourceDefinition) -> str:
    return _joined(
        f"days are cut in {source.timezone}, weeks begin on {_WEEKDAYS[source.week_start]}",
        _complete_to(source),
        f"a refresh reads the last {source.lookback_days} days again",
        f"out of date after {source.max_age_seconds / 3600:g} hours",
        f"a query may take {source.limits.seconds:g} seconds and give {source.limits.rows:,} rows",
        f"a session ends after {source.sessions.gap_seconds / 60:g} minutes of silence",
        _secret("password", source.password) or _secret("url", source.url_secret),
        *(f"{events.time} of {events.table} is stored as {events.stored_as}" for events in source.events),
        "a role that can write is accepted" if source.allow_write_role else "",
    )


def _complete_to(source: SourceDefinition) -> str:
    if source.watermark_sql is not None:
        return "a query says up to when the data are complete"
    lag = f"{source.lag_seconds / 3600:g} hours before " if source.lag_seconds else ""
    return f"data are complete to {lag}the newest stamp"


def _secret(what: str, secret: Secret | None) -> str:
    if secret is None:
        return ""
    return f"{what} from the environment variable {secret.env}" if secret.env else f"{what} from the file {secret.file}"


def _metric(metric: MetricDefinition) -> str:
    parameters = metric.parameters
    own = fields(parameters) if is_dataclass(parameters) else ()
    return _joined(
        f"{metric.kind} over {metric.source or 'values entered by hand'}, one value a {metric.grain}",
        f"unit {metric.unit}, better {metric.better}",
        *(f"{item.name} {canonical_json(getattr(parameters, item.name))}" for item in own),
        f"interval {metric.interval}" if metric.unit == SHARE else "",
        f"a change beyond {metric.max_change:.0%} is looked at first" if metric.max_change is not None else "",
    )


def _objective(objective: Objective) -> str:
    return _joined(
        f'"{objective.title}", of {objective.team} in {objective.cycle}, {objective.ambition}',
        f"supports {objective.supports.objective}" if objective.supports else "",
        *(
            f'{item.team} {"has confirmed" if item.confirmed else "has not confirmed"} "{item.what}"'
            for item in objective.depends_on
        ),
        f"left out because of a fault: {', '.join(objective.left_out)}" if objective.left_out else "",
    )


def _key_result(result: KeyResult, objective: Objective, configuration: Configuration) -> str:
    metric = configuration.metric(result.metric)
    unit = metric.unit if metric else ""
    return _joined(
        f'"{result.title}": {result.kind}, {result.ambition}, measured over {result.measured_over.words}',
        _start(result, unit),
        _target(result, unit),
        _limits(Guard(result.metric, result.keep_below, result.keep_above), unit) if _is_keep(result) else "",
        *(f"on {day} {_number(value, unit)}" for day, value in result.pace.items()),
        f"anchor {result.anchor}",
        _weight(result, objective),
        *(_guard(guard, configuration) for guard in result.guards),
    )


def _is_keep(result: KeyResult) -> bool:
    return result.kind is KeyResultKind.KEEP


def _start(result: KeyResult, unit: str) -> str:
    if _is_keep(result):
        return ""
    if result.baseline is None:
        return "baseline measured when the cycle is agreed"
    return f"baseline {as_read(result.baseline, unit)}"


def _target(result: KeyResult, unit: str) -> str:
    target, baseline = result.target, result.baseline
    if target is None:
        return ""
    if not target.relative:
        return f"target {as_read(target, unit)}{_move(baseline, target, unit)}"
    if baseline is None:
        return f"target {target.text} = {target.value:g} times the measured baseline"
    resolved = target.resolve(baseline.value) or 0.0
    return f"target {target.text} = {target.value:g} × {baseline.value:g} = {_number(resolved, unit)}"


def _move(baseline: Amount | None, target: Amount, unit: str) -> str:
    if baseline is None or unit != SHARE:
        return ""
    return f" ({(target.value - baseline.value) * 100:+.4g} points)"


def as_read(amount: Amount, unit: str) -> str:
    """Return an absolute amount as written and as read: ``70 % = 0.70``."""
    number = _number(amount.value, unit)
    return number if amount.text in (number, f"{amount.value:g}") else f"{amount.text} = {number}"


def _number(value: float, unit: str) -> str:
    if unit != SHARE:
        return f"{value:.10g} {unit}".strip()
    digits = f"{value:.10g}"
    return digits if len(digits) >= len("0.70") else f"{value:.2f}"


def _limits(guard: Guard, unit: str) -> str:
    limits = []
    if guard.at_least is not None:
        limits.append(f"at least {_number(guard.at_least, unit)}")
    if guard.at_most is not None:
        limits.append(f"at most {_number(guard.at_most, unit)}")
    return " and ".join(limits)


def _guard(guard: Guard, configuration: Configuration) -> str:
    metric = configuration.metric(guard.metric)
    return f"guard: {guard.metric} {_limits(guard, metric.unit if metric else '')}"


def _weight(result: KeyResult, objective: Objective) -> str:
    weights = [other.weight for other in objective.key_results]
    if len(set(weights)) <= 1:
        return f"weight 1 of {len(weights)}" if len(weights) > 1 else ""
    total = sum(weights)
    return f"weight {result.weight:g} of {total:g} = {result.weight / total:.2f}"
