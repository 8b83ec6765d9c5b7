"""A funnel as written: its steps, the window, and what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from metrics.journeys.overlap import counted_sets
from okr.metric import Duration, Matcher, parse_duration
from okr.metric_schema import FIXED_UNITS, MATCHER, MATCHER_KEYS, NAME
from okr.schema import AsWritten, Choice, Converted, Key, Many, Record, Whole

FIRST_SESSION: Final = "first session"
_MOST_STEPS = 12
_MOST_COUNTED = 60
"""Sets of steps that share events, each a column of the query: six steps that are all the same event make 57."""

Faults = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Exclusion:
    """An event that takes an entry out when it comes between a step and the next one.

    Attributes:
        matcher: Which event.
        after_step: The step, from 1.
    """

    matcher: Matcher
    after_step: int


@dataclass(frozen=True)
class Conversion:
    """Parameters of conversion.

    Attributes:
        steps: What has to happen, at least two.
        within: The window from the entry, its far edge included; None for the actor's first session.
        order: ``ordered``; ``strict`` (nothing else in between); ``unordered`` (any step opens the attempt).
        entry: ``first`` in each period, or the ``best`` of the period.
        exclusions: Events that take an entry out.
        same: Properties that every step must share with the entry.
        from_step: The step that makes the denominator, from 1.
        to_step: The step that makes the numerator.
        count: ``actors``, or every entry (``events``).
        credit: Whose a conversion is: any ``entry`` that leads to it, or only the ``latest`` one.
        figure: ``rate``, or the ``mean_time`` or ``median_time`` between the two steps of those who converted.
    """

    steps: tuple[Matcher, ...]
    within: Duration | None
    order: str = "ordered"
    entry: str = "first"
    exclusions: tuple[Exclusion, ...] = ()
    same: tuple[str, ...] = ()
    from_step: int = 1
    to_step: int = 2
    count: str = "actors"
    credit: str = "entry"
    figure: str = "rate"

    @property
    def opening(self) -> tuple[Matcher, ...]:
        """The steps that can be an entry."""
        return self.steps if self.order == "unordered" else self.steps[:1]

    @property
    def in_first_session(self) -> bool:
        """Whether the window is the actor's first session."""
        return self.within is None

    @property
    def is_rate(self) -> bool:
        """Whether the figure is a share, not a time."""
        return self.figure == "rate"


def _exclusion(**keys: Any) -> Exclusion:
    event, any_of = keys["event"], keys["any_of"]
    one = (event is None) != (any_of is None)
    names = (any_of or (() if event == "any" else (event,))) if one else ("",)
    return Exclusion(Matcher(names, keys["where"]), keys["after_step"])


def _check_exclusion(exclusion: Exclusion) -> Faults:
    if "" in exclusion.matcher.events:
        return [("event", "exactly one of event and any_of must be given", "Like {event: cancelled, after_step: 1}.")]
    return []


_EXCLUSION = Record(
    _exclusion,
    (*MATCHER_KEYS, Key("after_step", Whole(1, _MOST_STEPS), "The step after which it counts, from 1.", default=1)),
    check=_check_exclusion,
    what="an exclusion like {event: cancelled, after_step: 1}",
)


def _window(text: str) -> Duration | str:
    if " ".join(text.lower().split()) == FIRST_SESSION:
        return FIRST_SESSION
    duration = parse_duration(text)
    if duration.unit not in FIXED_UNITS:
        raise ValueError(f"{duration.unit}s have no fixed length")
    return duration


_WITHIN_EXPECTS = f"a whole number of {', '.join(f'{unit}s' for unit in FIXED_UNITS)}, like 7 days, or {FIRST_SESSION}"
_WITHIN = Converted(AsWritten(_WITHIN_EXPECTS), _window, _WITHIN_EXPECTS)


