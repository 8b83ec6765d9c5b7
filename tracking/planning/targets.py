"""A target as typed beside a command, in the unit of a metric."""

from __future__ import annotations

from okr.errors import SettingsError
from okr.metric import MetricDefinition
from okr.model import Amount
from okr.written import Report
from okr_config.amounts import AmountType
from okr_config.yaml_tree import read_tree


def target_of(text: str, metric: MetricDefinition, baseline: float) -> float:
    """Return a target in the metric's unit; a relative one is resolved against the baseline.

    Raises:
        SettingsError: If the files would refuse it, too.
    """
    report = Report()
    tree = read_tree(f"target: {text}\n", "--target", report)
    amount = AmountType(metric.unit, relative=True).read(tree.entries["target"], report) if tree else None
    if not isinstance(amount, Amount):
        said = [(issue.message, issue.hint) for issue in report] or [("it cannot be read", "")]
        raise SettingsError(f'The target "{text}": {said[0][0]}.', said[0][1])
    resolved = amount.resolve(baseline)
    return baseline if resolved is None else resolved
