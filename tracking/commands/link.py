"""``link``: let a spreadsheet fetch a CSV file without a login, for a time."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from okr.issues import near_miss
from tracking.commands.command import OK, Command, add_json, add_store
from tracking.commands.console import say
from tracking.commands.export import FILES
from tracking.settings import read_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracking.store.connection import Store
    from tracking.store.links import Link

LONGEST_DAYS = 366


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=("new", "list", "end"), help="make one, show all, or end one for good")
    parser.add_argument("what", nargs="?", metavar="FILE|NUMBER", help="new: a file of `export`; end: a link's number")
    parser.add_argument("--days", metavar="N", type=_days, default=90, help="how long it works (default: 90)")
    parser.add_argument("--team", metavar="ID", default="", help="give this team's rows only")
    parser.add_argument("--note", metavar="TEXT", default="", help="who uses it, and what for")
    add_json(parser)
    add_store(parser)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_DAYS:
        raise ArgumentTypeError(f'"{text}" is no number of days from 1 to {LONGEST_DAYS}')
    return int(text)


def _run(options: Namespace) -> int:
    from tracking.clock import system_now
    from tracking.store.connection import opened

    with opened(read_settings(store=options.store).store) as store:
        {"new": _make, "list": _show, "end": _end}[options.action](store, options, system_now())
    return OK


def _make(store: Store, options: Namespace, now: datetime) -> None:
    from tracking.store.links import Wanted, make_link

    if options.what not in FILES:
        raise SettingsError(f'There is no file "{options.what or ""}".', f"Choose one of {', '.join(FILES)}.")
    expires_at = now + timedelta(days=options.days)
    with store.writing() as connection:
        _check_team(connection, options.team)
        secret = make_link(connection, Wanted(options.what, options.team, options.note), now, expires_at)
    path = f"/link/{secret}/{options.what}.csv"
    if options.json:
        say(json.dumps({"path": path, "expires_at": expires_at.isoformat(timespec="seconds")}))
        return
    say(f"{path}\nPut the dashboard's address in front of it. It works until {expires_at:%Y-%m-%d}, for everybody")
    say("who knows it, and cannot be shown a second time. `python -m tracking link list` shows its number.")


def _check_team(connection: Connection, team: str) -> None:
    from tracking.store.configurations import configuration_in_force

    stored = configuration_in_force(connection)
    teams = [item.id for item in stored.configuration.teams] if stored else []
    if team and team not in teams:
        raise SettingsError(f'There is no team "{team}".', near_miss(team, teams))


def _show(store: Store, options: Namespace, now: datetime) -> None:
    from tracking.store.links import all_links

    with store.reading() as connection:
        links = all_links(connection)
    if options.json:
        say(json.dumps([_values(link, now) for link in links], indent=2))
        return
    for link in links:
        team = f", team {link.team}" if link.team else ""
        say(f"{link.number}  {link.file}{team}  {_standing(link, now)}  {link.note}".rstrip())
    if not links:
        say("There are no links. `python -m tracking link new key_results` makes one.")


def _values(link: Link, now: datetime) -> dict[str, object]:
    moments = {"made_at": link.made_at.isoformat(), "expires_at": link.expires_at.isoformat()}
    named = {"number": link.number, "file": link.file, "team": link.team, "note": link.note}
    return {**named, **moments, "works": link.works(now)}


def _standing(link: Link, now: datetime) -> str:
    if link.ended_at is not None:
        return f"ended on {link.ended_at:%Y-%m-%d}"
    word = "works until" if link.works(now) else "expired on"
    return f"{word} {link.expires_at:%Y-%m-%d}"


def _end(store: Store, options: Namespace, now: datetime) -> None:
    from tracking.store.links import end_link

    if not (options.what or "").isdecimal():
        raise SettingsError("Which link?", "Name its number, as `python -m tracking link list` shows it.")
    with store.writing() as connection:
        link = end_link(connection, int(options.what), now)
    say(f"Link {link.number} to {link.file} gives nothing any more.")


COMMAND = Command(
    name="link",
    summary="let a spreadsheet fetch a CSV file by a link that expires",
    story=(
        "A link gives one file of `export` as of the moment it is fetched, to everybody who knows it: it reads only,\n"
        "expires by itself and can be ended. The store keeps a digest of it, never the link."
    ),
    examples=(
        ('python -m tracking link new key_results --days 30 --note "board pack"', "prints the path once"),
        ("python -m tracking link list", "every link and whether it works"),
        ("python -m tracking link end 1", "it gives nothing any more"),
    ),
    options=_options,
    run=_run,
)
