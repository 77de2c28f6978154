"""How one walks over a sheet by keys, and which sizes its samples can have."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from playground.gui.sheets.grid import SheetGrid
from playground.gui.sheets.kind import SheetKind
from playground.gui.sheets.sentences import LINE
from playground.gui.widgets.listing import Keys

ZOOM: Keys = {Qt.Key.Key_Plus: "larger", Qt.Key.Key_Equal: "larger", Qt.Key.Key_Minus: "smaller"}
_NOTCH = 1.2
_Action = QAbstractItemView.CursorAction
_STEPS: dict[QAbstractItemView.CursorAction, Callable[[int, SheetGrid, int], int]] = {
    _Action.MoveLeft: lambda at, grid, page: at - 1, _Action.MovePrevious: lambda at, grid, page: at - 1,
    _Action.MoveRight: lambda at, grid, page: at + 1, _Action.MoveNext: lambda at, grid, page: at + 1,
    _Action.MoveUp: lambda at, grid, page: at - grid.columns if at >= grid.columns else at,
    _Action.MoveDown: lambda at, grid, page: at + grid.columns,
    _Action.MovePageUp: lambda at, grid, page: at - page * grid.columns,
    _Action.MovePageDown: lambda at, grid, page: at + page * grid.columns,
    _Action.MoveHome: lambda at, grid, page: 0, _Action.MoveEnd: lambda at, grid, page: grid.count - 1,
}  # fmt: skip


def stepped(action: QAbstractItemView.CursorAction, at: int, grid: SheetGrid, page: int) -> int:
    """Return the cell that a key leads to from another, -1 standing for none; `page` lines are seen."""
    if at < 0:
        return 0
    return min(max(0, _STEPS[action](at, grid, page)), grid.count - 1)


def zoomed(kind: SheetKind, side: int, notches: float) -> int:
    """Return the size so many notches larger, px: a fifth each, of texts a line."""
    if not kind.shape:
        return step_of(kind, round(side + LINE * notches))
    return step_of(kind, round(side * _NOTCH**notches))


def step_of(kind: SheetKind, side: int) -> int:
    """Return the nearest size that samples of a kind can have, px; of texts whole lines."""
    least, _, most = kind.sides
    side = min(max(side, least), most)
    return side if kind.shape else max(least, round(side / LINE) * LINE)
