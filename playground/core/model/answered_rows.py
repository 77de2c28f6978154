"""Answers to the rows of a file: their worth where it says what is true, and as columns beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.catalogue.own_set import target_field
from playground.core.data.asked_rows import AskedRows, Row
from playground.core.data.own_targets import known_rows, target_of
from playground.core.files.atomic import write_atomically
from playground.core.files.inert_cells import inert
from playground.core.model.predict import Answers
from playground.core.project.values import Project


def score(project: Project, rows: AskedRows, answers: Mapping[str, Answers]) -> dict[str, float]:
    """Return figures of the first goal's answers where the file says what is true; else nothing."""
    field, known = _known(project, rows)
    if field is None or not known.any():
        return {}
    true, said = _true(project, field, rows)[known], next(iter(answers.values())).output[known]
    if not field.classes:
        miss = said[:, 0].astype(np.float64) - true
        return {"mae": float(np.abs(miss).mean()), "mse": float(np.square(miss).mean())}
    return {"accuracy": float(_right(field, said, true).mean())}


def missed(project: Project, rows: AskedRows, answers: Mapping[str, Answers]) -> np.ndarray:
    """Return which rows (n,) bool the file says another class of; none of numbers, or where it says nothing.

    Of several labels a row is missed where any of them is.
    """
    field, known = _known(project, rows)
    found = np.zeros(len(rows.cells), bool)
    if field is None or not field.classes or not known.any():
        return found
    said = next(iter(answers.values())).output[known]
    right = _right(field, said, _true(project, field, rows)[known])
    found[known] = ~right.reshape(len(right), -1).all(axis=1)
    return found


def _known(project: Project, rows: AskedRows) -> tuple[Field | None, np.ndarray]:
    """Return what is learned, None where the file does not say it, and of which rows (n,) bool it does."""
    own, nobody = project.data.own, np.zeros(len(rows.cells), bool)
    targets = own.used_as("target") if own is not None else ()
    if own is None or not targets or any(each.name not in rows.targets for each in targets):
        return None, nobody
    return target_field(own), known_rows(targets, rows.targets)


def _true(project: Project, field: Field, rows: AskedRows) -> np.ndarray:
    own = project.data.own
    assert own is not None  # what is learned is known
    return target_of(field, own.used_as("target"), rows.targets)


def _right(field: Field, said: np.ndarray, true: np.ndarray) -> np.ndarray:
    right: np.ndarray = (said > 0.5) == (true > 0.5) if field.sizes else said.argmax(axis=1) == true
    return right


@dataclass(frozen=True)
class AnswerColumn:
    """One thing that is said of every row."""

    name: str
    cells: Row  # as they are written, every digit
    likely: bool = False  # each is how likely a class is


def answer_columns(project: Project, answers: Mapping[str, Answers]) -> list[AnswerColumn]:
    """Return what is said of each row, in columns: the goals in their order."""
    own = project.data.own
    aims = [each.name for each in own.used_as("target")] if own is not None else []
    columns: list[AnswerColumn] = []
    for number, (goal, answer) in enumerate(answers.items()):
        columns += _of_goal(aims[0] if number == 0 and len(aims) == 1 else goal, answer)
    return columns


def _of_goal(aim: str, answer: Answers) -> Iterable[AnswerColumn]:
    """Yield what a goal says: the class and how likely each is, each label, or its numbers."""
    output = answer.output.reshape(len(answer.output), -1).astype(float)
    words = [[repr(value) for value in column] for column in output.T.tolist()]
    if not answer.classes:
        names = [f"predicted {aim}", *(f"predicted {aim} {place}" for place in range(2, output.shape[1] + 1))]
        yield from map(AnswerColumn, names, words)
        return
    if answer.rule.answer == "likeliest" and answer.output.ndim == 2:
        yield AnswerColumn(f"predicted {aim}", [str(each) for each in answer.labels])
    for name, column in zip(answer.classes, words, strict=False):
        yield AnswerColumn(f"probability of {name}", column, likely=True)


def write_answers(
    path: Path, project: Project, answers: Mapping[str, Answers], rows: AskedRows | None
) -> None:
    """Write answers as CSV in UTF-8, beside the rows that were asked about, and read them back."""
    write_columns(path, rows, answer_columns(project, answers))


def write_columns(path: Path, rows: AskedRows | None, columns: list[AnswerColumn]) -> None:
    """Write columns of answers in the same way; PlaygroundError where that cannot be written.

    What a spreadsheet would take for a formula stands behind an apostrophe there.
    """
    answered = zip(*(each.cells for each in columns), strict=True)
    wanted = [[each.name for each in columns], *map(list, answered)]
    if rows is not None:
        asked = [rows.head, *rows.cells]
        wanted = [[*one, *two] for one, two in zip(asked, wanted, strict=True)]
    wanted = [inert(row) for row in wanted]

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(wanted)

    def verify(temporary: Path) -> None:
        with temporary.open(encoding="utf-8", newline="") as file:
            csv.field_size_limit(2**31 - 1)
            if sum(1 for _ in csv.reader(file)) < len(wanted):
                raise OSError(None, "the disk gave back fewer rows than were written")

    write_atomically(path, write, verify)
