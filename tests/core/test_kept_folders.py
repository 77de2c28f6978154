"""Folders of what takes long to make: what others write is left to them, what a dead process left stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.core.errors import PlaygroundError
from playground.core.files import kept
from playground.core.files.growing import PARTS
from playground.core.files.leftovers import temporary_name

Write = Callable[[Path], None]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "home"))
    return tmp_path / "home"


def made(path: Path, write: Write) -> Path:
    return kept.kept(path, (), write)


def whole(folder: Path) -> None:
    (folder / kept.KNOWN).write_text("{}")


def a_file(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).write_bytes(b"of no matter")
    return tmp_path / name


def begun(folder: Path) -> Path:
    """Make a folder with a part in it."""
    folder.mkdir(parents=True)
    (folder / PARTS).write_text("a part")
    return folder


def place_of(path: Path) -> Path:
    """Return where a file's folder will be."""
    found = made(path, whole)
    for each in found.iterdir():
        each.unlink()
    found.rmdir()
    return found


def test_a_full_disk_keeps_no_part(home: Path, tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        (folder / PARTS).write_text("a part")
        raise OSError(28, "no space left on device")

    with pytest.raises(PlaygroundError, match="has no room for its columns"):
        made(a_file(tmp_path, "a"), full)
    assert list(home.iterdir()) == []


def test_of_two_that_stop_the_first_ones_parts_stay(home: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path, "a")
    stopped = kept._stopped(place_of(path))

    def stopping(folder: Path) -> None:
        (folder / PARTS).write_text("mine")
        begun(stopped)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(path, stopping)
    assert list(home.iterdir()) == [stopped] and (stopped / PARTS).read_text() == "a part"


def test_what_a_process_is_writing_is_left_to_it(home: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path, "a")
    found = place_of(path)
    others = begun(
        found.with_name(temporary_name(found, "").replace(f"-{os.getpid()}-", f"-{os.getppid()}-"))
    )
    assert made(path, whole) == found
    assert (others / PARTS).read_text() == "a part" and not (found / PARTS).exists()


def test_parts_of_a_process_that_died_wait_while_other_files_are_read(home: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path, "a")
    found = place_of(path)
    dead = temporary_name(found, "").replace(f"-{os.getpid()}-", "-4194305-")  # a number that none can have
    begun(home / dead)
    without = found.with_name(temporary_name(found, "").replace(f"-{os.getpid()}-", "-4194305-"))
    without.mkdir()
    made(a_file(tmp_path, "b"), whole)
    assert (home / dead / PARTS).is_file() and not without.exists()

    def going_on(folder: Path) -> None:
        assert (folder / PARTS).read_text() == "a part"
        whole(folder)

    assert made(path, going_on) == found and not (home / dead).exists()
