"""Words on panels: captions, notes, shortened labels, section headers, chips."""

from math import ceil
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    BODY,
    CAPTION,
    CONTROL_HEIGHT,
    ICON_SIZE,
    ICON_SIZE_SMALL,
    MEDIUM,
    REGULAR,
    SEMIBOLD,
    SPACE_S,
    TITLE,
    Tokens,
    mix,
)
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, box, text, width_of
from playground.gui.widgets.plain import set_tip

Tone = Literal["neutral", "accent", "good", "warn", "bad"]


class ElidedLabel(QWidget):
    """One line of text in a token's colour, shortened with an ellipsis; the tool tip has the whole.

    Where there is no room for all of it, one of the `shorter` texts stands there, the first that fits: "" is
    nothing.
    """

    cut = Qt.TextElideMode.ElideRight

    def __init__(
        self,
        words: str = "",
        *,
        size: int = BODY,
        weight: int = REGULAR,
        color: str = "text",
        align: Qt.AlignmentFlag = LEFT,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self._shorter: tuple[str, ...] = ()
        self._font = font(size, weight, tabular)
        self._color = color
        self._align = align | Qt.AlignmentFlag.AlignVCenter
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(words)

    def text(self) -> str:
        """Return the whole text."""
        return self._words

    def set_text(self, words: str, *shorter: str) -> None:
        """Show another text."""
        if (words, shorter) == (self._words, self._shorter):
            return
        before, self._words, self._shorter = self.sizeHint(), words, shorter
        self.setAccessibleName(words)
        if self.sizeHint() != before:  # a window is laid out anew for it
            self.updateGeometry()
        self._update_tip()
        self.update()

    def set_color(self, token: str) -> None:
        """Use another token's colour."""
        self._color = token
        self.update()

    def used_font(self) -> QFont:
        """Return the font of the text."""
        return self._font

    def _update_tip(self) -> None:
        set_tip(self, "" if self._fits_line(self._words) else self._words)

    def _fits_line(self, words: str) -> bool:
        return width_of(words, self._font) <= self.width() + 0.5

    @property
    def seen(self) -> str:
        """Return what there is room for; what is cut is cut where it is drawn."""
        fits = (each for each in (self._words, *self._shorter) if self._fits_line(each))
        return next(fits, self._shorter[-1] if self._shorter else self._words)

    def resizeEvent(self, event: object) -> None:
        """Offer the whole text as a tip when it does not fit."""
        self._update_tip()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text."""
        return QSize(round(width_of(self._words, self._font)) + 2, self._font.pixelSize() + 7)

    def minimumSizeHint(self) -> QSize:
        """Shrink to an ellipsis."""
        return QSize(min(16, self.sizeHint().width()), self.sizeHint().height())

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the text."""
        tokens = current_theme().tokens
        if not self.isEnabled():
            painter.setOpacity(0.5)
        colour = tokens.colour(self._color)
        text(painter, QRectF(self.rect()), self.seen, colour, self._font, self._align, self.cut)


class WrappedLabel(ElidedLabel):
    """A text on as many lines as it needs, up to `most`; of a longer one the tool tip has the whole."""

    most = 5
    _wrapped = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)

    def __init__(self, size: int = BODY, weight: int = REGULAR, parent: QWidget | None = None) -> None:
        super().__init__(size=size, weight=weight, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def height_in(self, width: int) -> int:
        """Return the height of its lines in so many pixels."""
        most = self.most * QFontMetricsF(self._font).lineSpacing()
        return ceil(min(most, self._height_of(self._words, width)))

    def lines_in(self, width: int) -> int:
        """Return how many lines it takes in so many pixels, shown or not."""
        return round(self._height_of(self._words, width) / QFontMetricsF(self._font).lineSpacing())

    def _height_of(self, words: str, width: int) -> float:
        room = QRectF(0, 0, max(1, width), 10_000)
        return QFontMetricsF(self._font).boundingRect(room, self._wrapped, words).height()

    def _fits(self, words: str) -> bool:
        return self._height_of(words, self.width()) <= self.height() + 1

    def _update_tip(self) -> None:
        set_tip(self, "" if self._fits(self._words) else self._words)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the text, shortened at its end where there is no room for all of it."""
        painter.setFont(self._font)
        painter.setPen(current_theme().tokens.colour(self._color))
        words = shown = self._words
        while words and not self._fits(shown):
            words = words.rpartition(" ")[0]
            shown = f"{words} …"
        painter.drawText(QRectF(self.rect()), self._wrapped, shown)


class Caption(ElidedLabel):
    """A small grey line: what stands beneath or beside it."""

    def __init__(self, words: str = "", color: str = "text3", parent: QWidget | None = None) -> None:
        super().__init__(words, size=CAPTION, weight=MEDIUM, color=color, parent=parent)


class Note(QWidget):
    """An icon and one line of text in the same tone."""

    def __init__(self, words: str, icon: str, color: str = "text3", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._color = color
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(words)

    def text(self) -> str:
        """Return the text."""
        return self._words

    def set_text(self, words: str) -> None:
        """Show another text."""
        self._words = words
        self.setAccessibleName(words)
        set_tip(self, words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return icon and text."""
        return QSize(round(width_of(self._words, font(CAPTION, MEDIUM))) + 22, CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Shrink to the icon."""
        return QSize(ICON_SIZE, CONTROL_HEIGHT)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw icon and text; without words, nothing."""
        if not self._words:
            return
        colour = current_theme().tokens.colour(self._color)
        side = ICON_SIZE_SMALL
        paint_icon(painter, self._icon, QRectF(0, (self.height() - side) / 2, side, side), colour)
        text(
            painter,
            QRectF(self.rect()).adjusted(side + 5, 0, 0, 0),
            self._words,
            colour,
            font(CAPTION, MEDIUM),
        )


class SectionHeader(QWidget):
    """A panel's title at the left and its actions at the right."""

    def __init__(self, title: str, *actions: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(title, size=TITLE, weight=SEMIBOLD, parent=self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addWidget(self._title)
        self._row.addLayout(self._words)
        self._row.addStretch(1)
        self._lefts = 1
        self.setFixedHeight(CONTROL_HEIGHT)
        for action in actions:
            self.add_action(action)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.set_text(title)

    def add_below(self, widget: QWidget) -> None:
        """Put a low line of words under the title: it takes no width from it."""
        self._words.addWidget(widget)

    def add_left(self, widget: QWidget) -> None:
        """Put a widget beside the title."""
        self._row.insertWidget(self._lefts, widget)
        self._lefts += 1

    def add_action(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)


class ChipLabel(PaintedButton):
    """A pill with a dot or an icon and a word: the device, *Live*; a button when `clickable`."""

    def __init__(
        self,
        words: str,
        icon: str = "",
        tone: Tone = "neutral",
        *,
        dot: bool = False,
        clickable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, icon, parent)
        self._tone: Tone = tone
        self._dot, self._hollow = dot, False
        self._clickable = clickable
        self.ring_radius = 12
        if not clickable:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def sizeHint(self) -> QSize:
        """Return icon, word and round ends."""
        return QSize(self.width_with(self.text()), 26)

    def width_with(self, words: str) -> int:
        """Return how wide it is with a word; without one its icon is as far from both ends."""
        if self.icon_name and not words:
            return ICON_SIZE + 18
        lead = ICON_SIZE + 4 if self.icon_name else 13 if self._dot else 0
        return round(width_of(words, font(BODY, MEDIUM))) + lead + 22

    def minimumSizeHint(self) -> QSize:
        """Keep the round ends and an ellipsis, or the icon alone."""
        return QSize(48 if self.text() else self.sizeHint().width(), 26)

    def set_tone(self, tone: Tone) -> None:
        """Show it in another tone."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def set_hollow(self, hollow: bool) -> None:
        """Draw its dot as a ring: what it names is not so now."""
        if hollow != self._hollow:
            self._hollow = hollow
            self.update()

    def _colours(self, tokens: Tokens) -> tuple[QColor | None, QColor, QColor, QColor]:
        """Return fill, border, mark and ink."""
        hovered = self._clickable and self.hovered()
        if self._tone == "neutral":
            mark = tokens.good if self.icon_name == "cpu" else tokens.text2
            return tokens.hover if hovered else None, tokens.line2, mark, tokens.text2
        strong = tokens.accent_text if self._tone == "accent" else tokens.colour(self._tone)
        ground = mix(tokens.panel, strong, 0.18 if hovered else 0.12)
        return ground, mix(tokens.panel, strong, 0.55), strong, strong

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the pill."""
        tokens = current_theme().tokens
        fill, border, mark, ink = self._colours(tokens)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        rect = QRectF(self.rect())
        box(painter, rect, rect.height() / 2, fill, border)
        x = 11.0
        if self.icon_name:
            paint_icon(painter, self.icon_name, QRectF(x - 2, rect.center().y() - 8, 16, 16), mark)
            x += ICON_SIZE + 3
        elif self._dot:
            place = QRectF(x, rect.center().y() - 3.5, 7, 7)
            box(painter, place, 3.5, None if self._hollow else mark, mark)
            x += 13
        text(painter, rect.adjusted(x, 0, -8, 0), self.text(), ink, font(BODY, MEDIUM))


class KeyCap(QWidget):
    """A key's name in a small box."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the key's width."""
        return QSize(max(18, round(width_of(self._key, font(CAPTION, MEDIUM))) + 10), 18)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the key."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), 4, tokens.raised, tokens.line2)
        text(painter, QRectF(self.rect()), self._key, tokens.text2, font(CAPTION, MEDIUM), CENTRE)
