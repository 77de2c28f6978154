"""What opens addresses of the web, and nothing else: no head without end is read, and no unasked body."""

from __future__ import annotations

import http.client
from http.client import HTTPMessage
from io import BufferedReader
from typing import IO, cast
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

MOST_LINES = 500  # before an answer's body: some servers say first that one is coming


class _Head:
    """The lines before a body, only so many."""

    def __init__(self, inner: BufferedReader) -> None:
        self._inner, self._left = inner, MOST_LINES
        self.close, self.flush = inner.close, inner.flush

    def readline(self, limit: int = -1) -> bytes:
        """Return the next line."""
        self._left -= 1
        if self._left < 0:
            raise http.client.HTTPException("its answer has no end")
        return self._inner.readline(limit)


class _Answer(http.client.HTTPResponse):
    def begin(self) -> None:
        """Read the head."""
        inner = self.fp
        self.fp = cast(BufferedReader, _Head(inner))
        super().begin()
        self.fp = inner


class _Plain(http.client.HTTPConnection):
    response_class = _Answer


class _Secure(http.client.HTTPSConnection):
    response_class = _Answer


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> http.client.HTTPResponse:
        """Open an address of http."""
        return self.do_open(_Plain, req)


class _SecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> http.client.HTTPResponse:
        """Open an address of https."""
        return self.do_open(_Secure, req)


class _Redirects(HTTPRedirectHandler):
    """Follow a few redirects, to the web alone."""

    max_redirections = 5

    def http_error_302(self, req: Request, fp: IO[bytes], code: int, msg: str,
                       headers: HTTPMessage) -> http.client.HTTPResponse | None:  # fmt: skip
        """Go on at the new address; what stands beside it is not read: it may have no end."""
        fp.close()
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def web_opener() -> OpenerDirector:
    """Return what opens http and https, and neither files nor anything else."""
    made = OpenerDirector()
    handlers = (ProxyHandler(), UnknownHandler(), _PlainHandler(), _SecureHandler(),
                HTTPDefaultErrorHandler(), _Redirects(), HTTPErrorProcessor())  # fmt: skip
    for handler in handlers:
        made.add_handler(handler)
    return made
