"""Child processes of an export: watched, and ended when the person cancels it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from playground import TRY_WORD
from playground.core.errors import PlaygroundError
from playground.core.files.processes import SAFE_PATH, is_bundle, program, run_watched
from playground.core.sentences import Text

TAIL = 2000  # characters of its last words


class ExportCancelled(PlaygroundError):
    """Say that the person stopped it."""

    def __init__(self) -> None:
        super().__init__(Text("The export was cancelled; nothing was written."))


def run_program(words: Sequence[str], log: Path, cancel: Event, watch: Callable[[], None]) -> int:
    """Run this program again, with the words of a hidden sub-command; return its exit code."""
    return _run(program(words), log, cancel, watch)


def run_script(script: Path, arguments: Sequence[str], log: Path, cancel: Event) -> int:
    """Run a script in a process that does not have this program; return its exit code."""
    return _run(interpreter([str(script), *arguments]), log, cancel, lambda: None)


def interpreter(words: Sequence[str]) -> list[str]:
    """Return the command that runs a script: by a bare interpreter, which knows nothing of this program.

    A bundle has none. There the program itself runs the script, before it has imported anything of its own
    and with its package shut out, but with the libraries that came in the bundle.
    """
    return [sys.executable, TRY_WORD if is_bundle() else SAFE_PATH, *words]


def last_words(log: Path) -> str:
    """Return the end of what a process wrote."""
    return log.read_text(encoding="utf-8", errors="replace")[-TAIL:].strip()


def _run(command: list[str], log: Path, cancel: Event, watch: Callable[[], None]) -> int:
    def look() -> None:
        watch()
        if cancel.is_set():
            raise ExportCancelled

    code = run_watched(command, log, look)
    watch()
    return code
