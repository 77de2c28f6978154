"""What a window keeps for the case of a crash: when, whose it is, and what becomes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from playground.app.ask import Answer
from playground.app.checkpoints import copies, timing
from playground.app.checkpoints.copies import Copy, CopyContents, folder, left_behind
from playground.app.copy_control import MOST_LOOKED_AT
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy at every epoch's end."""
    monkeypatch.setattr(timing, "SHARE", 1e9)


def kept_files(suffix: str = ".nnplay") -> list[Path]:
    return sorted(folder().glob(f"[!.]*{suffix}")) if folder().is_dir() else []


def trained(desk: Any) -> RunRecord:
    """Train until a copy is written, then pause; return the run as the copy has it."""
    desk.ready()
    desk.workspace.training.toggle()
    desk.wait(kept_files)
    desk.workspace.training.toggle()
    desk.wait(lambda: not desk.workspace.live.running)
    step = desk.workspace.run.record().position["step"]
    desk.wait(lambda: open_project(kept_files()[0], CATALOGUE).runs[0].position["step"] == step)
    return open_project(kept_files()[0], CATALOGUE).runs[0]


@pytest.fixture
def second(tmp_path: Path, spiral: Project) -> Iterator[Workspace]:
    """Give a window that is opened while, or after, the first one lives."""
    made = Workspace(spiral, Settings(tmp_path / "second.json"), lambda question: Answer("discard"))
    yield made
    made.close()


def die(desk: Any) -> None:
    """Let go of the first window's lock, as the system does when a process is killed."""
    desk.workspace.copies._copy.release()


def test_a_living_windows_copy_is_offered_to_nobody(desk: Any, second: Workspace) -> None:
    trained(desk)
    second.copies.look()
    assert second.notices.banner is None and len(kept_files()) == 1


def test_a_dead_windows_copy_is_offered_and_restored_as_it_was(
    desk: Any, second: Workspace, tmp_path: Path
) -> None:
    desk.workspace.document.mark_saved(desk.workspace.project, tmp_path / "mine.nnplay")
    run = trained(desk)
    die(desk)
    second.copies.look()
    assert second.notices.banner is not None and second.notices.banner.tone == "question"
    assert f"mine.nnplay was cut off at step {thousands(run.position['step'])}" in second.notices.banner.text
    second.notices.show_banner(None)  # training, and much else, clears the bar
    assert second.notices.banner is not None
    second.notices.banner.actions[0].run()
    assert second.notices.banner is None and second.files.unsaved
    assert second.document.path == tmp_path / "mine.nnplay" and len(kept_files()) == 1
    (restored, *_) = second.run.records()
    assert all((restored.weights[key] == run.weights[key]).all() for key in run.weights)
    assert second.files.save()
    assert kept_files() == kept_files(".json") == kept_files(".lock") == []
    assert open_project(tmp_path / "mine.nnplay", CATALOGUE).runs[0].position["step"] == run.position["step"]


def test_what_is_discarded_is_not_offered_again(desk: Any, second: Workspace) -> None:
    trained(desk)
    die(desk)
    second.copies.look()
    assert second.notices.banner is not None
    second.notices.banner.actions[1].run()
    assert second.notices.banner is not None and second.notices.banner.id == "discarded"
    second.notices.leave()
    assert second.notices.banner is None
    second.close()
    assert list(folder().iterdir()) == []


def test_what_is_discarded_can_be_brought_back(desk: Any, second: Workspace) -> None:
    trained(desk)
    die(desk)
    second.copies.look()
    offer = second.notices.banner
    assert offer is not None
    offer.actions[1].run()
    back = second.notices.banner
    assert back is not None
    back.actions[0].run()
    again = second.notices.banner
    assert again is not None and (again.id, again.text) == (offer.id, offer.text)
    again.actions[0].run()
    assert second.project.name == desk.workspace.project.name


def test_a_save_and_another_project_and_the_end_leave_no_copy(desk: Any, tmp_path: Path) -> None:
    files = desk.workspace.files
    saving, discarding = Answer("save", path=tmp_path / "a.nnplay"), Answer("discard")
    for answer, let_go in ((saving, files.save), (discarding, lambda: files.new("spiral-mlp"))):
        trained(desk)
        desk.answers.given = [answer]
        assert let_go()
        desk.wait(lambda: not list(folder().iterdir()))  # one that is being written goes when it is done
        desk.wait(lambda: not desk.workspace.run.awaiting)
    trained(desk)
    desk.workspace.close()
    desk.wait(lambda: not list(folder().iterdir()))


