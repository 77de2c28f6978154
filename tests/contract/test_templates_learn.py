"""Every template reaches the figure it promises, which an untrained network does not."""

from __future__ import annotations

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import Template, TemplateRegistry
from playground.core.training.events import Finished
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

LONG = 4.0  # stated seconds from which a template waits for `make test-all`


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, id=entry.id, marks=pytest.mark.slow if entry.seconds >= LONG else ())
        for entry in TemplateRegistry(CATALOGUE)
    ],
)
def test_it_reaches_its_figure(entry: Template) -> None:
    session = Session.start(entry.open())
    before = session.held_out()[entry.metric]
    events = list(train(session, Limit(), lambda: 1000, lambda: False))
    after = session.held_out()[entry.metric]
    assert isinstance(events[-1], Finished) and events[-1].reason == "completed"
    assert reached(entry, after)
    assert not reached(entry, before) or entry.id == "deep-plain-100"  # which shows that it stays there


def reached(entry: Template, value: float) -> bool:
    return value >= entry.target if entry.higher_is_better else value <= entry.target
