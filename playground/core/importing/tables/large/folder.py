"""The files in which a large table's columns are kept: arrays as they lie in memory, and what is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

COPY = "table.txt"  # the table as UTF-8, its lines ended in one way
LINES, STARTS, MARKS = "lines", "starts", "marks"
CODES, NUMBERS, HASHES, ODD_ROWS, ODD_CODES = "codes", "numbers", "hashes", "odd-rows", "odd-codes"
_TYPES = {
    LINES: "<i8", STARTS: "<i8", MARKS: "<u8", CODES: "<i4", NUMBERS: "<f8", HASHES: "<u8", ODD_ROWS: "<i8",
    ODD_CODES: "<i4",
}  # fmt: skip
_AT_ONCE = 2**18  # numbers
_MOST_WAITING = 2**23  # bytes


class TableFolder:
    """A folder of such files, those of a column with its place in their names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: dict[tuple[str, int], bytearray] = {}  # to be written behind what is in files
        self._bytes = 0  # of what waits

    def file(self, kind: str, column: int = -1) -> Path:
        """Return the path of one array."""
        return self.path / (kind if column < 0 else f"{kind}-{column}")

    def has(self, kind: str, column: int = -1) -> bool:
        """Say whether there is one."""
        self.write()
        return self.file(kind, column).exists()

    def add(self, kind: str, values: np.ndarray, column: int = -1) -> None:
        """Put numbers behind those that are there; they are written many at once."""
        data = np.ascontiguousarray(values, _TYPES[kind]).data.cast("B") if len(values) else b""
        self._waiting.setdefault((kind, column), bytearray()).extend(data)
        self._bytes += len(data)
        if self._bytes > _MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write what waits for it."""
        waiting, self._waiting, self._bytes = self._waiting, {}, 0
        for (kind, column), data in waiting.items():
            with self.file(kind, column).open("ab") as file:
                file.write(data)

    def read(self, kind: str, rows: int, column: int = -1) -> np.ndarray:
        """Return the first (rows,) numbers, read-only; they stay on disk until they are looked at."""
        if not rows or not self.has(kind, column):
            return np.zeros(0, _TYPES[kind])
        return np.memmap(self.file(kind, column), _TYPES[kind], "r", shape=(rows,))

    def changeable(self, kind: str, first: int, last: int) -> np.ndarray:
        """Return numbers of the file of all columns, (last - first,): what is written there is kept."""
        self.write()
        size = np.dtype(_TYPES[kind]).itemsize
        return np.memmap(self.file(kind), _TYPES[kind], "r+", first * size, (last - first,))

    def at(self, kind: str, row: int, column: int = -1) -> int:
        """Return one number."""
        self.write()
        size = np.dtype(_TYPES[kind]).itemsize
        with self.file(kind, column).open("rb") as file:
            file.seek(row * size)
            return int(np.frombuffer(file.read(size), _TYPES[kind])[0])

    def count(self, kind: str, column: int = -1) -> int:
        """Return how many numbers there are."""
        size = self.file(kind, column).stat().st_size if self.has(kind, column) else 0
        return size // np.dtype(_TYPES[kind]).itemsize

    def stretches(self, kind: str, column: int = -1) -> list[tuple[int, int]]:
        """Return first and last + 1 of as many numbers as are best looked at together."""
        count = self.count(kind, column)
        return [(first, min(count, first + _AT_ONCE)) for first in range(0, count, _AT_ONCE)]

    def remove(self, kind: str, column: int = -1) -> None:
        """Take one array away."""
        self._waiting.pop((kind, column), None)
        self.file(kind, column).unlink(missing_ok=True)
