"""Machine code that cannot be kept, read or made: it is made anew, or PyTorch goes on; sentences say so."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from numba import njit

from playground.app import messages as said
from playground.app.worker.live_run import LiveRun
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.compiled import code_folder, compiling
from playground.core.training.compiled.kept_code import keep
from playground.core.training.plan import COMPILED, LATER, RELAY
from playground.core.training.session import Session

NUMBERS = np.arange(5.0)


def summed(values: np.ndarray) -> float:
    total = 0.0
    for each in values:
        total += each
    return total


def fresh(folder: Path) -> Any:
    """Return a function as a new process has it, whose sources are nowhere, as in a bundle."""
    code = summed.__code__.replace(co_filename="/nowhere/summed.py")
    made = njit(FunctionType(code, globals(), "summed"))
    keep(made, folder)
    return made


def is_read(folder: Path) -> bool:
    """Say whether a new process finds its machine code there; it computes rightly in any case."""
    made = fresh(folder)
    assert made(NUMBERS) == 10.0
    return sum(made.stats.cache_hits.values()) > 0


def starter() -> Project:
    return template("spiral-mlp", CATALOGUE).open()


def test_code_is_kept_in_the_folder_without_any_sources(tmp_path: Path) -> None:
    assert [is_read(tmp_path), is_read(tmp_path)] == [False, True]
    assert sorted(each.suffix for each in tmp_path.iterdir()) == [".nbc", ".nbi"]


def test_code_of_other_sources_is_not_read(tmp_path: Path) -> None:
    assert not is_read(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert [is_read(tmp_path / "b"), is_read(tmp_path / "b")] == [False, True]


def test_a_folder_that_cannot_be_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert [is_read(tmp_path / "file" / "in it") for _ in range(2)] == [False, False]


def test_a_full_disk_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert not is_read(tmp_path) and not list(tmp_path.iterdir())
    monkeypatch.undo()
    assert [is_read(tmp_path), is_read(tmp_path)] == [False, True]


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize(
    "spoil", [lambda told: b"", lambda told: told[: len(told) // 2], lambda told: bytes(len(told))],
    ids=["empty", "half", "zeros"],
)  # fmt: skip
def test_damaged_code_is_made_anew(suffix: str, spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    is_read(tmp_path)
    (damaged,) = tmp_path.glob(f"*{suffix}")
    damaged.write_bytes(spoil(damaged.read_bytes()))
    assert [is_read(tmp_path), is_read(tmp_path)] == [False, True]


def test_where_nothing_can_be_kept_the_plan_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(code_folder.FOLDER, str(tmp_path / "file"))
    assert code_folder.unwritable() == str(tmp_path / "file")
    monkeypatch.setenv(code_folder.FOLDER, str(tmp_path / "new"))
    assert code_folder.unwritable() == ""
    assert Session.start(starter(), engine="compiled").plan.notes == (COMPILED,)
    monkeypatch.setenv(code_folder.FOLDER, str(tmp_path / "file"))
    for engine, words in (("compiled", COMPILED), (RELAY, LATER)):
        first, second = Session.start(starter(), engine=engine).plan.notes
        assert first == words and second.startswith(f"Machine code cannot be kept in {tmp_path / 'file'}, ")
    assert Session.start(starter(), engine="torch").plan.notes == ()


@pytest.fixture
def unmade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let making the kernel have failed."""
    over, never = Event(), Event()
    over.set()
    for name, event in (("_begun", over), ("_done", over), ("_works", never)):
        monkeypatch.setattr(compiling, name, event)


def test_the_engine_that_was_asked_for_is_refused_where_it_cannot_be_made(unmade: None) -> None:
    session = Session.start(starter(), engine="compiled")
    for ask in (session.advance, session.advance_epochs):
        with pytest.raises(PlaygroundError, match="could not be made here.*choose the engine torch"):
            ask(1)
    assert session.step == 0


def test_a_relay_stays_with_pytorch_and_says_so_once(unmade: None) -> None:
    told: list[said.Message] = []
    live = LiveRun(told.append, RELAY)
    live.open(starter(), (), keep_run=False)
    assert live.session is not None and live.session.plan.engine == RELAY
    for _ in range(3):
        live.take_over()
        live.session.advance(4)
    notes = [each for each in told if isinstance(each, said.Note)]
    assert [each.sentence for each in notes] == [
        "Machine code could not be made, as the log says: PyTorch goes on."
    ]
    assert live.session.step == 12 and not live.session.recorder.changes
