"""Edits of single samples: another class, a mark that something is wrong, left out; each can be undone."""

from __future__ import annotations

from collections.abc import Collection

from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.data.edited import label_field
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.project.row_edits import AS_GIVEN, RowEdits, counted, with_rows
from playground.core.project.values import Project
from playground.core.sentences import Text, count_of


def relabel(project: Project, rows: Collection[int], label: int = AS_GIVEN) -> Edit:
    """Give samples another class; AS_GIVEN: the one that the data have."""
    field = label_field(fields_of(project))
    if field is None or not AS_GIVEN <= label < len(field.classes):
        raise PlaygroundError(Text("These samples have no class that could be another."))
    words = "Relabel {count} sample", "Relabel {count} samples"
    return _edit(project, with_rows(project.data.edits, _some(rows), label=label), rows, words)


def mark_wrong(project: Project, rows: Collection[int], wrong: bool = True) -> Edit:
    """Mark samples as wrong, or take the marks back."""
    words = "Mark {count} sample as wrong", "Mark {count} samples as wrong"
    if not wrong:
        words = "Unmark {count} sample", "Unmark {count} samples"
    return _edit(project, with_rows(project.data.edits, _some(rows), wrong=wrong), rows, words)


def leave_out(project: Project, rows: Collection[int], out: bool = True) -> Edit:
    """Leave samples out of training and judging, or put them back."""
    words = "Leave out {count} sample", "Leave out {count} samples"
    if not out:
        words = "Put back {count} sample", "Put back {count} samples"
    return _edit(project, with_rows(project.data.edits, _some(rows), out=out), rows, words)


def told(edits: RowEdits) -> str:
    """Say what was changed about single samples: "1 relabelled, 1 left out, 1 marked"."""
    words = (tr("{count} relabelled"), tr("{count} left out"), tr("{count} marked"))
    return ", ".join(each.format(count=count)
                     for each, count in zip(words, counted(edits), strict=True) if count)  # fmt: skip


def _some(rows: Collection[int]) -> Collection[int]:
    if not rows:
        raise PlaygroundError(Text("Choose a sample first."))
    return rows


def _edit(project: Project, edits: RowEdits, rows: Collection[int], words: tuple[str, str]) -> Edit:
    return Edit(tr(count_of(len(rows), *words)), project.with_data(edits=edits))
