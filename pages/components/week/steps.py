"""The steps of a review: promises, one key result at a time, the others, decisions; and where in them somebody is."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from okr.review.review import Review
from okr.review.slide import Slide

STEP = "step"
PROMISES, ITEM, OTHERS, DECISIONS = "promises", "item", "others", "decisions"


@dataclass(frozen=True)
class Step:
    """One screen of a review: its kind, its name, and the key result that it is about, if any."""

    kind: str
    name: str
    slide: Slide | None = None


def steps_of(review: Review) -> tuple[Step, ...]:
    """Return the screens of a review in order."""
    count = len(review.others)
    others = [Step(OTHERS, f"The other {count}" if count > 1 else "The other one")] if count else []
    items = [Step(ITEM, slide.title, slide) for slide in review.items]
    return (Step(PROMISES, "Promises"), *items, *others, Step(DECISIONS, "Decisions"))


def place_in(steps: tuple[Step, ...]) -> int:
    """Return which of the steps the address asks for; the first where it asks for none that there is."""
    asked = st.query_params.get(STEP, "1")
    place = int(asked) - 1 if asked.isdecimal() and len(asked) < 4 else 0
    return place if 0 <= place < len(steps) else 0


def go(place: int) -> None:
    """Write a step into the address, so that it survives a reload."""
    st.query_params[STEP] = str(place + 1)
