"""Temporaries: names that every disk takes, and what killed saves left is swept, nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_runner import importable
from playground.core.builtin import CATALOGUE
from playground.core.files.leftovers import sweep, temporary_name
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template

ALIVE = temporary_name(Path("a.nnplay"), ".nnplay")
DEAD = ALIVE.replace(f"-{os.getpid()}-", "-4194305-")  # a number that no process of Linux can have
KEPT = (
    ALIVE,
    ".a.tmp-4194305-00000000-0123456789ab.nnplay",  # of another machine
    ".a.tmp-0123456789ab.nnplay",  # of an older version, a moment ago
)
FOREIGN = (
    ".notes.tmp-old.txt",
    ".a.tmp-2024.nnplay",
    "a.tmp-0123456789ab.nnplay",
    ".tmp-0123456789ab",
    ".a.swp",
)


@given(st.text(min_size=1, max_size=255), st.text(max_size=60))
def test_a_temporarys_name_fits_on_every_disk(stem: str, ending: str) -> None:
    name = stem.replace("/", "") + "." + ending.replace("/", "")
    made = temporary_name(Path("folder") / name, Path(name).suffix)
    assert len(os.fsencode(made.encode("utf-8", "replace"))) <= 143  # what encrypted folders take


@pytest.mark.skipif(sys.platform == "win32", reason="asking whether a process lives would end it there")
def test_what_a_dead_process_left_is_swept_at_once(tmp_path: Path) -> None:
    for name in (DEAD, *KEPT):
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == set(KEPT)


def test_what_is_old_is_swept_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    for name in (*KEPT, *FOREIGN):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / ".b.tmp-0123456789ab").mkdir()
    os.utime(tmp_path / ".b.tmp-0123456789ab", (1, 1))
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} - {".playground"} == {*FOREIGN, ".b.tmp-0123456789ab"}


def test_folders_that_cannot_be_listed_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "missing", tmp_path / "file", Path("x" * 5000), Path("a\0b")):
        sweep(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("moment", ["write_archive", "_verify"])
def test_opening_sweeps_what_a_killed_save_left(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "a.nnplay"
    save_project(path, template("spiral-mlp", CATALOGUE).open())
    before = path.read_bytes()
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from playground.core.builtin import CATALOGUE\n"
        "from playground.core.files import project_file\n"
        "from playground.core.project.templates import template\n"
        "def die(path, *rest): path.write_bytes(b'half'); os.kill(os.getpid(), signal.SIGKILL)\n"
        "setattr(project_file, sys.argv[1], die)\n"
        "project_file.save_project(Path(sys.argv[2]), template('wine-mlp', CATALOGUE).open())"
    )
    words = [sys.executable, "-c", program, moment, str(path)]
    done = subprocess.run(words, env=importable(), check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".a.tmp-*"))) == 1
    assert open_project(path, CATALOGUE).project.name == "Spiral MLP"
    assert not list(tmp_path.glob(".a.tmp-*")) and path.read_bytes() == before
