"""What a team said in the reviews of one cycle, told by weeks, and turned into the reviews themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from tracking.demo.calendar import DemoCycle
from tracking.reviewing.holding import DONE, DROPPED, NOT_DONE, Given, Held, Raised, Said, Settled

WEEK = timedelta(days=7)
End: TypeAlias = str | int | None
GIVEN_UP: End = None


@dataclass(frozen=True)
class Word:
    """A promise.

    Attributes:
        week: Of the cycle, in which it was given.
        what: As said.
        ends: Week → what was said of it: done, dropped, :data:`GIVEN_UP`, or a new date so many days later.
        about: The key result below the team that it is for; empty for none.
        days: From the review until it is due.
        owner: The team that does it; empty: the team itself.
    """

    week: int
    what: str
    ends: tuple[tuple[int, End], ...] = ()
    about: str = ""
    days: int = 7
    owner: str = ""


@dataclass(frozen=True)
class Obstacle:
    """A blocker.

    Attributes:
        week: In which it was raised.
        what: As said.
        owner: The team that can remove it.
        about: The key result below the team that it blocks.
        steps: Week → what happens next; the first with ``week``.
        removed: Week in which it was out of the way; 0: still there.
        days_before: For how many days it had been in the way when it was raised.
    """

    week: int
    what: str
    owner: str
    about: str
    steps: tuple[tuple[int, str], ...]
    removed: int = 0
    days_before: int = 0


@dataclass(frozen=True)
class Season:
    """One team in one cycle.

    Attributes:
        team: Its id.
        words: Its promises.
        obstacles: What was in its way.
        said: Key result below the team → week, confidence and note of each check-in.
        decided: Week and words of its decisions.
        missed: Weeks in which it did not meet.
    """

    team: str
    words: tuple[Word, ...]
    obstacles: tuple[Obstacle, ...]
    said: tuple[tuple[str, tuple[tuple[int, int, str], ...]], ...]
    decided: tuple[tuple[int, str], ...]
    missed: tuple[int, ...] = ()


def meetings(
    cycle: DemoCycle, seasons: Sequence[Season], since: date, until: date
) -> Iterator[tuple[date, list[Held]]]:
    """Yield the review days of a cycle from ``since`` to the day before ``until`` with what each team said."""
    for week in range(1, (cycle.end - cycle.start).days // 7 + 1):
        day = cycle.start + (week - 1) * WEEK
        if since <= day < until:
            yield day, [_held(season, cycle, week, day) for season in seasons if week not in season.missed]


def _held(season: Season, cycle: DemoCycle, week: int, day: date) -> Held:
    return Held(
        season.team,
        settled=tuple(_settled(word, week, day) for word in season.words if week in dict(word.ends)),
        blockers=tuple(item for one in season.obstacles for item in _raised(season, one, week, day)),
        said=tuple(
            Said(f"{season.team}/{name}", confidence, note)
            for name, lines in season.said
            for when, confidence, note in lines
            if when == week
        ),
        given=tuple(_given(season, word, day) for word in season.words if word.week == week),
        decided=tuple(what for when, what in season.decided if when == week),
        cycle=cycle.id,
    )


def _settled(word: Word, week: int, day: date) -> Settled:
    end = dict(word.ends)[week]
    if isinstance(end, str):
        return Settled(word.what, end)
    return Settled(word.what, NOT_DONE, None if end is None else day + timedelta(days=end))


def _given(season: Season, word: Word, day: date) -> Given:
    about = f"{season.team}/{word.about}" if word.about else ""
    return Given(word.what, word.owner or season.team, day + timedelta(days=word.days), about)


def _raised(season: Season, obstacle: Obstacle, week: int, day: date) -> Iterator[Raised]:
    about, steps = f"{season.team}/{obstacle.about}", dict(obstacle.steps)
    if week == obstacle.removed:
        yield Raised(obstacle.what, obstacle.owner, about, removed=True)
    elif week in steps:
        since = day - timedelta(days=obstacle.days_before)
        yield Raised(obstacle.what, obstacle.owner, about, since, steps[week], day + WEEK)


__all__ = ["DONE", "DROPPED", "GIVEN_UP", "Obstacle", "Season", "Word", "meetings"]
