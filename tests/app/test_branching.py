"""Edits made while an earlier step is looked at wait there: the next start branches from that step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.app import data_edits, edits
from playground.app.ask import Answer
from playground.app.commands import find
from playground.app.document import Document
from playground.app.messages import LooksBack
from playground.app.run_rows import RunCurve, RunRow, seconds_along
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunLabel, RunRecord
from playground.core.project.templates import template
from playground.core.training.replay import cut_at
from playground.core.training.session import Session
from run_bits import differences, run

PROJECT = template("spiral-mlp", CATALOGUE).open()
STEP = 220  # the end of the tenth epoch of 22 steps


@pytest.fixture(scope="module")
def whole() -> RunRecord:
    """Return a run of fourteen epochs."""
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=14)
    return run(Session.start(replace(project, speed="max")), 308).record()


@pytest.fixture
def back(desk: Any, whole: RunRecord) -> Any:
    """Give a workspace whose run is looked at as it was at a step."""
    space: Workspace = desk.ready().workspace
    space.replace_document(Document(whole.project), (whole,))
    desk.wait(lambda: space.live.run == whole.id and space.time.steps)
    look(desk)
    return desk


def look(desk: Any, step: int = STEP) -> None:
    desk.workspace.time.look_near(step)
    desk.wait(lambda: desk.workspace.time.shown == step)


def insert(space: Workspace) -> None:
    wire = next(edge for edge in space.project.network.edges if edge.target == "dense_3")
    assert space.apply(edits.insert, "dense", wire, space.fields)


def current(space: Workspace) -> RunRecord:
    record = space.run.record(even_untrained=True)
    space.pump()
    assert record is not None
    return record


def ended(desk: Any, before: RunRecord) -> Workspace:
    space: Workspace = desk.workspace
    desk.wait(lambda: space.live.run not in ("", before.id) and space.live.step > STEP)
    desk.wait(lambda: not space.live.running)
    return space


def test_a_changed_network_waits_and_the_next_start_branches_with_the_weights_of_then(
    back: Any, whole: RunRecord
) -> None:
    space: Workspace = back.workspace
    insert(space)
    assert back.said[-1] == (
        "From step 220: the next start branches there with what you changed, and keeps the run so far. "
        "L returns to the newest step and changes that."
    )
    assert find("train.toggle").label(space) == "Branch from step 220" and space.time.branch_step == STEP
    assert differences(current(space), whole) == [] and space.time.shown == STEP  # nothing happened yet
    assert space.exports.which.changed_since == ""
    space.training.toggle()
    space = ended(back, whole)
    branch = current(space)
    then = cut_at(whole, STEP)
    assert then is not None and branch.parent == whole.id
    assert (branch.position["offset_steps"], branch.position["offset_epochs"]) == (STEP, 10)
    for key in ("dense.weight", "dense.bias", "dense_2.weight"):
        assert np.array_equal(branch.start[key], then.weights[key])
        assert not np.array_equal(branch.start[key], whole.weights[key])
    assert branch.project.network == space.project.network and "dense_4.weight" in branch.start
    assert [each.id for each in space.run.earlier] == [whole.id]
    assert differences(space.run.earlier[0], whole) == []
    assert not space.time.is_back and find("train.toggle").label(space) == "Train"
    assert space.live.losses.up_to(STEP).exact.tolist() == whole.history.losses[:STEP].tolist()
    assert len(space.live.losses) == branch.position["step"] == 308
    assert [mark.step for mark in space.live.marks] == [STEP]


def test_a_changed_recipe_waits_and_holds_from_that_step_on_to_the_bit(back: Any, whole: RunRecord) -> None:
    space: Workspace = back.workspace
    assert space.apply(data_edits.set_recipe, learning_rate=0.003)
    assert space.time.branch_words == "From step 220"
    assert not current(space).history.changes
    space.training.toggle()
    branch = current(ended(back, whole))
    again = run(Session.start(whole.project), STEP)
    again.set_recipe(space.project.recipe)
    run(again, 308 - STEP)
    assert branch.history.losses.tobytes() == again.record().history.losses.tobytes()
    assert [(each["step"], each["what"]) for each in branch.history.changes] == [(STEP, "learning_rate")]
    assert [each.id for each in space.run.earlier] == [whole.id]


@pytest.mark.parametrize("steps", [1, 5])
def test_so_many_steps_are_taken_from_there(back: Any, whole: RunRecord, steps: int) -> None:
    space: Workspace = back.workspace
    insert(space)
    if steps == 1:
        find("train.step").run(space)
    else:
        space.steering.take_steps(steps)
    space = ended(back, whole)
    assert space.live.step == STEP + steps and space.live.project is not None
    assert space.live.project.network == space.project.network


def test_without_an_edit_or_with_one_taken_back_a_start_returns_to_the_newest(
    back: Any, whole: RunRecord
) -> None:
    space: Workspace = back.workspace
    insert(space)
    space.editing.undo()
    assert not space.time.branch_words and find("train.toggle").label(space) == "Train"
    space.editing.redo()
    assert space.time.branch_words == "From step 220"
    space.editing.undo()
    assert space.apply(edits.rename, "dense_2", "Mine")  # which no weight knows of
    assert not space.time.branch_words
    space.training.toggle()
    assert not space.time.is_back
    back.wait(lambda: space.live.step > 308 and not space.live.running)
    assert space.live.run == whole.id and not space.run.earlier


def test_who_returns_to_the_newest_changes_that(back: Any, whole: RunRecord) -> None:
    space: Workspace = back.workspace
    insert(space)
    space.time.go_live()
    back.wait(lambda: space.live.parent == whole.id)
    child = current(space)
    assert child.position["step"] == 308
    assert np.array_equal(child.start["dense.weight"], whole.weights["dense.weight"])
    assert space.exports.which.changed_since == "epoch 14" and not space.run.earlier


def test_it_branches_where_one_looks_when_it_starts(back: Any, whole: RunRecord) -> None:
    space: Workspace = back.workspace
    insert(space)
    look(back, 100)
    assert space.time.branch_words == "From step 100"
    space.training.toggle()
    ended(back, whole)
    assert current(space).position["offset_steps"] == 100


def test_undo_gives_back_the_step_with_its_edit_and_redo_the_branch(back: Any, whole: RunRecord) -> None:
    space: Workspace = back.workspace
    before = space.project
    insert(space)
    space.training.toggle()
    branch = current(ended(back, whole))
    assert space.document.undo_label == "Branch from step 220"
    space.editing.undo()
    back.wait(lambda: space.live.run == whole.id and space.time.shown == STEP)
    assert differences(current(space), whole) == []  # the edit did not reach its newest step
    assert space.time.branch_words == "From step 220" and "dense_4" in space.project.network.nodes
    space.editing.redo()
    back.wait(lambda: space.live.run == branch.id)
    assert differences(current(space), branch) == [] and not space.time.is_back
    space.editing.undo()
    back.wait(lambda: space.live.run == whole.id and space.time.shown == STEP)
    space.editing.undo()
    assert space.project == before and not space.time.branch_words
    space.time.go_live()
    assert differences(current(space), whole) == []


def test_while_it_trains_the_edit_waits_and_no_bit_changes(desk: Any) -> None:
    project = replace(template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=30), speed="50/s")
    space: Workspace = desk.ready().workspace
    space.replace_document(Document(project))
    desk.wait(lambda: space.live.project is not None)
    space.training.toggle()
    desk.wait(lambda: 40 in space.time.steps)
    look(desk, 20)
    insert(space)
    assert find("train.toggle").label(space) == "Pause" and space.time.branch_words == "From step 20"
    step = space.live.step
    desk.wait(lambda: space.live.step > step + 10)
    space.training.set_speed("max")
    desk.wait(lambda: not space.live.running)
    trained = current(space)
    assert differences(trained, run(Session.start(project), 660).record()) == []
    space.training.toggle()
    desk.wait(lambda: space.live.parent == trained.id)
    assert space.live.inherited_epochs == 0 and current(space).position["offset_steps"] == 20


def test_an_edit_stays_at_its_step_when_the_past_has_been_played(back: Any, whole: RunRecord) -> None:
    space: Workspace = back.workspace
    insert(space)
    last = space.time.steps[-1]
    space.time.play()
    back.wait(lambda: not space.time.playing)
    assert space.time.step == last and space.time.branch_step == last
    assert differences(current(space), whole) == []


def test_an_edit_stays_in_the_past_when_its_step_is_thinned_out(back: Any, whole: RunRecord) -> None:
    space: Workspace = back.workspace
    insert(space)
    space.time.take(LooksBack(None, lost=STEP))
    back.wait(lambda: space.time.shown is not None and space.time.shown == space.time.step)
    assert space.time.branch_step in {STEP - 20, STEP + 20}
    assert differences(current(space), whole) == []


def test_seconds_count_what_led_to_a_branch_of_a_child() -> None:
    def row(run: str, parent: str, begins: int, steps: list[int], seconds: list[float]) -> RunRow:
        columns = {"step": np.array(steps, np.float64), "seconds": np.array(seconds)}
        return RunRow(run, RunLabel(), PROJECT, parent, begins, steps[-1], len(steps), RunCurve(columns),
                      begins=begins)  # fmt: skip

    first = row("p", "", 0, [20, 40], [1.0, 2.0])
    child = row("c", "p", 40, [60, 80], [5.0, 10.0])  # slower: an epoch takes longer than all before
    branch = row("b", "c", 60, [80, 100], [5.0, 10.0])
    rows = (first, child, branch)
    assert seconds_along(child, rows).tolist() == [7.0, 12.0]
    assert seconds_along(branch, rows).tolist() == [12.0, 17.0]


def test_a_changed_network_is_no_way_to_drop_the_later_steps(back: Any) -> None:
    space: Workspace = back.workspace
    go_on = find("time.continue")
    assert go_on.enabled(space)
    insert(space)
    assert not go_on.enabled(space) and "a run of its own" in go_on.why_not(space)
    assert find("time.branch").enabled(space)


def test_a_branch_is_told_by_where_it_left_and_is_the_same_from_a_file(
    back: Any, whole: RunRecord, tmp_path: Path
) -> None:
    space: Workspace = back.workspace
    insert(space)
    space.training.toggle()
    branch = current(ended(back, whole))
    rows = space.time.runs.rows
    row = next(each for each in rows if each.current)
    assert (row.parent, row.from_step, row.from_epoch) == (whole.id, STEP, 10.0)
    assert list(row.curve.column("epoch")) == [11.0, 12.0, 13.0, 14.0]
    assert "from run 1 at epoch 10" in tr(space.time.runs.words(row, rows))
    # its seconds count on from what led there
    own = branch.history.seconds
    assert row.curve.column("seconds").tolist() == own.tolist()
    assert seconds_along(row, rows).tolist() == (whole.history.seconds[9] + own).tolist()
    losses = space.live.losses.exact.tolist()
    back.answers.given = [Answer(path=tmp_path / "a.nnplay"), Answer("discard")]
    assert space.files.save()
    assert space.files.new("xor-mlp")
    back.wait(lambda: space.live.project is not None and space.live.project.data.id == "xor")
    assert space.files.open(tmp_path / "a.nnplay")
    back.wait(lambda: space.live.run == branch.id)
    assert space.live.losses.exact.tolist() == losses  # the parent's later steps are not among them
    again = next(each for each in space.time.runs.rows if each.current)
    assert (again.parent, again.from_step, again.from_epoch) == (whole.id, STEP, 10.0)
    assert again.curve.column("seconds").tolist() == own.tolist()
