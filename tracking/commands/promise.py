"""``promise``: what a team said it would do, and what became of it."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, a_day, add_store
from tracking.commands.console import say
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.review.records import Promise
    from tracking.reviewing.seat import Seat

_ACTIONS = ("add", "done", "not-done", "drop", "list")


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS, help="give one, say what became of it, or show the open ones")
    parser.add_argument("what", nargs="?", metavar="TEXT|P12", help="add: what; else: the promise's number")
    parser.add_argument("--team", metavar="ID", help="in whose review it is given (default: the only team)")
    parser.add_argument("--owner", metavar="ID", help="the team that does it (default: the same)")
    parser.add_argument("--by", metavar="DATE", type=a_day, help="by when; of not-done the new date")
    parser.add_argument("--for", metavar="REF", dest="key_result", default="", help="the key result that it is for")
    parser.add_argument("--key", metavar="TEXT", help="saying it twice with one key is saying it once")
    add_store(parser)


def _run(options: Namespace) -> int:
    from tracking.reviewing.seat import seated, team_of

    settings = read_settings(store=options.store)
    if options.action == "list":
        return _list(options)
    if not options.what:
        raise SettingsError("Which promise?", "Say it after `add`, or name its number; `promise list` shows them.")
    team = options.team if options.action == "add" else team_of(settings, options.what) or options.team
    with seated(settings, team) as seat:
        record = _given(seat, options) if options.action == "add" else _settled(seat, options)
        kept = seat.say(record, options.key or uuid.uuid4().hex)
    say(_line(kept))  # type: ignore[arg-type]
    return OK


def _given(seat: Seat, options: Namespace) -> Promise:
    from okr.review.records import Promise

    if options.by is None:
        raise SettingsError("By when? Say it with --by.", "A promise without a day is a wish.")
    moment = seat.moment
    owner = options.owner or seat.team
    place = (seat.cycle.id, seat.team)
    return Promise("", *place, options.what, owner, options.by, moment.on, moment.review, options.key_result)


def _settled(seat: Seat, options: Namespace) -> Promise:
    from okr.review.settling import done, dropped, not_done
    from tracking.reviewing.seat import promise_named

    found = promise_named(seat, options.what)
    if options.action == "not-done":
        return not_done(found, seat.moment, options.by)
    return done(found, seat.moment) if options.action == "done" else dropped(found, seat.moment)


def _list(options: Namespace) -> int:
    from okr.review.records import Promise, PromiseState
    from tracking.store.connection import opened
    from tracking.store.reviews import all_records

    with opened(read_settings(store=options.store).store) as store, store.reading() as connection:
        found = [told.record for told in all_records(connection) if isinstance(told.record, Promise)]
    mine = [item for item in found if options.team in (None, item.team) and item.state is PromiseState.OPEN]
    for item in mine:
        say(_line(item))
    if not mine:
        say("No promise is open.")
    return OK


def _line(item: Promise) -> str:
    from okr.review.minutes import one_line
    from okr.review.settling import promise_words

    return f"{item.id}  {one_line(item.what)} · {item.owner} · {promise_words(item, item.settled_in or item.since)}"


COMMAND = Command(
    name="promise",
    summary="write down what a team will do, and say later what became of it",
    story=(
        "A promise says what, which team and by when; never who. The next review asks about every open one: done, not\n"
        "done (with a new date it is carried over), or dropped."
    ),
    examples=(
        (
            'python -m tracking promise add "Import wizard to all" --team growth --owner platform --by 2026-11-25',
            "give one",
        ),
        ("python -m tracking promise done P12", "it was kept"),
        ("python -m tracking promise not-done P12 --by 2026-12-02", "carried over"),
        ("python -m tracking promise list --team growth", "what is open"),
    ),
    options=_options,
    run=_run,
)
