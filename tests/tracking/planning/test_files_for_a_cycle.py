"""``new objective`` and ``new-cycle``: files that pass the check, with everything else as it was."""

from __future__ import annotations

import pytest

from okr.issues import Severity
from tests.tracking.product import NOW, Product
from tracking.__main__ import main

GROWTH = "objectives/2026-q4/growth.yaml"


def errors(product: Product) -> list[str]:
    return [str(issue) for issue in product.configuration.issues if issue.severity is Severity.ERROR]


def test_a_new_objective_stands_behind_the_others_and_comments_stay(product: Product) -> None:
    product.change(GROWTH, "team: growth", "# ours\nteam: growth  # the team")
    before = (product.files / GROWTH).read_text(encoding="utf-8")
    asked = ["--team", "growth", "--title", "Value: from day one", "--why", "Trials pay", "--key-result", "tickets=4"]

    options = [*asked, "--key-result", "confidence=4.5"]
    assert main(["new", "objective", "--config", str(product.files), *options]) == 0

    after = (product.files / GROWTH).read_text(encoding="utf-8")
    assert after.startswith(before)
    assert errors(product) == []
    added = product.configuration.objectives_of("2026-q4")[1]
    assert (added.title, added.why) == ("Value: from day one", "Trials pay")
    assert [(one.metric, one.target.value if one.target else None) for one in added.key_results] == [
        ("tickets", 4.0),
        ("confidence", 4.5),
    ]


def test_a_team_without_a_file_gets_one(product: Product) -> None:
    (product.files / "objectives/2026-q4/platform.yaml").unlink()
    asked = ["--team", "platform", "--cycle", "2026-q4", "--title", "Calm", "--why", "x", "--key-result", "tickets=4"]

    assert main(["new", "objective", "--config", str(product.files), *asked]) == 0

    text = (product.files / "objectives/2026-q4/platform.yaml").read_text(encoding="utf-8")
    assert text.startswith("team: platform\nobjectives:\n  - title: Calm\n")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--team", "grwth", "--title", "A", "--key-result", "tickets=4"], 'no team "grwth". Did you mean "growth"?'),
        (["--team", "growth", "--title", "A", "--key-result", "ticket=4"], 'Did you mean "tickets"?'),
        (["--team", "growth", "--title", "A", "--key-result", "tickets=many"], "Nothing was written"),
        (["--team", "growth", "--key-result", "tickets=4"], "--title is missing"),
        (["--team", "growth", "--title", "A", "--cycle", "2027", "--key-result", "tickets=4"], 'no cycle "2027"'),
    ],
)
def test_what_would_not_pass_the_check_is_not_written(
    product: Product, capsys: pytest.CaptureFixture[str], asked: list[str], said: str
) -> None:
    before = (product.files / GROWTH).read_text(encoding="utf-8")

    assert main(["new", "objective", "--config", str(product.files), "--why", "x", *asked]) == 2

    assert said in capsys.readouterr().err
    assert (product.files / GROWTH).read_text(encoding="utf-8") == before


def test_the_terminal_asks_for_what_is_missing(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["growth", "Calm", "It costs", "tickets", "4", ""])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))

    assert main(["new", "objective", "--config", str(product.files)]) == 0

    assert product.configuration.objectives_of("2026-q4")[1].title == "Calm"


def test_a_new_cycle_has_the_shape_and_fresh_baselines(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.refresh(NOW)
    text = (product.files / GROWTH).read_text(encoding="utf-8")
    options = ["--config", str(product.files), "--store", str(product.store)]

    assert main(["new-cycle", "2027-q1", "--from", "2026-q4", *options]) == 0

    assert (product.files / GROWTH).read_text(encoding="utf-8") == text
    assert errors(product) == []
    cycle = product.configuration.cycle("2027-q1")
    assert cycle is not None
    assert (str(cycle.start), str(cycle.end)) == ("2027-01-04", "2027-04-05")
    habit, quiet = product.configuration.objectives_of("2027-q1")
    assert (habit.id, quiet.id) == ("habit-2027-q1", "quiet-2027-q1")
    kept = {one.id: one for one in habit.key_results}
    assert kept["actives"].baseline is not None
    assert kept["actives"].baseline.value == 36.0
    assert [guard.metric for guard in kept["actives"].guards] == ["tickets"]
    assert kept["sure"].baseline is None
    assert "Set them anew" in (product.files / "objectives/2027-q1/growth.yaml").read_text(encoding="utf-8")
    assert "set them anew" in capsys.readouterr().out


def test_what_is_at_its_target_already_stays_behind(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.change(GROWTH, "target: 40", "target: 30")
    product.refresh(NOW)
    options = ["--config", str(product.files), "--store", str(product.store)]

    assert main(["new-cycle", "2027-q1", "--from", "2026-q4", *options]) == 0

    assert "Not carried over: growth/habit/actives: 36 is at or beyond its target 30" in capsys.readouterr().out
    assert [one.id for one in product.configuration.objectives_of("2027-q1")[0].key_results] == ["back", "sure"]


def test_a_cycle_is_carried_over_once(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--config", str(product.files), "--store", str(product.store)]
    assert main(["new-cycle", "2027-q1", "--from", "2026-q4", *options]) == 0
    assert main(["new-cycle", "2027-q1", "--from", "2026-q4", *options]) == 2
    assert main(["new-cycle", "2027-q2", "--from", "2026-q9", *options]) == 2
    assert 'no cycle "2026-q9"' in capsys.readouterr().err


def test_the_workshop_tells_the_past_and_the_yaml(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.refresh(NOW)
    options = ["--config", str(product.files), "--store", str(product.store)]

    assert main(["workshop", "daily_actives", "--target", "+20%", *options]) == 0

    said = capsys.readouterr().out
    assert "Target +20%: 36 users → 43.2 users (+7.2 users)" in said
    assert "metric: daily_actives\nbaseline: 36\ntarget: +20%\n" in said
    assert main(["workshop", "daily_active", *options]) == 2
    assert main(["workshop", "daily_actives", "--target", "much", *options]) == 2
    assert main(["workshop", "confidence", *options]) == 3
