"""A copy of the run for files and exports: the one thing of the worker that the window waits for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer

from playground.app.worker.requests import Request, TakeRecord
from playground.core.errors import PlaygroundError
from playground.core.project.records import RunRecord
from playground.core.sentences import Text

RECORD_S = 2.0  # the longest the window waits


def copied_run(post: Callable[[Request], None], even_untrained: bool) -> RunRecord | None:
    """Return the run as it stands at a step boundary; PlaygroundError when that is not reached in time."""
    reply: Future[RunRecord | None] = Future()
    post(TakeRecord(reply, even_untrained))
    try:
        return reply.result(timeout=RECORD_S)
    except NoAnswer:
        words = "The run is busy with a long step and could not be copied. Pause it, then try again."
        raise PlaygroundError(Text(words)) from None