def test_an_end_that_asks_nobody_leaves_the_run_as_it_stands_to_the_next_window(
    desk: Any, second: Workspace
) -> None:
    trained(desk)
    desk.workspace.run.step_once()
    desk.wait(lambda: desk.workspace.live.step == desk.workspace.run.record().position["step"])
    step = desk.workspace.live.step
    desk.workspace.close(asked=False)
    second.copies.look()
    assert second.notices.banner is not None and f"at step {thousands(step)}" in second.notices.banner.text


def copy_of(project: Project, path: Path | None = None) -> Copy:
    made = Copy()
    made.write(CopyContents(project, (), path))
    return made


def test_several_are_offered_one_after_the_other_and_a_damaged_one_is_set_aside(
    second: Workspace, spiral: Project
) -> None:
    said: list[str] = []
    second.notices.said.connect(said.append)
    first, damaged = copy_of(spiral, Path("one.nnplay")), copy_of(spiral)
    damaged.file.write_bytes(b"half")
    for copy in (first, damaged):
        copy.release()
    second.copies.look()
    assert second.notices.banner is not None and "one.nnplay" in second.notices.banner.text
    assert len(said) == 1 and "set aside as" in said[0]
    assert [path.read_bytes() for path in kept_files(".damaged")] == [b"half"]


def test_a_copy_that_is_let_go_while_it_is_written_is_gone(
    spiral: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, copy = copies.save_project, Copy()

    def slow(*parts: Any, **options: Any) -> None:
        copy.remove()
        save(*parts, **options)

    monkeypatch.setattr(copies, "save_project", slow)
    copy.write(CopyContents(spiral, (), None))
    assert list(folder().iterdir()) == []


def test_a_copy_without_its_note_counts_for_nothing(spiral: Project) -> None:
    copy = copy_of(spiral)
    copy.release()
    copy.file.with_suffix(".json").unlink()
    assert list(left_behind()) == [] and list(folder().iterdir()) == []


def test_a_full_disk_is_told_once_and_training_goes_on(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = []

    def full(*parts: Any, **options: Any) -> None:
        failed.append(parts)
        raise PlaygroundError(Text("It could not be written: the disk is full."))

    monkeypatch.setattr(copies, "save_project", full)
    desk.ready()
    desk.workspace.training.toggle()
    desk.wait(lambda: len(failed) > 3)
    assert [said for said in desk.said if "the disk is full" in said] == [
        "No copy is kept for the case of a crash: It could not be written: the disk is full."
    ]
    assert desk.workspace.live.running


def test_what_a_living_window_is_just_writing_is_left_alone(
    spiral: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = copies.save_project

    def looked_at(path: Path, *parts: Any, **options: Any) -> None:
        temporary = path.with_name(f".{path.stem}.tmp-123456{path.suffix}")
        temporary.write_bytes(b"half")
        assert list(left_behind()) == [] and temporary.exists()
        temporary.unlink()
        save(path, *parts, **options)

    monkeypatch.setattr(copies, "save_project", looked_at)
    assert copy_of(spiral).file.exists()


@pytest.mark.parametrize(
    "note",
    [
        b"[" * 60_000,
        b"\xff",
        b'{"path": "/tmp/\\ud800.nnplay"}',
        b'{"path": "a\\u0000b"}',
        b'{"path": 3}',
        b"[]",
    ],
)
def test_a_note_that_makes_no_sense_costs_the_path_alone(
    second: Workspace, spiral: Project, note: bytes
) -> None:
    copy = copy_of(spiral)
    copy.file.with_suffix(".json").write_bytes(note)
    copy.release()
    second.copies.look()
    assert second.notices.banner is not None
    second.notices.banner.actions[0].run()
    assert second.document.path is None and second.document.project == spiral


def test_a_row_of_damaged_copies_does_not_keep_the_window_waiting(second: Workspace, spiral: Project) -> None:
    for _ in range(2 * MOST_LOOKED_AT):
        copy = copy_of(spiral)
        copy.file.write_bytes(b"spoilt")
        copy.release()
    second.copies.look()
    assert len(kept_files(".damaged")) == len(kept_files()) == MOST_LOOKED_AT


def test_a_copy_let_go_by_two_at_once_is_let_go_once(monkeypatch: pytest.MonkeyPatch) -> None:
    copy, closed = copies.Copy(), list[int]()
    copies.folder().mkdir(parents=True, exist_ok=True)
    assert copy.claim()

    def close(held: int, real: Callable[[int], None] = os.close) -> None:
        closed.append(held)
        copy.release()  # as who writes does, while the window is here
        real(held)

    monkeypatch.setattr(copies.os, "close", close)
    copy.remove()
    assert len(closed) == 1
