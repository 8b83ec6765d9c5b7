"""A PostgreSQL server that greets everybody and then never answers a question: a black hole in mid-query."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SECRET_REQUESTS = {80877103, 80877104}
"""Codes with which a client asks for TLS or GSS encryption."""


@contextmanager
def deaf_server() -> Iterator[int]:
    """Give the port of a server that lets clients in and says nothing more; it is gone when the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        open_sockets: list[socket.socket] = []
        threading.Thread(target=_serve, args=(listener, open_sockets), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for client in open_sockets:
                client.close()


def _serve(listener: socket.socket, open_sockets: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            open_sockets.append(client)
            threading.Thread(target=_greet, args=(client,), daemon=True).start()


def _greet(client: socket.socket) -> None:
    with suppress(OSError, struct.error):
        while _request(client) in _SECRET_REQUESTS:
            client.sendall(b"N")
        client.sendall(_message(b"R", struct.pack(">i", 0)))
        for name, value in ((b"server_version", b"15.0"), (b"client_encoding", b"UTF8"), (b"TimeZone", b"UTC")):
            client.sendall(_message(b"S", name + b"\0" + value + b"\0"))
        client.sendall(_message(b"K", struct.pack(">ii", 1, 2)) + _message(b"Z", b"I"))


def _request(client: socket.socket) -> int:
    (length,) = struct.unpack(">i", client.recv(4, socket.MSG_WAITALL))
    body = client.recv(length - 4, socket.MSG_WAITALL)
    return int(struct.unpack(">i", body[:4])[0])


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">i", len(body) + 4) + body
