"""``workshop``: a metric's past, what other windows give, and what a target would mean."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracking.commands.command import OK, Command, add_config, add_store
from tracking.commands.console import say, table
from tracking.settings import read_settings

if TYPE_CHECKING:
    from tracking.planning.workshop import Workshop


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
    from tracking.planning import words

    yield f"{shop.metric.title} ({shop.metric.id}), for {shop.cycle.id}"
    yield ""
    yield table([words.YEAR_HEADING, *words.year_rows(shop)])
    yield ""
    yield table([words.WINDOW_HEADING, *words.window_rows(shop)])
    yield ""
    yield words.mature_words(shop)
    yield words.until_words(shop)
    if shop.proposals is None:
        yield "Too little history, or no better side, to propose a target."
        return
    for name, target in (("committed", shop.proposals.committed), ("stretch", shop.proposals.stretch)):
        yield f"Proposed {name}: {words.means_words(shop, shop.means(target))}"


def target_lines(shop: Workshop, target: float, written: str) -> Iterator[str]:
    """Yield what one target means, and the YAML to copy."""
    from tracking.planning import words

    yield ""
    yield f"Target {written}: {words.means_words(shop, shop.means(target))}"
    yield ""
    yield words.key_result_yaml(shop, written)


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
