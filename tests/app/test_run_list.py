"""The list of runs: what it says is what was trained; names, notes and what is kept go with the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.app import commands, data_edits, edits
from playground.app.run_labels import EARLIER_RUNS, RunLabels
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import RunLabel


def train(desk: Any, epochs: int = 3) -> str:
    """Train some epochs to their end and return the run."""
    space: Workspace = desk.workspace
    space.apply(data_edits.set_recipe, epochs=epochs)
    desk.wait(lambda: space.live.project is not None and space.live.project.recipe.epochs == epochs)
    commands.perform("train.toggle", space)
    desk.wait(lambda: space.training.state == "done")
    return space.live.run


@pytest.fixture
def space(desk: Any) -> Workspace:
    found: Workspace = desk.workspace
    found.start()
    desk.wait(lambda: found.live.project is not None)
    return found


def reset(desk: Any) -> None:
    before = desk.workspace.live.run
    desk.workspace.run.reset()
    desk.wait(lambda: desk.workspace.live.run != before)


def test_each_run_is_a_row_with_what_was_trained(desk: Any, space: Workspace) -> None:
    assert space.time.runs.rows == ()
    first = train(desk)
    reset(desk)
    space.apply(data_edits.set_recipe, learning_rate=0.004)
    second = train(desk, 4)
    rows = space.time.runs.rows
    assert [(row.run, row.label.number, row.epoch) for row in rows] == [(second, 2, 4), (first, 1, 3)]
    assert (rows[0].current, rows[1].current) == (True, False)
    record = space.run.record()
    assert record is not None
    assert rows[0].curve.column("val_loss").tolist() == [each["val_loss"] for each in record.history.epochs]
    words = space.time.runs.words(rows[0], rows)
    assert "learning rate 0.004 instead of" in words and "epochs 4 instead of 3" in words
    assert space.time.runs.words(rows[1], rows) == "the start"
    assert rows[0].seconds is not None and rows[0].nbytes is not None and rows[0].nbytes > 1000


def test_a_child_leaves_its_parent_where_it_stood(desk: Any, space: Workspace) -> None:
    parent = train(desk)
    assert space.apply(edits.set_param, "dense", "units", 9)
    desk.wait(lambda: space.live.run != parent)
    space.run.train()
    desk.wait(lambda: space.training.state == "done" and space.run.earlier)
    child, before = space.time.runs.rows
    assert (child.parent, child.from_epoch, before.run) == (parent, 3.0, parent)
    assert child.from_step == before.step and len(child.curve) == child.epoch - 3
    assert space.time.runs.words(child, (child, before)) == "from run 1 at epoch 3: Dense 8 → 9 units"


def test_names_notes_and_pins_are_undone_and_saved(desk: Any, space: Workspace, tmp_path: Path) -> None:
    run, path = train(desk), tmp_path / "named.nnplay"
    runs = space.time.runs
    runs.rename(run, "  Wide\n one ")
    runs.annotate(run, "try dropout?")
    runs.pin(run)
    (row,) = runs.rows
    assert (row.name, row.label.note, row.label.pinned) == ("Wide one", "try dropout?", True)
    space.editing.undo()
    assert not runs.rows[0].label.pinned and space.document.redo_label == "Keep Wide one"
    space.editing.redo()
    save_project(path, space.project, space.run.records())
    space.run.saved(space.run.records())
    assert not space.run.unsaved
    (opened,) = open_project(path, CATALOGUE).runs
    assert replace(opened.label, begun=0.0) == RunLabel(1, "Wide one", "try dropout?", pinned=True)
    assert opened.label.begun > 1.7e9
    runs.rename(run, "Other")
    assert space.run.unsaved  # no file holds that name


def test_a_run_is_opened_with_its_network_and_undo_goes_back(desk: Any, space: Workspace) -> None:
    first = train(desk)
    whole = space.run.record()
    assert whole is not None
    reset(desk)
    assert space.apply(edits.set_param, "dense", "units", 5)
    second = train(desk)
    assert space.live.run == second
    space.time.runs.open(first)
    desk.wait(lambda: space.live.run == first and [each.id for each in space.run.earlier] == [second])
    assert space.project.network.nodes["dense"].params["units"] == 8
    again = space.run.record()
    assert again is not None and again.position["step"] == whole.position["step"]
    assert all(np.array_equal(again.weights[key], whole.weights[key]) for key in whole.weights)
    space.editing.undo()
    desk.wait(lambda: space.live.run == second and [each.id for each in space.run.earlier] == [first])
    assert space.project.network.nodes["dense"].params["units"] == 5
    assert {row.run: row.label.number for row in space.time.runs.rows} == {first: 1, second: 2}


def test_a_deleted_run_comes_back_by_undo(desk: Any, space: Workspace) -> None:
    first = train(desk)
    reset(desk)
    train(desk)
    space.time.runs.rename(first, "First")
    space.time.runs.delete(space.live.run)
    assert desk.said[-1].startswith("The run that is open cannot be deleted")
    space.time.runs.delete(first)
    assert [row.label.number for row in space.time.runs.rows] == [2] and space.run.earlier == []
    space.editing.undo()
    assert [(row.label.number, row.name) for row in space.time.runs.rows] == [(2, "Run 2"), (1, "First")]
    space.editing.redo()
    assert len(space.time.runs.rows) == 1


def test_two_runs_are_held_against_one_another_on_the_same_samples(desk: Any, space: Workspace) -> None:
    first = train(desk, 1)
    reset(desk)
    train(desk, 20)
    space.time.runs.judge()
    desk.wait(lambda: all(space.time.runs.outcome(row.run) for row in space.time.runs.rows))
    rows = space.time.runs.rows
    for row in rows:
        found = space.time.runs.outcome(row.run)
        assert found is not None and found.share == pytest.approx(row.last("val_accuracy"), abs=1e-6)
    space.time.runs.choose((rows[0].run, first))
    pair = space.time.runs.compared(rows)
    assert pair is not None and [row.label.number for row in pair] == [1, 2]
    assert space.time.runs.verdict(*pair).startswith("Run 2 ")
    assert "Run 2 is right on" in space.time.runs.sides(*pair)


def test_pinned_runs_stay_however_many_come_after_them(desk: Any, space: Workspace) -> None:
    train(desk, 1)
    record = space.run.record()
    assert record is not None
    labels = RunLabels(now=lambda: 0.0)
    runs = [replace(record, id=f"run{number}") for number in range(20)]
    for run in reversed(runs):
        labels.of(run.id)
    labels.put("run19", replace(labels.of("run19"), pinned=True))
    kept = labels.kept(runs)
    assert [run.id for run in kept] == [f"run{number}" for number in (*range(EARLIER_RUNS), 19)]
    assert labels.of("run19").number == 1


def test_runs_of_an_old_file_are_numbered_as_they_began(desk: Any, space: Workspace) -> None:
    train(desk, 1)
    record = space.run.record()
    assert record is not None and record.label == RunLabel()
    labels = RunLabels()
    labels.open((replace(record, id="new"), replace(record, id="old")))
    assert (labels.of("old").number, labels.of("new").number, labels.unsaved) == (1, 2, False)


def test_what_was_set_after_the_last_step_is_no_difference_of_that_run(desk: Any, space: Workspace) -> None:
    first = train(desk)
    space.apply(data_edits.set_recipe, learning_rate=0.004)
    desk.wait(lambda: bool(space.live.marks))
    runs = space.time.runs
    assert runs.rows[0].project.recipe.learning_rate == 0.02  # all its steps were taken with that
    reset(desk)
    second = train(desk)
    rows = runs.rows
    assert [(row.run, row.project.recipe.learning_rate) for row in rows] == [(second, 0.004), (first, 0.02)]
    assert runs.words(rows[0], rows) == "learning rate 0.004 instead of 0.02"
    runs.open(first)  # which goes on with what was set
    desk.wait(lambda: space.live.run == first)
    assert space.project.recipe.learning_rate == 0.004


def test_figures_of_a_run_are_of_one_moment(desk: Any, space: Workspace) -> None:
    train(desk)
    assert space.time.runs.rows[0].last("val_loss") == space.live.metric("val_loss")
    space.run.step_once()
    ends = space.live.epochs.column("step")
    desk.wait(lambda: space.live.step > ends[-1])
    desk.wait(lambda: space.time.runs.rows[0].last("val_loss") != space.live.epochs.column("val_loss")[-1])
    rested = space.live.metric("val_loss")
    assert space.time.runs.rows[0].last("val_loss") == rested  # as the bar says
    reset(desk)
    train(desk)
    second, first = space.time.runs.rows
    assert first.last("val_loss") == first.curve.column("val_loss")[-1]  # until its weights are judged
    space.time.runs.judge()
    desk.wait(lambda: space.time.runs.rows[1].last("val_loss") == rested)
    second, first = space.time.runs.rows
    outcome = space.time.runs.outcome(first.run)
    assert outcome is not None and outcome.share == pytest.approx(first.last("val_accuracy"), abs=1e-6)
    assert first.last("loss") == first.curve.column("loss")[-1]
    assert second.last("val_loss") == second.curve.column("val_loss")[-1]
