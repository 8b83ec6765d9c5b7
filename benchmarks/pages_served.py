"""The dashboard over twenty key results, and a page with nothing on it, served side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.one_new_day import refreshed
from benchmarks.p03_refresh import DAY
from benchmarks.product import product
from benchmarks.team import write_team
from benchmarks.workplace import workplace
from tests.plugins.served import patience, served

EVENTS, KEY_RESULTS = 100_000, 20
BLANK = Path(__file__).resolve().parent / "blank" / "server.py"


def settings() -> Mapping[str, str]:
    """Return the environment of a dashboard with twenty key results, its history refreshed once."""
    store = workplace() / "pages" / "history.sqlite"
    with product("duckdb", EVENTS, workplace()) as found:
        write_team(found.folder, KEY_RESULTS)
        if not store.exists():
            store.parent.mkdir()
            refreshed(found.folder, store, DAY, keeps_actor_days=True)
        files = found.folder
    return {"PLUMBLINE_CONFIG": str(files), "PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": DAY.isoformat()}


@contextmanager
def dashboard_and_blank() -> Iterator[tuple[str, str]]:
    """Serve both; give their addresses once they answer."""
    with ExitStack() as stack:
        folders = [workplace() / name for name in ("served", "blank")]
        for folder in folders:
            folder.mkdir(exist_ok=True)
        ours = stack.enter_context(served(folders[0], settings()))
        blank = stack.enter_context(served(folders[1], {}, BLANK))
        for url in (ours.url, blank.url):
            wait_for(url)
        yield ours.url, blank.url


def wait_for(url: str) -> None:
    """Wait until Streamlit answers.

    Raises:
        TimeoutError: If it does not within a minute.
    """
    for _ in patience(60.0):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5):  # noqa: S310 - an address of our own
                return
        except OSError:
            continue
    raise TimeoutError(url)
