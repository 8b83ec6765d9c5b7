"""Which metric and which target the workshop looks at; both stand in the address."""

from __future__ import annotations

import streamlit as st

from okr.errors import PlumblineError
from okr.model import Configuration
from pages.components import screen
from pages.components.filters import labelled
from pages.components.markup import Markup, apart, element
from tracking.planning.targets import target_of
from tracking.planning.workshop import Workshop

METRIC, TARGET = "metric", "target"
_METRIC_KEY, _TARGET_KEY = "plan-metric", "plan-target"


def metric_of(configuration: Configuration, cycle: str) -> str | None:
    """Draw the choice of a metric and return the id of the chosen one, also where there is no such metric.

    Where the address names none it is the first one that a key result of the cycle goes by; None without any metric.
    """
    names = labelled((metric.id, metric.title) for metric in configuration.metrics)
    used = [item.metric for objective in configuration.objectives_of(cycle) for item in objective.key_results]
    asked = st.query_params.get(METRIC) or next(iter([*used, *names.values()]), None)
    titles = {found: title for title, found in names.items()}
    st.session_state[_METRIC_KEY] = titles.get(asked or "")
    st.selectbox(
        "Metric",
        list(names),
        key=_METRIC_KEY,
        index=0 if asked in titles else None,
        placeholder="Choose a metric",
        on_change=lambda: _keep(METRIC, names.get(st.session_state[_METRIC_KEY] or ""), TARGET),
    )
    return asked


def target_in(shop: Workshop) -> tuple[str, float | None]:
    """Draw the field for a target and return what was typed, and the target in the metric's unit if it is one."""
    st.session_state[_TARGET_KEY] = st.query_params.get(TARGET, "")
    typed = st.text_input(
        "Target",
        key=_TARGET_KEY,
        placeholder="like 70%, +20% or x2",
        max_chars=40,
        on_change=lambda: _keep(TARGET, st.session_state[_TARGET_KEY].strip()),
    ).strip()
    if not typed:
        return "", None
    try:
        return typed, target_of(typed, shop.metric, shop.past.now)
    except PlumblineError as error:
        screen.write(_refused(error))
        return typed, None


def _refused(error: PlumblineError) -> Markup:
    return element("p", apart(error.message), " ", apart(error.hint), class_="pl-failure", role="alert")


def _keep(name: str, value: str | None, *dropped: str) -> None:
    """Put a choice into the address; what only made sense with the old one goes."""
    for other in dropped:
        st.query_params.pop(other, None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
