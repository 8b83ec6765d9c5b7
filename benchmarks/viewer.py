"""A viewer without a browser: speaks to a Streamlit server over its WebSocket and counts what comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LONGEST = 60.0


@dataclass(frozen=True)
class Run:
    """One run of a page's script.

    Attributes:
        seconds: From asking to the last message.
        size: Bytes received.
        failed: Whether the page showed an exception or did not finish well.
    """

    seconds: float
    size: int
    failed: bool


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at a page; each run is one more look in the same session."""

    connection: ClientConnection

    def run(self, query: str = "") -> Run:
        """Run the page's script and return what came.

        Raises:
            TimeoutError: If it does not finish within a minute.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = query
        started, size, failed = time.perf_counter(), 0, False
        self.connection.send(asked.SerializeToString())
        while True:
            data = self.connection.recv(timeout=LONGEST)
            size += len(data)
            message = ForwardMsg.FromString(bytes(data) if not isinstance(data, str) else data.encode())
            failed = failed or _shows_exception(message)
            if message.WhichOneof("type") == "script_finished":
                good = message.script_finished == ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
                return Run(time.perf_counter() - started, size, failed or not good)


def _shows_exception(message: ForwardMsg) -> bool:
    return message.WhichOneof("type") == "delta" and message.delta.new_element.WhichOneof("type") == "exception"


@contextmanager
def viewer(url: str) -> Iterator[Viewer]:
    """Hold a session open with the server at ``http://…``."""
    address = f"ws{url.removeprefix('http')}/_stcore/stream"
    asked, own = [Subprotocol("streamlit")], Origin(url)
    with connect(address, subprotocols=asked, origin=own, max_size=None, open_timeout=LONGEST) as connection:
        yield Viewer(connection)
