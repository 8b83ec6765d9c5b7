"""``check --explain``: what a practice rule means, and where it comes from."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from okr.errors import SettingsError
from okr.issues import near_miss
from tracking.commands.command import OK
from tracking.commands.console import say, say_json

if TYPE_CHECKING:
    from okr_config.practice.rule import Rule

_WIDTH = 100


def explain(code: str, *, as_json: bool = False) -> int:
    """Print one practice rule, or all of them in a list where ``code`` is empty; return the exit code.

    Raises:
        SettingsError: If there is no such rule.
    """
    from okr_config.practice.rules import RULES, rule_of

    rule = rule_of(code)
    if code and rule is None:
        message = f'There is no practice rule "{code}".'
        hint = "A code that is no practice rule is a fault in the writing; its own message says what to do."
        raise SettingsError(message, f"{near_miss(code, [one.code for one in RULES])} {hint}".strip())
    chosen = RULES if rule is None else (rule,)
    if as_json:
        say_json([_as_json(one) for one in chosen])
    elif rule is None:
        for one in RULES:
            say(f"{one.code}  ({one.severity.value})")
            say(f"    {one.meaning}")
    else:
        _print(rule)
    return OK


def _print(rule: Rule) -> None:
    say(f"{rule.code} ({rule.severity.value})")
    say()
    for paragraph in (rule.meaning, *rule.explanation.split("\n\n")):
        say(fill(paragraph, _WIDTH))
        say()
    say(fill(f"Source: {rule.source}", _WIDTH))
    if rule.while_reading:
        say("It cannot be silenced.")
    else:
        say(f"Silenced where it speaks by: silence: {{{rule.code}: the reason why it does not apply}}")


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "severity": rule.severity.value,
        "meaning": rule.meaning,
        "explanation": rule.explanation,
        "source": rule.source,
        "needs_figures": rule.needs_figures,
        "can_be_silenced": not rule.while_reading,
    }
