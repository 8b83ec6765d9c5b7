"""Words of titles: what must be taken for a task, a number or a phrase, and what must not."""

from __future__ import annotations

import pytest

from okr_config.practice.numbers_in_titles import counted_in, names_it, number_in
from okr_config.practice.wording import task_in_key_result, task_in_objective, vague_word

TASKS = [
    "Launch feature X",
    "Complete user research",
    "Complete retention analysis",
    "Finalize the feature spec",
    "Conduct 20 user interviews",
    "QA all mobile functions (acceptance criteria and completion rate)",
    "Add one new integration to the mobile version",
    "Roll out the new price list",
    "Set up the data warehouse",
]
TASKS_IN_KEY_RESULTS = ["Hold three team workshops", "Build the import wizard", "Test the import", "Run two campaigns"]
NO_TASKS = [
    "Increase 30-day retention from 42% to 55%",
    "Increase daily active users",
    "Users who complete core set-up",
    "Reduce median time to first value",
    "Build confidence from 3.2 to 4.1",
    "Build time below five minutes",
    "Test coverage of the billing code",
    "Release frequency",
    "Launch readiness",
    "Launch is felt by nobody",
    "Start page load time under 2 s",
    "Deliver 95% of orders within 2 days",
    "Set-up is finished by everybody",
    "Ship with confidence every day",
    "",
]
GOOD_OBJECTIVES = [
    "Make onboarding so good that new users reach value before lunch",
    "Build trust with enterprise buyers",
    "Create a product that nurses recommend to each other",
    "Deliver value from day one",
    "Run the business without surprises",
    "Make our product the obvious choice for security teams",
]
OTHER_LANGUAGES = [
    "Hold kunderne glade",
    "Start in den Tag ohne Wartezeit",
    "Plan für alle Teams",
    "Launch der neuen App",
    "Design som virker",
    "Define el futuro con nuestros clientes",
    "Test",
    "Release",
    "Complète la configuration",
    "Migrate le nostre fatture",
]


@pytest.mark.parametrize("title", TASKS + TASKS_IN_KEY_RESULTS)
def test_a_key_result_that_begins_with_work_is_a_task(title: str) -> None:
    assert task_in_key_result(title)


@pytest.mark.parametrize("title", TASKS)
def test_an_objective_that_begins_with_work_on_a_thing_is_a_task(title: str) -> None:
    assert task_in_objective(title)


@pytest.mark.parametrize("title", NO_TASKS + OTHER_LANGUAGES)
def test_an_outcome_a_noun_and_another_language_are_no_task(title: str) -> None:
    assert not task_in_key_result(title)
    assert not task_in_objective(title)


@pytest.mark.parametrize("title", GOOD_OBJECTIVES)
def test_a_good_objective_may_begin_with_a_verb(title: str) -> None:
    assert not task_in_objective(title)
    assert number_in(title) == ""
    assert vague_word(title) == ""


@pytest.mark.parametrize(
    ("title", "number", "counted"),
    [
        ("Triple average weekly sessions on mobile by the end of February", "Triple", "sessions"),
        ("Reach 500 customers", "500", "customers"),
        ("Grow revenue by 20 %", "20 %", "revenue"),
        ("Raise retention from 42% to 55%", "42%", "retention"),
        ("Double our revenue", "Double", "revenue"),
        ("Grow by 20 %", "20 %", ""),
        ("Umsatz um 20 % steigern", "20 %", ""),
    ],
)
def test_a_number_in_a_title_is_found_with_what_it_counts(title: str, number: str, counted: str) -> None:
    assert (number_in(title), counted_in(title)) == (number, counted)


@pytest.mark.parametrize(
    "title",
    [
        "Be ready for 2027 and Q1",
        "Done by 31 March",
        "B2B customers trust us",
        "ISO 27001 is something nobody notices",
        "Feel at home on Windows 11",
        "Value from day 1",
        "Support that answers 24/7",
        "Nobody types anything twice",
        "Double opt-in that nobody minds",
        "A 1st class welcome",
        "Doppelte Freude für alle",
        "Value from day one",
    ],
)
def test_a_date_a_name_and_an_ordinal_are_no_number(title: str) -> None:
    assert number_in(title) == ""


def test_what_a_number_counts_is_recognised_in_singular_and_plural() -> None:
    assert names_it("sessions", ["mobile_session_count"])
    assert names_it("company", ["Companies that stay"])
    assert not names_it("sessions", ["Loading time", "integrations"])


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Be the leading platform in our category", "leading"),
        ("A world-class experience", "world-class"),
        ("Become number one in Norway", "number one"),
        ("Improve quality", "quality"),
        ("Increase customer satisfaction.", "customer satisfaction"),
        ("Leading indicators of churn that every team can see", ""),
        ("The number one reason for leaving us is gone", ""),
        ("Improve quality for nurses on night shift", ""),
        ("New customers find value", ""),
        ("Qualität für alle", ""),
    ],
)
def test_a_phrase_that_anybody_could_say_is_found(title: str, word: str) -> None:
    assert vague_word(title) == word
