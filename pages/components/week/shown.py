"""What a review shows: its head, one key result at a time in type for ten seats, and the others on one screen."""

from __future__ import annotations

from okr import numbers
from okr.model import Cycle
from okr.noise import BETTER, WORSE
from okr.review.review import Review
from okr.review.slide import Slide, verdict_words
from okr.words import WORDS
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.markup import Markup, apart, element, together
from pages.components.palette import tone
from pages.components.status import mark
from pages.components.week.chart import chart
from pages.components.week.steps import Step
from tracking.reviewing.sheet import Sheet

_LOUD = {BETTER: "pl-good-text", WORSE: "pl-bad-text"}


def head(sheet: Sheet, place: str, kept: Kept) -> Markup:
    """Return whose review it is, for which day, how far it is, and how fresh the data are."""
    review = sheet.review
    data = f"data to {numbers.day_words(review.data_to, sheet.today)}" if review.data_to else "data of unknown age"
    back = element("a", "‹ Overview", href=addresses.overview(kept), target="_self", class_="pl-back")
    year = f" {review.day.year}" if sheet.is_closed else ""
    day = f" · {numbers.day_words(review.day, sheet.today)}{year}"
    title = element("h1", "Review · ", apart(review.team_title), day)
    week = element("span", f"week {review.week} of {review.weeks}")
    return element(
        "header", back, title, week, element("span", place, class_="pl-review-place"), element("span", data),
        class_="pl-review pl-review-head",
    )  # fmt: skip


def standing(sheet: Sheet, kept: Kept) -> Markup | None:
    """Return the line that says that a review is late, or closed and where its minutes are; nothing otherwise."""
    review = sheet.review
    if review.held_on is not None:
        when = numbers.day_words(review.held_on, sheet.today)
        link = element("a", "All reviews", href=addresses.week_page("history", kept), target="_self")
        return element(
            "p", f"Closed on {when}: this is what was seen and said. ", link,
            class_="pl-banner pl-review-line pl-review-closed", role="status",
        )  # fmt: skip
    if not sheet.overdue:
        return None
    words = f"{sheet.overdue[:1].upper()}{sheet.overdue[1:]}."
    return element("p", element("b", "▲ ", aria_hidden="true"), words, class_="pl-banner pl-review-line", role="status")


def only_shown(reason: str) -> Markup | None:
    """Return the line that says why nothing can be written here; nothing where it can."""
    return element("p", reason, class_="pl-banner pl-review-line", role="status") if reason else None


def heading(slide: Slide) -> Markup:
    """Return status and title of a key result, and why it is talked about."""
    status = element("span", mark(slide.status), WORDS[slide.status], class_=f"pl-{tone(slide.status)}-text")
    reason = element("span", slide.reason, class_="pl-review-reason") if slide.reason else None
    title = element("h2", apart(slide.title), title=slide.title)
    return element(
        "div", element("p", status, reason, class_="pl-review-status"), title, class_="pl-review pl-review-of"
    )  # fmt: skip


def picture(slide: Slide, cycle: Cycle) -> Markup:
    """Return the figure as large as a room needs it, what it is against the plan, its move, and the chart."""
    figure = _figure(slide)
    why = element("p", slide.sentence) if figure is None or not slide.plan_words else None
    plan = element("p", slide.plan_words) if slide.plan_words else None
    verdict = (
        element("b", verdict_words(slide.verdict), class_=_LOUD.get(slide.verdict)) if slide.verdict else None
    )  # fmt: skip
    move = element("p", slide.move_words, "  " if slide.move_words else None, verdict) if slide.move_words else None
    outlook = element("p", slide.outlook) if slide.outlook else None
    guards = [element("p", "Guard broken: ", apart(words), class_="pl-bad-text") for words in slide.guards]
    beside = element("div", why, plan, move, outlook, together(guards), class_="pl-review-words")
    top = element("div", figure, beside, class_="pl-review-top")
    return element("section", top, chart(slide, cycle), class_="pl-review pl-review-picture")


def _figure(slide: Slide) -> Markup | None:
    """Return the value of today in figures for the last row; nothing where there is none."""
    if slide.value is None:
        return None
    digits, _, unit = slide.figure.partition(" ")
    return element("b", digits, element("small", f" {unit}") if unit else None, class_="pl-review-figure")


def others(sheet: Sheet) -> Markup:
    """Return the key results that need no talk, one line each."""
    silent = dict(sheet.silent)
    review = sheet.review
    lines = [_line(slide, silent.get(slide.ref, "")) for slide in review.others]
    title = element("h2", _others_words(review), class_="pl-review-calm")
    return element("section", title, element("ul", together(lines)), class_="pl-review pl-review-others")


def _others_words(review: Review) -> str:
    count = len(review.others)
    if not review.items:
        return "Nothing needs talking about: normal variation only"
    return f"The other {count}: nothing to discuss" if count > 1 else "The other one: nothing to discuss"


def _line(slide: Slide, silence: str) -> Markup:
    status = element("span", mark(slide.status), WORDS[slide.status], class_=f"pl-{tone(slide.status)}-text")
    said = element("span", slide.move_words or slide.sentence, class_="pl-review-quiet", title=slide.sentence)
    late = element("span", silence, class_="pl-review-silence") if silence else None
    name = element("span", element("span", apart(slide.title), class_="pl-review-cut"), late, class_="pl-review-name")
    return element("li", name, element("b", slide.figure), said, status, title=slide.title)


def over(sheet_cycle: str, kept: Kept) -> Markup:
    """Return what stands where a cycle has no review left."""
    link = element("a", "Look at the reviews that were held", href=addresses.week_page("history", kept), target="_self")
    words = f"Every review of {sheet_cycle} is closed. "
    return element("section", element("h1", "No review is open"), element("p", words, link, "."), class_="pl-screen")


def which_team(rows: list[tuple[str, str, str]], kept: Kept) -> Markup:
    """Return the choice of a team, with how late its review is; ``rows`` hold title, filter and words."""
    items = [_team(title, named, words, kept) for title, named, words in rows]
    title = element("h1", "Whose review?")
    none = None if items else element("p", "No team has objectives in this cycle.")
    return element("section", title, none, element("ul", together(items)), class_="pl-screen pl-review-teams")


def _team(title: str, named: str, words: str, kept: Kept) -> Markup:
    href = addresses.week_page("review", Kept(kept.cycle, named))
    return element("li", element("a", apart(title), href=href, target="_self"), " ", element("span", words))


def place_words(steps: tuple[Step, ...], place: int) -> str:
    """Return ``2 of 5`` for the key results that are talked about, else the name of the step."""
    items = [step for step in steps if step.slide is not None]
    step = steps[place]
    return f"{items.index(step) + 1} of {len(items)}" if step in items else step.name
