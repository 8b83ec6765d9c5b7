"""Who signs up, and what they are like: one array per trait, a row per person.

Traits are drawn from the truth of the day on which somebody signs up, so a cohort keeps the product it met. A person's
draws share a common part: who sets up at once is also likelier to share a report, to stay and to pay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tracking.demo import story
from tracking.demo.moments import DAY_SECONDS, Flags, Floats, Ints, Rng, Span, busy, by_day, clock, to_utc

NEVER = np.inf
TEST_ACCOUNTS = 14
VALUE_EVER_SHARE = 0.80
"""Sign-ups that share a report at some time."""
VALUE_SHAPE = 1.7
"""Shape of the log-logistic time to value; lower is more spread out."""
WEEKEND_DELAY = 1.05
"""How much longer the median gets because hardly anybody shares a report on a weekend; measured."""
SEEN_IF_ALIVE = 0.89
"""Share of those still customers after day 30 who are seen in days 30 to 59 (many come rarely); measured."""
COUNTRIES = ("NO", "SE", "DK", "FI", "DE", "GB", "NL")
_COUNTRY_WEIGHTS = (0.46, 0.17, 0.11, 0.06, 0.09, 0.07, 0.04)
_SIGN_UP_HOURS = (2, 1, 1, 1, 1, 3, 9, 26, 58, 70, 66, 48, 55, 62, 58, 46, 30, 21, 20, 24, 26, 20, 11, 5)


@dataclass(frozen=True)
class People:
    """Everybody who ever signed up, in order of sign-up; a person's number is the row plus one.

    Attributes:
        day: Story day of the sign-up.
        joined: Instant of the sign-up, UTC epoch seconds.
        country: Index into ``COUNTRIES``.
        internal: Whether it is one of our own test accounts.
        by_campaign: Whether the campaign brought them.
        sets_up: Whether core set-up is finished in the first session.
        value_at: Instant of the first shared report; NEVER if there is none.
        lives_days: Days until the last visit.
        rate: Chance of a visit on a mean working day.
        phone: Factor on the share of visits made on a phone.
        pays_at: Instant of the first paid plan; NEVER if there is none.
        invites_at: Instant of the first invited colleague; NEVER if there is none.
    """

    day: Ints
    joined: Floats
    country: Ints
    internal: Flags
    by_campaign: Flags
    sets_up: Flags
    value_at: Floats
    lives_days: Floats
    rate: Floats
    phone: Floats
    pays_at: Floats
    invites_at: Floats

    def __len__(self) -> int:
        return len(self.day)


def people(span: Span) -> People:
    """Return everybody who signs up in the span."""
    rng = span.rng(1)
    day, campaign = _sign_ups(span, rng)
    count = len(day)
    joined = np.sort(to_utc(span, day, clock(rng, _SIGN_UP_HOURS, count)))
    common = _inclination(rng, count)
    truth = _truth(span, day)
    setup = truth("setup_share") + campaign * story.CAMPAIGN.setup_points
    kept = truth("kept_share") * np.where(campaign, story.CAMPAIGN.kept_factor, 1.0)
    value = _value_days(_related(rng, common, 0.8), truth("value_days"))
    stays = _related(rng, common, 0.5) < kept / SEEN_IF_ALIVE
    internal = np.zeros(count, dtype=bool)
    internal[rng.choice(count, TEST_ACCOUNTS, replace=False)] = True
    return People(
        day=day,
        joined=joined,
        country=rng.choice(len(COUNTRIES), count, p=_COUNTRY_WEIGHTS),
        internal=internal,
        by_campaign=campaign,
        sets_up=_related(rng, common, 0.65) < setup,
        value_at=after(rng, joined, np.where(stays | (value < 29), value, NEVER)),
        lives_days=np.where(internal, 2000.0, _lives_days(rng, stays, value)),
        rate=np.where(internal, 0.8, np.minimum(rng.gamma(1.5, 0.16, count), 0.9)),
        phone=rng.gamma(1.2, 1 / 1.2, count),
        pays_at=after(rng, joined, _pays_days(rng, stays & ~internal, truth("paid_share") / truth("kept_share"))),
        invites_at=after(rng, joined, _invites_days(rng, truth("invite_share"))),
    )


def after(rng: Rng, joined: Floats, days: Floats) -> Floats:
    """Return the instants about ``days`` after ``joined`` at which people are awake and mostly at work.

    Nights move to the evening before or the morning after, three in four weekends to Friday or Monday; neither moves
    the mean.
    """
    at = joined + np.minimum(days, 1e5) * DAY_SECONDS
    local = at + 1.5 * 3600.0
    hour = local % DAY_SECONDS / 3600.0
    weekday = (local // DAY_SECONDS + 3) % 7
    moves = (days > 0.6) & np.isfinite(days)
    night = np.where(hour < 2.6, -3.4, np.where(hour < 6.0, 3.8, 0.0)) * 3600.0
    weekend = np.where(weekday == 5, -1.0, np.where(weekday == 6, 1.0, 0.0)) * DAY_SECONDS
    moved = at + moves * (night + weekend * (rng.random(len(at)) < 0.75))
    return np.where(np.isfinite(days), np.maximum(moved, joined + 120.0), NEVER)


def _sign_ups(span: Span, rng: Rng) -> tuple[Ints, Flags]:
    """Return the story day of every sign-up and whether the campaign brought it.

    Demand follows a saturating curve; the days scatter more than a Poisson count would, and neighbouring weeks alike.
    """
    weekly = np.repeat(_good_and_bad_weeks(rng, len(span.days) // 7 + 1), 7)[: len(span.days)]
    calm = np.maximum(busy(span), 0.12) ** 0.8
    mean = by_day(span, _demand) * calm * weekly * rng.gamma(14, 1 / 14, len(span.days))
    plain = rng.poisson(mean)
    ran = by_day(span, lambda day: float(0 <= day - story.CAMPAIGN.day < story.CAMPAIGN.days))
    extra = rng.poisson(mean * ran * (story.CAMPAIGN.factor - 1))
    both = plain + extra
    day = np.repeat(span.days, both)
    return day, rng.random(len(day)) < np.repeat(extra / np.maximum(both, 1), both)


def _good_and_bad_weeks(rng: Rng, count: int) -> Floats:
    """Return a factor per week that wanders around 1 and comes back."""
    shocks = rng.normal(0, 0.05, count + 20)
    memory = 0.8 ** np.arange(20)
    return np.asarray(np.exp(np.convolve(shocks, memory, mode="full")[20 : 20 + count]))


def _demand(day: int) -> float:
    """Return the mean sign-ups of a working day: growth that levels off towards 28."""
    return float(28.0 / (1.0 + np.exp(-(day + 690) / 175.0)))


def _truth(span: Span, day: Ints) -> Callable[[str], Floats]:
    """Return a function that gives a parameter of the story on each person's sign-up day."""

    def truth(parameter: str) -> Floats:
        return by_day(span, lambda each: story.level(parameter, each))[day - span.first]

    return truth


