"""The files as they were: what people changed in them during the running cycle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOWERED_ON = 35
"""Story day on which a target was lowered."""
REDEFINED_ON = 49
"""Story day from which another metric is measured in another way; the refresh of DATE is the first that does."""
LAST = 1_000
"""A story day behind all others: what changed after the refresh of DATE."""


@dataclass(frozen=True)
class Edit:
    """A change of a file.

    Attributes:
        day: Story day from which the file says ``now``.
        file: Below the configuration folder; ``running`` stands for the id of the running cycle.
        now: What it says since then; it stands there once.
        earlier: What it said before.
    """

    day: int
    file: str
    now: str
    earlier: str


EDITS = (
    # A target is lowered and agreed anew, with a reason.
    Edit(
        LOWERED_ON,
        "objectives/running/platform.yaml",
        "        metric: paid_within_30_days\n        baseline: 7.4%\n        target: 11%\n",
        "        metric: paid_within_30_days\n        baseline: 7.4%\n        target: 13%\n",
    ),
    # A definition that gives the same figures: rows are counted instead of a column that is never empty.
    Edit(
        LOWERED_ON,
        "metrics/delivery.yaml",
        "        where: {committed: true, done_in_sprint: true}\n      measure: {count: rows}\n",
        "        where: {committed: true, done_in_sprint: true}\n      measure: {count: item_id}\n",
    ),
    # Somebody lowers another target and tells nobody.
    Edit(
        43,
        "objectives/running/platform.yaml",
        "        baseline: 69%\n        target: 85%\n",
        "        baseline: 69%\n        target: 88%\n",
    ),
    # A definition that gives other figures: grades of 1 were left out.
    Edit(
        REDEFINED_ON,
        "metrics/satisfaction.yaml",
        "      where: {survey: design_confidence}\n",
        "      where: {survey: design_confidence, score: {gte: 2}}\n",
    ),
    # A task comes in without a metric, after the refresh of DATE.
    Edit(
        LAST,
        "objectives/running/growth.yaml",
        "      - id: gallery-is-live\n        title: Launch the template gallery\n",
        "",
    ),
)
"""What changed, in the order of its days."""


def final_texts(folder: Path, running: str) -> dict[Path, str]:
    """Return the files that were ever changed, as they are in the end."""
    files = {_file(folder, edit, running) for edit in EDITS}
    return {file: file.read_text(encoding="utf-8") for file in sorted(files)}


def write_as_of(finals: dict[Path, str], folder: Path, running: str, day: int) -> None:
    """Make the files say what they said on a story day.

    Raises:
        ValueError: If a file does not say what an edit is about.
    """
    for file, final in finals.items():
        text = final
        for edit in EDITS:
            if _file(folder, edit, running) == file and edit.day > day:
                text = _undone(text, edit)
        file.write_text(text, encoding="utf-8")


def _undone(text: str, edit: Edit) -> str:
    if text.count(edit.now) != 1:
        raise ValueError(f"{edit.file} does not say once: {edit.now}")
    return text.replace(edit.now, edit.earlier)


def _file(folder: Path, edit: Edit, running: str) -> Path:
    return folder.joinpath(*(running if part == "running" else part for part in Path(edit.file).parts))
