"""Child processes of this program that are watched and never outlive the call that started them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import playground

POLL_SECONDS = 0.05
SAFE_PATH = "-P"  # modules in the current folder, or the script's, must not hide others of the same name


def program(words: Sequence[str]) -> list[str]:
    """Return the command that starts this program again: a bundle's executable is the program itself."""
    start = [] if is_bundle() else [SAFE_PATH, "-m", "playground"]
    return [sys.executable, *start, *words]


def is_bundle() -> bool:
    """Say whether this program runs from a bundle, which has no interpreter of its own."""
    return bool(getattr(sys, "frozen", False))


def run_watched(command: list[str], log: Path, watch: Callable[[], None]) -> int:
    """Run a command and return its exit code; `watch` is called meanwhile, and what it raises ends both."""
    with log.open("wb") as words:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, env=environment()
        )
        try:
            while not _has_ended(process):
                watch()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    return process.returncode


def environment() -> dict[str, str]:
    """Return our environment, with this program importable and one thread a child: it shares the machine."""
    root = str(Path(playground.__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True
