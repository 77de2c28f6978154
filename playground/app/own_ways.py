"""What can be done about each thing worth knowing of a table: one click, one step of undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from playground.app.own_draft import Draft, TableDraft
from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.importing.understood import Remark
from playground.core.sentences import Text

_MERGED, _APART = Text("They are one now."), Text("They are kept apart.")
_OUT, _USED, _AS_CATEGORY = Text("It is left out."), Text("It is used."), Text("It is read as a category.")
_TOGETHER, _PARTED = Text("They are in one part."), Text("They may part.")
_ORDER, _ROWS, _WINDOWS = Text("They are read anew."), Text("Each row is a sample."), Text("Windows are cut.")


@dataclass(frozen=True)
class RemarkWay:
    """One thing that can be done, with its words."""

    title: str
    done: Text  # what is said of it afterwards
    make: Callable[[], Draft] | None = None  # what the page shows then
    options: tuple[tuple[str, object], ...] = ()  # or how the file is read again


def ways_of(remark: Remark, draft: Draft) -> tuple[RemarkWay, ...]:
    """Return the ways that a remark leaves."""
    place = next((at for at, each in enumerate(draft.columns) if each.name == remark.column), -1)
    if remark.kind == "ambiguous":
        return _orders(draft)
    if remark.kind == "other" and place >= 0 and draft.columns[place].type == "category":
        same = bool(draft.understood.manifest.options.get("same_case"))
        title, done = (tr("Undo merge"), _APART) if same else (tr("Merge"), _MERGED)
        return (RemarkWay(title, done, options=(("same_case", not same),)),)
    if remark.kind == "alike" and isinstance(draft, PicturesDraft):
        if draft.together:
            return (RemarkWay(tr("Let them part"), _PARTED, partial(draft.with_together, False)),)
        return (RemarkWay(tr("Keep them in one part"), _TOGETHER, partial(draft.with_together, True)),)
    if place < 0 or not isinstance(draft, TableDraft):
        return ()
    if remark.kind == "series":
        return _of_series(draft)
    used = draft.columns[place].use == "input"
    if remark.kind in ("leak", "sensitive", "missing") and used:
        return (RemarkWay(tr("Leave out"), _OUT, partial(draft.with_use, place, "out")),)
    if remark.kind in ("leak", "sensitive", "missing") and draft.columns[place].use == "out":
        title = tr("Use it again") if remark.done is not None else tr("Use it anyway")
        return (RemarkWay(title, _USED, partial(draft.with_use, place, "input")),)
    return _of_id(draft, place) if remark.kind == "id" else ()


def _of_id(draft: TableDraft, place: int) -> tuple[RemarkWay, ...]:
    if draft.columns[place].type == "id":
        return (RemarkWay(tr("Read as category"), _AS_CATEGORY, lambda: _as_category(draft, place)),)
    return (RemarkWay(tr("Leave it out again"), _OUT, lambda: _as_id(draft, place)),)


def _as_category(draft: TableDraft, place: int) -> Draft:
    return draft.with_type(place, "category").with_use(place, "input")


def _as_id(draft: TableDraft, place: int) -> Draft:
    return draft.with_type(place, "id").with_use(place, "out")


def _orders(draft: Draft) -> tuple[RemarkWay, ...]:
    given = draft.understood.manifest.options.get("dates", "auto")
    ways = (("day_first", tr("Day first")), ("month_first", tr("Month first")))
    return tuple(RemarkWay(title, _ORDER, options=(("dates", key),)) for key, title in ways if key != given)


def _of_series(draft: TableDraft) -> tuple[RemarkWay, ...]:
    if draft.windows is not None:
        return (RemarkWay(tr("Take each row by itself"), _ROWS, draft.without_windows),)
    try:
        made = draft if draft.takes_long else draft.with_windows()
    except PlaygroundError:
        return ()  # too few rows for a window
    make = draft.with_windows if made is draft else lambda: made
    return (RemarkWay(tr("Tell what comes next"), _WINDOWS, make),)
