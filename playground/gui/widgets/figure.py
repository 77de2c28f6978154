"""A live number under its caption; its place and width never change."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, LIVE, MEDIUM, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import text, width_of


class Figure(QWidget):
    """A caption and a number in tabular digits, as wide as `sample`, the widest text to expect."""

    def __init__(
        self,
        caption: str,
        sample: str = "0.000",
        *,
        color: str = "text",
        size: int = LIVE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption = caption
        self._sample = sample
        self._color = color
        self._size = size
        self._value = numbers.NOTHING
        self._faint = False
        self.setAccessibleName(caption)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def caption(self) -> str:
        """Return the caption."""
        return self._caption

    def value(self) -> str:
        """Return the text shown."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show a number already written; only what changed is painted."""
        if value == self._value:
            return
        self._value = value
        self.setAccessibleDescription(value)
        self.update()

    def set_caption(self, caption: str, sample: str) -> None:
        """Show another caption, above numbers that need other room."""
        self._caption, self._sample = caption, sample
        self.setAccessibleName(caption)
        self.updateGeometry()
        self.update()

    def set_faint(self, faint: bool) -> None:
        """Write the number quietly: it is of something that is not there any more."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def set_color(self, token: str) -> None:
        """Use another token's colour for the number."""
        self._color = token
        self.update()

    def _number_font(self) -> QFont:
        return font(self._size, SEMIBOLD, tabular=True)

    def sizeHint(self) -> QSize:
        """Return room for the caption and the widest number."""
        width = max(
            width_of(self._sample, self._number_font()), width_of(self._caption, font(CAPTION, MEDIUM))
        )
        return QSize(round(width) + 2, 17 + round(self._size * 1.3))

    def minimumSizeHint(self) -> QSize:
        """Never shrink: nothing reflows."""
        return self.sizeHint()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw caption and number."""
        tokens = current_theme().tokens
        top = QRectF(0, 0, self.width(), 16)
        text(painter, top, self._caption, tokens.text3, font(CAPTION, MEDIUM))
        place = QRectF(0, 16, self.width(), self.height() - 16)
        ink = tokens.text3 if self._faint or self._value == numbers.NOTHING else tokens.colour(self._color)
        text(painter, place, self._value, ink, self._number_font())
