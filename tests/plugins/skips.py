"""What was skipped is said; where engines are required, a skip that nobody allowed fails the run.

``REQUIRE_ENGINES=1`` requires them. ``tests/allowed_skips.txt`` holds patterns of node ids that may be skipped even so,
one a line, each with its reason after ``#``.
"""

from __future__ import annotations

import os
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ALLOWED = Path(__file__).parents[1] / "allowed_skips.txt"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips(read_allowed(ALLOWED)), "plumbline-skips")


class Skips:
    """Collects skipped tests and judges them at the end."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        self.reasons: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.reasons[report.nodeid] = skip_reason(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.reasons[report.nodeid] = skip_reason(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if engines_required() and self.refused() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in summary(self.reasons):
            terminalreporter.write_line(line)
        if engines_required():
            for node in self.refused():
                terminalreporter.write_line(f"REFUSED SKIP {node}: not named in tests/allowed_skips.txt", red=True)

    def refused(self) -> list[str]:
        return refused(self.reasons, self.allowed)


def engines_required() -> bool:
    return os.environ.get("REQUIRE_ENGINES") == "1"


def read_allowed(path: Path) -> tuple[str, ...]:
    """Return the patterns of the file, without comments and empty lines."""
    lines = (line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line)


def refused(skipped: dict[str, str], allowed: tuple[str, ...]) -> list[str]:
    """Return the skipped tests that no pattern allows."""
    return sorted(node for node in skipped if not any(fnmatchcase(node, pattern) for pattern in allowed))


def summary(skipped: dict[str, str]) -> list[str]:
    """Return one line a reason, with how many tests it kept out."""
    counts: defaultdict[str, int] = defaultdict(int)
    for reason in skipped.values():
        counts[reason] += 1
    return [f"skipped {count}: {reason}" for reason, count in sorted(counts.items())]


def skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a test was skipped, without the place."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
