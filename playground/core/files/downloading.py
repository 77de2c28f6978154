"""Fetch a file from the web: no more than was announced, on from where it broke off, known by its checksum.

What is there of it lies beside it as `NAME.part` until its checksum is right; only then it has its name.
"""

from __future__ import annotations

import hashlib
import http.client
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request

from playground import __version__
from playground.core.catalogue.public_set import PublicFile
from playground.core.errors import PlaygroundError
from playground.core.files.fetched_part import bytes_there, part_of_file
from playground.core.files.regular import open_regular, reason
from playground.core.files.web import web_opener
from playground.core.sentences import Text, brief, thousands

TIMEOUT_S = 30.0  # without a byte
ATTEMPTS = 4  # that go on from where the last one broke off
SLACK = 2**20  # bytes that a file may be larger than was announced before it is given up
_CHUNK = 2**16
_LENGTH = re.compile(r"[0-9]{1,18}")
BytesSoFar = Callable[[int], None]  # what it raises ends the download; what is there stays


class _Another(PlaygroundError):
    """Say that an address has another file than was announced: what is there of it is not kept."""


class _Unreached(PlaygroundError):
    """Say that an address does not answer, or breaks off: another one may."""


def download(addresses: Sequence[str], wanted: PublicFile, to: Path, tell: BytesSoFar) -> Path:
    """Fetch a file from the first address that answers, unless it is there and is the one.

    PlaygroundError says why it cannot be had, or that it is another file than was announced, which is not
    kept.
    """
    if to.exists() and _sum_of(to, wanted.sum_kind) == wanted.checksum:
        tell(to.stat().st_size)
        return to
    part = part_of_file(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    for place, address in enumerate(addresses, 1):
        try:
            _fetched(address, wanted, part, tell)
            break
        except _Unreached:
            if place == len(addresses):
                raise
        except _Another:
            part.unlink(missing_ok=True)
            raise
    if _sum_of(part, wanted.sum_kind) != wanted.checksum:
        part.unlink()
        words = (
            "{name} is not the file that was published: its checksum is another one. It was not kept; try "
            "again later."
        )
        raise PlaygroundError(Text(words, name=wanted.name))
    return part.replace(to)


def _sum_of(path: Path, kind: str) -> str:
    made = hashlib.new(kind, usedforsecurity=False)
    with open_regular(path) as file:
        while chunk := file.read(2**20):
            made.update(chunk)
    return made.hexdigest()


def _fetched(address: str, wanted: PublicFile, part: Path, tell: BytesSoFar) -> None:
    """Fetch what is missing of a file; a connection that breaks is taken up again a few times."""
    if urlsplit(address).scheme not in ("http", "https"):
        words = "{address} is no address that files are fetched from: it begins with http or https."
        raise PlaygroundError(Text(words, address=brief(address, 100)))
    for attempt in range(1, ATTEMPTS + 1):
        before = bytes_there(part)
        try:
            _go_on(address, wanted, part, tell)
            return
        except _Unreached:
            if attempt == ATTEMPTS or bytes_there(part) == before:
                raise


def _go_on(address: str, wanted: PublicFile, part: Path, tell: BytesSoFar) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have > wanted.size + SLACK:
        part.unlink()
        have = 0
    with _answer(address, wanted, have) as answer:
        if answer is None:  # nothing is missing
            return
        begins = have if answer.status == http.HTTPStatus.PARTIAL_CONTENT else 0
        with part.open("ab" if begins else "wb") as file:
            _copy(answer, file, wanted, begins, tell)


@contextmanager
def _answer(address: str, wanted: PublicFile, have: int) -> Iterator[http.client.HTTPResponse | None]:
    """Yield the answer of a server, None where it has no more than is there; `_Unreached` without any."""
    head = {"User-Agent": f"neural-playground/{__version__}", "Accept-Encoding": "identity"}
    head |= {"Range": f"bytes={have}-"} if have else {}
    try:
        answer = web_opener().open(Request(address, headers=head), timeout=TIMEOUT_S)
    except HTTPError as error:
        error.close()
        if have and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            yield None
            return
        words = "{name} could not be fetched: {host} answers {code}, {why}."
        raise _Unreached(Text(words, name=wanted.name, host=_host(address), code=error.code,
                              why=brief(error.reason, 60))) from None  # fmt: skip
    except (OSError, ValueError, http.client.HTTPException) as error:  # of what is no address, too
        words = "{name} could not be fetched: {host} cannot be reached ({why})."
        raise _Unreached(Text(words, name=wanted.name, host=_host(address), why=_why(error))) from None
    with answer:
        yield answer


def _copy(answer: http.client.HTTPResponse, file: BinaryIO, wanted: PublicFile, begins: int,
          tell: BytesSoFar) -> None:  # fmt: skip
    """Write what a server sends behind what is there; `_Unreached` where it breaks off."""
    there, announced = begins, answer.headers.get("Content-Length", "")
    whole = begins + int(announced) if _LENGTH.fullmatch(announced) else 0
    if max(whole, there) > wanted.size + SLACK:
        raise _Another(_too_much(wanted, whole))
    while chunk := _read(answer, wanted, there):
        _write(file, chunk, wanted)
        there += len(chunk)
        if there > wanted.size + SLACK:
            raise _Another(_too_much(wanted, there))
        tell(there)
    if there < whole:
        raise _Unreached(_broke_off(wanted, there))


def _read(answer: http.client.HTTPResponse, wanted: PublicFile, there: int) -> bytes:
    try:
        return answer.read1(_CHUNK)  # as soon as there is anything
    except (OSError, http.client.HTTPException):
        raise _Unreached(_broke_off(wanted, there)) from None


def _write(file: BinaryIO, chunk: bytes, wanted: PublicFile) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        raise PlaygroundError(
            Text("{name} cannot be kept: {why}.", name=wanted.name, why=reason(error))
        ) from None


def _too_much(wanted: PublicFile, size: int) -> Text:
    words = "{name} has {size} bytes in place of {wanted}: it is not the file that was published."
    return Text(words, name=wanted.name, size=thousands(size), wanted=thousands(wanted.size))


def _broke_off(wanted: PublicFile, there: int) -> Text:
    words = (
        "The connection broke off after {there} of {size} bytes of {name}; try again, it goes on from there."
    )
    return Text(words, name=wanted.name, there=thousands(there), size=thousands(wanted.size))


def _why(error: Exception) -> Text:
    inner = error.reason if isinstance(error, URLError) else error
    return reason(inner) if isinstance(inner, OSError) else Text("{why}", why=brief(str(inner), 80))


def _host(address: str) -> str:
    return brief(urlsplit(address).netloc, 80)
