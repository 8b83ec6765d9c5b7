"""Screens for when there is nothing to show: no history yet, a store in trouble, a view that does not exist.

Every one says what was found and what to do, and holds nothing that only a programmer understands.
"""

from __future__ import annotations

from collections.abc import Sequence

from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.markup import Markup, apart, element, together

FIRST_STEPS = (
    ("Look at the demo", "python -m tracking demo", "builds a product, a team's objectives and three years of data"),
    (
        "Describe your own",
        "PLUMBLINE_CONFIG=okr_files",
        "names a folder with cycles, teams, sources, metrics and objectives",
    ),
    ("Check the files", "python -m tracking check", "says what is wrong, with file, line and what to write"),
    ("Read the numbers", "python -m tracking refresh", "asks the databases and begins the history"),
)
_NO_HISTORY = (
    "Plumbline shows what a refresh has read into its history, and there is none where it looks. "
    "If you have one, PLUMBLINE_STORE names its file."
)
LAST_GOOD = (
    "The files have errors that nothing could be made of as a whole: what is shown is the last good configuration. "
    "Mend what is listed here; the next refresh takes the files again."
)


def first_run() -> Markup:
    """Return the screen before the first refresh: the steps to a first number."""
    title = element("h1", "No number has been read yet")
    text = element("p", _NO_HISTORY)
    return element("section", title, text, _steps(FIRST_STEPS), class_="pl-screen")


def _steps(steps: Sequence[tuple[str, str, str]]) -> Markup:
    entries = [
        element("li", element("b", name), element("code", command), element("span", f"{meaning}.", class_="pl-grey"))
        for name, command, meaning in steps
    ]
    return element("ol", together(entries), class_="pl-steps")


def trouble(found: str, remedy: str) -> Markup:
    """Return the screen for a history that cannot be shown."""
    title = element("h1", "The history cannot be shown")
    return element(
        "section", title, element("p", apart(found)), element("p", element("b", apart(remedy))), class_="pl-screen"
    )


def nothing_here(found: str, ways: Sequence[tuple[str, str]]) -> Markup:
    """Return a notice that something does not exist in this view, with links to what does."""
    links = [element("a", apart(words), href=address, target="_self") for words, address in ways]
    title = element("h1", "Not in this view", class_="pl-page-title")
    return element(
        "section", title, element("p", apart(found)), element("p", together(links, " · ")), class_="pl-notice"
    )


def banner(words: str) -> Markup:
    """Return a line across the page that must be seen before anything under it."""
    return element("p", element("b", "▲ ", aria_hidden="true"), apart(words), class_="pl-banner", role="status")


def failed_part(part: str, reference: str) -> Markup:
    """Return what stands where a part of a page could not be drawn."""
    text = f"{part} could not be drawn. The server's log says why, under reference "
    return element("p", text, element("code", reference), ".", class_="pl-banner", role="alert")


def demo() -> Markup:
    """Return what tells that these are not the reader's own numbers, and the steps to those."""
    text = "This is a made-up product. Begin with your own:"
    return element("div", element("p", text), _steps(FIRST_STEPS[1:]), class_="pl-demo")


def no_objectives(cycle: str, kept: Kept) -> Markup:
    """Return what stands where a view has no objectives."""
    text = f"No objectives in this view of {cycle}. "
    link = element("a", "See what the files say", href=addresses.data_page("configuration", kept), target="_self")
    return element("section", element("p", apart(text), link, "."), class_="pl-notice")


def no_key_results(kept: Kept) -> Markup:
    """Return what stands where an objective has no key results."""
    text = "Nothing says when this objective is met: it has no key results that could be read. "
    link = element("a", "See the configuration", href=addresses.data_page("configuration", kept), target="_self")
    return element("section", element("p", text, link, "."), class_="pl-notice")
