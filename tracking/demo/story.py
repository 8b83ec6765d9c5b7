"""The ground truth of the demo: what really happened to the product, in one place.

Every day here is a *story day*: day 0 is the first day of the running cycle, negative days came before. The generator
draws its data from :func:`level`, and the roadmap is written from :data:`SHIPS`, so the two cannot disagree. What a
metric shows differs from these figures only by noise, windows and maturity, as it would in life.
"""

from __future__ import annotations

from dataclasses import dataclass

HISTORY_DAYS = 1096
"""How many days of data there are: about three years."""


@dataclass(frozen=True)
class Link:
    """The key result that a piece of work was meant to advance, with the effect people hoped for."""

    key_result: str
    how: str
    expected: str
    kind: str = "direct"


@dataclass(frozen=True)
class Ship:
    """A piece of work, and what it really changed.

    Attributes:
        id: Name in the roadmap.
        title: What people read.
        team: The team that built it.
        starts: Story day on which work began.
        day: Story day on which the first customers got it.
        ramp_days: Days until everybody had it.
        effects: What it added to which parameter, in that parameter's unit; empty where it changed nothing.
        links: What it was meant to advance; empty for an orphan.
    """

    id: str
    title: str
    team: str
    starts: int
    day: int
    ramp_days: int = 1
    effects: tuple[tuple[str, float], ...] = ()
    links: tuple[Link, ...] = ()


LEVELS: dict[str, float] = {
    "setup_share": 0.32,  # sign-ups that finish core set-up in their first session
    "invite_share": 0.24,  # sign-ups that invite a colleague within seven days
    "value_days": 6.6,  # median days from sign-up to the first shared report, over all sign-ups
    "kept_share": 0.50,  # sign-ups seen again in days 30 to 59
    "paid_share": 0.060,  # sign-ups on a paid plan within 30 days
    "daily_use": 0.96,  # factor on everybody's chance to open the product on a day
    "mobile_share": 0.095,  # share of visits made on a phone
    "load_seconds": 2.15,  # median page load; the 75th percentile is about 1.45 times as long
    "ticket_rate": 0.66,  # support tickets per sign-up in its first two weeks
    "visit_tickets": 0.0070,  # support tickets per visit of everybody else
    "satisfied_share": 0.72,  # survey answers of 4 or 5
    "confidence_points": 3.20,  # mean grade of design decisions, 1 to 5
    "kept_promises_share": 0.62,  # work promised for a sprint that was done in it
    "deploys_per_week": 6.0,
    "failed_deploys_share": 0.15,
    "restore_minutes": 205.0,  # median time to restore service
    "incidents_per_month": 3.4,
}
"""Where each parameter stood before the first ship."""


