"""The network as a table, in the order data flows: block, setting, where from, what it gives, parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.spec import Role
from playground.core.network.topology import incoming, order
from playground.gui.docks.block_facts import UNKNOWN, output_shape, shape_text
from playground.gui.theme import numbers
from playground.gui.widgets.plain import tip_text

COLUMNS = ("Block", "Setting", "From", "Gives", "Parameters")
BLOCK, SETTING, FROM, GIVES, PARAMETERS = range(len(COLUMNS))
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """One block as the outline shows it."""

    node: str
    cells: tuple[str, ...]
    icon: str = "circle-help"
    tint: str = "unknown"
    problem: str = ""  # what keeps it from working
    advice: str = ""


class OutlineModel(QAbstractTableModel):
    """The lines of the network as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: tuple[Line, ...]) -> bool:
        """Show other lines; return whether the blocks or their order changed."""
        if lines == self.lines:
            return False
        same = [line.node for line in lines] == [line.node for line in self.lines]
        if not same:
            self.beginResetModel()
        self.lines = lines
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(COLUMNS) - 1))
        return not same

    def row_of(self, node: str) -> int:
        """Return the place of a block, -1 when it is not there."""
        return next((row for row, line in enumerate(self.lines) if line.node == node), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many blocks there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell, its tip, or the words for a screen reader."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(line.problem or line.advice) or None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == BLOCK:
            return ". ".join(part for part in (*line.cells, line.problem, line.advice) if part)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    """Return where a column's words stand: figures at the right."""
    side = Qt.AlignmentFlag.AlignRight if column >= GIVES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def lines_of(workspace: Workspace) -> tuple[Line, ...]:
    """Return the network's blocks in the order data flows."""
    return tuple(_line(workspace, node) for node in order(workspace.here.network))


def _line(workspace: Workspace, node_id: str) -> Line:
    here = workspace.here
    node = here.network.nodes[node_id]
    spec = here.blocks.find(node.kind)
    before = ", ".join(here.label_of(edge.source) for edge in incoming(here.network, node_id))
    problem, advice = (_sentence(workspace, node_id, severity) for severity in ("error", "advice"))
    title = here.label_of(node_id)
    if not advice and workspace.checks.is_left_out(workspace.shown.flat(node_id)):
        advice = tr("It leads to no goal, so it is left out.")
    if spec is None:
        return Line(node_id, (title, tr("Kept as it is"), before, UNKNOWN, UNKNOWN), problem=problem)
    gives = "" if spec.role is Role.GOAL else shape_text(workspace, output_shape(workspace, node_id))
    count = workspace.inference.parameters.get(node_id)
    parameters = UNKNOWN if count is None else numbers.integer(count)
    cells = (title, tr(spec.setting(spec.params_of(node.params))), before, gives, parameters)
    return Line(node_id, cells, spec.icon, "goal" if spec.tint == "good" else spec.tint, problem, advice)


def _sentence(workspace: Workspace, node: str, severity: str) -> str:
    found = (problem for problem in workspace.problems if problem.severity == severity)
    return next((tr(problem.message) for problem in found if problem.where.node == node), "")
