from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.markup import Markup, element, joined, plain, together

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><iframe src="https://example.org"></iframe>',
    "[x](javascript:alert(1))",
    "![x](https://example.org/pixel.png)",
    ":red[text] $x^2$ :material/bolt:",
    "\u202eright to left\u202c شكرا",
    "📐 🧭",
    "a" * 200,
]


class Seen(HTMLParser):
    """What a browser would make of markup: the elements with their attributes, and the text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_as_a_child_and_as_an_attribute(text: str) -> None:
    """Faults 102 to 105 and 108."""
    seen = Seen(element("p", text, title=text))

    assert [("p", {"title": text})] == seen.elements
    assert text == seen.text


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_whatever_becomes_an_element(child: str, attribute: str) -> None:
    seen = Seen(element("p", child, title=attribute))

    assert ["p"] == [name for name, _ in seen.elements]
    assert plain(child).replace("\r\n", "\n") == seen.text.replace("\r\n", "\n")


def test_markup_among_children_stays_markup() -> None:
    assert "<p><b>1</b> &lt;2</p>" == element("p", element("b", "1"), " <2", None)
    assert "a&amp;b<br>c" == joined("a&b", element("br"), "c")
    assert "<i>1</i> · <i>2</i>" == together([element("i", "1"), None, element("i", "2")], " · ")
    assert isinstance(joined("a"), Markup)


@pytest.mark.parametrize(
    "address", ["./?team=a", "objective?kr=a/b", "sources", "https://example.org/a", "mailto:a@b.c", "#a"]
)
def test_a_link_may_lead_to_a_page_a_web_address_or_a_mail_address(address: str) -> None:
    assert address in element("a", "x", href=address)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "JaVaScRiPt:x", " javascript:x", "vbscript:x"],
)
def test_a_link_that_runs_or_hides_something_is_refused(address: str) -> None:
    """Fault 104."""
    with pytest.raises(ValueError, match="a link leads to"):
        element("a", "x", href=address)


def test_an_attribute_name_cannot_be_smuggled_in() -> None:
    with pytest.raises(ValueError, match="no name of an attribute"):
        element("a", "x", **{"onclick=alert(1) x": "1"})


def test_control_characters_and_endless_text_do_not_reach_the_page() -> None:
    assert "a\N{REPLACEMENT CHARACTER}b" == plain("a\x00b")
    assert "\N{REPLACEMENT CHARACTER}" == plain("\ud800")
    assert 601 == len(plain("x" * 10_000))
