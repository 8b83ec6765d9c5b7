"""A source and a metric as dicts become definitions the way they do from a folder of files."""

from __future__ import annotations

from typing import Any

import yaml

from metrics.registry import schemas
from okr.metric import MetricDefinition, SourceDefinition
from okr.written import Report
from okr_config.documents import Documents
from okr_config.metrics import read_metrics
from okr_config.sources import read_sources
from okr_config.yaml_tree import read_tree

HEAD = {"source": "product", "unit": "share", "better": "up"}


def configured(metric: dict[str, Any], source: dict[str, Any]) -> tuple[MetricDefinition, SourceDefinition]:
    """Return both as the reader of the files understands them; a fault in either fails the test."""
    report = Report()
    texts = {
        "sources.yaml": {"sources": {"product": {"url": "sqlite:///unused.sqlite", **source}}},
        "metrics/made.yaml": {"metrics": {"made": _without_nothing({**HEAD, **metric})}},
    }
    trees = {file: read_tree(yaml.safe_dump(text, sort_keys=False), file, report) for file, text in texts.items()}
    documents = Documents({file: tree for file, tree in trees.items() if tree is not None})
    sources = read_sources(documents, report)
    metrics = read_metrics(documents, schemas(), sources, report)
    if report.has_errors:
        raise AssertionError("\n".join(map(str, report)))
    return metrics.good["made"], sources.good["product"]


def _without_nothing(written: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in written.items() if value is not None}
