"""``seal``: agree on a cycle."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tracking.commands.command import OK, Command, add_config, add_store
from tracking.commands.console import say
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the cycle to agree on, like 2026-q4")
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.clock import clock_for
    from tracking.files import configured
    from tracking.sealing.sealing import seal_cycle
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    configuration = configured(settings)
    now = clock_for(settings.as_of, configuration)()
    with opened(settings.store) as store:
        sealed = seal_cycle(store, configuration, settings.configuration, options.cycle, now)
    count = len(sealed.seal.terms)
    say(f"{sealed.path}: {count} key results of {options.cycle}, hash {sealed.hash}")
    for note in sealed.notes:
        say(f"  {note}")
    say("Keep the file in version control; the next refresh takes its hash into the history.")
    return OK


COMMAND = Command(
    name="seal",
    summary="agree on a cycle: freeze its key results with their baselines and targets",
    story=(
        "Writes sealed/CYCLE.json into the folder of the OKR files: titles, metrics and their definitions, baselines\n"
        "as written or measured, targets, windows, pace, weights, dates and guards. Errors in the files block it.\n"
        "From the next refresh on the screens show what was agreed; a later change needs `amend`."
    ),
    examples=(
        ("python -m tracking seal 2026-q4", "in the demo, or in what PLUMBLINE_CONFIG names"),
        ("python -m tracking seal 2026-q4 --config okrs", "in another folder"),
    ),
    options=_options,
    run=_run,
)
