"""``workshop``: a metric's past, what other windows give, and what a target would mean."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracking.commands.command import OK, Command, add_config, add_store
from tracking.commands.console import say, table
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.workshop import Meaning
    from tracking.planning.workshop import Workshop

_SHOWN_DAYS, _QUARTER_DAYS = 364, 91


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("metric", metavar="METRIC", help="id of the metric")
    parser.add_argument("--target", metavar="AMOUNT", help="a target to look at, like 70%% or +20%%")
    parser.add_argument("--cycle", metavar="ID", help="the cycle it is for (default: the one that ends last)")
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.files import configured
    from tracking.planning.targets import target_of
    from tracking.planning.workshop import workshop
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    configuration = configured(settings)
    with opened(settings.store) as store:
        shop = workshop(store, configuration, (options.metric, options.cycle))
    for line in lines_of(shop):
        say(line)
    if options.target:
        target = target_of(options.target, shop.metric, shop.past.now)
        for line in target_lines(shop, target, options.target):
            say(line)
    return OK


def lines_of(shop: Workshop) -> Iterator[str]:
    """Yield the past of the metric, what other windows give, and the targets that follow from it."""
    from okr import numbers
    from okr.workshop import WindowFigure

    unit = shop.metric.unit
    yield f"{shop.metric.title} ({shop.metric.id}), for {shop.cycle.id}"
    yield ""
    yield table([("figures of 28 days", "first", "lowest", "highest", "last"), *_year(shop)])
    yield ""
    rows = [("window", "now", "moves by itself")]
    for window in shop.windows or (WindowFigure(28, shop.past.now, shop.past.usual),):
        usual = (
            numbers.change(window.usual, unit).removeprefix("+") if window.usual is not None else "too little history"
        )
        rows.append((f"last {window.days} days", numbers.amount(window.value, unit), usual))
    yield table(rows)
    yield ""
    mature = "yes" if shop.can_mature else "no"
    yield f"Shows a result of the cycle before it ends: {mature}, first on {numbers.day_words(shop.first_result)}."
    yield f"Starts count until {numbers.day_words(shop.counts_until)}."
    if shop.proposals is None:
        yield "Too little history, or no better side, to propose a target."
        return
    for name, target in (("committed", shop.proposals.committed), ("stretch", shop.proposals.stretch)):
        yield f"Proposed {name}: {_in_words(shop, shop.means(target))}"


def target_lines(shop: Workshop, target: float, written: str) -> Iterator[str]:
    """Yield what one target means, and the YAML to copy."""
    from okr_config.writing.entries import amount_text, block

    yield ""
    yield f"Target {written}: {_in_words(shop, shop.means(target))}"
    yield ""
    baseline = amount_text(shop.past.now, shop.metric.unit)
    yield block({"metric": shop.metric.id, "baseline": baseline, "target": written, "measured_over": "last 28 days"})


def _year(shop: Workshop) -> Iterator[tuple[str, str, str, str, str]]:
    from okr import numbers

    unit, days = shop.metric.unit, sorted(shop.past.levels)
    year = [day for day in days if (days[-1] - day).days < _SHOWN_DAYS]
    for back in range(_SHOWN_DAYS // _QUARTER_DAYS - 1, -1, -1):
        quarter = [day for day in year if (days[-1] - day).days // _QUARTER_DAYS == back]
        if quarter:
            values = [shop.past.levels[day] for day in quarter]
            ends = (values[0], min(values), max(values), values[-1])
            first, low, high, last = (numbers.amount(one, unit) for one in ends)
            yield f"to {numbers.day_words(quarter[-1])} {quarter[-1].year}", first, low, high, last


def _in_words(shop: Workshop, means: Meaning) -> str:
    from okr import numbers

    unit = shop.metric.unit
    move = numbers.change(means.target - means.baseline, unit)
    words = [f"{numbers.amount(means.baseline, unit)} → {numbers.amount(means.target, unit)} ({move})"]
    words.append(
        f"moved this far in {means.happened} of {means.spans} cycles of the past" if means.spans else "no past"
    )
    if means.times_usual is not None:
        words.append(f"{means.times_usual:.1f} times what it moves by itself")
    if means.people_a_week is not None:
        more = "more" if means.people_a_week >= 0 else "fewer"
        words.append(f"about {abs(means.people_a_week):,.0f} people {more} a week")
    return "; ".join(words)


COMMAND = Command(
    name="workshop",
    summary="hold a target against the metric's own past",
    story=(
        "Reads the history store alone: what the metric was in the last year, what other windows give, how often it\n"
        "moved as far as a target asks, what that is in people, and which targets follow from the past."
    ),
    examples=(
        ("python -m tracking workshop setup_in_first_session", "the past, and what follows from it"),
        ("python -m tracking workshop setup_in_first_session --target 70%", "what 70 % would mean, and the YAML"),
    ),
    options=_options,
    run=_run,
)
