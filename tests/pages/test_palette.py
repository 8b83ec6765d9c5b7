from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from itertools import product
from typing import Any

import pytest

from okr.words import JUDGED, SHAPES, Status
from pages.components.palette import DARK, LIGHT, Palette, chart_rules, tone, variables
from pages.components.style import stylesheet
from tests.house.test_theme import contrast
from tests.house.tree import ROOT

THEME: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
MODES = {"light": LIGHT, "dark": DARK}
TONES = ("good", "warn", "bad", "quiet")


@pytest.mark.parametrize("mode", MODES)
def test_page_ink_and_accent_are_those_of_the_theme(mode: str) -> None:
    colours = MODES[mode]

    assert THEME[mode]["backgroundColor"] == colours.page
    assert THEME[mode]["textColor"] == colours.ink
    assert THEME[mode]["linkColor"] == colours.accent


@pytest.mark.parametrize(("colours", "name"), list(product(MODES.values(), ["ink", "muted", "accent"])))
def test_words_can_be_read_on_every_ground(colours: Palette, name: str) -> None:
    grounds = (colours.page, colours.panel, colours.quiet_wash)

    assert min(contrast(getattr(colours, name), ground) for ground in grounds) >= 4.5


@pytest.mark.parametrize(("colours", "name"), list(product(MODES.values(), TONES)))
def test_a_tone_can_be_read_on_its_wash_and_seen_on_the_rail(colours: Palette, name: str) -> None:
    values = asdict(colours)

    assert contrast(values[f"{name}_text"], values[f"{name}_wash"]) >= 4.5
    assert min(contrast(values[name], ground) for ground in (colours.page, colours.panel, colours.rail)) >= 3.0


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_at_risk_and_off_track_differ_in_lightness_too(colours: Palette) -> None:
    assert contrast(colours.warn, colours.bad) >= 1.3


@pytest.mark.parametrize("status", Status)
def test_a_status_without_a_verdict_has_no_colour_of_a_verdict(status: Status) -> None:
    assert (status in JUDGED) == (tone(status) != "quiet")


def test_statuses_of_one_tone_differ_in_shape() -> None:
    judged = [(tone(status), SHAPES[status]) for status in JUDGED]

    assert len(judged) == len(set(judged))


def test_the_stylesheet_knows_every_colour_it_uses_and_nothing_else() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)\)", stylesheet())) - {
        "shape",
        "pl-gap",
        "pl-radius",
        "pl-room",
        "pl-room-big",
    }
    known = set(re.findall(r"--([a-z-]+):light-dark", variables()))

    assert set() == used - known


def test_the_stylesheet_asks_for_nothing_from_elsewhere() -> None:
    text = stylesheet().replace("http://www.w3.org/2000/svg", "")

    assert "http" not in text
    assert "@import" not in text


def test_colours_that_are_one_in_light_are_one_in_the_dark_too() -> None:
    """A chart is drawn in the colours of light, and each is turned into the one of the dark."""
    light, dark = asdict(LIGHT), asdict(DARK)
    pairs = {light[name]: {dark[other] for other in light if light[other] == light[name]} for name in light}

    assert {} == {colour: others for colour, others in pairs.items() if len(others) > 1}


def test_a_chart_follows_the_mode() -> None:
    assert '[style*="stroke: rgb(38, 90, 143)"]{stroke:var(--accent)!important}' in chart_rules()