def _inclination(rng: Rng, count: int) -> Floats:
    """Return how little each person is inclined to use the product, 0 to 1.

    The whole range is present in every 25 people who sign up one after the other, so that a month's figure is not
    mostly luck; what is drawn besides still scatters freely.
    """
    block = np.arange(-(-count // 25) * 25).reshape(-1, 25) % 25
    return ((rng.permuted(block, axis=1).ravel() + rng.random(block.size)) / 25.0)[:count]


def _related(rng: Rng, common: Floats, share: float) -> Floats:
    """Return uniform numbers, of which ``share`` are the common ones."""
    return np.where(rng.random(len(common)) < share, common, rng.random(len(common)))


def _value_days(draw: Floats, median: Floats) -> Floats:
    """Return days to value so that half of everybody, also of those who never get there, is there by ``median``."""
    odds = np.minimum(draw / VALUE_EVER_SHARE, 1 - 1e-9)
    half = 0.5 / VALUE_EVER_SHARE
    scale = median / WEEKEND_DELAY / (half / (1 - half)) ** (1 / VALUE_SHAPE)
    return np.where(draw < VALUE_EVER_SHARE, scale * (odds / (1 - odds)) ** (1 / VALUE_SHAPE), NEVER)


def _lives_days(rng: Rng, stays: Flags, value: Floats) -> Floats:
    """Return days to the last visit: a third leaves at once, others within the month, who stays stays long."""
    count = len(stays)
    briefly = np.where(rng.random(count) < 0.4, 0.0, 29.0 * rng.random(count) ** 1.7)
    briefly = np.where(value < 29, np.maximum(briefly, np.minimum(value, 29)), briefly)
    long = 30.0 + 190.0 * (-np.log(rng.random(count))) ** (1 / 0.8)
    return np.where(stays, np.where(np.isfinite(value), np.maximum(long, np.minimum(value, 400)), long), briefly)


def _invites_days(rng: Rng, share: Floats) -> Floats:
    """Return days to the first invited colleague: soon, and within a week, or never."""
    return np.where(rng.random(len(share)) < share, 5.9 * rng.random(len(share)) ** 2.2, NEVER)


def _pays_days(rng: Rng, may: Flags, share: Floats) -> Floats:
    """Return days to the first paid plan: most after a trial of 14 days, some months later."""
    count = len(may)
    draw = rng.random(count)
    soon = np.clip(rng.normal(14.5, 3.0, count), 0.5, 28.5)
    late = 31.0 + rng.exponential(75.0, count)
    among = share * SEEN_IF_ALIVE
    return np.where(may & (draw < among), soon, np.where(may & (draw < among * 1.35), late, NEVER))
