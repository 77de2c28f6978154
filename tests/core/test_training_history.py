"""The history of a run while it grows, and as the command line tells it."""

import json
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.core.builtin import CATALOGUE
from playground.core.project.records import History
from playground.core.project.templates import template
from playground.core.training.history import Recorder, to_json
from playground.core.training.session import Session


@given(st.lists(st.lists(st.floats(), max_size=30), max_size=60))
def test_every_loss_is_kept_in_order(chunks: list[list[float]]) -> None:
    recorder = Recorder(History(np.array([7.0])))
    for chunk in chunks:
        recorder.add_losses({"loss": np.array(chunk)})
    whole = np.array([7.0, *(loss for chunk in chunks for loss in chunk)])
    assert recorder.count == len(whole)
    assert recorder.history().losses.tobytes() == whole.tobytes()
    assert recorder.last_losses(1)["loss"].tobytes() == whole[-1:].tobytes()


def test_a_growing_history_leaves_copies_alone() -> None:
    recorder = Recorder()
    recorder.add_losses({"loss": np.arange(3.0)})
    early = recorder.history()
    recorder.add_losses({"loss": np.ones(5000)})
    assert early.losses.tolist() == [0, 1, 2] and len(recorder.history().losses) == 5003


def test_a_row_of_changes_at_one_step_is_one() -> None:
    recorder = Recorder()
    for value in (0.2, 0.3, 0.4):
        recorder.add_change(5, "learning_rate", value - 0.1, value)
    recorder.add_change(6, "learning_rate", 0.4, 0.5)
    assert [(c["step"], c["from"], c["to"]) for c in recorder.changes] == [(5, 0.1, 0.4), (6, 0.4, 0.5)]
    recorder.add_change(6, "learning_rate", 0.5, 0.4)
    assert len(recorder.changes) == 1


def test_each_epoch_is_looked_at_once_for_its_loss() -> None:
    class Counted(dict[str, float]):
        looks = 0

        def get(self, name: str, default: float = math.nan) -> float:  # type: ignore[override]
            Counted.looks += name == "val_loss"
            return super().get(name, default)

    recorder = Recorder()
    for number in range(40):
        recorder.epochs.append(Counted(loss=number) if number % 2 else Counted(loss=0.0, val_loss=-number))
        losses = recorder.watched_losses()
    assert losses == tuple(number if number % 2 else -number for number in range(40))
    assert Counted.looks == 40


def test_the_history_in_json_counts_steps_on_and_knows_null() -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    parent = Session.start(project)
    parent.advance(4)
    child = Session.start(project, inherit=parent.record())
    child.advance(1000)
    child.recorder.add_losses({"loss": np.array([np.inf])})
    told = to_json(child.record())
    assert [step["step"] for step in told["steps"]] == list(range(5, 28))
    assert told["steps"][0]["loss"] == child.record().history.losses[0] and told["steps"][-1]["loss"] is None
    assert told["epochs"] == child.recorder.epochs and told["changes"] == []
    assert json.loads(json.dumps(told, allow_nan=False)) == told
