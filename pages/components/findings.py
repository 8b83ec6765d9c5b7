"""The configuration page's parts: what is wrong in the files, and how the files were understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from okr import numbers
from okr.issues import Issue, Severity
from okr.model import Configuration, Cycle, KeyResult, KeyResultKind
from okr.scorecard import Board, KeyResultCard
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.markup import Markup, apart, element, joined, together

_NOTHING_KEPT = Kept()
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.ADVICE)
_SHAPES = {Severity.ERROR: ("✕", "bad"), Severity.WARNING: ("▲", "warn"), Severity.ADVICE: ("○", "quiet")}
_MANY = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "pieces of advice"}
_ONE = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "piece of advice"}
_MEANS = {
    Severity.ERROR: "keeps its item out, everything else works",
    Severity.WARNING: "works, but probably not as meant",
    Severity.ADVICE: "never blocks anything",
}


def summary(issues: Sequence[Issue]) -> Markup:
    """Return how many findings there are of each weight, or that there are none."""
    found = [(severity, sum(issue.severity is severity for issue in issues)) for severity in _ORDER]
    said = [_count(severity, count) for severity, count in found if count]
    title = element("h1", "What the files say" if said else "Nothing is wrong in the files", class_="pl-page-title")
    return element("div", title, element("div", together(said), class_="pl-counts"), class_="pl-headline")


def _count(severity: Severity, count: int) -> Markup:
    sign, shade = _SHAPES[severity]
    mark = element("span", sign, class_=f"pl-{shade}-text", aria_hidden="true")
    word = _ONE[severity] if count == 1 else _MANY[severity]
    return element("span", mark, " ", element("b", str(count)), f" {word}", class_="pl-count", title=_MEANS[severity])


def by_file(issues: Iterable[Issue]) -> Markup:
    """Return one card a file, those with errors first, and the errors first within each."""
    ordered = sorted(issues, key=lambda issue: (issue.place.file, _ORDER.index(issue.severity), issue.place))
    files = [(name, list(found)) for name, found in groupby(ordered, key=lambda issue: issue.place.file)]
    files.sort(key=lambda file: _ORDER.index(file[1][0].severity))
    return element("div", together(_file(name, found) for name, found in files), class_="pl-files")


def _file(name: str, issues: list[Issue]) -> Markup:
    heading = element("h2", apart(name or "the whole configuration"), class_="pl-file")
    return element(
        "section", heading, element("ul", together(_issue(issue) for issue in issues)), class_="pl-card pl-findings"
    )


def _issue(issue: Issue) -> Markup:
    sign, shade = _SHAPES[issue.severity]
    mark = element("span", sign, class_=f"pl-{shade}-text pl-sign", aria_hidden="true")
    word = element("span", f"{issue.severity}: ", class_="pl-unseen")
    message = element("p", word, apart(_sentence(issue.message)), class_="pl-found")
    hint = element("p", apart(issue.hint), class_="pl-hint") if issue.hint else None
    where = element("p", element("code", apart(_where(issue))), element("code", issue.code), class_="pl-place")
    return element("li", mark, element("div", message, hint, where))


def _sentence(text: str) -> str:
    begun = f"{text[:1].upper()}{text[1:]}"
    return begun if begun.endswith((".", "?", "!", ":")) else f"{begun}."


def _where(issue: Issue) -> str:
    return str(issue.place) if issue.place.file else issue.place.key_path


def understood(configuration: Configuration, cycle: Cycle, board: Board | None, kept: Kept = _NOTHING_KEPT) -> Markup:
    """Return every key result of a cycle with its numbers as they were read, defaults included."""
    rows = [
        _understood(key_result, configuration, board.card(key_result.ref) if board else None, kept)
        for objective in configuration.objectives_of(cycle.id)
        for key_result in objective.key_results
    ]
    if not rows:
        return element("p", "No key result of this cycle could be understood.", class_="pl-calm")
    names = ("Key result", "Metric", "Kind", "Baseline", "Target", "Measured over")
    heading = element("tr", together(element("th", name, scope="col") for name in names))
    table = element("table", element("thead", heading), element("tbody", together(rows)), class_="pl-plain")
    return element("div", table, class_="pl-scroll")


def _understood(key_result: KeyResult, configuration: Configuration, card: KeyResultCard | None, kept: Kept) -> Markup:
    metric = configuration.metric(key_result.metric)
    unit = metric.unit if metric else ""
    baseline = _amount(card.baseline if card else None, unit, key_result.baseline.text if key_result.baseline else "")
    measured = element("span", " measured", class_="pl-grey") if key_result.baseline is None else None
    cells = (
        joined(apart(key_result.title or (metric.title if metric else "")), element("code", key_result.ref)),
        joined(_metric_link(key_result, metric.title if metric else "", kept), element("code", key_result.metric)),
        joined(f"{key_result.kind}, {key_result.ambition}"),
        joined(baseline, measured),
        joined(_target(key_result, card, unit)),
        joined(key_result.measured_over.words),
    )
    return element("tr", together(element("td", cell) for cell in cells))


def _metric_link(key_result: KeyResult, title: str, kept: Kept) -> Markup:
    return element("a", apart(title), href=addresses.metric(kept, key_result.metric), target="_self")


def _target(key_result: KeyResult, card: KeyResultCard | None, unit: str) -> str:
    if key_result.kind is KeyResultKind.KEEP:
        limits = (("at least", key_result.keep_above), ("at most", key_result.keep_below))
        return ", ".join(f"{word} {numbers.amount(limit, unit)}" for word, limit in limits if limit is not None)
    return _amount(card.target if card else None, unit, key_result.target.text if key_result.target else "")


def _amount(value: float | None, unit: str, text: str) -> str:
    """Return a number as it was read, after what was written where that looks different."""
    if value is None:
        return text or numbers.NOTHING
    shown = numbers.amount(value, unit)
    is_same = not text or text.replace(" ", "") in {shown.replace(" ", ""), f"{value:g}"}
    return shown if is_same else f"{text} = {shown}"
