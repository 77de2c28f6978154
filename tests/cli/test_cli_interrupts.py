"""Ctrl+C once, twice, three times, and signals that somebody chose to ignore."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli_runner import Playground, importable
from playground.app.signals import SIGNALS
from playground.cli import train_command
from playground.cli.interrupt import SAVING, Interrupt
from playground.core.builtin import CATALOGUE
from playground.core.files import project_file
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template

NUMBERS = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
LONG = ("train", "a.nnplay", "--json", "--epochs", "100000")


@pytest.fixture
def spiral(playground: Playground) -> Path:
    save_project(Path("a.nnplay"), template("spiral-mlp", CATALOGUE).open())
    return Path("a.nnplay").absolute()


@pytest.fixture(params=NUMBERS, ids=lambda number: signal.Signals(number).name)
def number(request: pytest.FixtureRequest) -> Iterator[int]:
    """Return a signal; afterwards it is handled as before."""
    before = signal.getsignal(request.param)
    yield request.param
    signal.signal(request.param, before)


def test_what_was_ignored_stays_ignored(number: int) -> None:
    signal.signal(number, signal.SIG_IGN)
    with Interrupt() as interrupt:
        signal.raise_signal(number)
        assert not interrupt
    assert signal.getsignal(number) == signal.SIG_IGN


def test_the_handlers_of_others_stay(number: int) -> None:
    heard: list[int] = []
    signal.signal(number, lambda number, frame: heard.append(number))
    with Interrupt() as interrupt:
        signal.raise_signal(number)
        assert not interrupt
    assert heard == [number]


def test_where_the_default_stood_it_is_taken_over_and_given_back(number: int) -> None:
    default = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    signal.signal(number, default)
    with Interrupt() as interrupt:
        signal.raise_signal(number)
        assert interrupt
    assert signal.getsignal(number) == default


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no hang-ups")
def test_training_under_nohup_outlives_a_hang_up(spiral: Path) -> None:
    words = ["nohup", sys.executable, "-m", "playground", *LONG[:3], "--epochs", "100"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=importable()
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGHUP)
        lines += process.stdout.readlines()
    assert process.returncode == 0 and len(lines) == 102
    assert open_project(spiral, CATALOGUE).runs[0].position["reason"] == "completed"


def pressing_in_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl+C when the first epoch is told."""
    emit = train_command.emit

    def pressing(event: dict[str, Any]) -> None:
        emit(event)
        if event.get("epoch") == 1:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(train_command, "emit", pressing)


def pressing_in_the_save(monkeypatch: pytest.MonkeyPatch, times: int, then: Callable[[], None]) -> None:
    """Press Ctrl+C so often when half of the file is written."""
    write = project_file.write_archive

    def half(path: Path, members: dict[str, bytes]) -> None:
        path.write_bytes(b"half")
        for _ in range(times):
            signal.raise_signal(signal.SIGINT)
        then()
        write(path, members)

    monkeypatch.setattr(project_file, "write_archive", half)


def test_the_second_ctrl_c_says_that_saving_goes_on_and_does_nothing_else(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressing_in_training(monkeypatch)
    pressing_in_the_save(monkeypatch, 1, lambda: None)
    done = playground(*LONG)
    assert (done.code, done.err) == (130, f"{SAVING}\n")
    assert done.events[-1]["reason"] == "interrupted"
    assert open_project(spiral, CATALOGUE).runs[0].position["step"] == 22


def test_the_third_ctrl_c_ends_and_leaves_no_half_file(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, beside = spiral.read_bytes(), sorted(spiral.parent.glob("*nnplay*"))
    pressing_in_training(monkeypatch)
    pressing_in_the_save(monkeypatch, 2, lambda: pytest.fail("the third did not end it"))
    done = playground(*LONG)
    assert (done.code, done.err) == (130, f"{SAVING}\n")
    assert spiral.read_bytes() == before and sorted(spiral.parent.glob("*nnplay*")) == beside
    assert not list(spiral.parent.glob(".a.*"))


def test_however_often_a_terminal_hangs_up_the_weights_are_saved(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressing_in_training(monkeypatch)
    hanging_up = signal.SIGHUP if hasattr(signal, "SIGHUP") else signal.SIGTERM
    pressing_in_the_save(monkeypatch, 0, lambda: [signal.raise_signal(hanging_up) for _ in range(4)] and None)
    assert playground(*LONG).code == 130
    assert open_project(spiral, CATALOGUE).runs[0].position["step"] == 22


def test_ctrl_c_after_the_save_keeps_what_was_saved(
    playground: Playground, spiral: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Press three times while the held-out figures are computed: the file is there already."""

    def pressing(self: object) -> dict[str, float]:
        for _ in range(3):
            signal.raise_signal(signal.SIGINT)
        return {}

    monkeypatch.setattr("playground.core.training.session.Session.held_out", pressing)
    assert playground("train", spiral, "--steps", "7").code == 130
    assert open_project(spiral, CATALOGUE).runs[0].position["step"] == 7


def test_ctrl_c_before_a_command_begins_is_no_traceback(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("playground.cli.main.import_module", pressed)
    assert playground("train", "a.nnplay").code == 130


LATE = """
import atexit, os, signal, sys
atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
from playground.__main__ import main
sys.exit(main(["list", "optimizers"]))
"""


def test_a_ctrl_c_while_the_interpreter_ends_is_silent() -> None:
    ended = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False,
                           timeout=60, env=importable())  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
