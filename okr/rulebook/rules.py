"""The rules and formulas by which key results are judged, in the order in which they are used.

Numbers stand here as the code has them, and examples are worked out by the code itself; so the page made from this list
cannot say anything else than what is done. Change :data:`RULES_VERSION` with any rule: every stored status carries it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from okr import numbers
from okr.evidence import FEWEST_SCORED, FEWEST_SHOWN
from okr.model import Ambition, Cycle
from okr.noise import FEWEST_WEEKS, LEVEL_WEEKS, SPREAD_WEEKS
from okr.outlook.forecast import FEWEST_TESTS, FEWEST_VALUES, LEAST_HELD
from okr.outlook.shelf import LEVEL
from okr.progress import STRETCH_SHARE, bar, keep_score, progress, progress_interval, score
from okr.rhythm import counts_until, first_result
from okr.rulebook.sources import DOERR, GROVE, OWN, RE_WORK, WEST, WHEELER, WILSON
from okr.status import REVIEWS_TO_CHANGE, limits_of

RULES_VERSION: Final = 1
"""Of all rules together; stored with every status, so that an old one is read by the rules that it was made with."""
QUARTER: Final = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "UTC")
_HALF_YEAR: Final = Cycle("2026-h2", date(2026, 7, 6), date(2027, 1, 4), "UTC")
_MATURITY_DAYS: Final = 60


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        code: Short name, for links.
        title: What people call it.
        formula: In one line of plain signs; empty where it is no formula.
        says: What it means, in full sentences.
        example: A case worked out by the code.
        source: Where it comes from.
        module: Where it is done.
    """

    code: str
    title: str
    formula: str
    says: str
    example: str
    source: str
    module: str


def _three(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}".replace("-", numbers.MINUS)


def _ends(first: float | None, second: float | None) -> str:
    return f"{_three(first)} to {_three(second)}"


