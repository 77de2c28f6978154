"""Compile the kernel before it is needed: ten seconds once a machine, half a second from the cache.

Where machine code is kept, a process of its own makes it: the compiler is Python and would hold up whoever
trains or draws in this one. Imports neither numba nor what does: that takes a second by itself.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Sequence
from threading import Event, Lock, Thread

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text
from playground.core.training.cancel import Stop
from playground.core.training.compiled import code_folder

NOT_KEPT = (
    "Machine code cannot be kept in {folder}, where nothing can be written: it is made anew at each start, "
    "for some ten seconds."
)
LOOK_S = 0.05  # between two looks whether to stop waiting

log = logging.getLogger(__name__)

_lock = Lock()
_begun, _done, _works = Event(), Event(), Event()


def begin(program: Sequence[str] = ()) -> None:
    """Start compiling in the background, once; `program` is the command that fills the cache."""
    with _lock:
        if not _begun.is_set():
            _begun.set()
            Thread(target=_compile, args=(program,), name="compiling", daemon=True).start()


def is_ready() -> bool:
    """Say whether the kernel can be used without waiting."""
    return _works.is_set()


def notes() -> tuple[str, ...]:
    """Return what a person should know of machine code here: that it cannot be kept."""
    folder = code_folder.unwritable()
    return (Text(NOT_KEPT, folder=folder),) if folder else ()


def has_failed() -> bool:
    """Say whether the kernel could not be made here."""
    return _done.is_set() and not _works.is_set()


def wait(stop: Stop) -> bool:
    """Wait until the kernel is there; False when `stop` says so before.

    PlaygroundError where it cannot be made here: of another engine no bit would be the same.
    """
    begin()
    while not _done.wait(LOOK_S):
        if stop():
            return False
    if has_failed():
        words = "The compiled engine could not be made here, and the log says why; choose the engine torch."
        raise PlaygroundError(Text(words))
    return True


def _compile(program: Sequence[str]) -> None:
    try:
        if program and not code_folder.is_filled() and not code_folder.unwritable():
            _compile_elsewhere(program)
        from playground.core.training.compiled.first_call import take_one_step

        take_one_step()
        _works.set()
    except Exception:
        log.exception("The kernel could not be compiled.")  # a first step or a relay says so to the person
    finally:
        _done.set()


def _compile_elsewhere(program: Sequence[str]) -> None:
    """Let another process compile and keep the kernel; what it cannot do is done here."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as process:
        process.wait()  # it ends when the pipe does, which is open as long as we live
