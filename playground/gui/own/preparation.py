"""What becomes of the columns that a network sees: lines for the page, alike columns together."""

from __future__ import annotations

from dataclasses import dataclass

from playground.app.texts import tr
from playground.core.catalogue.manifest import Column, ColumnType
from playground.core.catalogue.own_set import inputs_of
from playground.core.project.values import Project


@dataclass(frozen=True)
class Prepared:
    """Columns that are prepared in one way, and into how many numbers."""

    title: str
    detail: str
    type: ColumnType
    numbers: int


def prepared_of(project: Project) -> tuple[Prepared, ...]:
    """Return what becomes of each column; measurements stand together."""
    own = project.data.own
    if own is None:
        return ()
    columns = inputs_of(own)
    measured = [each for each in columns if each.type in ("number", "whole")]
    others = [each for each in columns if each not in measured]
    made = [_measurements(measured)] if measured else []
    return (*made, *(_single(each) for each in others))


def _measurements(columns: list[Column]) -> Prepared:
    gaps = any(each.missing + each.strange for each in columns)
    detail = tr("Mean 0, spread 1 · gaps: median") if gaps else tr("Mean 0, spread 1")
    title = columns[0].name if len(columns) == 1 else tr("{count} measurements").format(count=len(columns))
    return Prepared(title, detail, "number", len(columns))


def _single(column: Column) -> Prepared:
    if column.type == "date":
        return Prepared(column.name, tr("Year, and season as a circle"), "date", 3)
    if column.type == "yes_no":
        return Prepared(column.name, tr("0 or 1"), "yes_no", 1)
    return Prepared(column.name, tr("One number a kind"), column.type, len(column.kinds))