# fmt: off
SHIPS: tuple[Ship, ...] = (
    # the cycle before the last
    Ship("sample-project", "A sample project waits in every new workspace", "growth", -181, -160, 10,
         (("setup_share", 0.04), ("value_days", -0.6), ("kept_share", 0.01)),
         (Link("growth/trial-becomes-plan/paid-within-30-days", "People try the product on something finished",
               "+1 point", "indirect"),
          Link("growth/trial-becomes-plan/back-in-week-four", "There is something to come back to", "+3 points"))),
    Ship("three-plans", "One price page with three plans", "growth", -178, -146, 1, (("paid_share", 0.014),),
         (Link("growth/trial-becomes-plan/paid-within-30-days", "The choice of a plan takes one page", "+2 points"),
          Link("platform/steady-growth/recurring-revenue", "More of those who try it pay", "+10 %", "indirect"))),
    Ship("faster-tables", "Tables that draw only what is on screen", "experience", -170, -122, 14,
         (("load_seconds", -0.18), ("daily_use", 0.02)),
         (Link("experience/daily-habit/stickiness", "Less waiting, more opening", "+2 points", "indirect"),
          Link("experience/daily-habit/weekly-actives", "Less waiting, more opening", "+4 %", "indirect"))),
    Ship("second-zone", "A second data centre takes over by itself", "platform", -182, -112, 1,
         (("incidents_per_month", -0.9),),
         (Link("platform/steady-growth/deployments-per-week", "Teams dare to release on Fridays", "+2 a week",
               "indirect"),)),
    Ship("build-cache", "Builds that remember what did not change", "platform", -168, -130, 7,
         (("deploys_per_week", 2.6),),
         (Link("platform/steady-growth/deployments-per-week", "A build takes six minutes, not thirty", "+4 a week"),)),
    # the last cycle
    Ship("smaller-batches", "Sprints planned from the measured pace", "platform", -91, -80, 28,
         (("kept_promises_share", 0.09),),
         (Link("platform/word-is-kept/promised-work-done", "Teams promise what they did last time", "+18 points"),)),
    Ship("answers-in-place", "Help appears beside the step that needs it", "experience", -91, -75, 10,
         (("satisfied_share", 0.05), ("ticket_rate", -0.05)),
         (Link("experience/pleasant-to-use/satisfied-customers", "Answers without leaving the page", "+6 points"),
          Link("experience/pleasant-to-use/fewer-tickets", "The answer comes before the question", "-0.1"))),
    Ship("setup-checklist", "A short list leads through set-up", "growth", -88, -62, 7,
         (("setup_share", 0.06), ("kept_share", 0.03)),
         (Link("growth/start-without-help/set-up-in-the-first-session", "The next step is always in sight",
               "+9 points"),)),
    Ship("alarm-on-symptoms", "Alarms on what customers feel", "platform", -85, -58, 3, (("restore_minutes", -95.0),),
         (Link("platform/word-is-kept/time-to-restore", "We know before the first call", "-90 minutes"),)),
    Ship("invite-by-link", "Colleagues join by a link", "growth", -70, -45, 5, (("invite_share", 0.07),),
         (Link("growth/start-without-help/colleagues-invited", "No address has to be typed", "+11 points"),)),
    # the running cycle
    Ship("decision-log", "Every design decision with its evidence and a grade", "experience", -10, 3, 28,
         (("confidence_points", 0.52),),
         (Link("experience/choices-with-reasons/design-confidence", "Doubts are settled before work begins",
               "+0.9 points"),)),
    Ship("one-page-setup", "Set-up on a single page", "growth", -20, 5, 9,
         (("setup_share", 0.13), ("kept_share", 0.05), ("value_days", 0.5)),
         (Link("growth/value-from-the-first-day/set-up-in-the-first-session", "Four screens become one", "+20 points"),
          Link("growth/value-from-the-first-day/active-after-a-month", "Ready workspaces are opened again",
               "+8 points", "indirect"))),
    Ship("new-mobile-app", "The mobile app, built anew", "experience", -60, 8, 18,
         (("mobile_share", 0.085), ("visit_tickets", 0.0036), ("kept_promises_share", -0.06)),
         (Link("experience/at-home-on-the-phone/mobile-sessions", "Reports read and answered on the way", "x2.5"),)),
    Ship("trial-reminder", "On trial day ten: what a plan would add", "platform", -14, 10, 1, (("paid_share", 0.013),),
         (Link("platform/plans-worth-paying-for/paid-within-30-days", "Nobody is surprised by the end of the trial",
               "+2 points"),)),
    Ship("charts-on-sight", "Charts load when they come into view", "experience", -5, 12, 7,
         (("load_seconds", -0.26),),
         (Link("experience/at-home-on-the-phone/page-load-time", "Half of a page's charts are never seen", "-25 %"),)),
    Ship("staged-releases", "Releases reach a tenth of customers first", "platform", -15, 15, 3,
         (("failed_deploys_share", -0.05),),
         (Link("platform/there-all-day/requests-answered", "A bad release touches few", "+0.1 points"),)),
    Ship("half-a-report", "A mail with the first report half written", "growth", -8, 16, 1, (),
         (Link("growth/value-from-the-first-day/time-to-first-value", "The first report needs one more click",
               "-2 days"),)),
    Ship("morning-digest", "Each morning: what changed since yesterday", "experience", 0, 20, 14,
         (("daily_use", 0.02),),
         (Link("experience/choices-with-reasons/daily-actives", "A reason to open the product today", "+12 %"),)),
    Ship("dark-theme", "A dark theme", "experience", 6, 25),
    Ship("import-wizard", "Reports from other tools, taken over in one go", "growth", 18, 68, 7,
         (("value_days", -1.6),),
         (Link("growth/value-from-the-first-day/time-to-first-value", "A first report exists on the first day",
               "-1.5 days"),)),
    Ship("pages-from-cache", "The last seen page opens at once", "experience", 30, 72, 7, (("load_seconds", -0.35),),
         (Link("experience/at-home-on-the-phone/page-load-time", "Nobody waits for what did not change", "-20 %"),)),
    Ship("seat-suggestions", "Suggests a seat where a guest keeps coming", "platform", 35, 77, 1, (),
         (Link("platform/plans-worth-paying-for/customers-adding-seats", "Guests become colleagues", "to be found"),)),
    Ship("audit-log", "A list of who changed what, for the two largest customers", "platform", 40, 84),
)
# fmt: on
"""Everything that was or will be built; what lies behind DATE changed the data, the rest is planned."""