def _build(**keys: Any) -> Conversion:
    if keys["within"] == FIRST_SESSION:
        keys["within"] = None
    keys["to_step"] = keys["to_step"] or len(keys["steps"])
    return Conversion(**keys)


def _check(funnel: Conversion) -> Faults:
    return [*_check_numbers(funnel), *_check_order(funnel), *_check_counting(funnel), *_check_size(funnel)]


def _check_numbers(funnel: Conversion) -> Faults:
    last, found = len(funnel.steps), Faults()
    if not funnel.from_step < funnel.to_step <= last:
        key = "to_step" if funnel.from_step < last else "from_step"
        message = f"from step {funnel.from_step} to step {funnel.to_step} of {last} leads nowhere"
        found.append((key, message, f"Steps are counted from 1; to_step comes after from_step, at most {last}."))
    for exclusion in funnel.exclusions:
        if exclusion.after_step >= last:
            message = f"after_step: {exclusion.after_step} has no step after it"
            found.append(("exclusions", message, f"after_step is between 1 and {last - 1}."))
    return found


def _check_order(funnel: Conversion) -> Faults:
    if funnel.order != "unordered":
        return []
    whole = (1, len(funnel.steps))
    numbered = {
        "exclusions": bool(funnel.exclusions),
        "from_step": funnel.from_step != whole[0],
        "to_step": funnel.to_step != whole[1],
        "credit": funnel.credit == "latest",
    }
    hint = "Without an order steps have no numbers. Leave it out, or choose order: ordered."
    return [(key, f"{key} does not go with order: unordered", hint) for key, given in numbered.items() if given]


def _check_counting(funnel: Conversion) -> Faults:
    if funnel.in_first_session and (funnel.count == "events" or funnel.credit == "latest"):
        key = "count" if funnel.count == "events" else "credit"
        return [(key, "the first session has only one entry", f"Leave {key} out, or give within a duration.")]
    if funnel.credit == "latest" and funnel.count == "actors" and funnel.entry == "first":
        hint = "Add entry: best or count: events, so that the later entries are looked at too."
        return [("credit", "credit: latest has no meaning where only the first entry counts", hint)]
    return []


def _check_size(funnel: Conversion) -> Faults:
    if len(funnel.steps) > _MOST_STEPS:
        return [("steps", f"{len(funnel.steps)} steps are too many", f"At most {_MOST_STEPS} can be counted.")]
    if len(counted_sets(funnel.steps, range(len(funnel.steps)))) > _MOST_COUNTED:
        hint = "Give the steps different events, or fewer steps."
        return [("steps", "too many steps can be met by one and the same event", hint)]
    return []


_ORDERS, _FIGURES = ("ordered", "strict", "unordered"), ("rate", "mean_time", "median_time")
SCHEMA = Record(
    _build,
    (
        Key("steps", Many(MATCHER, least=2), "what has to happen, in order", required=True),
        Key("within", _WITHIN, "the window from the entry, like 7 days, or first session", required=True),
        Key(
            "order",
            Choice(_ORDERS),
            "whether steps come in order, with nothing in between, or in any",
            default="ordered",
        ),
        Key("entry", Choice(("first", "best")), "which entry of the period counts for an actor", default="first"),
        Key("exclusions", Many(_EXCLUSION), "events that take an entry out", default=()),
        Key("same", Many(NAME, least=1), "properties that all steps share with the entry", default=()),
        Key("from_step", Whole(1), "the step below the line, from 1", default=1),
        Key("to_step", Whole(1), "the step above the line; the last one unless given"),
        Key("count", Choice(("actors", "events")), "actors, or every entry", default="actors"),
        Key(
            "credit",
            Choice(("entry", "latest")),
            "whether only the latest entry before a conversion has it",
            default="entry",
        ),
        Key(
            "figure", Choice(_FIGURES), "a share, or the time from step to step of those who converted", default="rate"
        ),
    ),
    check=_check,
    what="the parameters of conversion",
)
