"""What one sample brings, in columns: the features of a row, a sentence, the channels of a recording."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import Field
from playground.core.views.places import brought
from playground.gui.theme.numbers import compact, span
from playground.gui.theme.units import unit_of

MOST = 64  # columns of one field; of more, the first


@dataclass(frozen=True)
class Column:
    """One column: its title, and what it says of a sample by its number in the data set."""

    title: str
    values: np.ndarray = field(compare=False)
    words_of: Field | None = None  # of whole numbers that stand for words, their field
    number: bool = False

    def words(self, number: int) -> str:
        """Return what stands in the cell."""
        values = self.values[number]
        if self.words_of is not None:
            names = self.words_of.parts
            return " ".join(names[int(each)] for each in values.ravel() if 1 <= each < len(names))
        if self.number:
            return compact(float(values))
        return span(compact(float(values.min())), compact(float(values.max())))

    def key(self, number: int) -> float | str:
        """Return what to sort by."""
        return float(self.values[number]) if self.number else self.words(number)


def columns_of(workspace: Workspace) -> tuple[Column, ...]:
    """Return the columns of what the network's sources bring; none until the samples are made."""
    if workspace.samples is None:
        return ()
    arrays, fields = workspace.samples.dataset.arrays, workspace.samples.dataset.fields.fields
    names = [name for name in dict.fromkeys(brought(workspace.project)) if name in arrays and name in fields]
    return tuple(column for name in names for column in _of_field(fields[name], arrays[name]))


def _of_field(known: Field, values: np.ndarray) -> list[Column]:
    if known.dtype == "int" and known.parts:
        return [Column(tr("Text"), values, words_of=known)]
    if known.rank == 1:
        titles = known.parts or tuple(str(number + 1) for number in range(known.count))
        return [Column(title, values[:, place], number=True) for place, title in enumerate(titles[:MOST])]
    if known.rank == 2 and known.parts:
        units = [unit_of(known, place) for place in range(len(known.parts))]
        titles = tuple(f"{name}, {unit}" if unit else name
                       for name, unit in zip(known.parts, units, strict=True))  # fmt: skip
        return [Column(title, values[:, :, place]) for place, title in enumerate(titles[:MOST])]
    return []
