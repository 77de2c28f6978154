"""What can be done about each thing worth knowing of a table: one click, one step of undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.app.own_draft import Draft, TableDraft
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.importing.understood import Remark

Do = Callable[[], object]


@dataclass(frozen=True)
class RemarkWay:
    """One thing that can be done, with its words."""

    title: str
    draft: Draft | None = None  # what the page shows then
    options: tuple[tuple[str, object], ...] = ()  # or how the file is read again


def ways_of(remark: Remark, draft: Draft) -> tuple[RemarkWay, ...]:
    """Return the ways that a remark leaves."""
    place = next((at for at, each in enumerate(draft.columns) if each.name == remark.column), -1)
    if remark.kind == "ambiguous":
        return _orders(draft)
    if remark.kind == "other" and place >= 0 and draft.columns[place].type == "category":
        same = bool(draft.understood.manifest.options.get("same_case"))
        return (RemarkWay(tr("Keep apart") if same else tr("Merge"), options=(("same_case", not same),)),)
    if place < 0 or not isinstance(draft, TableDraft):
        return ()
    if remark.kind == "series":
        return _of_series(draft)
    used = draft.columns[place].use == "input"
    if remark.kind in ("leak", "sensitive", "missing") and used:
        return (RemarkWay(tr("Leave out"), draft.with_use(place, "out")),)
    if remark.kind in ("leak", "sensitive", "missing") and draft.columns[place].use == "out":
        return (RemarkWay(tr("Use it anyway"), draft.with_use(place, "input")),)
    if remark.kind == "id":
        return (
            RemarkWay(tr("Read as category"), draft.with_type(place, "category").with_use(place, "input")),
        )
    return ()


def _orders(draft: Draft) -> tuple[RemarkWay, ...]:
    given = draft.understood.manifest.options.get("dates", "auto")
    ways = (("day_first", tr("Day first")), ("month_first", tr("Month first")))
    return tuple(RemarkWay(title, options=(("dates", key),)) for key, title in ways if key != given)


def _of_series(draft: TableDraft) -> tuple[RemarkWay, ...]:
    if draft.windows is not None:
        return (RemarkWay(tr("Take each row by itself"), draft.without_windows()),)
    try:
        return (RemarkWay(tr("Tell what comes next"), draft.with_windows()),)
    except PlaygroundError:
        return ()  # too few rows for a window
