"""What is asked before it is let go, and what is not worth a question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.app import edits
from playground.app.ask import Answer
from playground.app.keeping import WORTH_KEEPING_S, FileMemory, Unsaved, worth_asking
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project

NOTHING = Unsaved(edited=False, trained=False)


@pytest.mark.parametrize(
    ("left", "asks"),
    [
        ({}, False),
        ({"edited": True}, True),
        ({"trained": True, "trained_s": WORTH_KEEPING_S - 1}, False),
        ({"trained": True, "trained_s": WORTH_KEEPING_S}, True),
        ({"trained": True, "by_hand": True}, True),
        ({"trained": True, "has_file": True}, True),
        ({"has_file": True}, False),
        ({"trained_s": 9999.0}, False),  # a file holds it
    ],
)
def test_the_rule(left: dict[str, Any], asks: bool) -> None:
    assert worth_asking(replace(NOTHING, **left)) is asks


def test_time_is_counted_from_the_last_save_on_and_at_rest_not_at_all() -> None:
    now = [100.0]
    memory = FileMemory(lambda: now[0])
    for running, seconds in ((True, 50.0), (False, 1000.0), (True, 20.0)):
        memory.trains(running)
        now[0] += seconds
    assert memory.seconds == 70.0
    memory.saved(())
    now[0] += 5.0
    assert memory.seconds == 5.0
    memory.trains(False)
    memory.saved(())
    now[0] += 5.0
    assert memory.seconds == 0.0


def train(desk: Any, steps: int = 3) -> Workspace:
    space: Workspace = desk.ready().workspace
    for _ in range(steps):
        space.run.step_once()
    desk.wait(lambda: space.live.step == steps)
    return space


def test_pressing_space_on_the_starter_is_no_reason_to_be_asked(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 2)
    assert space.files.unsaved and space.files.may_let_go()
    assert desk.answers.asked == []
    assert space.run.file.seconds > 0.0


def test_training_that_took_long_asks(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    space: Workspace = desk.ready().workspace
    now = [100.0]
    monkeypatch.setattr(space.run, "file", FileMemory(lambda: now[0]))
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    now[0] += WORTH_KEEPING_S - 1
    space.training.toggle()
    desk.wait(lambda: not space.live.running)
    now[0] += 1000.0  # at rest no time is counted
    assert space.files.may_let_go()
    space.training.toggle()
    now[0] += 2.0
    assert not space.files.may_let_go()
    assert [question.id for question in desk.answers.asked] == ["save_changes"]


def test_an_edit_a_typed_weight_and_a_file_of_ones_own_ask(desk: Any, tmp_path: Path) -> None:
    space = train(desk)
    assert space.files.may_let_go()
    space.editing.set_weight("dense", (0, 0), 2.5)
    desk.wait(lambda: any(mark.kind == "weights" for mark in space.live.marks))
    assert not space.files.may_let_go()
    desk.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    assert space.files.save() and space.files.may_let_go()
    space.run.step_once()
    desk.wait(lambda: space.live.step == 4)
    assert not space.files.may_let_go()
    assert space.files.save() and space.files.may_let_go()
    assert space.apply(edits.set_param, "dense_2", "units", 5)
    assert not space.files.may_let_go()


def test_a_run_before_a_reset_counts_and_a_file_opens_with_the_reset_one(desk: Any, tmp_path: Path) -> None:
    space = train(desk)
    space.run.reset()
    desk.wait(lambda: space.live.step == 0 and space.run.earlier)
    assert space.files.unsaved  # the run before would be lost
    desk.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    assert space.files.save()
    assert not space.files.unsaved
    runs = open_project(tmp_path / "a.nnplay", CATALOGUE).runs
    assert [(run.trained, len(run.history.losses)) for run in runs] == [(False, 0), (True, 3)]
    assert space.files.new("xor-mlp")
    desk.wait(lambda: space.live.project is not None and space.live.project.data.id == "xor")
    assert space.files.open(tmp_path / "a.nnplay")
    desk.wait(lambda: space.live.run == runs[0].id)
    assert (space.live.step, space.live.started, [run.id for run in space.run.earlier]) == (
        0,
        False,
        [runs[1].id],
    )
    assert not space.files.unsaved
