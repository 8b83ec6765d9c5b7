"""The heads of the chain, noted in a file beside the store: what a store whose tail was cut cannot know any more."""

from __future__ import annotations

from pathlib import Path

from tracking.store.chain import Link

ENDING = ".heads"


def heads_path(store: Path) -> Path:
    """Return the file that notes the heads of a store."""
    return store.with_name(f"{store.name}{ENDING}")


def note_head(store: Path, head: Link | None) -> None:
    """Add a head as a line of its own to the file beside the store; nothing for None."""
    if head is None:
        return
    try:
        with heads_path(store).open("a", encoding="ascii") as file:
            file.write(f"{head.run} {head.hash}\n")
    except OSError:
        # What was recorded is whole; a head that could not be noted is covered by the next one.
        return


def noted_heads(store: Path) -> list[tuple[int, str]]:
    """Return run and hash of every noted head, in the order of the file; a line that is none has run -1."""
    path = heads_path(store)
    lines = path.read_text(encoding="ascii", errors="replace").splitlines() if path.is_file() else []
    return [_head(line) for line in lines]


def _head(line: str) -> tuple[int, str]:
    run, _, digest = line.partition(" ")
    return (int(run), digest) if run.isdigit() and digest else (-1, line)
