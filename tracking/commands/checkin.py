"""``checkin``: what a team says of a key result, beside its computed status."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, Namespace
from dataclasses import replace

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, add_store
from tracking.commands.console import say
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("key_result", metavar="REF", help="team/objective/key-result")
    parser.add_argument("--confidence", metavar="N", type=int, help="0 (surely not) to 10 (surely)")
    parser.add_argument("--note", metavar="TEXT", help="what stands behind it")
    parser.add_argument("--key", metavar="TEXT", help="saying it twice with one key is saying it once")
    add_store(parser)


def _run(options: Namespace) -> int:
    from okr.review.records import CheckIn, check_in_id
    from tracking.reviewing.seat import seated

    team = options.key_result.partition("/")[0]
    with seated(read_settings(store=options.store), team) as seat:
        if seat.sheet is None:
            raise SettingsError(f"Every review of {seat.cycle.id} is closed.", "Check in when the next cycle runs.")
        moment, review = seat.moment, seat.sheet.review
        before = review.records.check_in(moment.review, options.key_result)
        slide = review.slide(options.key_result)
        name = check_in_id(moment.review, options.key_result)
        blank = CheckIn(name, seat.cycle.id, team, options.key_result, moment.review, moment.on)
        said = replace(before or blank, on=moment.on, status=slide.status.value if slide else "")
        if options.confidence is not None:
            said = replace(said, confidence=options.confidence)
        if options.note is not None:
            said = replace(said, note=options.note)
        seat.say(said, options.key or uuid.uuid4().hex)
    confidence = "no confidence" if said.confidence is None else f"confidence {said.confidence} of 10"
    say(f"{said.key_result}, review of {said.review}: {confidence}. {said.note}".rstrip())
    return OK


COMMAND = Command(
    name="checkin",
    summary="say how confident a team is of a key result, and why",
    story=(
        "Stands in the open review beside the computed status and never replaces it. A second check-in of the same\n"
        "review takes the place of the first; both are kept."
    ),
    examples=(
        (
            'python -m tracking checkin growth/value-early/set-up --confidence 6 --note "the wizard helps"',
            "both at once",
        ),
        ("python -m tracking checkin growth/value-early/set-up --confidence 4", "the note stays as it was"),
    ),
    options=_options,
    run=_run,
)
