"""The port through which the program asks a person; only the window opens dialogs, tests hand in answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["choice", "open", "save", "folder"]
AnswerRole = Literal["accept", "destructive", "cancel"]


@dataclass(frozen=True)
class Option:
    """One button of a question."""

    id: str
    title: str
    role: AnswerRole = "accept"


@dataclass(frozen=True)
class Question:
    """Ask for a choice among options, or (the other kinds) for the path of a file or a folder."""

    id: str  # "save_changes", "open_project", "save_project", "export"
    text: str
    detail: str = ""
    options: tuple[Option, ...] = ()
    default: str = ""  # id of the option that Enter takes
    escape: str = "cancel"  # id of the option that Esc and closing the dialog take
    kind: Kind = "choice"
    suffixes: tuple[str, ...] = ()  # (".nnplay",)
    suggested: Path | None = None


@dataclass(frozen=True)
class Answer:
    """The id of the option taken, or the path chosen (None: cancelled)."""

    option: str = ""
    path: Path | None = None


Ask = Callable[[Question], Answer]


def escape(question: Question) -> Answer:
    """Answer every question by leaving things as they are."""
    return Answer(question.escape)
