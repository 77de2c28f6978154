"""A progress bar for long work: on a terminal, never in a pipe, always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playground.app.texts import tr

Tell = Callable[[str, float], None]  # what is being done (a key for `tr`), and the share done, 0 to 1


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


@contextmanager
def progress_bar(json: bool = False) -> Iterator[Tell]:
    """Yield what draws the bar; nothing is drawn where it would get between lines of JSON."""
    if not sys.stderr.isatty() or (json and sys.stdout.isatty()):
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    shown = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    options: dict[str, Any] = {
        "console": Console(stderr=True),
        "transient": True,
        "redirect_stdout": sys.stdout.isatty(),  # lines go above the bar; what a pipe reads stays in it
    }
    with Progress(*shown, TimeRemainingColumn(), **options) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda stage, share: bar.update(task, description=tr(stage), completed=share)
