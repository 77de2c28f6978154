"""Rows written to files part by part, so that what was stopped or killed meanwhile is gone on with.

After each part one line of an index says how many rows it has and what its bytes sum up to; what stands
behind the last part that adds up is written again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType

PARTS = "parts"  # the index's name; it goes once all is written
PART = 64 * 2**20  # bytes
_CHUNK = 2**20


@dataclass(frozen=True)
class _Part:
    """A part that was written: which of its rows are in the files, and its sum in each file."""

    good: tuple[bool, ...]
    sums: tuple[str, ...]


class GrowingFiles:
    """Several files of a folder that get a row of `size` bytes each at a time, or none for a row left out."""

    def __init__(self, folder: Path, names: Sequence[str], size: int) -> None:
        self._paths, self._index, self._size = [folder / each for each in names], folder / PARTS, size
        self.good: list[bool] = []  # of each row so far, whether it is in the files
        self._noted = self._bytes = 0  # rows of whole parts, and bytes since
        self._opened = ExitStack()

    def __enter__(self) -> GrowingFiles:
        self._keep_whole()
        self._files = [self._opened.enter_context(path.open("ab")) for path in self._paths]
        self._sums = [sha256() for _ in self._paths]
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None,
                 _trace: TracebackType | None) -> None:  # fmt: skip
        self._opened.close()
        if kind is None:
            self._index.unlink(missing_ok=True)

    def put(self, contents: Sequence[bytes] | None) -> None:
        """Write the next row, one content a file; None leaves it out."""
        self.good.append(contents is not None)
        if contents is None:
            return
        for file, found, content in zip(self._files, self._sums, contents, strict=True):
            file.write(content)
            found.update(content)
        self._bytes += self._size * len(contents)
        if self._bytes >= PART:
            self._note()

    def _note(self) -> None:
        """Note that all rows so far are written."""
        for file in self._files:
            file.flush()
        good = "".join(str(int(each)) for each in self.good[self._noted :])
        with self._index.open("a", encoding="ascii") as index:
            index.write(_line(good, [each.hexdigest() for each in self._sums]) + "\n")
        self._noted, self._bytes, self._sums = len(self.good), 0, [sha256() for _ in self._paths]

    def _keep_whole(self) -> None:
        """Find the parts that add up, and cut off what stands behind them."""
        rows = end = 0
        for part, after in self._parts():
            here = rows * self._size, (rows + sum(part.good)) * self._size
            if any(_sum_of(path, *here) != told for path, told in zip(self._paths, part.sums, strict=True)):
                break
            self.good += part.good
            rows, end = sum(self.good), after
        self._noted = len(self.good)
        for path, size in ((self._index, end), *((path, rows * self._size) for path in self._paths)):
            if path.is_file():
                os.truncate(path, size)

    def _parts(self) -> Iterator[tuple[_Part, int]]:
        """Yield the parts that the index tells, each with where its line ends; none behind a spoilt one."""
        end = 0
        lines = self._index.read_bytes().splitlines(keepends=True) if self._index.is_file() else []
        for line in lines:
            end += len(line)
            part = _told(line, len(self._paths))
            if part is None:
                return
            yield part, end


def _line(good: str, sums: list[str]) -> str:
    told = json.dumps([good, sums])
    return json.dumps([sha256(told.encode()).hexdigest(), told])


def _told(line: bytes, files: int) -> _Part | None:
    """Return what a line of the index says; None for one that is not whole."""
    try:
        known, told = json.loads(line)
        good, sums = json.loads(told)
        whole = known == sha256(told.encode()).hexdigest() and len(sums) == files and line.endswith(b"\n")
        return _Part(tuple(each == "1" for each in good), tuple(sums)) if whole else None
    except (ValueError, TypeError, RecursionError):  # it was cut off, or spoilt
        return None


def _sum_of(path: Path, start: int, stop: int) -> str:
    """Return the sum of some bytes of a file; of fewer where it ends before."""
    found = sha256()
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(start)
        while start < stop and (chunk := file.read(min(_CHUNK, stop - start))):
            found.update(chunk)
            start += len(chunk)
    return found.hexdigest()
