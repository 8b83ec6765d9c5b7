"""The list of all metrics: what is measured at all, and where each one is used."""

from __future__ import annotations

from collections.abc import Iterable

from okr.metric import MetricDefinition
from okr.model import Configuration
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.markup import Markup, apart, element, joined, together
from tracking.boards.dossier import uses_of

_NAMES = ("Metric", "Kind", "Unit", "Source", "Team", "Key results", "Guards and health")


def catalogue(configuration: Configuration, kept: Kept) -> Markup:
    """Return every metric by its focus area, as a link to its page."""
    title = element("h1", "What is measured", class_="pl-page-title")
    if not configuration.metrics:
        return joined(title, element("p", "No metric could be understood from the files.", class_="pl-calm"))
    areas = dict.fromkeys(metric.focus for metric in configuration.metrics)
    parts = [_area(area, _of(configuration, area), configuration, kept) for area in areas]
    return joined(title, *parts)


def _of(configuration: Configuration, area: str) -> list[MetricDefinition]:
    return [metric for metric in configuration.metrics if metric.focus == area]


def _area(area: str, metrics: Iterable[MetricDefinition], configuration: Configuration, kept: Kept) -> Markup:
    head = element("tr", together(element("th", name, scope="col") for name in _NAMES))
    rows = [_row(metric, configuration, kept) for metric in metrics]
    table = element("table", element("thead", head), element("tbody", together(rows)), class_="pl-plain pl-metrics")
    heading = element("h2", apart(area[:1].upper() + area[1:] or "Other"), class_="pl-section")
    return joined(heading, element("div", table, class_="pl-scroll", tabindex=0))


def _row(metric: MetricDefinition, configuration: Configuration, kept: Kept) -> Markup:
    source, team = configuration.source(metric.source), configuration.team(metric.owner)
    uses = list(uses_of(configuration, metric.id))
    direct = sum(use.role == "key result" for use in uses)
    link = element("a", apart(metric.title), href=addresses.metric(kept, metric.id), target="_self")
    cells = (
        joined(link, element("code", metric.id)),
        metric.kind.replace("_", " "),
        apart(metric.unit),
        apart((source.title or source.id) if source else "by hand"),
        apart(team.title if team else metric.owner),
        str(direct) if direct else "–",
        str(len(uses) - direct) if len(uses) > direct else "–",
    )
    return element("tr", together(element("td", cell) for cell in cells))
