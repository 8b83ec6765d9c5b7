from __future__ import annotations

import tomllib
from itertools import product
from typing import Any

import pytest

from tests.house.tree import ROOT

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
MODES = ("light", "dark")
TEXT = ("textColor", "linkColor", "primaryColor", "grayTextColor", "greenTextColor", "orangeTextColor", "redTextColor")
MARKS = ("grayColor", "greenColor", "orangeColor", "redColor", "blueColor")


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def backgrounds(mode: str) -> list[str]:
    """Return the colours that things stand on."""
    theme = SETTINGS["theme"][mode]
    return [theme["backgroundColor"], theme["secondaryBackgroundColor"]]


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert 21.0 == pytest.approx(contrast("#000000", "#ffffff"))


@pytest.mark.parametrize(("mode", "name"), list(product(MODES, TEXT)))
def test_text_can_be_read_on_every_background(mode: str, name: str) -> None:
    colour = SETTINGS["theme"][mode][name]

    assert min(contrast(colour, ground) for ground in backgrounds(mode)) >= 4.5


@pytest.mark.parametrize(("mode", "name"), list(product(MODES, MARKS)))
def test_marks_can_be_seen_on_every_background(mode: str, name: str) -> None:
    colour = SETTINGS["theme"][mode][name]

    assert min(contrast(colour, ground) for ground in backgrounds(mode)) >= 3.0


@pytest.mark.parametrize("mode", MODES)
def test_ten_lines_of_a_chart_differ_and_can_be_seen(mode: str) -> None:
    """Plotly ignores a palette of fewer than ten colours without a word."""
    palette = SETTINGS["theme"][mode]["chartCategoricalColors"]

    assert 10 == len(set(palette))
    assert min(contrast(colour, ground) for colour in palette for ground in backgrounds(mode)) >= 3.0


@pytest.mark.parametrize(
    ("section", "name", "expected"),
    [
        ("server", "address", "127.0.0.1"),
        ("server", "enableCORS", True),
        ("server", "enableXsrfProtection", True),
        ("server", "enableStaticServing", False),
        ("server", "enableAgentApi", False),
        ("server", "maxUploadSize", 1),
        ("client", "showErrorDetails", "none"),
        ("client", "showErrorLinks", False),
        ("client", "disableDataExport", True),
        ("client", "allowedOrigins", []),
        ("browser", "gatherUsageStats", False),
    ],
)
def test_the_server_starts_closed_and_silent(section: str, name: str, expected: object) -> None:
    assert expected == SETTINGS[section][name]
