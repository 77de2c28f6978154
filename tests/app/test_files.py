"""New, open, save, save as, recent files, and never losing what was not saved."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.app import edits
from playground.app.ask import Answer
from playground.app.banners import Banner
from playground.app.messages import RunKept
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session


def edit(space: Workspace, units: int = 5) -> None:
    assert space.apply(edits.set_param, "dense_2", "units", units)


def test_saving_asks_where_once_and_tells(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.workspace
    paths: list[Any] = []
    space.files.path_changed.connect(paths.append)
    desk.answers.given = [Answer(path=tmp_path / "mine")]
    edit(space)
    assert space.files.unsaved
    assert space.files.save()
    assert (desk.answers.asked[0].kind, desk.answers.asked[0].suggested.name) == ("save", "Spiral MLP.nnplay")
    assert paths == [tmp_path / "mine.nnplay"]
    assert not space.files.unsaved
    assert open_project(tmp_path / "mine.nnplay", CATALOGUE).project == space.project
    edit(space, 6)
    assert space.files.save()
    assert len(desk.answers.asked) == 1
    assert space.files.recent == (tmp_path / "mine.nnplay",)
    assert desk.said == ["Saved mine.nnplay", "Saved mine.nnplay"]


def test_a_cancelled_save_changes_nothing(desk: Any) -> None:
    edit(desk.workspace)
    assert not desk.workspace.files.save()
    assert desk.workspace.files.unsaved


@pytest.mark.parametrize(
    ("option", "lets_go", "saved"), [("save", True, True), ("discard", True, False), ("cancel", False, False)]
)
def test_save_changes(desk: Any, tmp_path: Path, option: str, lets_go: bool, saved: bool) -> None:
    space: Workspace = desk.workspace
    assert space.files.may_let_go()
    assert desk.answers.asked == []
    edit(space)
    desk.answers.given = [Answer(option), Answer(path=tmp_path / "a.nnplay")]
    assert space.files.may_let_go() is lets_go
    assert desk.answers.asked[0].id == "save_changes"
    assert (tmp_path / "a.nnplay").exists() is saved


def test_a_run_is_saved_opened_and_goes_on_to_the_same_bits(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    path = tmp_path / "run.nnplay"
    for _ in range(30):
        space.run.step_once()
    desk.wait(lambda: space.live.step == 30)
    assert space.files.unsaved
    desk.answers.given = [Answer(path=path)]
    assert space.files.save()
    assert not space.files.unsaved
    for _ in range(20):
        space.run.step_once()
    desk.wait(lambda: space.live.step == 50)
    expected, run = space.live.losses.exact.tobytes(), space.live.run
    desk.answers.given = [Answer("discard")]
    assert space.files.open(path)
    desk.wait(lambda: space.live.step == 30)
    assert (space.live.run, space.files.unsaved) == (run, False)
    assert (space.training.state, space.live.epoch) == ("paused", 1)
    for _ in range(20):
        space.run.step_once()
    desk.wait(lambda: space.live.step == 50)
    assert space.live.losses.exact.tobytes() == expected


def test_edits_after_the_run_come_back_with_the_question(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    edit(space)
    desk.wait(lambda: space.live.parent)
    desk.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    assert space.files.save()
    assert not space.files.unsaved
    assert space.files.new("xor-mlp")
    desk.wait(lambda: space.live.project is not None and space.live.project.data.id == "xor")
    assert space.files.open(tmp_path / "a.nnplay")
    desk.wait(lambda: space.live.parent)
    assert space.project.network.nodes["dense_2"].params["units"] == 5
    space.training.toggle()
    assert space.notices.banner is not None
    assert space.notices.banner.id == "question"


def test_the_whole_descent_is_saved_and_shown_again(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    edit(space)
    desk.wait(lambda: space.live.parent)
    space.run.train()
    desk.wait(lambda: space.live.epoch >= 1)
    space.run.pause()
    desk.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    assert space.files.save()
    desk.wait(lambda: not space.files.unsaved)  # the last steps before the pause have arrived too
    marks = [(mark.step, mark.kind) for mark in space.live.marks]
    losses = space.live.losses.exact.copy()
    assert space.files.open(tmp_path / "a.nnplay")
    desk.wait(lambda: space.live.step == len(losses) and space.live.losses.first_exact == 1)
    desk.wait(lambda: np.array_equal(space.live.losses.exact, losses))
    assert [(mark.step, mark.kind) for mark in space.live.marks] == marks
    assert len(open_project(tmp_path / "a.nnplay", CATALOGUE).runs) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{}"])
def test_a_file_that_cannot_be_opened_is_told_and_nothing_changes(
    desk: Any, tmp_path: Path, content: bytes
) -> None:
    space: Workspace = desk.workspace
    (tmp_path / "bad.nnplay").write_bytes(content)
    before = space.project
    assert not space.files.open(tmp_path / "bad.nnplay")
    assert space.project is before
    assert space.notices.banner is not None
    assert (space.notices.banner.tone, space.notices.banner.actions) == ("bad", ())
    assert "bad.nnplay" in space.notices.banner.text


def test_a_missing_recent_file_is_forgotten(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.workspace
    space.settings.remember(tmp_path / "gone.nnplay")
    assert not space.files.open(tmp_path / "gone.nnplay")
    assert space.files.recent == ()


def test_the_save_before_the_last_is_offered_for_a_damaged_file(desk: Any, tmp_path: Path) -> None:
    space: Workspace = desk.workspace
    path = tmp_path / "a.nnplay"
    desk.answers.given = [Answer(path=path)]
    edit(space, 7)
    space.files.save()
    edit(space, 9)
    space.files.save()
    path.write_bytes(path.read_bytes()[:200])
    assert not space.files.open(path)
    desk.take_button("Open the last save")
    assert space.project.network.nodes["dense_2"].params["units"] == 7
    assert space.document.path is None


def test_a_folder_that_cannot_be_written_leaves_the_project_dirty_and_offers_another(
    desk: Any, tmp_path: Path
) -> None:
    space: Workspace = desk.workspace
    edit(space)
    (tmp_path / "file").write_text("in the way")
    desk.answers.given = [Answer(path=tmp_path / "file" / "a.nnplay"), Answer(path=tmp_path / "b.nnplay")]
    assert not space.files.save()
    assert space.files.unsaved
    assert space.document.path is None
    desk.take_button("Save As…")
    assert not space.files.unsaved
    assert space.document.path == tmp_path / "b.nnplay"


def test_a_new_project_replaces_everything_and_the_old_document_dies(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    told: list[tuple[str, str]] = []
    replaced: list[bool] = []
    space.project_changed.connect(lambda old, new: told.append((old.name, new.name)))
    space.document_replaced.connect(lambda: replaced.append(True))
    space.select(frozenset(space.here.network.nodes))
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    gone = weakref.ref(space.document)
    desk.answers.given = [Answer("discard")]
    assert space.files.new("digits-mlp")
    assert (len(told), replaced, space.selection, space.live.running) == (1, [True], frozenset(), False)
    desk.wait(
        lambda: (
            space.live.step == 0 and space.live.project is not None and space.live.project.data.id == "digits"
        )
    )
    assert (space.files.unsaved, space.run.earlier, space.document.undo_label) == (False, [], "")
    assert space.samples is None or "image" in space.samples.dataset.arrays
    gc.collect()
    assert gone() is None


def test_a_project_that_cannot_train_opens_for_editing(desk: Any, tmp_path: Path, spiral: Project) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(edits.delete, {"classify"})
    desk.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    space.files.save()
    assert space.files.open(tmp_path / "a.nnplay")
    desk.wait(lambda: space.live.project is None)
    assert space.training.state == "blocked"
    assert space.checks.blocker is not None
    space.apply(edits.apply_fix, space.checks.blocker.fixes[0])
    desk.wait(lambda: space.live.project is not None)
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)


def test_a_file_given_before_torch_is_there_waits_for_it(desk: Any, tmp_path: Path) -> None:
    session = Session.start(template("xor-mlp", CATALOGUE).open())
    session.advance(5)
    save_project(tmp_path / "x.nnplay", session.project, (session.record(),))
    assert desk.workspace.files.open(tmp_path / "x.nnplay")
    desk.ready()
    desk.wait(lambda: desk.workspace.live.step == 5)
    assert not desk.workspace.files.unsaved


def test_saving_before_torch_is_there_keeps_the_runs_of_the_file(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.nnplay"
    session = Session.start(template("xor-mlp", CATALOGUE).open())
    session.advance(5)
    save_project(path, session.project, (session.record(),))
    assert desk.workspace.files.open(path)
    edit(desk.workspace)
    assert desk.workspace.files.save()
    assert [run.id for run in open_project(path, CATALOGUE).runs] == [session.id]


def test_a_run_that_cannot_be_resumed_is_told_and_stays_in_the_file(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.nnplay"
    session = Session.start(template("xor-mlp", CATALOGUE).open())
    session.advance(5)
    record = session.record()
    save_project(path, session.project, (replace(record, plan={**record.plan, "engine": "another"}),))
    space: Workspace = desk.ready().workspace
    told: list[Banner] = []
    space.notices.banner_changed.connect(lambda banner: told.append(banner) if banner else None)
    assert space.files.open(path)
    desk.wait(lambda: space.live.project is not None and space.live.project.data.id == "xor" and told)
    assert told[-1].id == "failed"
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    assert space.files.save()
    assert [run.id for run in open_project(path, CATALOGUE).runs] == [space.live.run, session.id]


def test_nothing_of_the_project_before_is_taken_for_this_one(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.training.toggle()
    desk.wait(lambda: space.live.epoch >= 1)
    desk.answers.given = [Answer("discard")]
    edit(space)  # a child, its steps and the end of its parent are still to be told
    desk.wait_quietly(lambda: any(isinstance(each, RunKept) for each in space._mailbox._messages))
    assert space.files.new("xor-mlp")
    desk.wait(lambda: not space.run.awaiting and space.live.project is not None)
    desk.wait(lambda: space.live.project is not None and space.live.project.data.id == "xor")
    assert (space.run.earlier, space.live.step, space.live.running) == ([], 0, False)
    assert space.notices.banner is None


def test_a_sentence_from_another_thread_is_said_by_the_window_s(desk: Any) -> None:
    thread = threading.Thread(target=desk.workspace.notices.report, args=("From afar.",))
    thread.start()
    thread.join()
    assert desk.said == []
    desk.workspace.pump()
    assert desk.said == ["From afar."]
