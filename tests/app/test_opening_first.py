"""What is opened is shown before the worker makes its model: both take Python's lock in turns."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from playground.app.document import Document
from playground.app.mailbox import Mailbox
from playground.app.worker import requests as ask
from playground.app.worker.thread import Worker
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template


def asked(worker: Worker) -> list[ask.Request]:
    """Return what the worker would fetch now."""
    return worker._arrived(0.0)


def test_what_is_asked_meanwhile_waits_in_its_order_and_interrupts_nothing() -> None:
    worker = Worker(Mailbox())
    with worker.held():
        worker.post(ask.Pause())
        worker.post(ask.SetSpeed("1x"))
        assert asked(worker) == [] and not worker._must_stop()
    assert asked(worker) == []
    worker.go_on()
    assert worker._must_stop() and asked(worker) == [ask.Pause(), ask.SetSpeed("1x")]
    worker.go_on()
    assert asked(worker) == []


def test_an_opening_that_fails_holds_nothing_back() -> None:
    worker = Worker(Mailbox())
    with pytest.raises(ValueError, match="is damaged"), worker.held():
        worker.post(ask.Pause())
        raise ValueError("it is damaged")
    worker.post(ask.SetSpeed("1x"))
    assert asked(worker) == [ask.Pause(), ask.SetSpeed("1x")]


@pytest.mark.parametrize("hold", [True, False], ids=["meanwhile", "afterwards"])
def test_what_somebody_waits_for_takes_along_what_was_asked_before(hold: bool) -> None:
    worker, wanted = Worker(Mailbox()), ask.TakeRecord(Future())
    with worker.held():
        worker.post(ask.Pause())
        if hold:
            worker.post(wanted)
    if not hold:
        worker.post(wanted)
    assert asked(worker) == [ask.Pause(), wanted]


def test_what_fails_while_it_is_opened_holds_nothing_back() -> None:
    worker = Worker(Mailbox())
    with pytest.raises(ValueError, match="spoilt"), worker.held():
        worker.post(ask.Pause())
        raise ValueError("spoilt")
    worker.post(ask.SetSpeed("1x"))
    assert asked(worker) == [ask.Pause(), ask.SetSpeed("1x")]


def test_a_window_that_is_closed_while_it_opens_something_ends_the_worker() -> None:
    worker = Worker(Mailbox(), loading=lambda: None)
    worker.start()
    with worker.held():
        worker.post(ask.Pause())
        assert worker.close(timeout_s=30.0)
    assert not worker.alive


def test_a_project_is_made_once_the_window_had_its_turn(desk: Any) -> None:
    """At the next beat of the window's timer, in the order in which it was asked."""
    space, project = desk.workspace, template("circles-mlp", CATALOGUE).open()
    space.run.ready = True  # as if PyTorch were there; the worker's thread is not
    asked(space._worker)
    space.replace_document(Document(project))
    assert asked(space._worker) == []
    space.pump()
    samples, opened = (each for each in asked(space._worker) if isinstance(each, (ask.LoadSamples, ask.Open)))
    assert (samples.project, opened.project) == (project, project)
