"""Files that grow row by row: after each part all of it is there, and no more than adds up is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.core.files import growing
from playground.core.files.growing import PARTS, GrowingFiles

SIZE, OF_PART = 3, 2  # bytes of a row, and rows of a part
ROWS = [b"aaa", b"bbb", None, b"ccc", b"ddd", b"eee", b"fff"]  # one is left out


class Stopped(Exception):
    """Writing was stopped."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "PART", SIZE * OF_PART)


def grown(folder: Path, rows: int) -> list[bool]:
    """Write up to so many rows, going on with what is there, and stop; return which were there already."""
    with pytest.raises(Stopped), GrowingFiles(folder, ["a"], SIZE) as files:
        known = [*files.good]
        for row in ROWS[len(known) : rows]:
            files.put(None if row is None else [row])
        raise Stopped
    return known


def known(folder: Path) -> list[bool]:
    """Return which rows are gone on from."""
    return grown(folder, 0)


def test_a_part_is_in_its_file_once_it_is_noted(tmp_path: Path) -> None:
    """What a process writes is lost with it as long as it only has it in hand."""
    with GrowingFiles(tmp_path, ["a"], SIZE) as files:
        for row in (b"aaa", b"bbb"):
            assert not (tmp_path / PARTS).exists()
            files.put([row])
        assert (tmp_path / "a").read_bytes() == b"aaabbb"
        assert len((tmp_path / PARTS).read_bytes().splitlines()) == 1
    assert not (tmp_path / PARTS).exists()  # all is written


def test_what_was_stopped_twice_is_known_part_by_part(tmp_path: Path) -> None:
    assert grown(tmp_path, 2) == []
    assert grown(tmp_path, 5) == [True, True]
    assert known(tmp_path) == [True, True, False, True, True]
    assert (tmp_path / "a").read_bytes() == b"aaabbbcccddd"


@pytest.mark.parametrize(
    ("old", "new"), [(b"011", b"111"), (b"\n", b"")], ids=["a row", "the last line's end"]
)
def test_a_line_that_is_not_as_it_was_written_tells_nothing(old: bytes, new: bytes, tmp_path: Path) -> None:
    """Even where it still is one, and the bytes of the files are as it says."""
    grown(tmp_path, 5)
    first, second = (tmp_path / PARTS).read_bytes().splitlines(keepends=True)
    assert old in second
    (tmp_path / PARTS).write_bytes(first + second.replace(old, new))
    assert known(tmp_path) == [True, True]
    assert (tmp_path / PARTS).read_bytes() == first and (tmp_path / "a").read_bytes() == b"aaabbb"


def test_parts_of_other_files_are_not_gone_on_with(tmp_path: Path) -> None:
    grown(tmp_path, 5)
    with pytest.raises(Stopped), GrowingFiles(tmp_path, ["a", "b"], SIZE) as files:
        assert files.good == []
        raise Stopped
    assert (tmp_path / "a").read_bytes() == b""