@dataclass(frozen=True)
class Outage:
    """Hours in which events were lost.

    Attributes:
        day: Story day.
        hour: Local hour at which it began.
        hours: How long it lasted.
        lost_share: Share of the events of that time that never arrived.
        felt: Whether customers felt it; otherwise only the recording failed.
        platform: The one platform concerned; empty for all.
    """

    day: int
    hour: float
    hours: float
    lost_share: float
    felt: bool = True
    platform: str = ""


OUTAGES = (
    Outage(-613, 9.5, 5.5, 0.97),
    Outage(-404, 13.25, 3.2, 0.92),
    Outage(-221, 6.0, 11.0, 1.00, felt=False, platform="mobile"),
    Outage(-131, 8.0, 4.4, 0.95),
    Outage(33, 10.6, 1.3, 0.93),
)
"""Three long outages, a short one in the running cycle, and a day on which the phone's events were not recorded."""


@dataclass(frozen=True)
class Campaign:
    """A marketing campaign that brought many people who did not stay."""

    day: int
    days: int
    factor: float
    setup_points: float
    kept_factor: float


CAMPAIGN = Campaign(day=-297, days=9, factor=2.7, setup_points=-0.09, kept_factor=0.62)


@dataclass(frozen=True)
class Entry:
    """A value that somebody entered by hand."""

    metric: str
    team: str
    day: int
    value: float
    note: str


ENTRIES = (
    Entry("webinars_held", "growth", 2, 0, "first one planned for next week"),
    Entry("mobile_checks_passed", "experience", 4, 0.0, "criteria written for all 46 functions"),
    Entry("webinars_held", "growth", 9, 1, "how to read a site report, 31 guests"),
    Entry("mobile_checks_passed", "experience", 11, 0.09, "4 of 46"),
    Entry("mobile_checks_passed", "experience", 18, 0.22, "10 of 46; photographs take longer than thought"),
    Entry("mobile_checks_passed", "experience", 25, 0.30, "14 of 46"),
    Entry("mobile_checks_passed", "experience", 32, 0.41, "19 of 46"),
    Entry("webinars_held", "growth", 37, 2, "questions and answers, 18 guests"),
    Entry("mobile_checks_passed", "experience", 39, 0.52, "24 of 46; one function sent back"),
    Entry("mobile_checks_passed", "experience", 46, 0.59, "27 of 46"),
)
"""What people recorded in the running cycle, in order."""

TIMINGS_SILENT_DAYS = 8
"""The page timings stopped arriving this many days before DATE."""

TIMINGS_FROM = -540
"""Story day of the first page timing."""


def level(parameter: str, day: float) -> float:
    """Return where ``parameter`` really stood on a story day, in its own unit."""
    grown = (reached(ship, day) * effect for ship in SHIPS for name, effect in ship.effects if name == parameter)
    return LEVELS[parameter] + sum(grown)


def reached(ship: Ship, day: float) -> float:
    """Return the share of customers (0–1) that had ``ship`` on a story day."""
    return min(1.0, max(0.0, (day - ship.day + 1) / ship.ramp_days))
