"""``blocker``: what is in the way of a team, what happens next, and that it is gone."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, a_day, add_store
from tracking.commands.console import say
from tracking.settings import read_settings

if TYPE_CHECKING:
    from datetime import date

    from okr.review.records import Blocker
    from tracking.reviewing.seat import Seat


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=("add", "update", "done", "list"), help="raise one, say what happens next, or that it is gone"
    )
    parser.add_argument("what", nargs="?", metavar="TEXT|B3", help="add: what; else: the blocker's number")
    parser.add_argument("--team", metavar="ID", help="in whose way it is (default: the only team)")
    parser.add_argument("--owner", metavar="ID", help="the team that can remove it (default: the same)")
    parser.add_argument(
        "--since", metavar="DATE", type=a_day, help="since when it has been in the way (default: today)"
    )
    parser.add_argument("--next", metavar="TEXT", dest="step", default="", help="what happens next")
    parser.add_argument("--next-on", metavar="DATE", type=a_day, help="when that happens")
    parser.add_argument("--for", metavar="REF", dest="key_result", default="", help="the key result that it blocks")
    parser.add_argument("--key", metavar="TEXT", help="saying it twice with one key is saying it once")
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.reviewing.seat import seated, team_of

    settings = read_settings(store=options.store)
    if options.action == "list":
        return _list(options)
    if not options.what:
        raise SettingsError("Which blocker?", "Say it after `add`, or name its number; `blocker list` shows them.")
    team = options.team if options.action == "add" else team_of(settings, options.what) or options.team
    with seated(settings, team) as seat:
        record = _raised(seat, options) if options.action == "add" else _moved(seat, options)
        kept = seat.say(record, options.key or uuid.uuid4().hex)
        say(_line(kept, seat.moment.on))  # type: ignore[arg-type]
    return OK


def _raised(seat: Seat, options: Namespace) -> Blocker:
    from okr.review.records import Blocker

    moment = seat.moment
    return Blocker(
        "",
        seat.cycle.id,
        seat.team,
        options.what,
        options.owner or seat.team,
        options.since or moment.on,
        moment.review,
        options.step,
        options.next_on,
        options.key_result,
    )


def _moved(seat: Seat, options: Namespace) -> Blocker:
    from okr.review.settling import resolved, with_next_step
    from tracking.reviewing.seat import blocker_named

    found = blocker_named(seat, options.what)
    if options.action == "done":
        return resolved(found, seat.moment)
    if not options.step:
        raise SettingsError("What happens next? Say it with --next.", "`blocker done` says that it is gone.")
    return with_next_step(found, seat.moment, options.step, options.next_on)


def _list(options: Namespace) -> int:
    from okr.review.records import Blocker, BlockerState
    from tracking.boards.present import present
    from tracking.store.connection import opened
    from tracking.store.reviews import all_records

    settings = read_settings(store=options.store)
    with opened(settings.store) as store:
        today = present(store, settings.as_of).date()
        with store.reading() as connection:
            found = [told.record for told in all_records(connection) if isinstance(told.record, Blocker)]
    mine = [item for item in found if options.team in (None, item.team) and item.state is BlockerState.OPEN]
    for item in mine:
        say(_line(item, today))
    if not mine:
        say("Nothing is in the way.")
    return OK


def _line(item: Blocker, today: date) -> str:
    from okr.review.minutes import one_line
    from okr.review.settling import blocked_words, next_words

    parts = (one_line(item.what), item.owner, blocked_words(item, today), one_line(next_words(item, today)))
    return f"{item.id}  {' · '.join(part for part in parts if part)}"


COMMAND = Command(
    name="blocker",
    summary="write down what is in the way, what happens next, and that it is gone",
    story=(
        "A blocker says what is in the way, which team can remove it, since when, and the next step. One that is\n"
        "a week old brings its key result onto the agenda of the review."
    ),
    examples=(
        ('python -m tracking blocker add "API quota" --team growth --owner platform --since 2026-11-14', "raise one"),
        ('python -m tracking blocker update B3 --next "higher quota asked for" --next-on 2026-11-24', "what is next"),
        ("python -m tracking blocker done B3", "it is out of the way"),
        ("python -m tracking blocker list", "what is in the way of anybody"),
    ),
    options=_options,
    run=_run,
)
