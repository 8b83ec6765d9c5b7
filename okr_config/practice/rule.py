"""One practice rule: a function that finds, and its docstring that explains."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from okr.issues import Severity
from okr.metric_facts import MetricFacts
from okr.model import Configuration
from okr_config.practice.findings import Finding

Facts = Mapping[str, MetricFacts]
"""Metric → what is known of it besides its definition; a metric that is missing is not known."""


@dataclass(frozen=True)
class Rule:
    """One practice rule.

    Attributes:
        code: Its name, by which it can be silenced.
        find: Finds where a configuration does not follow it. The first line of its docstring is the rule in one
            sentence, the last says where it comes from, and what stands between explains it.
        severity: How much it matters; a finding may say otherwise.
        needs_figures: Whether it can only speak where something is known of the metrics.
        while_reading: Whether it is told by the reader of the files, so that it cannot be silenced.
    """

    code: str
    find: Callable[[Configuration, Facts], Iterable[Finding]]
    severity: Severity = Severity.ADVICE
    needs_figures: bool = False
    while_reading: bool = False

    @cached_property
    def _parts(self) -> tuple[str, str, str]:
        text = inspect.cleandoc(self.find.__doc__ or "")
        first, _, rest = text.partition("\n")
        explanation, _, source = rest.rpartition("Source: ")
        return first.strip(), _joined(explanation), _joined(source)

    @property
    def meaning(self) -> str:
        """The rule in one sentence."""
        return self._parts[0]

    @property
    def explanation(self) -> str:
        """Why it is one, when it speaks and when it stays quiet; paragraphs are parted by an empty line."""
        return self._parts[1]

    @property
    def source(self) -> str:
        """Where the rule comes from."""
        return self._parts[2]


def _joined(text: str) -> str:
    """Return paragraphs with their lines joined."""
    paragraphs = (" ".join(part.split()) for part in text.strip().split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)
