"""``amend``: agree to what is changed in a cycle that is agreed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from tracking.commands.command import INVALID, OK, Command, a_day, add_config, add_store
from tracking.commands.console import complain, say
from tracking.settings import Settings, read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the agreed cycle")
    parser.add_argument("--of", metavar="REF", help="only this key result or objective (default: everything changed)")
    parser.add_argument("--reason", metavar="TEXT", help="why; without it the changes are only listed")
    parser.add_argument("--approved-by", metavar="WHO", help="the teams or roles that agreed")
    parser.add_argument("--date", metavar="DATE", type=a_day, help="day of the change (default: today)")
    add_config(parser)
    add_store(parser)


def _run(options: Namespace) -> int:
    from okr.agreement.words import value_words
    from tracking.clock import clock_for, local_today
    from tracking.files import configured
    from tracking.sealing.amending import Words, agreed_seal, amend, pending

    settings = read_settings(configuration=options.config, store=options.store)
    configuration, folder = configured(settings), settings.configuration
    seal = _kept_seal(settings, options.cycle) or agreed_seal(folder, options.cycle)
    found = pending(configuration, folder, options.cycle, seal)
    wanted = [item for item in found if options.of in (None, item.ref)]
    for item in wanted:
        say(f"{item.ref}: {item.field} {value_words(item.before)} → {value_words(item.after)}")
    if not wanted:
        say(f"The files say of {options.of or options.cycle} what is agreed.")
        return OK
    if not options.reason or not options.approved_by:
        complain("Nothing was written: say why with --reason, and who agreed with --approved-by.")
        return INVALID if options.reason or options.approved_by else OK
    on = options.date or local_today(configuration, clock_for(settings.as_of, configuration)())
    file = amend(configuration, folder, seal, wanted, Words(on, options.reason, options.approved_by))
    count = "1 amendment" if len(wanted) == 1 else f"{len(wanted)} amendments"
    say(f"{file}: {count}, in force from the next refresh on.")
    return OK


def _kept_seal(settings: Settings, cycle: str) -> Any:  # noqa: ANN401 - okr.agreement.seal.Seal or None
    """Return the seal as the history holds it; None where there is no history or it does not know it."""
    from tracking.store.connection import opened
    from tracking.store.records import agreed_of, kept_records

    if not settings.store.is_file():
        return None
    with opened(settings.store) as store, store.reading() as connection:
        return agreed_of(kept_records(connection)).seals.get(cycle)


COMMAND = Command(
    name="amend",
    summary="agree to a change of a cycle that is agreed",
    story=(
        "First change the objectives in their file. Then this lists what differs from what was agreed; with a reason\n"
        "and who agreed it is written below amendments/CYCLE.yaml. Nothing is rewritten: every key result is scored\n"
        "as agreed and as changed."
    ),
    examples=(
        ("python -m tracking amend 2026-q4", "list what differs"),
        (
            "python -m tracking amend 2026-q4 --reason 'the largest customer left' --approved-by 'product leads'",
            "agree to all of it",
        ),
    ),
    options=_options,
    run=_run,
)
