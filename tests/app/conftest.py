"""A worker and a workspace to drive without a window, and waiting that ends at a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from playground.app.ask import Answer, Question
from playground.app.mailbox import Mailbox
from playground.app.messages import Message
from playground.app.settings import Settings
from playground.app.worker.requests import Open, Request, TakeRecord
from playground.app.worker.thread import Worker
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.compiled import compiling
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot

Kind = TypeVar("Kind")
DEADLINE_S = 60.0  # generous: machines are shared
_TICK = threading.Event()  # never set: its wait gives other threads their turn


def wait_until(condition: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    """Return when the condition holds; fail at the deadline."""
    end = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > end:
            pytest.fail("waited in vain")
        _TICK.wait(0.002)


class DrivenWorker:
    """A worker whose mailbox is read by the test."""

    def __init__(self, compiles: bool = False) -> None:
        self.mailbox = Mailbox()
        self.worker = Worker(self.mailbox, compiles=compiles)
        self.messages: list[Message] = []
        self.answers: dict[ViewKey, Snapshot] = {}
        self.pictures: dict[str, Snapshot] = {}  # newest of each view
        self.paces: list[Any] = []
        self.way: Any = None  # the steps that can be looked at again, as told last

    def post(self, *requests: Request) -> None:
        """Ask."""
        for request in requests:
            self.worker.post(request)

    def drain(self) -> None:
        """Read what came."""
        mail = self.mailbox.drain()
        self.messages += mail.messages
        self.answers.update(mail.pictures)
        self.pictures.update({key.view: shown for key, shown in mail.pictures.items()})
        self.paces += [mail.pace] if mail.pace else []
        self.way = mail.way or self.way

    def wait(self, kind: type[Kind], count: int = 1) -> Kind:
        """Wait for the count-th message of a kind and return it."""

        def arrived() -> bool:
            self.drain()
            return len(self.of(kind)) >= count

        wait_until(arrived)
        return self.of(kind)[count - 1]

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Wait for something that drained mail makes true."""

        def holds() -> bool:
            self.drain()
            return bool(condition())

        wait_until(holds)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return all messages of a kind so far."""
        return [message for message in self.messages if isinstance(message, kind)]

    def record(self, even_untrained: bool = False) -> RunRecord | None:
        """Take the run's record."""
        reply: Future[RunRecord | None] = Future()
        self.post(TakeRecord(reply, even_untrained))
        return reply.result(timeout=DEADLINE_S)


@pytest.fixture
def driven() -> Iterator[DrivenWorker]:
    """Give a started worker, and end it."""
    worker = DrivenWorker()
    worker.worker.start()
    yield worker
    assert worker.worker.close(timeout_s=DEADLINE_S)


@pytest.fixture
def compiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[DrivenWorker]:
    """Give a started worker that waits for machine code, which the test makes itself; and end it."""
    monkeypatch.setattr(compiling, "begin", lambda program=(): None)
    worker = DrivenWorker(compiles=True)
    worker.worker.start()
    yield worker
    assert worker.worker.close(timeout_s=DEADLINE_S)


@pytest.fixture
def spiral() -> Project:
    """Give the starter project at full speed."""
    return replace(template("spiral-mlp", CATALOGUE).open(), speed="max")


@pytest.fixture
def opened(driven: DrivenWorker, spiral: Project) -> DrivenWorker:
    """Give a worker with the starter project open."""
    driven.post(Open(spiral))
    return driven


class Answers:
    """Answer questions from a list, and remember what was asked."""

    def __init__(self) -> None:
        self.given: list[Answer] = []
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.given.pop(0) if self.given else Answer(question.escape)


class Desk:
    """A workspace driven by a test, with what it told."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.answers = Answers()
        self.workspace = Workspace(project, Settings(folder / "settings.json"), self.answers)
        self.said: list[str] = []
        self.workspace.notices.said.connect(self.said.append)

    def wait(self, condition: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
        """Pump until the condition holds."""

        def holds() -> bool:
            self.workspace.pump()
            return bool(condition())

        wait_until(holds, deadline_s)

    def wait_quietly(self, condition: Callable[[], object]) -> None:
        """Wait without pumping: the window is busy."""
        wait_until(condition)

    def ready(self) -> Desk:
        """Start the worker and wait until a model is live."""
        self.workspace.start()
        self.wait(lambda: self.workspace.torch_ready and self.workspace.live.project is not None)
        return self

    def take_button(self, title: str) -> None:
        """Click a button of the banner."""
        banner = self.workspace.notices.banner
        assert banner is not None
        next(action for action in banner.actions if action.title == title).run()

    def press(self, title: str) -> None:
        """Click a button of the banner once the banner has it."""
        self.wait(lambda: title in [a.title for a in getattr(self.workspace.notices.banner, "actions", ())])
        self.take_button(title)


@pytest.fixture
def desk(spiral: Project, tmp_path: Path) -> Iterator[Desk]:
    """Give a workspace with the starter project; its worker is not started yet."""
    made = Desk(spiral, tmp_path)
    yield made
    assert made.workspace.close(DEADLINE_S)
