"""The log file, and what happens to exceptions nobody caught: written down, and the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

log = logging.getLogger("playground")

FILE = "playground.log"
_SIZE = 1_000_000  # bytes, then a new file begins
_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

TellLine = Callable[[str], None]


def log_file(folder: Path) -> Path:
    """Return where the log is written."""
    return folder / FILE


@contextmanager
def logging_to(folder: Path, level: str = "INFO", told: TellLine | None = None) -> Iterator[Path]:
    """Write the log to a folder, and what nobody caught too; `told` gets a sentence for the person."""
    handler = _handler(folder)
    handler.setFormatter(logging.Formatter(_FORMAT))
    log.addHandler(handler)
    log.setLevel(level)
    hooks = sys.excepthook, threading.excepthook
    _install_hooks(folder, told)
    try:
        yield log_file(folder)
    finally:
        sys.excepthook, threading.excepthook = hooks
        log.removeHandler(handler)
        handler.close()


@contextmanager
def telling(told: TellLine) -> Iterator[None]:
    """Tell the person what nobody caught, in a sentence; `told` is called from any thread."""
    teller = _Teller(told)
    log.addHandler(teller)
    try:
        yield
    finally:
        log.removeHandler(teller)


class _Teller(logging.Handler):
    """Turn what is critical into a sentence."""

    def __init__(self, told: TellLine) -> None:
        super().__init__(logging.CRITICAL)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Say that something went wrong."""
        self._told("Something in the program went wrong. The log says what.")


class _LogFile(RotatingFileHandler):
    """Write while the disk takes it: a log that cannot be written costs its lines and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the line; `logging` would print how it happened on the person's terminal."""

    def close(self) -> None:
        """Close the file, though what it still holds may find no place."""
        with suppress(OSError, ValueError):
            super().close()


def _handler(folder: Path) -> logging.Handler:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _LogFile(log_file(folder), maxBytes=_SIZE, backupCount=_FILES, encoding="utf-8", delay=True)
    except (OSError, ValueError):  # a folder that cannot be written costs the log, not the program
        return logging.NullHandler()


def _install_hooks(folder: Path, told: TellLine | None) -> None:
    def tell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        log.critical("Nobody caught this.", exc_info=(kind, error or kind(), trace))
        if told is not None:
            told(f"Something in the program went wrong. The log says what: {log_file(folder)}")

    sys.excepthook = tell
    threading.excepthook = lambda args: tell(args.exc_type, args.exc_value, args.exc_traceback)
