"""Each source in a process of its own: what hangs, dies or is locked ends with that process, and the others go on."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tracking.deaf_server import deaf_server
from tests.tracking.product import NOW, Product
from tracking.refreshing.answers import Answer, CubeRead, MetricFailed, MetricRead, Opened, SourceFailed
from tracking.refreshing.gather import InProcess, Spawned, child_environment, gather
from tracking.refreshing.tasks import Knowledge, SourceTask, calendar_of, task_of
from tracking.refreshing.wire import event_of, line_of
from tracking.store.runs import Outcome


def task_for(product: Product, source: str) -> SourceTask:
    configuration = product.configuration
    definition = configuration.source(source)
    assert definition is not None
    metrics = tuple(
        task_of(configuration, metric, Knowledge(), NOW) for metric in configuration.metrics if metric.source == source
    )
    return SourceTask(definition, str(product.files), NOW, metrics)


def asked(task: SourceTask, deadline_seconds: float = 60) -> Answer:
    return gather([task], Spawned(deadline_seconds), lambda _step: None)[0]


def test_a_process_of_its_own_gives_what_asking_here_gives(product: Product) -> None:
    task = task_for(product, "product")

    here, there = gather([task], InProcess(), lambda _step: None)[0], asked(task)

    assert there.opened == here.opened
    assert there.failed == here.failed == {}
    for metric, read in here.read.items():
        untimed = [replace(item, reading=replace(item.reading, seconds=0)) for item in read.readings]
        assert untimed == [
            replace(item, reading=replace(item.reading, seconds=0)) for item in there.read[metric].readings
        ]
        assert read.receipts == there.read[metric].receipts


def black_hole(product: Product, port: int) -> None:
    product.write("metrics/more.yaml", HOLE_METRIC)
    text = (product.files / "sources.yaml").read_text(encoding="utf-8")
    product.write("sources.yaml", text + HOLE_SOURCE.format(port=port))


HOLE_SOURCE = """
  hole:
    url: postgresql+psycopg://reader@127.0.0.1:{port}/product
    timezone: UTC
    limits: {{seconds: 2}}
    events: {{table: events, actor: user_id, time: at, name: name, stored_as: utc_naive}}
"""
HOLE_METRIC = """
metrics:
  lost:
    title: Never answered
    kind: active_users
    source: hole
    active: {event: opened}
    trailing: 1 day
    unit: users
    better: up
    owner: growth
"""


def test_a_source_that_hangs_in_mid_query_is_given_up_and_the_others_are_read(product: Product) -> None:
    """Faults 32 and 33."""
    with deaf_server() as port:
        black_hole(product, port)
        started = time.monotonic()
        report = product.refresh(reach=Spawned(6))

    assert time.monotonic() - started < 30
    outcomes = {run.source: run.outcome for run in report.sources}
    assert outcomes == {"product": Outcome.OK, "support": Outcome.OK, "hole": Outcome.FAILED}
    (failure,) = {run.failure for run in report.metrics if run.failure}
    assert "hole" in failure


def test_a_silent_process_is_ended_at_the_deadline_and_told_as_temporary(product: Product) -> None:
    """Fault 33."""
    with deaf_server() as port:
        black_hole(product, port)
        answer = asked(task_for(product, "hole"), deadline_seconds=1.5)

    assert answer.failure is not None
    assert answer.failure.temporary
    assert answer.seconds < 10
    assert "source hole" in answer.failure.message


def test_a_locked_database_says_so_and_is_read_the_next_time(product: Product) -> None:
    """Fault 43."""
    with closing(sqlite3.connect(product.folder / "support.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        first = product.refresh(reach=Spawned(60))
        writer.execute("ROLLBACK")
    second = product.refresh(NOW + timedelta(minutes=5), reach=Spawned(60))

    (failure,) = [run.failure for run in first.sources if run.failure]
    assert "support" in failure
    assert "lock" in failure
    assert second.run.outcome is Outcome.OK


def test_a_process_that_dies_is_an_error_of_its_source(product: Product) -> None:
    """Fault 47: the limit on memory stands in for a driver that crashes."""
    answer = asked(replace(task_for(product, "product"), memory_bytes=60 * 1024 * 1024))

    assert answer.read == {} or answer.failure is not None
    assert answer.failure is not None
    assert "product" in answer.failure.message


def test_no_secret_of_another_source_and_none_of_its_own_is_in_the_childs_environment() -> None:
    """Fault 148."""
    environment = {
        "PATH": "/bin",
        "HOME": "/root",
        "PRODUCT_PASSWORD": "canary",
        "PGPASSWORD": "canary",
        "TZ": "Asia/Tokyo",
    }

    assert "canary" not in child_environment(environment).values()
    assert child_environment(environment)["TZ"] == "UTC"


def test_a_secret_is_not_in_the_arguments_or_the_repr_of_a_task(product: Product) -> None:
    """Fault 148."""
    task = replace(task_for(product, "product"), secrets={"PRODUCT_PASSWORD": "canary"})

    assert "canary" not in repr(task)


def test_the_process_ends_when_the_refresh_that_started_it_is_killed(product: Product) -> None:
    """Fault 144."""
    with deaf_server() as port:
        black_hole(product, port)
        command = [sys.executable, "-m", "tracking", "refresh", "--source", "hole", "--config", str(product.files)]
        with subprocess.Popen([*command, "--store", str(product.store)]) as parent:
            children = wait_for_children(parent.pid)
            parent.kill()
            parent.wait()
            deadline = time.monotonic() + 10
            while any(is_running(child) for child in children) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert [child for child in children if is_running(child)] == []


def wait_for_children(parent: int) -> list[int]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
        )
        if listed.stdout.strip():
            time.sleep(1.0)
            return [int(pid) for pid in listed.stdout.split()]
        time.sleep(0.05)
    raise AssertionError("no asking process was started")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())


@pytest.mark.parametrize(
    "event",
    [
        Opened(NOW, NOW.date()),
        MetricFailed("setup", "product.setup: column `x` is gone\nfrom here", 0.5),
        SourceFailed("source product: no", temporary=True),
        MetricRead("setup", (), {"day": "SELECT 1"}, 1.5),
        MetricRead("setup", (), mark="abc"),
        CubeRead("key", "read-1", *(NOW.date(),) * 4, cap=366, cells=((20_000, 0, 3), (20_001, 1, 2))),
    ],
)
def test_what_is_said_arrives_as_it_was_said_in_one_line(event: object) -> None:
    line = line_of(event)  # type: ignore[arg-type]

    assert event_of(line) == event
    assert "\n" not in line


@pytest.mark.parametrize("line", ["", "x", "[]", '{"event": "Unknown"}', json.dumps({"event": "Opened"})])
def test_anything_else_on_the_wire_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"not an event|Expecting"):
        event_of(line)


def test_days_are_those_of_the_sources_zone(product: Product) -> None:
    assert calendar_of(task_for(product, "product").source).zone_name == "UTC"
