"""Files of one kind among many: how many there are, what was left out, which of them a table names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import ending_of
from playground.core.files.held_files import MOST_TABLE, Held, held
from playground.core.importing.tables.lines import Record

_ENOUGH = 0.5  # of a column's cells that name files


def holds_mostly(path: Path, is_one: Callable[[str], bool]) -> bool:
    """Say whether most files of a folder or zip are of a kind; not of one that cannot be read."""
    try:
        with held(path) as files:
            return 2 * sum(map(is_one, files.names)) > len(files.names)
    except PlaygroundError:
        return False


def left_out(files: Held, is_one: Callable[[str], bool]) -> Iterator[Record]:
    """Yield the files of a kind that are not read, each with the reason."""
    for place, (name, why) in enumerate(files.left_out, 1):
        if is_one(name):
            yield Record(place, [], name, why)


@contextmanager
def as_file(files: Held, name: str) -> Iterator[Path]:
    """Yield a table as a file of its own, since tables are read from files."""
    with TemporaryDirectory(prefix="playground-labels-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"labels.{ending_of(name)}"
        copy.write_bytes(files.read(name, MOST_TABLE))
        yield copy


class NamedFiles:
    """Files of one kind by all that a cell may call them: by their way, by their name, without the ending."""

    def __init__(self, files: Held, table: str, is_one: Callable[[str], bool]) -> None:
        self._beside = table.rpartition("/")[0]
        self._known: dict[str, str] = {}
        twice = set[str]()
        for name in filter(is_one, files.names):
            last = name.rsplit("/", 1)[-1]
            for called in {last, last.rpartition(".")[0], name.rpartition(".")[0]} - {name}:
                if self._known.setdefault(called, name) != name:
                    twice.add(called)
        self._known = {key: each for key, each in self._known.items() if key not in twice}
        self._known |= {name: name for name in files.names if is_one(name)}

    def of(self, cells: np.ndarray) -> list[str] | None:
        """Return the file that each cell names, "" for none; None for a column that names none."""
        found = [self.one(str(cell)) for cell in cells]
        different = len(set(found) - {""})
        return found if different and different >= _ENOUGH * len(found) else None

    def one(self, cell: str) -> str:
        """Return the file that a cell names, "" for none."""
        called = cell.strip().replace("\\", "/").removeprefix("./")
        below = f"{self._beside}/{called}" if self._beside else called
        return self._known.get(below) or self._known.get(called, "")
