"""When letting go of what is open is worth a question: one rule, for closing, opening and beginning anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playground.core.project.records import RunRecord

WORTH_KEEPING_S = 120.0  # of training: less is made again, to the bit, by pressing Space


@dataclass(frozen=True)
class Unsaved:
    """What would be lost."""

    edited: bool  # the project differs from its file, or from the template it was begun from
    trained: bool  # there are steps that no file holds
    trained_s: float = 0.0  # what they took
    by_hand: bool = False  # weights were typed among them, which no training brings back
    has_file: bool = False  # the project was saved or opened by the person


def worth_asking(left: Unsaved) -> bool:
    """Say whether to ask before it is let go.

    Edits always are; training alone is where it goes on what a file holds, was done by hand in part, or took
    two minutes or more.
    """
    if left.edited or not left.trained:
        return left.edited
    return left.has_file or left.by_hand or left.trained_s >= WORTH_KEEPING_S


class FileMemory:
    """Know which runs the file holds, and for how long was trained since it was saved."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._runs: frozenset[str] = frozenset()
        self._seconds, self._began = 0.0, -1.0  # -1: at rest
        self.typed = False  # a weight was, since it was saved

    def saved(self, runs: Iterable[RunRecord]) -> None:
        """Note what the file holds now."""
        self._runs, self.typed = frozenset(run.id for run in runs), False
        self._seconds, self._began = 0.0, self._clock() if self._began >= 0 else -1.0

    def lacks(self, runs: Iterable[RunRecord]) -> bool:
        """Say whether there is a run among these that it does not hold."""
        return any(run.id not in self._runs for run in runs)

    def trains(self, running: bool) -> None:
        """Note that training goes on, or rests."""
        self._seconds, self._began = self.seconds, self._clock() if running else -1.0

    @property
    def seconds(self) -> float:
        """Return for how long was trained since it was saved."""
        return self._seconds + (self._clock() - self._began if self._began >= 0 else 0.0)
