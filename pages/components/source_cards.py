"""The sources page's parts: whether each source answers, up to when its data are complete, and its last runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from okr import numbers
from okr.metric import SourceDefinition
from okr.model import Configuration
from pages.components.facts import Fact, fact_list
from pages.components.markup import Markup, apart, element, together
from tracking.boards.insight import SourceState
from tracking.store.runs import MetricRun, Outcome, SourceRun

_OUTCOMES = {Outcome.OK: ("good", "read"), Outcome.PARTIAL: ("warn", "read in part"), Outcome.FAILED: ("bad", "failed")}
_LONG_SQL = 160


def summary(sources: Sequence[SourceState]) -> Markup:
    """Return how many of the sources answered last time."""
    silent = sum(1 for source in sources if source.last is not None and source.last.outcome is Outcome.FAILED)
    late = sum(1 for source in sources if is_late(source, sources))
    if not sources:
        said = "No source is described in the files"
    elif silent:
        said = f"{silent} of {len(sources)} sources cannot be read"
    elif late:
        said = f"{late} of {len(sources)} sources {'has' if late == 1 else 'have'} no newer data"
    else:
        said = "The source answers" if len(sources) == 1 else f"All {len(sources)} sources answer"
    return element("h1", said, class_="pl-page-title")


def is_late(source: SourceState, sources: Sequence[SourceState]) -> bool:
    """Return whether a source answers but its data end so long before the newest of all that they are out of date."""
    ends = [other.freshness.complete_to for other in sources if other.freshness.complete_to is not None]
    end = source.freshness.complete_to
    allowed = timedelta(seconds=source.definition.max_age_seconds)
    return end is not None and not source.freshness.failure and max(ends) - end > allowed


def source_card(
    source: SourceState, sources: Sequence[SourceState], configuration: Configuration, zone: ZoneInfo
) -> Markup:
    """Return one source with everything that is known of its freshness and its failures."""
    definition = source.definition
    title = element("h2", apart(definition.title or definition.id), " ", element("code", definition.id))
    head = element("header", title, _verdict(source, is_late=is_late(source, sources)), class_="pl-card-head")
    trouble = [_failure(source, zone)] if source.freshness.failure else []
    metrics = [_metric(run, configuration, zone) for run in source.failing if run.failure != source.freshness.failure]
    failing = element("ul", together(metrics), class_="pl-failing") if metrics else None
    advice = [element("p", apart(_sentence(sentence)), class_="pl-advice") for sentence in source.advice]
    body = element("div", fact_list(facts(source, zone)), _runs(source.recent, zone), class_="pl-source")
    return element("section", head, *trouble, failing, *advice, body, class_="pl-card")


def _verdict(source: SourceState, *, is_late: bool) -> Markup:
    outcome = source.last.outcome if source.last else None
    shade, word = {
        None: ("quiet", "not asked yet"),
        Outcome.OK: ("good", "answers"),
        Outcome.PARTIAL: ("warn", "answers in part"),
        Outcome.FAILED: ("bad", "cannot be read"),
    }[outcome]
    if is_late and shade == "good":
        shade, word = "warn", "no newer data"
    sign = {"good": "on-track", "warn": "at-risk", "bad": "off-track", "quiet": "none"}[shade]
    mark = element("span", "●", class_=f"pl-mark pl-mark-{sign} pl-{shade}", aria_hidden="true")
    return element(
        "span",
        element("span", mark, element("span", word), class_=f"pl-pill pl-{shade}-pill"),
        class_="pl-verdict-line",
    )


def _failure(source: SourceState, zone: ZoneInfo) -> Markup:
    since = source.freshness.failing_since
    tail = f" Since {numbers.instant_words(since.astimezone(zone))}." if since else ""
    kind = " It may pass by itself; the next refresh tries again." if source.last and source.last.temporary else ""
    return element("p", apart(_sentence(source.freshness.failure)), tail, kind, class_="pl-failure")


def _metric(run: MetricRun, configuration: Configuration, zone: ZoneInfo) -> Markup:
    metric = configuration.metric(run.metric)
    since = f" Since {numbers.instant_words(run.failing_since.astimezone(zone))}." if run.failing_since else ""
    title = element("b", apart(metric.title if metric else run.metric))
    return element("li", title, " ", apart(_sentence(run.failure)), since)


def _sentence(text: str) -> str:
    begun = f"{text[:1].upper()}{text[1:]}"
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."


def facts(source: SourceState, zone: ZoneInfo) -> list[Fact]:
    """Return what is known of a source; nothing is said where nothing is known."""
    fresh, last, definition = source.freshness, source.last, source.definition
    found = [
        Fact(
            "Data complete to", numbers.day_words(fresh.complete_to) if fresh.complete_to else "", _exactly(last, zone)
        ),
        Fact("Last good read", _moment(fresh.read_at, zone), _took(last)),
        Fact(
            "Metrics", f"{source.metrics}", f"of which {len(source.failing)} cannot be read" if source.failing else ""
        ),
        Fact(
            "Readings",
            f"{last.readings_read:,} read" if last else "",
            f"{last.readings_added:,} of them new" if last else "",
        ),
        Fact("History from", _with_year(last.history_from) if last and last.history_from else ""),
        Fact("Days are cut in", definition.timezone),
        Fact("Data known complete by", _watermark_rule(definition)),
        Fact("Out of date after", _age(definition.max_age_seconds)),
        Fact("One query may take", f"{definition.limits.seconds:g} s", f"and give {definition.limits.rows:,} rows"),
    ]
    return [fact for fact in found if fact.value]


def _with_year(day: date) -> str:
    return f"{numbers.day_words(day)} {day.year}"


def _exactly(last: SourceRun | None, zone: ZoneInfo) -> str:
    return f"exactly {_moment(last.watermark, zone)}" if last and last.watermark else ""


def _took(last: SourceRun | None) -> str:
    return f"took {last.seconds:.1f} s" if last and last.outcome is not Outcome.FAILED else ""


def _moment(instant: datetime | None, zone: ZoneInfo) -> str:
    return numbers.instant_words(instant.astimezone(zone)) if instant else ""


def _watermark_rule(definition: SourceDefinition) -> str:
    if definition.watermark_sql:
        sql = " ".join(definition.watermark_sql.split())
        return sql if len(sql) <= _LONG_SQL else f"{sql[:_LONG_SQL]}…"
    if definition.lag_seconds:
        return f"the newest stamp less {numbers.amount(float(definition.lag_seconds), 'seconds')}"
    return "the newest stamp"


def _age(seconds: float) -> str:
    return numbers.amount(float(seconds), "seconds")


def _runs(recent: Sequence[SourceRun], zone: ZoneInfo) -> Markup:
    if not recent:
        return element("p", "It has not been asked yet.", class_="pl-calm")
    rows = [_run(run, zone) for run in recent]
    names = ("Last runs", "", "Took", "New readings")
    heading = element("tr", together(element("th", name, scope="col") for name in names))
    table = element("table", element("thead", heading), element("tbody", together(rows)), class_="pl-plain")
    return element("div", table, class_="pl-scroll")


def _run(run: SourceRun, zone: ZoneInfo) -> Markup:
    shade, word = _OUTCOMES[run.outcome]
    cells = (
        _moment(run.read_at, zone) or numbers.NOTHING,
        element("span", word, class_=f"pl-{shade}-text"),
        f"{run.seconds:.1f} s",
        f"{run.readings_added:,}",
    )
    return element("tr", together(element("td", cell) for cell in cells))
