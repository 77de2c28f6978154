"""A typed weight is one step of undo: it is taken back in the live model, and put in again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from playground.app import edits
from playground.app.ask import Answer
from playground.app.workspace import Workspace
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

KEY, PLACE = "dense_2.weight", (1, 3)


def trained(desk: Any, epochs: int = 2) -> Workspace:
    """Return a workspace at rest after some epochs."""
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= epochs)
    space.run.pause()
    desk.wait(lambda: not space.live.running)
    return space


def weights(space: Workspace) -> dict[str, np.ndarray]:
    record = space.run.record(even_untrained=True)
    space.pump()
    assert record is not None
    return dict(record.weights)


def same(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> bool:
    return first.keys() == second.keys() and all(np.array_equal(first[key], second[key]) for key in first)


def test_undo_gives_the_old_weight_back_to_the_bit_and_redo_the_typed_one(desk: Any) -> None:
    space = trained(desk)
    before = weights(space)
    assert space.editing.set_weight("dense_2", PLACE, 1.25)
    typed = weights(space)
    assert typed[KEY][PLACE] == 1.25 and not same(before, typed)
    assert space.document.undo_label == "Set a weight of Dense 2"
    assert [mark.kind for mark in space.live.marks] == ["weights"]
    space.editing.undo()
    assert same(weights(space), before)
    assert (space.document.undo_label, space.document.redo_label) == ("", "Set a weight of Dense 2")
    assert not space.live.marks  # nothing happened there
    space.editing.redo()
    assert same(weights(space), typed)
    space.editing.undo()
    assert same(weights(space), before)


def test_each_typed_weight_is_a_step_of_its_own_among_the_edits(desk: Any) -> None:
    space = trained(desk)
    before, project = weights(space), space.project
    space.editing.set_weight("dense_2", PLACE, 1.0)
    space.editing.set_weight("dense_2", PLACE, 2.0)
    space.apply(edits.insert, "dropout", space.project.network.edges[1])
    space.editing.set_weight("dense_2", (0, 0), 3.0)
    seen = []
    while space.document.undo_label:
        space.editing.undo()
        seen.append((float(weights(space)[KEY][PLACE]), space.document.undo_label))
    old = float(before[KEY][PLACE])
    label = "Set a weight of Dense 2"
    assert seen == [(2.0, "Insert Dropout"), (2.0, label), (1.0, label), (old, "")]
    assert space.project == project and same(weights(space), before)


def test_while_it_trains_one_weight_goes_back_and_training_goes_on(desk: Any) -> None:
    space = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 2)
    space.editing.set_weight("dense_2", PLACE, 40.0)
    desk.wait(lambda: bool(space.live.marks))
    old = float(space.live.marks[-1].text.split("]")[1].split()[0])
    epoch = space.live.epoch
    desk.wait(lambda: space.live.epoch >= epoch + 2)
    assert space.live.running
    space.editing.undo()
    space.run.pause()  # served in order: at most the steps between the two were taken
    assert abs(float(weights(space)[KEY][PLACE]) - old) < 2.0
    space.training.toggle()
    epoch = space.live.epoch
    desk.wait(lambda: space.live.epoch >= epoch + 2)


def test_a_run_that_began_anew_has_nothing_of_them_to_undo(desk: Any) -> None:
    space = trained(desk)
    project = space.project
    space.apply(edits.rename, "dense", "First")
    space.editing.set_weight("dense_2", PLACE, 1.0)
    space.editing.set_weight("dense_2", PLACE, 2.0)
    space.editing.undo()
    space.run.reset()
    assert (space.document.undo_label, space.document.redo_label) == ("Rename Dense", "")
    start = weights(space)
    space.editing.undo()
    assert space.project == project and same(weights(space), start)


def test_a_weight_of_a_block_that_is_gone_is_refused_in_a_sentence(desk: Any) -> None:
    space = trained(desk)
    said: list[str] = []
    space.notices.said.connect(said.append)
    assert not space.editing.set_weight("dense_99", PLACE, 1.0)
    assert said == ["This weight is not there any more."] and not space.document.undo_label
    space.editing.set_weight("dense_2", (900, 900), 1.0)
    desk.wait(lambda: len(said) == 2)


def test_a_weight_typed_before_training_stays_through_edits_and_in_the_file(
    desk: Any, tmp_path: Path
) -> None:
    space = desk.ready().workspace
    start, project = weights(space), space.project
    space.editing.set_weight("dense_2", PLACE, 1.25)
    assert space.files.unsaved
    space.apply(edits.insert, "dropout", space.project.network.edges[1])
    assert weights(space)[KEY][PLACE] == 1.25
    space.editing.undo()
    assert weights(space)[KEY][PLACE] == 1.25 and space.project == project
    desk.answers.given = [Answer("save", tmp_path / "typed.nnplay")]
    assert space.files.save_as() and not space.files.unsaved
    space.editing.undo()
    assert same(weights(space), start)
    desk.answers.given = [Answer("discard")]
    assert space.files.open(tmp_path / "typed.nnplay")
    desk.wait(lambda: not space.run.awaiting)
    assert weights(space)[KEY][PLACE] == 1.25


def test_no_weight_is_set_while_one_looks_at_an_earlier_step(desk: Any) -> None:
    """The one that is seen is not the one that would be set."""
    space = trained(desk)
    before = weights(space)
    space.time.look_near(20)
    desk.wait(lambda: space.time.shown == 20)
    assert not space.editing.set_weight("dense_2", PLACE, 1.25)
    assert desk.said[-1] == "You look at step 20: branch there (Ctrl+B), or return to the newest (L) first."
    assert same(weights(space), before) and not space.document.undo_label
    space.time.go_live()
    assert space.editing.set_weight("dense_2", PLACE, 1.25)


def test_an_undo_that_the_worker_does_not_answer_is_told_and_stays_to_be_taken(desk: Any) -> None:
    space = trained(desk)
    answers: list[bool] = []

    def exchange(again: bool) -> None:
        if not answers:
            raise PlaygroundError(Text("The worker does not answer."))
        answers.append(again)

    space.document.note("Branch from step 20", exchange)
    space.editing.undo()
    assert (space.document.undo_label, space.document.redo_label) == ("Branch from step 20", "")
    assert space.notices.banner is not None and space.notices.banner.text == "The worker does not answer."
    answers.append(True)
    space.editing.undo()
    assert answers == [True, False] and space.document.redo_label == "Branch from step 20"
