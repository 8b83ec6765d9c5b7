"""The page of the practice rules is made from the rules, and says all of them."""

from __future__ import annotations

from pathlib import Path

from okr_config.practice.document import practice_document
from okr_config.practice.rules import RULES

DOCUMENT = Path(__file__).parents[3] / "docs" / "practice-rules.md"


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == practice_document()


def test_every_rule_stands_there_with_its_explanation_and_source() -> None:
    words = " ".join(practice_document().split())
    for rule in RULES:
        assert f"## `{rule.code}`" in words
        assert " ".join(rule.explanation.split()) in words
        assert f"Source: {rule.source}" in words
