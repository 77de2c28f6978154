"""Fields: choices, search, and plain text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QStyledItemDelegate, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, CONTROL_HEIGHT, ICON_SIZE, MEDIUM, RADIUS_FIELD
from playground.gui.widgets.guard import painted, painted_over
from playground.gui.widgets.painting import box, chevron_down, key_cap, text, width_of
from playground.gui.widgets.plain import tip_text

FEW_LETTERS = 24  # px
Picture = Callable[[object], QPixmap | None]


class ComboField(QComboBox):
    """A choice among (value, text) pairs; `chosen(value)` when a person picks one.

    `picture(value)` may draw the value at the right, such as an activation's curve.
    """

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str]] = (),
        current: object = None,
        *,
        name: str = "",
        icon: str = "",
        picture: Picture | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = picture
        self._values: list[object] = []
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the training
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        self.setItemDelegate(QStyledItemDelegate(self))  # the plain one ignores the stylesheet
        self.set_options(options, current)
        self.activated.connect(self._on_activated)

    def set_options(self, options: Sequence[tuple[object, str]], current: object = None) -> None:
        """Offer other choices without telling anyone."""
        blocked = self.blockSignals(True)
        self.clear()
        self._values = [value for value, _ in options]
        self.addItems([words for _, words in options])
        self.set_current(current)
        self.blockSignals(blocked)
        self.updateGeometry()

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._values[index])

    def current(self) -> object:
        """Return the chosen value, or None."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_current(self, value: object) -> None:
        """Show a value without telling anyone; an unknown one shows nothing."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)
        self.blockSignals(blocked)
        self.update()

    def hold_back(self, value: object, reason: str) -> None:
        """Grey one choice out and say why; an empty reason offers it again."""
        model = self.model()
        if isinstance(model, QStandardItemModel):  # what every plain combo box has
            item = model.item(self._values.index(value))
            item.setEnabled(not reason)
            item.setToolTip(tip_text(reason))

    def set_icon(self, icon: str) -> None:
        """Show another icon before the text."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the longest choice."""
        used = font(BODY, MEDIUM)
        longest = max((width_of(self.itemText(i), used) for i in range(self.count())), default=60)
        extra = (ICON_SIZE + 8 if self._icon else 0) + (34 if self._picture else 0)
        return QSize(round(longest) + 44 + extra, CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least that shows a few letters."""
        return QSize(64, CONTROL_HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn with the wheel only when focused, so that scrolling a panel changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw frame, icon, text, picture and chevron."""
        tokens = current_theme().tokens
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        focused = self.hasFocus()
        border = tokens.accent_text if focused else tokens.edge if self.underMouse() else tokens.line2
        rect = QRectF(self.rect())
        box(painter, rect, RADIUS_FIELD, tokens.field, border, 2 if focused else 1)
        left = 10.0
        if self._icon:
            paint_icon(painter, self._icon, QRectF(left, rect.center().y() - 8, 16, 16), tokens.text2)
            left += ICON_SIZE + 8
        right = self._paint_picture(painter, rect)
        room = rect.adjusted(left, 0, -right, 0)
        text(painter, room, self._words_in(room.width()), tokens.text, font(BODY, MEDIUM))
        chevron_down(painter, QPointF(rect.right() - 15, rect.center().y()), tokens.text2)

    def _words_in(self, room: float) -> str:
        """Return the choice, without what it begins with where there is no room: "any" of "Class: any".

        Beside an icon nothing, where there is room for a letter or two alone.
        """
        words, used = self.currentText(), font(BODY, MEDIUM)
        if width_of(words, used) <= room:
            return words
        return words.rpartition(": ")[2] if room >= FEW_LETTERS or not self._icon else ""

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> float:
        """Draw the value's picture left of the chevron, return the room taken at the right."""
        picture = self._picture(self.current()) if self._picture is not None else None
        if picture is None or picture.isNull():
            return 26
        size = picture.deviceIndependentSize()
        x = rect.right() - 26 - size.width()
        painter.drawPixmap(QPointF(x, rect.center().y() - size.height() / 2), picture)
        return 30 + size.width()


class SearchField(QLineEdit):
    """A line to search in, with its key at the right; Esc clears it, then gives the focus back."""

    left = Signal()  # Esc in an empty field
    walked = Signal(int)  # arrow keys: into the results

    def __init__(
        self, placeholder: str, hint: str = "", *, icon: str = "search", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hint = hint
        self._icon = icon
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFont(font(BODY, MEDIUM))
        self.setTextMargins(24, 0, self._hint_width() + 4 if hint else 0, 0)
        self.setFixedHeight(CONTROL_HEIGHT + 2)

    def _hint_width(self) -> int:
        return max(18, round(width_of(self._hint, font(CAPTION, MEDIUM))) + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear by Esc, walk by the arrows."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walked.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.text() != self._hint or self.text() or not self._hint:
            super().keyPressEvent(event)  # its own key in the empty field asks for what is there already

    def _escape(self) -> None:
        if self.text():
            self.clear()
        else:
            self.left.emit()

    @painted_over(QLineEdit)
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line, the icon and the key."""
        tokens = current_theme().tokens
        middle = self.height() / 2
        paint_icon(painter, self._icon, QRectF(10, round(middle - 8), 16, 16), tokens.text2)
        if self._hint and not self.text():
            width = self._hint_width()
            place = QRectF(self.width() - width - 9, round(middle - 9), width, 18)
            key_cap(painter, place, self._hint, tokens.raised, tokens.line2, tokens.text2)


class TextField(QLineEdit):
    """A line of text; `committed(text)` on Enter or leaving when it changed, Esc restores it."""

    committed = Signal(str)

    def __init__(
        self, words: str = "", *, name: str = "", placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._accepted = words
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setFont(font(BODY, MEDIUM))
        self.setFixedHeight(CONTROL_HEIGHT)
        self.editingFinished.connect(self._commit)

    def set_text(self, words: str) -> None:
        """Show a text without telling anyone; typing in progress is left alone."""
        self._accepted = words
        if not self.isModified():
            self.setText(words)

    def _commit(self) -> None:
        self.setModified(False)
        if self.text() != self._accepted:
            self._accepted = self.text()
            self.committed.emit(self._accepted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore by Esc."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._accepted)
            self.setModified(False)
        else:
            super().keyPressEvent(event)
