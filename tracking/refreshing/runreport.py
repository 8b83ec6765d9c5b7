"""How each source and metric fared in a refresh, as it is recorded and logged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from metrics.actordays.relation import has_cube, needed
from metrics.collect import maturity_days
from tracking.refreshing.answers import Answer
from tracking.refreshing.tasks import MetricTask, SourceTask
from tracking.store.cubes import KnownCube, NewCells
from tracking.store.moments import instant_text, optional_text
from tracking.store.runs import MetricRun, Outcome, SourceRun


def outcome_of(answers: Sequence[Answer]) -> Outcome:
    """Return how a whole refresh ended."""
    outcomes = {_outcome(answer) for answer in answers}
    if outcomes <= {Outcome.OK}:
        return Outcome.OK
    return Outcome.FAILED if outcomes == {Outcome.FAILED} else Outcome.PARTIAL


def source_runs(
    answers: Sequence[Answer], before: Mapping[str, SourceRun], added: Mapping[str, int], now: datetime
) -> list[SourceRun]:
    """Return how each source fared; one that fails again keeps the moment since when it does."""
    return [_source_run(answer, before.get(answer.source), added.get(answer.source, 0), now) for answer in answers]


def metric_runs(
    tasks: Sequence[SourceTask], answers: Sequence[Answer], before: Mapping[str, MetricRun], now: datetime
) -> list[MetricRun]:
    """Return how each metric fared; a failure of the source is one of every metric that was not read before it."""
    return [
        _metric_run(metric, answer, before.get(metric.definition.id), now)
        for task, answer in zip(tasks, answers, strict=True)
        for metric in task.metrics
    ]


def cube_keys(task: SourceTask) -> set[str]:
    """Return the relations of a source whose gap cubes its metrics need."""
    wanted = [metric.definition for metric in task.metrics if has_cube(metric.definition)]
    return {relation.key for definition in wanted for relation in needed(definition, task.source)}


def advice_of(answers: Iterable[Answer]) -> dict[str, tuple[str, ...]]:
    """Return what would make each source cheaper to read; sources that were not looked at are left out."""
    looked = ((answer.source, answer.opened.advice) for answer in answers if answer.opened is not None)
    return {source: advice for source, advice in looked if advice is not None}


def new_cells(answer: Answer) -> list[NewCells]:
    """Return the gap cubes of a source as the store keeps them."""
    return [
        NewCells(
            source=answer.source,
            relation=cube.relation,
            known=KnownCube(cube.generation, cube.settled),
            span=(cube.first, cube.last),
            start=cube.start,
            cap=cube.cap,
            cells=cube.cells,
        )
        for cube in answer.cubes.values()
    ]


def log_line(run: SourceRun, at: datetime) -> str:
    """Return one line of JSON about a source run; what people wrote is escaped in it."""
    values = {
        "at": instant_text(at),
        "event": "source_run",
        "source": run.source,
        "outcome": run.outcome.value,
        "seconds": round(run.seconds, 3),
        "readings_read": run.readings_read,
        "readings_added": run.readings_added,
        "watermark": optional_text(run.watermark),
        "failure": run.failure,
    }
    return json.dumps(values)


def _outcome(answer: Answer) -> Outcome:
    if answer.failure is None and not answer.failed:
        return Outcome.OK
    return Outcome.PARTIAL if answer.read else Outcome.FAILED


def _source_run(answer: Answer, before: SourceRun | None, added: int, now: datetime) -> SourceRun:
    failure = answer.failure.message if answer.failure else ""
    failing_since = (before.failing_since if before and before.failure else None) or now
    return SourceRun(
        source=answer.source,
        outcome=_outcome(answer),
        watermark=answer.opened.watermark if answer.opened else None,
        history_from=answer.opened.history_from if answer.opened else None,
        seconds=answer.seconds,
        readings_read=sum(len(read.readings) for read in answer.read.values()),
        readings_added=added,
        failure=failure,
        temporary=answer.failure.temporary if answer.failure else False,
        failing_since=failing_since if failure else None,
    )


def _metric_run(task: MetricTask, answer: Answer, before: MetricRun | None, now: datetime) -> MetricRun:
    name = task.definition.id
    read, failed = answer.read.get(name), answer.failed.get(name)
    failure = failed.message if failed else "" if read else _of_source(answer)
    failing_since = (before.failing_since if before and before.failure else None) or now
    return MetricRun(
        metric=name,
        source=answer.source,
        definition_version=task.version,
        maturity_days=maturity_days(task.definition),
        watermark=answer.opened.watermark if read and answer.opened else None,
        seconds=read.seconds if read else failed.seconds if failed else 0.0,
        failure=failure,
        failing_since=failing_since if failure else None,
        mark=read.mark if read else "",
    )


def _of_source(answer: Answer) -> str:
    return answer.failure.message if answer.failure else f"source {answer.source}: it was not asked to the end."
