"""The description of one kind of file to export to; what writes it is loaded in a child process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExporterSpec:
    """Describe one exporter."""

    id: str
    title: str
    suffix: str  # of the main file, with the dot
    summary: str
    write: str  # "module:function" of (Bundle, Path) -> None; writes the main file and those beside it
    snippet: str  # "module:function" of (Bundle, str) -> str: ready code that uses a file of that name
    # "module:function" of (path: str, snippet: str, samples: list of arrays) -> list of arrays: answer as the
    # file at `path` does, or the code at `snippet`. A process without this program tries the file by it: only
    # its source goes there, with what it needs of its own module, so nothing of ours may be among that.
    run: str
    beside: tuple[str, ...] = ()  # what is added to the main file's name for each further file
    inside: tuple[str, ...] = ()  # the files in the folder that it writes, the main one first; (): no folder
    whole_run: bool = False  # it writes what happened too, not the weights alone
    needs: str = ""  # what the snippet imports, in words

    def files(self, path: Path) -> tuple[Path, ...]:
        """Return the paths of all files, the main one first."""
        if self.inside:
            return tuple(path / name for name in self.inside)
        return (path, *(path.with_name(path.name + ending) for ending in self.beside))
