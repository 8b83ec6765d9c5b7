"""What people do: visits on the days they come, set-up in the first session, and the firsts that matter.

Everything is a column of numbers until the very end; a million events take about two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracking.demo import story
from tracking.demo.moments import Flags, Floats, Ints, Rng, Span, busy, by_day, clock, to_utc
from tracking.demo.people import People, after

NAMES = (
    "signed_up",
    "workspace_created",
    "data_connected",
    "setup_completed",
    "colleague_invited",
    "plan_paid",
    "project_opened",
    "report_viewed",
    "report_edited",
    "comment_added",
    "report_shared",
    "export_downloaded",
)
CODE = {name: code for code, name in enumerate(NAMES)}
PLATFORMS = ("web", "mobile")
_DESK_HOURS = (1, 0, 0, 0, 0, 2, 12, 58, 112, 124, 104, 62, 88, 116, 112, 84, 38, 20, 17, 21, 24, 18, 9, 3)
_PHONE_HOURS = (4, 2, 1, 1, 2, 12, 48, 84, 62, 46, 42, 66, 52, 44, 46, 60, 66, 52, 48, 56, 66, 60, 34, 12)
_LATER_EVENTS = (
    "report_viewed",
    "report_edited",
    "comment_added",
    "report_shared",
    "project_opened",
    "export_downloaded",
)
_LATER_WEIGHTS = (0.44, 0.22, 0.12, 0.09, 0.09, 0.04)
LATE_SETUP_SHARE = 0.38
"""Of those who do not finish set-up in the first session, how many do later."""


@dataclass(frozen=True)
class Events:
    """Events as columns: person (row in people), instant (UTC epoch seconds), codes of the name and the platform."""

    person: Ints
    at: Floats
    name: Ints
    platform: Ints

    def __len__(self) -> int:
        return len(self.at)

    def where(self, chosen: Flags | Ints) -> Events:
        """Return the chosen events."""
        return Events(self.person[chosen], self.at[chosen], self.name[chosen], self.platform[chosen])


def joined(parts: list[Events]) -> Events:
    """Return several columns of events as one."""
    return Events(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.name for part in parts]),
        np.concatenate([part.platform for part in parts]),
    )


def events(span: Span, who: People) -> Events:
    """Return all events in order of time, without those that an outage swallowed."""
    rng = span.rng(2)
    everything = joined([_visits(span, who, rng), _first_session(who, rng), *_firsts(span, who, rng)])
    early = (everything.name == CODE["report_shared"]) & (everything.at < who.value_at[everything.person] - 1.0)
    everything.name[early] = CODE["report_edited"]
    kept = (everything.at < span.end_seconds) & ~_lost(span, everything, rng)
    there = everything.where(kept)
    return there.where(np.argsort(there.at, kind="stable"))


def _active_days(span: Span, who: People, rng: Rng) -> tuple[Ints, Ints]:
    """Return person and story day of every day on which somebody comes back after the day of sign-up."""
    last = np.minimum(who.day + who.lives_days.astype(np.int64), span.end - 1)
    length = np.maximum(last - who.day, 0)
    person = np.repeat(np.arange(len(who)), length)
    begin = np.cumsum(length) - length
    day = np.arange(len(person)) - begin[person] + who.day[person] + 1
    use = by_day(span, lambda each: story.level("daily_use", each))
    chance = busy(span) * use * np.exp(rng.normal(0, 0.045, len(span.days)))
    comes = rng.random(len(person), dtype=np.float32) < who.rate[person] * chance[day - span.first]
    return person[comes], day[comes]


def _visits(span: Span, who: People, rng: Rng) -> Events:
    """Return the events of all later visits: one to a few sessions a day, each with a handful of events."""
    person, day = _active_days(span, who, rng)
    again = np.repeat(np.arange(len(person)), 1 + rng.poisson(0.26, len(person)))
    person, day = person[again], day[again]
    share = by_day(span, lambda each: story.level("mobile_share", each))
    phone = rng.random(len(person)) < np.minimum(share[day - span.first] * who.phone[person], 0.9)
    hour = np.where(phone, clock(rng, _PHONE_HOURS, len(person)), clock(rng, _DESK_HOURS, len(person)))
    start = np.maximum(to_utc(span, day, hour), who.joined[person] + 60)
    return _sessions(rng, person, start, phone)


def _sessions(rng: Rng, person: Ints, start: Floats, phone: Flags) -> Events:
    """Return the events of sessions that begin at ``start``; the gaps inside stay under half an hour."""
    size = 1 + np.minimum(rng.geometric(0.42, len(person)) - 1 + (rng.random(len(person)) < 0.4), 14)
    session = np.repeat(np.arange(len(person)), size)
    first = np.cumsum(size) - size
    gap = np.minimum(rng.lognormal(4.4, 1.05, len(session)), 1700.0)
    gap[first] = 0.0
    elapsed = np.cumsum(gap)
    at = start[session] + elapsed - elapsed[first][session]
    later = np.array([CODE[name] for name in _LATER_EVENTS])
    name = later[rng.choice(len(later), len(session), p=_LATER_WEIGHTS)]
    opened = rng.random(len(first)) < 0.82
    name[first] = np.where(opened, CODE["project_opened"], CODE["report_viewed"])
    return Events(person[session], at, name, phone[session].astype(np.int64))


def _first_session(who: People, rng: Rng) -> Events:
    """Return sign-up and the set-up steps that follow it without a long pause."""
    count = len(who)
    phone = (rng.random(count) < 0.07).astype(np.int64)
    goes_on = np.where(who.sets_up, 1.0, rng.random(count))
    steps = (("workspace_created", 0.15, 1.5), ("data_connected", 0.55, 5.0), ("setup_completed", 1.0, 4.0))
    at = who.joined
    parts = [Events(np.arange(count), at, np.full(count, CODE["signed_up"]), phone)]
    for name, needed, minutes in steps:
        at = at + 60.0 * np.minimum(minutes * rng.lognormal(0, 0.6, count), 26.0)
        does = np.flatnonzero(goes_on >= needed)
        parts.append(Events(does, at[does], np.full(len(does), CODE[name]), phone[does]))
    return joined(parts)


def _firsts(span: Span, who: People, rng: Rng) -> list[Events]:
    """Return the visits in which something happens for the first time: late set-up, value, a colleague, a plan."""
    count = len(who)
    later = ~who.sets_up & (rng.random(count) < LATE_SETUP_SHARE)
    set_up_at = after(rng, who.joined, np.where(later, 0.1 + rng.exponential(3.0, count), np.inf))
    return [
        _errand(span, who, set_up_at, "setup_completed", rng),
        _errand(span, who, who.value_at, "report_shared", rng),
        _errand(span, who, who.invites_at, "colleague_invited", rng),
        _errand(span, who, who.pays_at, "plan_paid", rng),
    ]


def _errand(span: Span, who: People, at: Floats, name: str, rng: Rng) -> Events:
    """Return a short visit that ends with the event ``name`` at each person's instant."""
    does = np.flatnonzero(at < span.end_seconds)
    begins = np.maximum(at[does] - 60.0 * rng.uniform(0.5, 8.0, len(does)), who.joined[does] + 20.0)
    phone = (rng.random(len(does)) < 0.05).astype(np.int64)
    opens = Events(does, begins, np.full(len(does), CODE["project_opened"]), phone)
    return joined([opens, Events(does, np.maximum(at[does], begins), np.full(len(does), CODE[name]), phone)])


def _lost(span: Span, what: Events, rng: Rng) -> Flags:
    """Return which events an outage swallowed."""
    lost = np.zeros(len(what), dtype=bool)
    for outage in story.OUTAGES:
        begin = to_utc(span, np.array([outage.day]), np.array([outage.hour * 3600.0]))[0]
        inside = (what.at >= begin) & (what.at < begin + outage.hours * 3600.0)
        if outage.platform:
            inside &= what.platform == PLATFORMS.index(outage.platform)
        hit = np.flatnonzero(inside)
        lost[hit[rng.random(len(hit)) < outage.lost_share]] = True
    return lost
