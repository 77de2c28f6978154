"""The thread."""

from __future__ import annotations

from playground.app.mailbox import Mailbox
from playground.app.worker.requests import Request


class Worker:
    """x."""

    def __init__(self, mailbox: Mailbox) -> None: ...
    def start(self) -> None: ...
    def post(self, request: Request) -> None: ...
    def close(self, timeout_s: float = 3.0) -> bool:
        return True
