"""A progress bar for long work: on a terminal, never in a pipe, always on stderr."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from playground.app.texts import tr
from playground.cli.voice import Stream

Tell = Callable[[str, float], None]  # what is being done (a key for `tr`), and the share done, 0 to 1
_EVERY_S = 0.2


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


@contextmanager
def progress_bar(json: bool = False) -> Iterator[Tell]:
    """Yield what draws the bar; nothing is drawn where it would get between lines of JSON."""
    stream = sys.stderr
    if not isinstance(stream, Stream) or not stream.isatty() or (json and sys.stdout.isatty()):
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    shown = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    # No thread draws it and no stream is redirected: every word goes through the voice.
    options: dict[str, Any] = {
        "transient": True, "auto_refresh": False, "redirect_stdout": False, "redirect_stderr": False,
    }  # fmt: skip
    console = Console(file=cast(IO[str], _Drawing(stream)))
    with Progress(*shown, TimeRemainingColumn(), console=console, **options) as bar, _stepping_aside(bar):
        yield _teller(bar)


def _teller(bar: Any) -> Tell:
    """Return what tells the bar how far it is; it is drawn anew a few times a second."""
    task, drawn = bar.add_task("", total=1.0), -_EVERY_S

    def tell(stage: str, share: float) -> None:
        nonlocal drawn
        due = time.monotonic() >= drawn + _EVERY_S
        bar.update(task, description=tr(stage), completed=share, refresh=due)
        drawn = time.monotonic() if due else drawn

    return tell


@contextmanager
def _stepping_aside(bar: Any) -> Iterator[None]:
    """Let lines on a terminal appear where the bar was, and the bar below them."""
    watched = [each for each in (sys.stdout, sys.stderr) if isinstance(each, Stream) and each.isatty()]
    for stream in watched:
        stream.in_the_way = bar
    try:
        yield
    finally:
        for stream in watched:
            stream.in_the_way = None


class _Drawing(io.TextIOBase):
    """Take what the bar draws to its stream as it is."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Return how characters become bytes."""
        return self._stream.encoding

    def write(self, text: str) -> int:
        """Write without looking for what steers the terminal: it is ours, and meant to."""
        self._stream.write_raw(text)
        return len(text)

    def flush(self) -> None:
        """Hand over what was drawn."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Return true: there is no bar elsewhere."""
        return True
