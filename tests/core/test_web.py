"""Servers that mean harm: heads and bodies without end, redirects to nowhere, lengths that are none."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path
from threading import Thread

import pytest

from playground.core.catalogue.public_set import PublicFile
from playground.core.errors import PlaygroundError
from playground.core.files import downloading
from playground.core.files.downloading import download
from playground.core.files.fetched_part import bytes_there

WANTED = PublicFile("a.bin", 10, "0" * 64)
END, ZEROS = b"\r\n\r\n", bytes(2**16)
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: "
ENDLESS = {
    "a redirect's body": (REDIRECT + b"http://127.0.0.1:9/" + END, ZEROS, "cannot be reached|redirect"),
    "an error's body": (b"HTTP/1.1 404 Gone" + END, ZEROS, "answers 404"),
    "answers that another one comes": (b"", b"HTTP/1.1 100 Continue" + END, "has no end"),
    "heads": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", "100 headers"),
    "a body": (b"HTTP/1.1 200 OK" + END, ZEROS, "in place of 10"),
    "a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked" + END + b"FFFFFFFFFF\r\n", ZEROS,
                "in place of"),
}  # fmt: skip
STRANGE = {
    "a redirect to no address": (REDIRECT + b"http://[::1/x" + END, "cannot be reached"),
    "a redirect to a file": (REDIRECT + b"file:///etc/passwd" + END, "not allowed"),
    "a length of other digits": (b"HTTP/1.1 200 OK\r\nContent-Length: \xb2" + END + b"abc", "checksum"),
    "a length of 5,000 digits": (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + END, "checksum"),
    "no answer of the web": (b"\xff\xfe\0" + END, "cannot be reached"),
}


@contextmanager
def serving(parts: Iterator[bytes]) -> Iterator[str]:
    """Yield the address of a server that says the same to whoever asks first, until it is hung up on."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                asked, _ = server.accept()
                with asked:
                    asked.recv(2**16)
                    for part in parts:
                        asked.sendall(part)

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a.bin"
        with suppress(OSError):  # where nobody asked
            socket.create_connection(server.getsockname(), 1).close()
    thread.join(10)
    assert not thread.is_alive()


def said(parts: Iterator[bytes], to: Path) -> str:
    with serving(parts) as address, pytest.raises(PlaygroundError) as told:
        download((address,), WANTED, to, lambda there: None)
    assert bytes_there(to) == 0
    return str(told.value.message)


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_is_given_up(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "ATTEMPTS", 1)
    head, again, words = ENDLESS[name]

    def parts() -> Iterator[bytes]:
        yield head
        yield from repeat(again)

    sentence = said(parts(), tmp_path / "a.bin")
    assert re.search(words, sentence), sentence


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_is_said_in_a_sentence(name: str, tmp_path: Path) -> None:
    content, words = STRANGE[name]
    assert words in said(iter([content]), tmp_path / "a.bin")
