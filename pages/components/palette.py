"""The colours of the screens, once: for the stylesheet, for drawings and for charts, in light and in dark.

The four of the theme (page, panel, ink, line) are those of ``.streamlit/config.toml``. Three tones say how a key result
stands; blue, amber and vermillion differ in lightness too, so they stay apart for colour-blind eyes, and a shape and a
word always come with them. Text tones have a contrast of 4.5:1 on every ground, marks of 3:1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from okr.words import Status

GOOD, WARN, BAD, QUIET = "good", "warn", "bad", "quiet"
_TONES = {
    Status.ON_TRACK: GOOD,
    Status.REACHED: GOOD,
    Status.NOT_FINAL: GOOD,
    Status.AT_RISK: WARN,
    Status.OFF_TRACK: BAD,
}


@dataclass(frozen=True)
class Palette:
    """One mode. ``…_text`` is for words, the plain tone for marks, bars and lines, ``…_wash`` for grounds."""

    page: str
    panel: str
    ink: str
    muted: str
    faint: str
    line: str
    rail: str
    accent: str
    band: str
    good: str
    good_text: str
    good_wash: str
    warn: str
    warn_text: str
    warn_wash: str
    bad: str
    bad_text: str
    bad_wash: str
    quiet: str
    quiet_text: str
    quiet_wash: str


LIGHT = Palette(
    page="#fcfcfa",
    panel="#ffffff",
    ink="#1f2328",
    muted="#565c64",
    faint="#7c838b",
    line="#dcdcd4",
    rail="#e6e6df",
    accent="#265a8f",
    band="#c9d8e8",
    good="#2467a8",
    good_text="#1d5590",
    good_wash="#e3edf7",
    warn="#b06f00",
    warn_text="#855400",
    warn_wash="#fbefd6",
    bad="#b92d12",
    bad_text="#a3260d",
    bad_wash="#fae4de",
    quiet="#7a8088",
    quiet_text="#565c64",
    quiet_wash="#eeeee8",
)

DARK = Palette(
    page="#14171a",
    panel="#1a1e22",
    ink="#e6e6e1",
    muted="#aab1b8",
    faint="#868e96",
    line="#333a41",
    rail="#2c3238",
    accent="#8fbce6",
    band="#2b4158",
    good="#62a5e3",
    good_text="#8abcec",
    good_wash="#1c2f42",
    warn="#e3aa3d",
    warn_text="#ecbd65",
    warn_wash="#3a2e16",
    bad="#ee6a4c",
    bad_text="#f68f76",
    bad_wash="#422019",
    quiet="#868e96",
    quiet_text="#aab1b8",
    quiet_wash="#262b30",
)


def tone(status: Status | None) -> str:
    """Return ``good``, ``warn`` or ``bad`` for a status that says something about the plan, else ``quiet``."""
    return QUIET if status is None else _TONES.get(status, QUIET)


def variables() -> str:
    """Return every colour as a CSS variable that follows the page's mode by itself."""
    names = [field.name for field in fields(Palette)]
    lines = [f"--{name.replace('_', '-')}:light-dark({getattr(LIGHT, name)},{getattr(DARK, name)})" for name in names]
    return ";".join(lines)


def chart_rules() -> str:
    """Return CSS rules that turn each colour of light, as a chart writes it, into the variable of the same name."""
    return "".join(_chart_rule(field.name) for field in fields(Palette))


def _chart_rule(name: str) -> str:
    red, green, blue = (int(getattr(LIGHT, name)[start : start + 2], 16) for start in (1, 3, 5))
    variable = f"var(--{name.replace('_', '-')})"
    return "".join(
        f'.js-plotly-plot [style*="{kind}: rgb({red}, {green}, {blue})"]{{{kind}:{variable}!important}}'
        for kind in ("fill", "stroke")
    )
