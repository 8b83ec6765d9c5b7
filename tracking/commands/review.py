"""``review``: the agenda of a team's weekly review, its decisions, its closing and its minutes."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, a_day, add_json, add_store
from tracking.commands.console import say, say_json
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.review.review import Review
    from tracking.reviewing.seat import Seat


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--team", metavar="ID", help="whose review (default: the only team with objectives)")
    parser.add_argument("--cycle", metavar="ID", help="cycle (default: the running one)")
    parser.add_argument(
        "--day", metavar="DATE", type=a_day, help="a closed review, as it was seen (default: the open one)"
    )
    parser.add_argument("--list", action="store_true", help="the closed reviews of the cycle and what is overdue")
    parser.add_argument(
        "--decide", metavar="TEXT", action="append", default=[], help="write a decision down; may stand again"
    )
    parser.add_argument("--freeze", action="store_true", help="close the review; nothing of it changes afterwards")
    parser.add_argument(
        "--minutes", metavar="FILE", help="write the minutes: Markdown, or CSV where the name ends in .csv"
    )
    parser.add_argument("--digest", metavar="FILE", help="write a few lines for a chat or a mail")
    parser.add_argument("--key", metavar="TEXT", help="deciding or closing twice with one key is doing it once")
    add_store(parser)
    add_json(parser)


def _run(options: Namespace) -> int:
    from tracking.reviewing.seat import seated

    settings = read_settings(store=options.store)
    if options.list:
        return _list(options)
    with seated(settings, options.team, options.day, options.cycle) as seat:
        for place, what in enumerate(options.decide):
            _decide(seat, what, f"{options.key}/{place}" if options.key else uuid.uuid4().hex)
        review = _closed(seat, options) if options.freeze else _shown(seat, options)
    if options.minutes:
        _write(options.minutes, _minutes(review, is_csv=options.minutes.lower().endswith(".csv")))
    if options.digest:
        from okr.review.minutes import digest

        _write(options.digest, digest(review).encode())
    return OK


def _list(options: Namespace) -> int:
    from tracking.boards.board import Selection, load_view
    from tracking.boards.present import present
    from tracking.reviewing.sheet import overdue_reviews
    from tracking.store.connection import opened
    from tracking.store.reviews import closed_reviews

    settings = read_settings(store=options.store)
    with opened(settings.store) as store:
        now = present(store, settings.as_of)
        view = load_view(store, Selection(now, options.cycle))
        with store.reading() as connection:
            closed = closed_reviews(connection, options.team)
        late = overdue_reviews(store, view.known.lens.configuration, now)
    for item in (item for item in closed if item.cycle == view.board.cycle.id):
        say(f"{item.day}  {item.team}  held {item.held_on}")
    for line in late:
        say(f"overdue  {line}")
    if not closed and not late:
        say("No review has been closed, and none is overdue.")
    return OK


def _decide(seat: Seat, what: str, key: str) -> None:
    from okr.review.records import Decision

    moment = seat.moment
    seat.say(Decision("", seat.cycle.id, seat.team, what, moment.review, moment.on), key)


def _current(seat: Seat) -> Review:
    from tracking.reviewing.sheet import Asked, sheet_of

    day = seat.sheet.review.day if seat.sheet else None
    sheet = sheet_of(seat.store, seat.configuration, seat.board, Asked(seat.team, seat.now, day)) if day else None
    if sheet is None:
        raise SettingsError(
            f"Every review of {seat.cycle.id} is closed.", "`review --list` shows them; --day DATE shows one."
        )
    return sheet.review


def _closed(seat: Seat, options: Namespace) -> Review:
    from tracking.reviewing.holding import HERE
    from tracking.reviewing.writing import Hand, close_review

    hand = Hand(HERE, seat.now, f"{options.key or uuid.uuid4().hex}/closed")
    closing = close_review(seat.store, seat.configuration, _current(seat), hand)
    review = closing.review
    say(f"The review of {review.team_title} of {review.day} {'is' if closing.is_new else 'was'} closed.")
    say(f"`python -m tracking review --team {review.team} --day {review.day}` shows it as it was seen.")
    return review


def _shown(seat: Seat, options: Namespace) -> Review:
    from dataclasses import replace

    from okr.canonical import plain
    from tracking.reviewing.telling import lines

    review = _current(seat)
    if options.json:
        say_json(plain(review))
        return review
    if seat.sheet is not None:
        for line in lines(replace(seat.sheet, review=review)):
            say(line)
    return review


def _minutes(review: Review, *, is_csv: bool) -> bytes:
    from okr.review.minutes import COLUMNS, markdown, rows
    from tracking.exporting.cells import document

    return document(COLUMNS, rows(review)) if is_csv else markdown(review).encode()


def _write(name: str, content: bytes) -> None:
    try:
        Path(name).write_bytes(content)
    except OSError as fault:
        raise SettingsError(
            f"{name} cannot be written: {fault.strerror}.", "Name a file in a folder of yours."
        ) from None
    say(f"Written: {name}")


COMMAND = Command(
    name="review",
    summary="show a team's weekly review, close it, and write its minutes",
    story=(
        "The agenda is computed, in four steps: what was promised, at most five key results that need talking about\n"
        "(worst first), the others, decisions. `promise`, `blocker` and `checkin` write down what is said on the way.\n"
        "A closed review is frozen: it is shown for ever as it was seen."
    ),
    examples=(
        ("python -m tracking review --team growth", "the agenda of the open review"),
        (
            'python -m tracking review --team growth --decide "Stop the second test" --freeze --minutes minutes.md',
            "decide, close, and write the minutes",
        ),
        ("python -m tracking review --team growth --day 2026-11-16 --minutes minutes.csv", "a closed one again"),
        ("python -m tracking review --list", "which were held, which are overdue"),
    ),
    options=_options,
    run=_run,
)
