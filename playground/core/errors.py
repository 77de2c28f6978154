"""What can go wrong, as values: problems a person mends, with the fixes that mend them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playground.core.sentences import Text

Severity = Literal["error", "advice"]


@dataclass(frozen=True)
class Place:
    """Say where a problem sits: a block, its port or parameter, a wire, or (all empty) the project."""

    node: str = ""
    port: str = ""
    param: str = ""
    edge: tuple[str, str, str, str] | None = None  # source, source port, target, target port

    def to_json(self) -> dict[str, Any]:
        """Return the parts that are set."""
        parts = {"node": self.node, "port": self.port, "param": self.param, "edge": self.edge}
        return {name: list(value) if name == "edge" else value for name, value in parts.items() if value}


@dataclass(frozen=True)
class Fix:
    """Mend a problem with one click: a pure edit `Project -> Project` with a title in the imperative."""

    title: Text
    edit: Callable[[Any], Any]
    # What it does with the block: one that is taken away is never the first way out, nor the only one.
    way: Literal["mends", "idles", "removes"] = "mends"


def first_way(fixes: Sequence[Fix]) -> Fix | None:
    """Return the fix that one key takes: none where all that is left is to take something away."""
    return fixes[0] if fixes and fixes[0].way != "removes" else None


def ways_out(fixes: Sequence[Fix]) -> tuple[Fix, ...]:
    """Return the fixes worth naming in a sentence: those that mend; where none does, all."""
    return tuple(fix for fix in fixes if fix.way == "mends") or tuple(fixes)


@dataclass(frozen=True)
class Problem:
    """Something about a project a person should know; only errors hold training back."""

    severity: Severity
    where: Place
    message: Text
    fixes: tuple[Fix, ...] = ()


NO_MEMORY = Text("There is not enough memory for this. Try fewer units or a smaller batch.")
_SHORT = ("allocate memory", "you tried to allocate", "out of memory", "ALLOC_FAILED")


def is_shortage(error: BaseException) -> bool:
    """Say whether memory ran out; PyTorch says so with errors of its own, on the CPU in words alone."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _SHORT)


def refuse_first(problems: tuple[Problem, ...]) -> None:
    """Raise the first error of some problems."""
    for problem in problems:
        if problem.severity == "error":
            raise PlaygroundError(problem.message, problem.where, problem.fixes)


class PlaygroundError(Exception):
    """Report what the person can mend, in one sentence that says what is wrong and what to do."""

    def __init__(self, message: Text, where: Place | None = None, fixes: tuple[Fix, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.where = where or Place()
        self.fixes = fixes

    def as_problem(self) -> Problem:
        """Return the same as a value that holds training back."""
        return Problem("error", self.where, self.message, self.fixes)
