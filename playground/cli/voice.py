"""The one mouth of the command line: everything it says passes here, and nothing that happens to it hurts.

While `speaking` is entered, `sys.stdout` and `sys.stderr` are streams that never raise: that a terminal was
closed, a disk is full, a reader has gone or a stream was never open is remembered, and the words are lost,
not the work. Whatever passes is harmless to a terminal, since names come from anywhere.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol, TextIO

from playground.app.texts import tr
from playground.cli.printing import as_json
from playground.core.files.regular import reason
from playground.core.sentences import harmless, one_line

UNHEARD = "The output could not be written: {why}; what was to be saved is saved."


def say(*lines: str) -> None:
    """Print lines for a person, at once."""
    _print(sys.stdout, "".join(f"{one_line(line)}\n" for line in lines))


def emit(value: Any) -> None:
    """Print one JSON value on a line of its own, at once; floats as `repr`, what is not finite as null."""
    emit_pieces([as_json(value)])


def emit_pieces(pieces: Iterable[str]) -> None:
    """Print one JSON value that is made piece by piece; stop when nobody hears it."""
    for piece in pieces:
        _print(sys.stdout, piece)
        if isinstance(sys.stdout, Stream) and sys.stdout.failure:
            return
    _print(sys.stdout, "\n")


def note(sentence: str) -> None:
    """Tell the person something in one line on stderr, where it cannot get into the output."""
    _print(sys.stderr, f"{one_line(sentence)}\n")


def _print(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        stream.write(text)
        stream.flush()


class Obstacle(Protocol):
    """What is taken away while a line is written: a progress bar."""

    def stop(self) -> None:
        """Leave the terminal."""

    def start(self) -> None:
        """Come back."""


class Stream(io.TextIOBase):
    """Write harmless text to another stream; remember the first failure and be silent from then on."""

    def __init__(self, under: TextIO | None) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self.in_the_way: Obstacle | None = None  # stands in the terminal's last line
        self._under = under
        if isinstance(under, io.TextIOWrapper):  # what its encoding cannot show is replaced
            with suppress(OSError, ValueError):
                under.reconfigure(errors="replace")

    def write(self, text: str) -> int:
        """Write what cannot steer the terminal."""
        obstacle, self.in_the_way = self.in_the_way, None
        if obstacle:
            obstacle.stop()
        self.write_raw(harmless(text))
        if obstacle:
            self.flush()
            obstacle.start()
            self.in_the_way = obstacle
        return len(text)

    def write_raw(self, text: str) -> None:
        """Write as it is: for words of our own that are meant to steer the terminal."""
        if self._under is not None and not self.failure:
            try:
                self._under.write(text)
            except (OSError, ValueError, RuntimeError) as error:
                self._failed(self._under, error)

    def flush(self) -> None:
        """Hand over what was written."""
        if self._under is not None and not self.failure:
            try:
                self._under.flush()
            except (OSError, ValueError, RuntimeError) as error:
                self._failed(self._under, error)

    def _failed(self, under: TextIO, error: Exception) -> None:
        if isinstance(error, RuntimeError):  # a signal's handler speaks in the midst of a write
            return
        self.failure = error
        with suppress(OSError, ValueError):  # what it still holds would fail again at the interpreter's end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, under.fileno())
            os.close(nowhere)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Return how characters become bytes."""
        return getattr(self._under, "encoding", None) or "utf-8"

    def fileno(self) -> int:
        """Return the descriptor; OSError without one."""
        if self._under is None:
            raise io.UnsupportedOperation("fileno")
        return self._under.fileno()

    def isatty(self) -> bool:
        """Tell whether a person looks at it."""
        try:
            return self._under is not None and self._under.isatty()
        except ValueError:  # it was closed
            return False

    def writable(self) -> bool:
        """Return true, whatever becomes of it."""
        return True


class Voice:
    """Both streams while the command line speaks."""

    def __init__(self, out: Stream, err: Stream) -> None:
        self.out, self.err = out, err

    def reader_has_gone(self) -> bool:
        """Tell whether whoever read stdout left, or the terminal closed where hanging up is not ignored."""
        out, err = (getattr(stream.failure, "errno", None) for stream in (self.out, self.err))
        return out == errno.EPIPE or (errno.EIO in (out, err) and not _hanging_up_is_ignored())

    def why_unheard(self) -> str:
        """Return a sentence about what could not be printed; none about a reader that had enough."""
        failure = self.out.failure
        if failure is None or getattr(failure, "errno", None) == errno.EPIPE:
            return ""
        return tr(UNHEARD).format(why=_why(failure))


def _why(failure: Exception) -> str:
    number = getattr(failure, "errno", None)
    if number == errno.EIO:
        return tr("the terminal was closed")
    return (
        reason(failure)
        if isinstance(failure, OSError) and number != errno.EBADF
        else tr("it is not open for writing")
    )


def _hanging_up_is_ignored() -> bool:
    return hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


@contextmanager
def speaking() -> Iterator[Voice]:
    """Speak through streams that never raise, and give the ones that were there back."""
    before = sys.stdout, sys.stderr
    _reopen_closed()
    voice = Voice(Stream(sys.stdout), Stream(sys.stderr))
    sys.stdout, sys.stderr = voice.out, voice.err
    try:
        yield voice
    finally:
        voice.out.flush()
        voice.err.flush()
        sys.stdout, sys.stderr = before


def _reopen_closed() -> None:
    """Let closed streams lead nowhere: else the next file opened would get what is written to them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
            os.set_inheritable(nowhere, True)
