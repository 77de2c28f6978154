"""Undo keeps old projects: whatever was edited, all the way back is the first and all the way on the last."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app import data_edits, edits
from playground.app.document import Document
from playground.app.edits import Edit
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.network.edits import move_nodes
from playground.core.network.values import Edge, Network
from playground.core.project.templates import template
from playground.core.project.values import Project

START = template("spiral-mlp", CATALOGUE).open()
KINDS = ("dense", "dropout", "activation", "batch_norm", "conv2d", "classify")


@st.composite
def one_edit(draw: st.DrawFn, project: Project) -> Edit | None:
    """Draw one of the edits a person makes; None when it was refused."""
    network = project.network
    ids, kind = sorted(network.nodes), draw(st.sampled_from(KINDS))
    some = draw(st.sampled_from(ids)) if ids else None
    wire = draw(st.sampled_from(network.edges)) if network.edges else None
    spot = (float(draw(st.integers(-50, 50))), 8.0)
    makers = [
        lambda: edits.place(project, kind, spot),
        lambda: edits.append(project, kind, some),
        lambda: data_edits.set_recipe(project, learning_rate=draw(st.floats(1e-4, 1.0))),
        lambda: data_edits.choose_data_and_fit(
            project, draw(st.sampled_from(["digits", "moons", "plane", "xor"]))
        ),
    ]
    if some is not None:
        makers += [
            lambda: edits.delete(project, {some}),
            lambda: edits.duplicate(project, {some}),
            lambda: edits.move(project, {some: spot}),
            lambda: edits.rename(project, some, draw(st.sampled_from(["", "Alpha", "Beta"]))),
            lambda: edits.connect(project, Edge(some, "out", draw(st.sampled_from(ids)), "in")),
        ]
    if wire is not None:
        makers += [lambda: edits.insert(project, kind, wire), lambda: edits.disconnect(project, wire)]
    try:
        return draw(st.sampled_from(makers))()
    except PlaygroundError:
        return None


@given(st.data(), st.integers(1, 25))
def test_undo_all_gives_the_first_project_and_redo_all_the_last(data: st.DataObject, count: int) -> None:
    document = Document(START)
    for _ in range(count):
        step = data.draw(st.sampled_from(["edit", "edit", "edit", "undo", "redo"]))
        if step == "undo":
            document.undo()
        elif step == "redo":
            document.redo()
        elif (edit := data.draw(one_edit(document.project))) is not None:
            document.edit(edit.label, edit.project, data.draw(st.sampled_from([None, "drag"])))
    while document.redo_label:
        document.redo()
    last = document.project
    while document.undo_label:
        document.undo()
    assert document.project == START
    assert not document.dirty
    while document.redo_label:
        document.redo()
    assert document.project == last


def _renamed(name: str) -> Project:
    return edits.rename_project(START, name).project


def test_a_drag_is_one_step_and_the_next_drag_another() -> None:
    document = Document(START)
    for x in range(5):
        step = edits.move(document.project, {"dense": (float(x), 40.0)})
        document.edit(step.label, step.project, merge_key="drag")
    document.end_merge()
    document.edit("Move Dense", edits.move(document.project, {"dense": (9.0, 9.0)}).project, merge_key="drag")
    document.undo()
    assert document.project.network.nodes["dense"].position == (4.0, 40.0)
    document.undo()
    assert document.project == START
    assert document.undo_label == ""


def test_a_drag_back_to_where_it_began_leaves_nothing_to_undo() -> None:
    document = Document(START)
    document.edit("Move", edits.move(START, {"dense": (1.0, 1.0)}).project, merge_key="drag")
    document.edit("Move", START, merge_key="drag")
    assert document.undo_label == ""
    assert not document.dirty


def test_an_edit_after_undo_clears_what_could_be_redone() -> None:
    document = Document(START)
    document.edit("one", _renamed("one"))
    document.undo()
    assert document.redo_label == "one"
    document.edit("two", _renamed("two"))
    assert document.redo_label == ""


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    document = Document(START)
    document.edit("nothing", edits.rename_project(START, START.name).project)
    assert document.undo_label == ""


def test_dirty_follows_the_saved_project_through_undo() -> None:
    document, told = Document(START), list[bool]()
    document.dirty_changed.connect(told.append)
    document.edit("one", _renamed("one"))
    document.mark_saved(document.project, Path("a.nnplay"))
    document.undo()
    document.redo()
    assert told == [True, False, True, False]
    assert document.path == Path("a.nnplay")


def test_the_speed_is_no_step_of_undo_and_no_change_to_save() -> None:
    document = Document(START)
    document.edit("one", _renamed("one"))
    document.replace_quietly("10x")
    document.undo()
    assert document.project.speed == "10x"
    assert document.project.name == START.name
    assert not document.dirty
    document.redo()
    assert document.project.speed == "10x"


def test_signals_carry_old_and_new() -> None:
    document, seen = Document(START), list[tuple[str, str]]()
    document.changed.connect(lambda old, new: seen.append((old.name, new.name)))
    document.edit("one", _renamed("one"))
    document.undo()
    assert seen == [(START.name, "one"), ("one", START.name)]


def test_a_closed_document_tells_nothing_takes_nothing_and_dies() -> None:
    document = Document(START)
    document.changed.connect(lambda old, new: pytest.fail("a closed document spoke"))
    document.close()
    document.edit("one", _renamed("one"))
    document.undo()
    assert document.project is START
    gone = weakref.ref(document)
    del document
    gc.collect()
    assert gone() is None


def test_a_drag_after_undo_is_a_step_of_its_own() -> None:
    document = Document(START)
    document.edit("one", _renamed("one"))
    document.edit("two", _renamed("two"), merge_key="drag")
    document.undo()
    document.edit("three", _renamed("three"), merge_key="drag")
    document.undo()
    assert document.project.name == "one"


def _moved(project: Project, x: float) -> Network:
    return move_nodes(project.network, dict.fromkeys(project.network.nodes, (x, 0.0)))


def test_an_untouched_project_is_laid_out_without_a_step_or_a_change_and_keeps_what_was_opened() -> None:
    document, told = Document(START), list[bool]()
    document.dirty_changed.connect(told.append)
    for x in (80.0, 160.0):
        document.lay_out(_moved(START, x))
        assert {node.position for node in document.project.network.nodes.values()} == {(x, 0.0)}
    assert document.untouched is START
    assert not told and not document.dirty and not document.undo_label


def test_a_project_that_was_edited_or_has_a_file_keeps_its_places() -> None:
    edited, filed = Document(START), Document(START, Path("a.nnplay"))
    edited.edit("one", _renamed("one"))
    for document in (edited, filed):
        before = document.project
        document.lay_out(_moved(before, 80.0))
        assert document.project is before
    edited.undo()
    edited.lay_out(_moved(START, 80.0))
    assert edited.project == START
