"""The head of the inspector: tile, name, a pencil to change it, and a cap for how the block learns."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.app.texts import tr
from playground.gui.docks.chip import paint_tile
from playground.gui.theme.tokens import SEMIBOLD, SPACE_S, TITLE
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.fields import TextField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ElidedLabel

HEIGHT = 32
_TILE = 26


class Tile(QWidget):
    """A block's icon on its tinted ground."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._tint = "network", "core"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: str, tint: str) -> None:
        """Show another icon."""
        self._icon, self._tint = icon, "goal" if tint == "good" else tint
        self.update()

    def sizeHint(self) -> QSize:
        """Return the square."""
        return QSize(_TILE, _TILE)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the tile."""
        paint_tile(painter, QRectF(self.rect()), self._icon, self._tint, 16)


class _NameField(TextField):
    """The field in which a name is changed; Esc leaves it as it was."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up by Esc."""
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()


class Head(QWidget):
    """`renamed(text)` when a person gave another name; `left()` when the keyboard is free again.

    `turned()`: the cap was pressed, which shows how the block learns instead of what it is.
    """

    renamed = Signal(str)
    left = Signal()
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tile = Tile()
        self.title = ElidedLabel("", size=TITLE, weight=SEMIBOLD)
        self.pencil = IconButton("pencil", tr("Rename"), 24, 14)
        self.cap = IconButton("graduation-cap", tr("How it learns"), 24, 14)
        self.cap.setCheckable(True)
        self.cap.hide()
        self.field = _NameField(name=tr("Name of the block"))
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.tile)
        row.addWidget(self.title)
        row.addWidget(self.pencil)
        row.addWidget(self.cap)
        row.addWidget(self.field, 1)
        row.addStretch(0)
        self._stretch = row
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.field.hide()
        self.pencil.clicked.connect(self.rename)
        self.cap.clicked.connect(self.turned)
        self.field.editingFinished.connect(self._close)
        self.field.committed.connect(self.renamed)
        self.field.given_up.connect(self._close)

    def show_block(self, title: str, icon: str, tint: str, *, can_rename: bool = True) -> None:
        """Show another block, or something that has no name to change."""
        self._close()
        self.title.set_text(title)
        self.field.set_text(title)
        self.tile.show_icon(icon, tint)
        self.pencil.setVisible(can_rename)
        self._can_rename = can_rename

    def show_cap(self, can_learn: bool) -> bool:
        """Offer to show how the block learns, where it does; say whether that is shown."""
        self.cap.setVisible(can_learn)
        return can_learn and self.cap.isChecked()

    def rename(self) -> None:
        """Let the person type another name."""
        self.title.hide()
        self.pencil.hide()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _close(self) -> None:
        if self.field.isHidden():
            return
        typing = self.field.hasFocus()
        if typing:
            self.left.emit()  # before the field goes: Qt would hand the keyboard to what comes next
        self.field.hide()
        self.title.show()
        self.pencil.setVisible(self._can_rename)
