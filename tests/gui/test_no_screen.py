"""A display that is named and does not answer: one sentence that names --demo, never an abort of Qt's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from playground.gui import screen

NOBODY = "731"  # no X server has this number
STALE = (
    {"DISPLAY": f":{NOBODY}"},
    {"DISPLAY": f"localhost:{NOBODY}.0"},
    {"DISPLAY": "nonsense"},
    {"WAYLAND_DISPLAY": "wayland-731"},
    {"DISPLAY": f":{NOBODY}", "WAYLAND_DISPLAY": "/nowhere/socket"},
    {"DISPLAY": f":{NOBODY}", "QT_QPA_PLATFORM": "xcb"},
    {},
)


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("named", STALE, ids=str)
def test_a_display_that_does_not_answer_is_none(
    named: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert screen.no_screen()


def test_a_display_that_answers_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "X_FOLDER", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":7.0")
    assert screen.no_screen()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "X7"))
        server.listen()
        assert not screen.no_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delenv("DISPLAY")
    assert not screen.no_screen()


@pytest.mark.parametrize("named", STALE[:2], ids=str)
def test_the_program_says_so_in_one_sentence(named: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "playground"],
        env={**os.environ, **named}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1 and "playground --demo" in ended.stderr
