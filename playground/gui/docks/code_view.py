"""Code to read, with numbers and colours of blocks beside it; a click on a line chooses its block."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from playground.app.code import CodeText
from playground.app.texts import tr
from playground.gui.docks.code_colours import CodeColours
from playground.gui.theme.fonts import mono_font
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import text

LETTERS = 12  # px
_DOT, _BAR = 5, 3


class CodeView(QPlainTextEdit):
    """Show lines of code; `chosen(line)` when a person clicks on one or asks for its block by F12."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("code", True)
        self.setReadOnly(True)
        self.setAccessibleName(tr("Code of the network"))
        self.setFont(mono_font(LETTERS))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code, self._marked = CodeText(), frozenset[int]()  # what is shown
        self._tints: dict[int, str] = {}
        self._colours = CodeColours(self.document())
        self._gutter, self._sizes = Gutter(self), Sizes(self)
        self.updateRequest.connect(self._on_moved)

    def _on_moved(self) -> None:
        self._gutter.update()
        self._sizes.update()

    def show_code(self, code: CodeText, tints: dict[int, str]) -> None:
        """Show other lines where they stand; `tints` are the categories of the blocks by line."""
        same = code.text == self.code.text
        self.code = code
        self._tints = tints
        if not same:
            place = self.verticalScrollBar().value()
            self.setPlainText(code.text)
            self.verticalScrollBar().setValue(place)
            self._gutter.fit()
            self._sizes.setGeometry(self.viewport().geometry())
        self.mark(frozenset(line for line in self._marked if line < len(code.lines)), follow=False)

    def mark(self, lines: frozenset[int], follow: bool) -> None:
        """Mark lines, and bring the first into view where it is not."""
        self._marked = lines
        ground = current_theme().tokens.accent_ground
        self.setExtraSelections([self._ground(line, ground) for line in sorted(lines)])
        self._on_moved()
        if lines and follow:
            self._reveal(min(lines))

    @property
    def marked(self) -> frozenset[int]:
        """Return the lines that are marked."""
        return self._marked

    def _ground(self, line: int, colour: QColor) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = self.textCursor()
        cursor.setPosition(self.document().findBlockByNumber(line).position())
        made.cursor = cursor
        made.format.setBackground(QBrush(colour))
        made.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return made

    def _reveal(self, line: int) -> None:
        first = self.firstVisibleBlock().blockNumber()
        seen = self.viewport().height() // max(1, self.line_height)
        if not first <= line < first + seen - 1:
            self.verticalScrollBar().setValue(max(0, line - seen // 3))

    @property
    def line_height(self) -> int:
        """Return the height of a line in px."""
        return ceil(QFontMetricsF(self.font()).lineSpacing())

    def rows(self) -> list[tuple[int, QRectF]]:
        """Return the lines that can be seen with their places."""
        found, block = [], self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > self.viewport().height():
                break
            found.append((block.blockNumber(), place))
            block = block.next()
        return found

    def tint_of(self, line: int) -> QColor | None:
        """Return the colour of a line's block."""
        tint = self._tints.get(line)
        return current_theme().tokens.tint(tint) if tint is not None else None

    def shape_of(self, line: int) -> str:
        """Return what shape a line gives."""
        return self.code.shapes[line] if line < len(self.code.shapes) else ""

    def end_of(self, line: int) -> float:
        """Return where the text of a line ends, in px of the viewport."""
        written = QFontMetricsF(self.font()).horizontalAdvance(self.code.lines[line].text)
        return written + self.contentOffset().x() + self.document().documentMargin()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the line that was clicked; a drag selects text alone."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.chosen.emit(self.textCursor().blockNumber())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from the line to its block by F12."""
        if event.key() == Qt.Key.Key_F12:
            self.chosen.emit(self.textCursor().blockNumber())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Keep the gutter as high as the code."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._gutter.fit()
        self._sizes.setGeometry(self.viewport().geometry())

    def changeEvent(self, event: QEvent) -> None:
        """Take letters and colours of the theme there is now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFont(mono_font(LETTERS))
            self._colours.use_theme()
            self.mark(self._marked, follow=False)


class Gutter(QWidget):
    """Numbers of lines, and a dot in the colour of the block."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        """Return the width of the largest number and the dot."""
        digits = len(str(max(10, self._view.blockCount())))
        letters = QFontMetricsF(self._view.font()).horizontalAdvance("0") * digits
        return QSize(ceil(letters) + 12 + 18, 0)

    def fit(self) -> None:
        """Take the room at the left of the code."""
        width, area = self.sizeHint().width(), self._view.contentsRect()
        self._view.setViewportMargins(width, 0, 0, 0)
        self.setGeometry(area.left(), area.top(), width, area.height())

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw what can be seen."""
        tokens, used = current_theme().tokens, self._view.font()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, place in self._view.rows():
            marked = line in self._view.marked
            row = QRectF(0, place.top(), self.width(), place.height())
            if marked:
                painter.fillRect(row, tokens.accent_ground)
                painter.fillRect(QRectF(0, row.top(), _BAR, row.height()), tokens.accent)
            number = QRectF(_BAR, row.top(), row.width() - 21, row.height())
            ink = tokens.text if marked else tokens.text3
            text(painter, number, str(line + 1), ink, used, Qt.AlignmentFlag.AlignRight)
            tint = self._view.tint_of(line)
            if tint is not None:
                painter.setBrush(tint)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(QRectF(row.width() - 14, row.center().y() - _DOT / 2, _DOT, _DOT))


class Sizes(QWidget):
    """At the right of a line, what shape it gives: over the code, and the mouse's business never."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)  # not its viewport, which scrolls its children along
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw what can be seen and does not lie over the code."""
        tokens = current_theme().tokens
        for line, place in self._view.rows():
            shape, marked = self._view.shape_of(line), line in self._view.marked
            used = QFont(self._view.font())
            used.setBold(marked)
            room = QFontMetricsF(used).horizontalAdvance(shape) + 20
            if shape and self._view.end_of(line) + room < self.width():
                ink = tokens.text if marked else tokens.text3
                where = QRectF(self.width() - room, place.top(), room - 10, place.height())
                text(painter, where, shape, ink, used, Qt.AlignmentFlag.AlignRight)
