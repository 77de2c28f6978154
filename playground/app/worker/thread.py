"""The worker's thread: serves requests in order, trains in chunks, and looks at the model between them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from playground.app import messages as said
from playground.app.mailbox import Mailbox
from playground.app.texts import tr
from playground.app.worker import requests as ask
from playground.app.worker.loading import load_torch
from playground.core.errors import NO_MEMORY, PlaygroundError, is_shortage

if TYPE_CHECKING:
    from playground.app.worker.service import Service

log = logging.getLogger(__name__)

_URGENT = (
    ask.Open, ask.Replace, ask.Discard, ask.Pause, ask.StepOnce, ask.TakeRecord, ask.Rewind, ask.Descend,
    ask.LookBack, ask.GoOnFrom, ask.Close,
)  # fmt: skip
_WAITED_FOR = (ask.TakeRecord, ask.Close)  # by the one who asks, who lets nothing else go on meanwhile
_LAST_COUNTS = (
    ask.Replace,
    ask.SetRecipe,
    ask.LoadSamples,
    ask.LookBack,
)  # of several in a row only the last is served


class Worker:
    """Own the thread; `post` never waits for it."""

    def __init__(
        self,
        mailbox: Mailbox,
        loading: Callable[[], None] = load_torch,
        clock: Callable[[], float] = monotonic,
        compiles: bool = False,
    ) -> None:
        self._mailbox, self._load, self._clock = mailbox, loading, clock
        self._compiles = compiles  # machine code takes over once it is there: when that is, the clock decides
        self._requests: SimpleQueue[ask.Request] = SimpleQueue()
        self._kept: list[ask.Request] = []  # asked for, not handed over
        self._holding = False
        self._waiting: list[ask.Request] = []  # fetched, not served; the worker's thread
        self._interrupt = Event()  # a long step is left for a request that cannot wait
        self._order = Lock()  # a request that is fetched asks for no stop any more
        self._thread: Thread | None = None
        self._closing = False

    @property
    def alive(self) -> bool:
        """Say whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread; a second call does nothing."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="worker", daemon=True)
            self._thread.start()

    def post(self, request: ask.Request) -> None:
        """Ask for something, from any thread."""
        with self._order:
            self._kept.append(request)
            if not self._holding or isinstance(request, _WAITED_FOR):
                self._hand_over()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep what is asked meanwhile, until more is asked afterwards or `go_on`.

        The window is to show first what it opens: to make its model beside that takes Python's lock in turns.
        """
        self._holding = True
        try:
            yield
        finally:
            self._holding = False

    def go_on(self) -> None:
        """Let the worker have what was kept."""
        with self._order:
            self._hand_over()

    def _hand_over(self) -> None:
        kept, self._kept = self._kept, []
        for request in kept:
            self._requests.put(request)
            if isinstance(request, _URGENT):
                self._interrupt.set()

    def close(self, timeout_s: float = 3.0) -> bool:
        """End the thread at a step boundary; False when that takes longer than the timeout."""
        if self._thread is None:
            return True
        self._closing = True
        self.post(ask.Close())
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            log.info("The worker did not end within %s s; it ends with the program.", timeout_s)
            return False
        return True

    def _run(self) -> None:
        """Do everything; the worker's thread."""
        try:
            self._load()
        except Exception:
            log.exception("PyTorch could not be loaded.")
            self._mailbox.put(said.Failed(tr("PyTorch could not be loaded. The log says why.")))
            return
        from playground.app.worker.service import Service  # needs torch, which is there only now
        from playground.core.training.plan import RELAY

        self._mailbox.put(said.Loaded())
        engine = RELAY if self._compiles else "auto"
        service = Service(self._mailbox, self._must_stop, lambda: self._closing, self._clock, engine)
        while self._turn(service):
            pass

    def _turn(self, service: Service) -> bool:
        """Serve what was asked, or go on with training and views; False ends the thread."""
        try:
            for request in self._fetch(service.wait_s()):
                if self._closing or isinstance(request, ask.Close):
                    return False
                service.serve(request)
            service.work()
        except PlaygroundError as error:
            service.fail(said.Failed(tr(error.message), error.as_problem()))
        except Exception as error:
            log.exception("The worker failed.")
            bug = "Training stopped: something in the program went wrong. The log says what."
            service.fail(said.Failed(tr(NO_MEMORY if is_shortage(error) else bug)))
        return True

    def _fetch(self, wait_s: float | None) -> Iterator[ask.Request]:
        """Yield what was asked; waits for the first one, for ever when there is nothing else to do."""
        self._waiting += self._arrived(0.0 if self._waiting else wait_s)
        while self._waiting:
            request = self._waiting.pop(0)
            follows = self._waiting[0] if self._waiting else None
            if not (isinstance(request, _LAST_COUNTS) and type(follows) is type(request)):
                yield request
            self._waiting += self._arrived(0.0)

    def _arrived(self, wait_s: float | None) -> list[ask.Request]:
        found: list[ask.Request] = []
        if wait_s != 0:
            with suppress(Empty):  # there may be some by the time of a look
                found.append(self._requests.get(timeout=wait_s))
        with self._order:
            self._interrupt.clear()
            while not self._requests.empty():
                found.append(self._requests.get_nowait())
        return found

    def _must_stop(self) -> bool:
        """Say whether something that cannot wait is asked, whether fetched or not."""
        return self._interrupt.is_set() or any(isinstance(each, _URGENT) for each in self._waiting)
