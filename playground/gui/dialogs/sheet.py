"""What all dialogs share: a sheet that goes when it is closed, running text, a copy button, code to copy."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.gui.theme.fonts import font, mono_font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, HERO, REGULAR, SEMIBOLD, SPACE_M, SPACE_S, SPACE_XL
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ElidedLabel

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_FAR = 100_000.0
_FEWEST = 4  # lines of a text that is shortened


class Sheet(QDialog):
    """A dialog that never blocks (`open()`), closes on Esc and is gone then."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        self.page.setSpacing(SPACE_M)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move up when it grows: its lower edge, where the buttons are, stays on the screen."""
        super().resizeEvent(event)
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        if self.isVisible() and frame.bottom() > room.bottom():
            self.move(frame.x(), max(room.top(), room.bottom() + 1 - frame.height()))

    def add_heading(self, words: str, below: str = "") -> Paragraph:
        """Put a large title at the top and a sentence below it; return the sentence."""
        self.page.addWidget(ElidedLabel(words, size=HERO, weight=SEMIBOLD))
        sentence = Paragraph(below, color="text2")
        sentence.setVisible(bool(below))
        self.page.addWidget(sentence)
        return sentence


class Paragraph(QWidget):
    """Running text in a token's colour that wraps at the width it has."""

    def __init__(
        self,
        words: str = "",
        *,
        size: int = BODY,
        weight: int = REGULAR,
        color: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._color = words, color
        self._font = font(size, weight)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(words)

    def text(self) -> str:
        """Return the text."""
        return self._words

    def set_text(self, words: str, color: str = "") -> None:
        """Show another text, in another token's colour where one is given."""
        self._words, self._color = words, color or self._color
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped text."""
        bounds = QFontMetricsF(self._font).boundingRect(QRectF(0, 0, width, _FAR), _WRAP, self._words)
        return round(bounds.height() + 0.49)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def sizeHint(self) -> QSize:
        """Return the size at a readable width."""
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 320
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Keep one line."""
        return QSize(80, round(QFontMetricsF(self._font).height()))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the text."""
        painter.setFont(self._font)
        painter.setPen(current_theme().tokens.colour(self._color))
        painter.drawText(QRectF(self.rect()), _WRAP, self._words)


class CopyButton(QuietButton):
    """Copy a text and say that it was copied."""

    def __init__(self, words: str, source: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(words, "copy", parent=parent)
        self._plain, self._source = words, source
        self.clicked.connect(self._copy)
        self.setMinimumWidth(self._widest())

    def _widest(self) -> int:
        width = self.sizeHint().width()
        self.set_text(tr("Copied"))
        width = max(width, self.sizeHint().width())
        self.set_text(self._plain)
        return width

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._source())
        self.set_text(tr("Copied"))
        self.set_icon("check")

    def reset(self) -> None:
        """Offer to copy again, after the text changed."""
        self.set_text(self._plain)
        self.set_icon("copy")


class Code(QPlainTextEdit):
    """Text to read and copy, in letters of one width."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setFont(mono_font())
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def shorten(self, over: int) -> None:
        """Show so many px less of the text, a few lines at least."""
        line = ceil(QFontMetricsF(self.font()).lineSpacing())
        shown = (self.height() - self._around()) // line
        self.show_lines(self.toPlainText(), max(min(shown, _FEWEST), shown - ceil(over / line)))

    def _around(self) -> int:
        """Return the px that are no line of text."""
        return 26 + self.horizontalScrollBar().sizeHint().height()

    def show_lines(self, words: str, most: int = 12) -> None:
        """Show a text at the height of its lines, `most` at most; more scroll."""
        self.setPlainText(words.rstrip("\n"))
        metrics = QFontMetricsF(self.font())
        lines = min(most, max(1, self.blockCount()))
        self.setFixedHeight(lines * ceil(metrics.lineSpacing()) + self._around())
        policy = Qt.ScrollBarPolicy
        scrolls = self.blockCount() > most
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the letters of one width when the style changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.font() != mono_font():
            self.setFont(mono_font())


def button_row(*widgets: QWidget | None) -> QHBoxLayout:
    """Lay buttons side by side; None is the gap that takes the room left over."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_S)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager; False when it has none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
