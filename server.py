"""The web server: Streamlit's ASGI app behind one guard, with health routes of its own.

``python server.py`` serves ``dashboard.py`` on loopback and says where. The guard sits outside of everything, so that
its headers are on every answer, errors included.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import os
import re
import secrets
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from okr.errors import SettingsError
from tracking.settings import described, read_settings
from tracking.web.csv import Answer, Misses, exported, linked
from tracking.web.guard import Receive, Rules, Scope, Send, guarded
from tracking.web.health import health_now
from tracking.web.serving import DEFAULT_PORT, VARIABLES, Serving, free_port, read_serving
from tracking.web.timer import read_minutes, refresh_every

LOG = logging.getLogger("plumbline.server")
DASHBOARD = Path(__file__).with_name("dashboard.py")


class DashboardApp(st.App):
    """Streamlit's app behind the guard."""

    def __init__(self, rules: Rules) -> None:
        """Make the app; nothing runs before the first request.

        The old pages mode, which a folder named ``pages`` turns on until a script calls ``st.navigation``, is switched
        off here: otherwise the first link into a fresh server would open under a dialog "Page not found".
        """
        PagesManager.uses_pages_directory = False
        misses = Misses()
        routes = [
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/export/{file}.csv", export_file),
            Route("/link/{secret}/{file}.csv", partial(linked_file, misses)),
            *(Route(path, nothing) for path in ("/export/{rest:path}", "/link/{rest:path}", "/{name}.csv")),
        ]
        super().__init__(DASHBOARD, routes=routes, lifespan=announce, on_script_error=show_failure)
        self._guarded = guarded(super().__call__, rules)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request through the guard."""
        await self._guarded(scope, receive, send)


def make_app(serving: Serving | None = None) -> DashboardApp:
    """Return the app for ``serving``, or for what the environment says (``uvicorn --factory server:make_app``)."""
    chosen = serving or read_serving(os.environ)
    return DashboardApp(Rules(chosen.hosts, chosen.loopback_only, _inline_scripts(), chosen.access))


def healthz(_request: Request) -> JSONResponse:
    """Answer 200 while the process lives, with what is known of the store."""
    health = asdict(health_now())
    run = {"ended_at": health.pop("last_run_at"), "outcome": health.pop("last_run_outcome")}
    return JSONResponse({"alive": True, "store": health, "last_run": run}, headers={"cache-control": "no-store"})


def readyz(_request: Request) -> JSONResponse:
    """Answer 200 where pages can be drawn from the store, else 503 with the problem."""
    health = health_now()
    body = {"ready": health.ready, "problem": health.problem}
    return JSONResponse(body, 200 if health.ready else 503, headers={"cache-control": "no-store"})


def export_file(request: Request) -> Response:
    """Answer with a file of the export, as the pages hand it out."""
    return _csv(exported(read_settings(os.environ), request.path_params["file"]), "attachment")


def linked_file(misses: Misses, request: Request) -> Response:
    """Answer with the file that a link gives, for a spreadsheet to read."""
    place = request.path_params
    return _csv(linked(read_settings(os.environ), place["secret"], place["file"], misses), "inline")


def nothing(_request: Request) -> Response:
    """Answer 404 where a file is asked for that there is none of; the app would answer 200 with a page."""
    return _csv(Answer(404, b"There is nothing here.\n"), "inline")


def _csv(answer: Answer, disposition: str) -> Response:
    headers = {"cache-control": "no-store"}
    if answer.status != HTTPStatus.OK:
        return Response(answer.content, answer.status, headers, media_type="text/plain")
    headers["content-disposition"] = f'{disposition}; filename="{answer.name}"'
    return Response(answer.content, answer.status, headers, media_type="text/csv")


def show_failure(error: Exception) -> bool:
    """Log a page's exception under a reference and show the viewer only that; always true: it is shown."""
    reference = secrets.token_hex(4)
    LOG.error("page failed, reference %s", reference, exc_info=error)
    st.error(f"This page could not be drawn. The server's log says why, under reference {reference}.")
    return True


@asynccontextmanager
async def announce(_app: st.App) -> AsyncGenerator[None, None]:
    """Say where the dashboard is, once it answers, and refresh by the clock until it ends."""
    address = config.get_option("server.address")
    host = f"[{address}]" if ":" in address else address
    sys.stdout.write(f"Plumbline is at http://{host}:{config.get_option('server.port')} (stop it with Ctrl+C)\n")
    sys.stdout.flush()
    minutes = read_minutes(os.environ, read_settings(os.environ))
    timer = asyncio.create_task(refresh_every(minutes)) if minutes else None
    yield
    if timer is not None:
        timer.cancel()
        with suppress(asyncio.CancelledError):
            await timer


def _inline_scripts() -> tuple[str, ...]:
    """Return the hashes of the inline scripts in the framework's own page, for the content security policy."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return tuple(f"sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}" for script in scripts)


def main(arguments: Sequence[str] = ()) -> int:
    """Serve until stopped; return 0, or 2 where a setting is wrong. Nothing is served where help is asked for."""
    parser = ArgumentParser(
        "python server.py",
        description="Serve the dashboard on this machine. Everything is set by environment variables.",
        epilog=described(VARIABLES),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.parse_args(arguments)
    try:
        serving = read_serving(os.environ)
        port = free_port(serving)
        read_minutes(os.environ, read_settings(os.environ))
    except SettingsError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    if serving.port is None and port != DEFAULT_PORT:
        sys.stdout.write(f"Port {DEFAULT_PORT} is taken; using {port}.\n")
    options = {"server.address": serving.address, "server.port": port, "server.allowedHosts": sorted(serving.hosts)}
    make_app(serving).run(config=options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
