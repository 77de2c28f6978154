"""Child processes that are watched, can be cancelled, and never outlive the call that started them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import playground
from playground import TRY_WORD
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

POLL_SECONDS = 0.05
TAIL = 2000  # characters of its last words
SAFE_PATH = "-P"  # modules in the current folder, or the script's, must not hide others of the same name


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


def program(words: Sequence[str]) -> list[str]:
    """Return the command that starts this program again: a bundle's executable is the program itself."""
    start = [] if _is_bundle() else [SAFE_PATH, "-m", "playground"]
    return [sys.executable, *start, *words]


def interpreter(words: Sequence[str]) -> list[str]:
    """Return the command that runs a script: by a bare interpreter, which knows nothing of this program.

    A bundle has none. There the program itself runs the script, before it has imported anything of its own
    and with its package shut out, but with the libraries that came in the bundle.
    """
    return [sys.executable, TRY_WORD if _is_bundle() else SAFE_PATH, *words]


def last_words(log: Path) -> str:
    """Return the end of what a process wrote."""
    return log.read_text(encoding="utf-8", errors="replace")[-TAIL:].strip()


def _is_bundle() -> bool:
    return bool(getattr(sys, "frozen", False))


def _run(command: list[str], log: Path, cancel: Event, watch: Callable[[], None]) -> int:
    with log.open("wb") as words:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, env=_environment()
        )
        try:
            while not _has_ended(process):
                watch()
                if cancel.is_set():
                    raise ExportCancelled
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    watch()
    return process.returncode


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _environment() -> dict[str, str]:
    """Return our environment, with this program importable and one thread a child: it shares the machine."""
    root = str(Path(playground.__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
