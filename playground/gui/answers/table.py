"""The table of answers: what the network said on a ground of its own, rows that it missed marked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from playground.app.file_answers import FileAnswers
from playground.app.texts import tr
from playground.gui.answers.model import MISSED, AnswersModel, Index, Shown
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, REGULAR, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.listing import dress_table
from playground.gui.widgets.painting import LEFT, RIGHT, text, width_of

ROW, HEAD = 28, 32
_PAD = 10
_LEAST, _MOST = 64, 260  # px of a column
_LOOKED_AT = 60  # rows by which a column's width is found
_MARK = 3.0  # px of the bar before a row that was missed


class AnswersTable(QTableView):
    """Rows of the file with their answers; arrows move, Ctrl+C copies what is selected."""

    left = Signal()  # by Esc

    def __init__(self) -> None:
        super().__init__()
        self.rows = AnswersModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(tr("Rows and answers"))
        dress_table(self, ROW)
        self.verticalHeader().show()  # which row of the file it is
        heading = self.horizontalHeader()
        heading.setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        heading.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heading.setFixedHeight(HEAD)

    def show_answers(self, answers: FileAnswers | None, which: Shown = Shown.ALL) -> None:
        """List the rows of a file, each column as wide as its first cells ask for."""
        self.rows.show_answers(answers, which)
        for column in range(self.rows.columnCount()):
            self.setColumnWidth(column, self._width(column))

    def _width(self, column: int) -> int:
        head = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
        shown = range(min(_LOOKED_AT, self.rows.rowCount()))
        cells = [str(self.rows.index(row, column).data()) for row in shown]
        used = font(BODY, SEMIBOLD, tabular=True)
        widths = (
            width_of(head, self.horizontalHeader().font()) + _PAD,
            *(width_of(each, used) for each in cells),
        )
        widest = max(widths)
        return min(max(_LEAST, round(widest) + 2 * _PAD), _MOST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc; all else as tables do."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        model: AnswersModel = index.model()  # type: ignore[assignment]
        tokens, area = current_theme().tokens, QRectF(option.rect)
        answer, missed = model.is_answer(index.column()), bool(index.data(MISSED))
        if answer:
            painter.fillRect(area, with_alpha(tokens.bad if missed else tokens.accent_text, 0.10))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, tokens.accent_ground)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, tokens.hover)
        painter.setPen(tokens.line)
        painter.drawLine(area.adjusted(0, 0, 0, -1).bottomLeft(), area.adjusted(0, 0, 0, -1).bottomRight())
        if missed and index.column() == 0:
            painter.fillRect(QRectF(area.topLeft(), QPointF(area.x() + _MARK, area.bottom())), tokens.bad)
        words = str(index.data() or "")
        strong = answer and index.column() == 0
        ink = tokens.bad if missed and strong else tokens.text if answer else tokens.text2
        used = font(BODY, SEMIBOLD if strong else MEDIUM if answer else REGULAR, tabular=True)
        side = RIGHT if _is_number(words) else LEFT
        text(painter, area.adjusted(_PAD, 0, -_PAD, 0), words, ink, used, side)


def _is_number(words: str) -> bool:
    return bool(words) and words[0] in "+-−.0123456789" and not any(each.isalpha() for each in words[1:])
