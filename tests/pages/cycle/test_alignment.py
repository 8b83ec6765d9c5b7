"""The alignment page's parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okr.alignment.view import Alignment, alignment
from okr.model import Agreement, Amount, Configuration, Dependency, Guard, Support
from okr.words import Status
from pages.components.addresses import Kept
from pages.components.cycle import alignment as parts
from tests.pages.made import CYCLE, FIRST, SECOND, THIRD, make_configuration
from tests.pages.test_markup import HOSTILE, Seen

KEPT = Kept(cycle="Q4 2026", team="Growth")


def troubled(text: str = "test devices") -> Configuration:
    """Return the made configuration with a conflict, a double count, and agreements of every kind."""
    made = make_configuration()
    first, second, third = made.objectives
    guarded = replace(second.key_results[0], guards=(Guard("setup_in_first_session", at_most=0.6),))
    again = replace(
        third.key_results[1], id="setup", ref=f"{THIRD}/setup", metric="setup_in_first_session", title=text,
        baseline=Amount(0.42), target=Amount(0.5),
    )  # fmt: skip
    first = replace(first, supports=None, priority="Value early")
    second = replace(
        second,
        key_results=(guarded, *second.key_results[1:]),
        depends_on=(Dependency("platform", text), Dependency("growth", "talks with five customers")),
    )
    third = replace(third, key_results=(*third.key_results, again), supports=Support(FIRST, text))
    growth, experience, platform = made.teams
    platform = replace(platform, agreements=(Agreement("experience", f"{text}, two"), Agreement("growth", "hats")))
    return replace(
        made,
        cycles=(replace(CYCLE, priorities=("Value early", "Calm")),),
        teams=(growth, experience, platform),
        objectives=(first, second, third),
    )


def all_of(found: Alignment, configuration: Configuration) -> str:
    statuses = {FIRST: Status.OFF_TRACK, SECOND: None}
    shown = (
        parts.headline(found),
        parts.trouble(found, configuration, KEPT),
        parts.branches(found, statuses, configuration, KEPT),
    )
    return "".join(part for part in shown if part)


TROUBLED = troubled()
FOUND = alignment(TROUBLED, CYCLE.id)
TEXT = Seen(all_of(FOUND, TROUBLED)).text


def test_a_conflict_names_both_teams_with_what_each_wants() -> None:
    assert "Teams stand in each other's way" in TEXT
    assert "1 conflict" in TEXT
    assert "Growth: New users who finish core set-up in their first session, at least 70 %" in TEXT
    assert "Experience: guard on Sessions on a phone in a week, at most 60 %" in TEXT
    assert "No value meets both." in TEXT


def test_a_number_handed_up_is_told_as_such() -> None:
    assert "1 number counted twice" in TEXT
    assert "It is handed up to the parent and counts on both steps." in TEXT


def test_agreements_are_awaited_answered_in_other_words_or_given_unasked() -> None:
    assert "Not answered Experience needs from Growth: talks with five customers" in TEXT
    assert "Growth confirms it with a line under agreements: in its own file." in TEXT
    assert "Platform and revenue has agreed to something else: test devices, two" in TEXT
    assert "Nobody asks for it Platform and revenue has agreed to give Growth: hats" in TEXT
    assert "2 requests unanswered" in TEXT
    assert 1 == TEXT.count("Nobody asks for it")


def test_an_agreement_that_the_other_team_confirms_says_so() -> None:
    made = make_configuration()
    text = Seen(parts.trouble(alignment(made, CYCLE.id), made, KEPT)).text

    assert "Agreed Growth needs from Platform and revenue: the import of reports from other tools" in text
    assert "Platform and revenue has confirmed it." in text


def test_the_tree_has_the_reason_of_each_link_and_the_priorities_that_nothing_serves() -> None:
    assert "Priority of the cycleValue early" in TEXT
    assert "serves “Whoever starts with us has something to show before the day is over” because test devices" in TEXT
    assert "CalmNo objective serves it." in TEXT.replace("○", "").replace("  ", "")
    assert "Serves no parent and no priority" in TEXT


def test_links_leave_the_team_behind_since_they_lead_to_others() -> None:
    links = [str(values.get("href")) for name, values in Seen(all_of(FOUND, TROUBLED)).elements if name == "a"]

    assert links
    assert not [link for link in links if "team=" in link]
    assert all("cycle=Q4+2026" in link for link in links)


def test_one_team_sees_what_concerns_it() -> None:
    found = alignment(TROUBLED, CYCLE.id, "growth")

    assert 1 == len(found.conflicts)
    assert {"growth", "platform"} == {ask.giving for ask in found.asks}
    assert () == alignment(TROUBLED, CYCLE.id, "platform").conflicts


def test_without_any_trouble_the_page_says_so() -> None:
    calm = replace(make_configuration(), objectives=())
    text = Seen(all_of(alignment(calm, CYCLE.id), calm)).text

    assert "Nobody stands in anybody's way" in text
    assert "No target of one team stands against another's." in text
    assert "Every number counts for one key result." in text
    assert "No team needs anything of another one." in text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(text: str) -> None:
    """Faults 102 to 106 and 108."""
    configuration = troubled(text)
    seen = Seen(all_of(alignment(configuration, CYCLE.id), configuration))

    assert not {name for name, _ in seen.elements} & {"script", "iframe", "svg", "object", "img"}
    assert text in seen.text