RULES: Final = (
    Rule(
        "progress",
        "Progress",
        "progress = (current − baseline) / (target − baseline)",
        "Unbounded, for rising and falling targets alike: exactly 0 at the baseline and exactly 1 at the "
        "target, whatever "
        "the unit. Without a current value, a baseline or a target there is none. A target equal to the baseline is no "
        "planned move, and has none either.",
        f"From 42 % to 70 % with 54.8 % now: {_three(progress(0.548, 0.42, 0.70))}. "
        f"From 6 to 2 days with 5.1 now: {_three(progress(5.1, 6.0, 2.0))}.",
        RE_WORK,
        "okr.progress",
    ),
    Rule(
        "score",
        "Score",
        "score = min(1, max(0, progress))",
        "The same number kept between 0 and 1. Only a judged status has one, so an absence is never a 0 and never a 1.",
        f"Progress 1.2 scores {_three(score(1.2))}, progress −0.1 scores {_three(score(-0.1))}.",
        f"{RE_WORK} {DOERR}",
        "okr.progress",
    ),
    Rule(
        "progress-interval",
        "Interval of the progress",
        "progress of the metric's lower and upper end, the lesser first",
        "The ends of the metric's interval go through the formula of progress. An open end stays open.",
        "54.8 % between 51.9 % and 57.6 %, on the way from 42 % to 70 %: "
        f"{_ends(*progress_interval(0.519, 0.576, 0.42, 0.70))}.",
        OWN,
        "okr.progress",
    ),
    Rule(
        "bar",
        "Bar",
        f"bar = baseline + {STRETCH_SHARE} × (target − baseline) for a stretch, the target for a commitment",
        "Where the plan ends. Expected value, gap and status aim at the bar; the target is a second mark.",
        f"A stretch from 42 % to 70 % has its bar at {numbers.amount(bar(0.42, 0.70, Ambition.STRETCH), 'share')}.",
        f"{RE_WORK} {DOERR}",
        "okr.progress",
    ),
    Rule(
        "plan-line",
        "Plan line",
        "plan(day) = baseline + (bar − baseline) × G(day) / G(last day)",
        "G(day) is the mean, over the days that the reading of a day counts, of the days of the cycle "
        "that lie behind each of "
        "them. So the plan is what the reading would show if the quality had risen evenly since the first "
        "day: flat until "
        "the first result is possible, and passed through the same window and maturity as the metric's own readings. "
        "Checkpoints (`pace`) replace the shape by straight lines through them.",
        "A team exactly on plan is never more than 0.2 weeks behind, for each way of taking a number.",
        OWN,
        "okr.plan",
    ),
    Rule(
        "gap",
        "Gap",
        "gap = time since the plan line had today's value, in weeks",
        "Positive is behind, negative ahead. Behind, it is the most recent day on which the plan was no "
        "further than the "
        "value; ahead, the next day on which it will be as far. Below the baseline and beyond the bar the "
        "line goes on with its "
        "mean slope. A value that is shown equal to the plan is on plan.",
        f"A gap of 3.2 is said as “{numbers.weeks_words(3.2)} behind”.",
        OWN,
        "okr.plan",
    ),
    Rule(
        "status-by-gap",
        "Status by the gap",
        "on track up to 1/13 of the cycle behind, at risk up to 3/13, off track beyond",
        "The limits scale with the cycle, and the gap is held against them as it is shown, to a tenth of "
        "a week. At or beyond the "
        "target the word is reached, until the close.",
        f"A quarter: {limits_of(QUARTER).on_track:g} and {limits_of(QUARTER).at_risk:g} weeks. "
        f"Half a year: {limits_of(_HALF_YEAR).on_track:g} and {limits_of(_HALF_YEAR).at_risk:g} weeks.",
        OWN,
        "okr.status",
    ),
    Rule(
        "steady-word",
        "A word does not flicker",
        "",
        "Between on track, at risk and off track the word changes on a real move in its direction, or "
        f"once {REVIEWS_TO_CHANGE} reviews have "
        "seen the gap on the other side. Until then the sentence says when it will change.",
        "At risk on Thursday, on track again on Friday without a real move: the word stays until the second review.",
        WHEELER,
        "okr.status",
    ),
    Rule(
        "guard",
        "Guard",
        "",
        "A guard that is broken turns on track into at risk, with the words “at the cost of …”. One that cannot be "
        "judged neither keeps nor breaks anything. Its limit is kept itself.",
        "On track, with 0.91 tickets for each new user against a limit of 0.80: at risk.",
        GROVE,
        "okr.guards",
    ),
    Rule(
        "keep",
        "Limits to be kept",
        "score = periods inside the limits / elapsed complete periods",
        "The status is that of the current value, at once. A period without a figure counts as not kept, "
        "so missing data never "
        "raise a score; one with nobody to measure does not count.",
        f"Inside in nine of ten weeks: {_three(keep_score([True] * 9 + [False]))}.",
        OWN,
        "okr.keep",
    ),
    Rule(
        "objective-score",
        "Score of an objective",
        "score = Σ weight × score / Σ weight, over the judged key results",
        "Without weights the plain mean. While a key result cannot be judged, the range that the score "
        "could still have is said "
        "beside it, with the missing ones at 0 and at 1. The status is that of the worst judged key "
        "result, which is named.",
        "0.46 from 2 of 3 · between 0.31 and 0.64 whatever the third does.",
        RE_WORK,
        "okr.objective",
    ),
    Rule(
        "first-result",
        "First result and last start",
        "first result = the day after the first period of the cycle is final",
        "A cohort's figure is final when its last start has had its time. With starts that must mature in the cycle "
        "(`matures_in`), those from before it count and late ones do not; with `starts_in` only starts of "
        "the cycle count, "
        "and the figure is final a window after its end.",
        f"Retention in days 30 to 59 in a quarter from {numbers.day_words(QUARTER.start)}: first result "
        f"{numbers.day_words(first_result(QUARTER, _MATURITY_DAYS))}, starts count until "
        f"{numbers.day_words(counts_until(QUARTER, _MATURITY_DAYS))}.",
        OWN,
        "okr.rhythm",
    ),
    Rule(
        "real-change",
        "Real change or normal variation",
        "outside mean ± 2.66 × mean moving range of the weeks before, and off the mean by its own interval",
        f"Weekly values that share no day, at least {FEWEST_WEEKS} before the newest; the mean of the last "
        f"{LEVEL_WEEKS}, the moving range of the "
        f"last {SPREAD_WEEKS}. With n weeks the limits are wider by the factor 1 + 6/n². A rate must also "
        "lie off that mean by more than its "
        "own 95 % interval. With fewer weeks: too little history to tell.",
        "At most 2 in 100 steady metrics give a false signal; with half a year of history at least 80 in "
        "100 shifts by four standard "
        "deviations are found in their first week.",
        f"{WHEELER} {WILSON}",
        "okr.noise",
    ),
    Rule(
        "forecast",
        "Forecast",
        "a level that wanders, perhaps with a drift, seen through noise; fifteen settings weighed by how "
        "well they foretold",
        f"It sets no status. The range has {LEVEL:.0%} inside. It is refused with fewer than "
        f"{FEWEST_VALUES} values that share no day, where nothing ever "
        f"moved, and where of at least {FEWEST_TESTS} forecasts made from its own past less than "
        f"{LEAST_HELD:.0%} held.",
        "If this continues: 4.9 days on Thu 31 Dec (4.3 to 5.6), about 1 in 5 to reach the bar.",
        WEST,
        "okr.outlook.forecast",
    ),
    Rule(
        "move-parts",
        "Why a figure moved",
        "move = new data + late data + changed definition",
        "Late: the earlier day's figure as known now less what was said of it then, measured the same "
        "way. Definition: that "
        "day measured as now less measured as then. New: the rest.",
        "+0.60 days = +0.40 new, +0.20 late, 0 definition.",
        OWN,
        "okr.outlook.change",
    ),
    Rule(
        "people",
        "Small groups",
        "",
        f"A figure on fewer than {FEWEST_SHOWN} people is hidden. On {FEWEST_SHOWN} to {FEWEST_SCORED - 1} "
        "it is shown grey with its range and not scored.",
        f"17 of {FEWEST_SCORED}: too few people.",
        OWN,
        "okr.evidence",
    ),
    Rule(
        "rounding",
        "A number and its word agree",
        "",
        "Whatever is held against a limit is first rounded as it is shown: values to the decimals of "
        "their unit, gaps to a "
        "tenth of a week. CSV files hold the raw numbers.",
        f"69.96 % is shown as {numbers.amount(0.6996, 'share')} and has reached a target of 70 %.",
        OWN,
        "okr.numbers",
    ),
)
"""Every rule, in the order of their use."""
