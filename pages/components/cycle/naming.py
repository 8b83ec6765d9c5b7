"""What people call things on the pages of a cycle: teams, key results, counts."""

from __future__ import annotations

from okr.model import Configuration
from pages.components.markup import Markup, element

_LIKE = {"●": "on-track", "▲": "at-risk", "■": "off-track", "○": "none", "◌": "none"}


def team_name(configuration: Configuration, team: str) -> str:
    """Return the title of a team, or its id where no file gives it one."""
    found = configuration.team(team)
    return found.title if found else team


def metric_name(configuration: Configuration, metric: str) -> str:
    """Return the title of a metric, or its id."""
    found = configuration.metric(metric)
    return found.title if found and found.title else metric


def result_name(configuration: Configuration, ref: str) -> str:
    """Return the title of a key result of any cycle, else that of its metric, else its reference."""
    for objective in configuration.objectives:
        for result in objective.key_results:
            if result.ref == ref:
                return result.title or metric_name(configuration, result.metric)
    return ref


def objective_name(configuration: Configuration, ref: str) -> str:
    """Return the title of an objective, or its reference."""
    return next((one.title for one in configuration.objectives if one.ref == ref), ref)


def sign(shape: str, shade: str) -> Markup:
    """Return a mark that a word always follows; it has the look of a status where it has the shape of one."""
    name = _LIKE.get(shape)
    class_ = f"pl-mark pl-mark-{name} pl-{shade}" if name else f"pl-{shade}-text pl-sign-of"
    return element("span", shape, class_=class_, aria_hidden="true")


def counted(shape: str, shade: str, count: int, one: str, many: str) -> Markup:
    """Return one of the counts of a headline: mark, number and word."""
    word = one if count == 1 else many
    return element("span", sign(shape, shade), element("b", str(count)), f" {word}", class_="pl-count")
