"""Buttons: primary, quiet, tinted, link and icon."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.icons import DISABLED_OPACITY, paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    BODY,
    CONTROL_HEIGHT,
    ICON_SIZE,
    MEDIUM,
    PRIMARY_HEIGHT,
    RADIUS_BUTTON,
    SEMIBOLD,
    SPACE_S,
    TITLE,
    Tokens,
    mix,
    with_alpha,
)
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, text, width_of
from playground.gui.widgets.plain import set_tip, show_tip, tip_of

_SOLID = ("play", "pause")


class PaintedButton(Ringed, QAbstractButton):
    """A button that paints itself; held back, it stays reachable and says why.

    `hold_back(reason)` is for buttons that keep their place while they cannot act: the button
    keeps the focus and the pointer, does nothing, and shows the reason on hover, focus and Space.
    """

    ring_radius: float = RADIUS_BUTTON

    def __init__(self, words: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write(words)
        self._icon = icon
        self._reason = ""
        self._tip = ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the training
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    @property
    def icon_name(self) -> str:
        """Return the name of the icon shown, or nothing."""
        return self._icon

    def set_icon(self, name: str) -> None:
        """Show another icon; nothing for none."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_text(self, words: str) -> None:
        """Show another text, which is also the accessible name."""
        self._write(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def _write(self, words: str) -> None:
        """Take the text as it is: an ampersand in it is no key."""
        self.setText(words)
        self.setShortcut(QKeySequence())

    @property
    def reason(self) -> str:
        """Return why the button is held back, or nothing."""
        return self._reason

    def hold_back(self, reason: str) -> None:
        """Hold the button back and say why; an empty reason frees it."""
        if reason == self._reason:
            return
        if not self._reason:
            self._tip = tip_of(self)
        self._reason = reason
        set_tip(self, reason or self._tip)
        self.setAccessibleDescription(reason)
        self.update()

    @property
    def live(self) -> bool:
        """Tell whether a click would act."""
        return self.isEnabled() and not self._reason

    def show_reason(self) -> None:
        """Show why the button is held back, beside it."""
        if self._reason and self.isVisible():
            show_tip(self.mapToGlobal(self.rect().bottomLeft()), self._reason, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press, unless held back."""
        if self._reason:
            self.show_reason()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Space, Enter or Return, unless held back."""
        pressing = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if pressing and self._reason:
            self.show_reason()
        elif pressing and event.key() != Qt.Key.Key_Space:
            self.click()
        else:
            super().keyPressEvent(event)

    def click(self) -> None:
        """Click by program, unless held back."""
        if not self._reason:
            super().click()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint for hover."""
        self.update()
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say why when the focus arrives at a button that is held back."""
        self.show_reason()
        super().focusInEvent(event)

    def hovered(self) -> bool:
        """Tell whether the pointer is over a button that would act."""
        return self.live and self.underMouse()


@dataclass(frozen=True)
class _Ink:
    """How a button's icon and words are drawn."""

    colour: QColor
    font: QFont
    icon: str = ""


def _content(painter: QPainter, rect: QRectF, words: str, ink: _Ink) -> float:
    """Draw icon and words centred in a rectangle, return where they end."""
    lead = ICON_SIZE if ink.icon else 0
    gap = SPACE_S if ink.icon and words else 0
    total = lead + gap + width_of(words, ink.font)
    x = rect.x() + max(0.0, (rect.width() - total) / 2)
    if ink.icon:
        paint_icon(painter, ink.icon, QRectF(x, rect.center().y() - lead / 2, lead, lead), ink.colour)
    place = QRectF(x + lead + gap, rect.y(), rect.right() - x - lead - gap, rect.height())
    text(painter, place, words, ink.colour, ink.font)
    return x + total


class PrimaryButton(PaintedButton):
    """The one violet button of a place: a verb, its icon and, smaller, its key."""

    def __init__(
        self,
        words: str,
        icon: str = "",
        hint: str = "",
        height: int = PRIMARY_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, icon, parent)
        self._hint = hint
        self._height = height
        self._widest: tuple[str, ...] = ()

    def set_hint(self, hint: str) -> None:
        """Show another key behind the text."""
        self._hint = hint
        self.updateGeometry()
        self.update()

    def keep_width_for(self, *texts: str) -> None:
        """Stay wide enough for all these texts, so that nothing moves when the text changes."""
        self._widest = texts
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a width that holds icon, text and key."""
        words = max(width_of(t, self._font()) for t in (self.text(), *self._widest))
        icon = ICON_SIZE + SPACE_S if self.icon_name else 0
        hint = SPACE_S + width_of(self._hint, font(BODY, MEDIUM)) if self._hint else 0
        padding = 32 if self._height >= PRIMARY_HEIGHT else 24
        return QSize(round(words + icon + hint + padding), self._height)

    def minimumSizeHint(self) -> QSize:
        """Never shrink."""
        return self.sizeHint()

    def _font(self) -> QFont:
        return font(TITLE if self._height >= PRIMARY_HEIGHT else BODY, SEMIBOLD)

    def _ink(self, tokens: Tokens) -> _Ink:
        solid = ":solid" if self.live and self.icon_name in _SOLID else ""
        colour = tokens.on_accent if self.live else tokens.text3
        return _Ink(colour, self._font(), self.icon_name and self.icon_name + solid)

    def _fill(self, tokens: Tokens) -> QColor:
        if not self.live:
            return tokens.raised
        if self.isDown():
            return mix(tokens.accent, QColor(0, 0, 0), 0.14)
        return mix(tokens.accent, QColor(255, 255, 255), 0.08) if self.hovered() else tokens.accent

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the button."""
        tokens = current_theme().tokens
        border = None if self.live else tokens.line
        box(painter, QRectF(self.rect()), RADIUS_BUTTON, self._fill(tokens), border)
        rect = QRectF(self.rect()).adjusted(8, 0, -8, 0)
        hint_font = font(BODY, MEDIUM)
        hint_width = width_of(self._hint, hint_font) + SPACE_S if self._hint and self.live else 0
        end = _content(painter, rect.adjusted(0, 0, -hint_width, 0), self.text(), self._ink(tokens))
        if hint_width:
            place = QRectF(end + SPACE_S, rect.y(), hint_width, rect.height())
            text(painter, place, self._hint, with_alpha(tokens.on_accent, 0.88), hint_font)


Look = Literal["raised", "tint", "flat"]


class QuietButton(PaintedButton):
    """A raised button; `tint` for a violet ground, `flat` for none."""

    def __init__(
        self,
        words: str,
        icon: str = "",
        look: Look = "raised",
        height: int = CONTROL_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, icon, parent)
        self._look = look
        self._height = height

    def sizeHint(self) -> QSize:
        """Return a width that holds icon and text."""
        icon = ICON_SIZE + SPACE_S if self.icon_name else 0
        padding = 2 * (14 if self._height > CONTROL_HEIGHT else 12)
        return QSize(round(width_of(self.text(), self._font()) + icon + padding), self._height)

    def minimumSizeHint(self) -> QSize:
        """Keep at least the icon and an ellipsis."""
        return QSize(min(self.sizeHint().width(), 48), self._height)

    def _font(self) -> QFont:
        return font(TITLE if self._height >= PRIMARY_HEIGHT else BODY, SEMIBOLD)

    def _colours(self, tokens: Tokens) -> tuple[QColor | None, QColor | None, QColor]:
        """Return fill, border and ink."""
        if not self.live:
            flat = self._look == "flat"
            return (
                None if flat else tokens.raised,
                None if flat else tokens.line,
                with_alpha(tokens.text3, 0.75),
            )
        if self._look == "tint" or self.isChecked():
            fill = tokens.accent_ground
            return (mix(fill, tokens.accent, 0.16) if self.hovered() else fill), None, tokens.accent_text
        if self._look == "flat":
            return (tokens.hover if self.hovered() else None), None, tokens.text
        fill = tokens.line2 if self.isDown() else tokens.hover if self.hovered() else tokens.raised
        return fill, tokens.line2, tokens.text

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the button."""
        fill, border, ink = self._colours(current_theme().tokens)
        box(painter, QRectF(self.rect()), RADIUS_BUTTON, fill, border)
        rect = QRectF(self.rect()).adjusted(6, 0, -6, 0)
        _content(painter, rect, self.text(), _Ink(ink, self._font(), self.icon_name))


class LinkButton(PaintedButton):
    """An action as a violet word, 28 px high to hit."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, "", parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return the text's size with room to hit."""
        return QSize(round(width_of(self.text(), font(BODY, SEMIBOLD))) + 12, CONTROL_HEIGHT)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the word, underlined under the pointer."""
        tokens = current_theme().tokens
        used = font(BODY, SEMIBOLD)
        used.setUnderline(self.hovered())
        ink = tokens.accent_text if self.live else with_alpha(tokens.text3, 0.75)
        text(painter, QRectF(self.rect()), self.text(), ink, used, Qt.AlignmentFlag.AlignCenter)


class IconButton(PaintedButton):
    """A flat icon; `tip` names it for everyone, checkable ones keep a violet ground."""

    def __init__(
        self,
        icon: str,
        tip: str,
        size: int = CONTROL_HEIGHT,
        icon_size: int = ICON_SIZE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", icon, parent)
        self._side = size
        self._icon_size = icon_size
        set_tip(self, tip)
        self.setAccessibleName(tip)

    def set_tip(self, tip: str) -> None:
        """Give the button another name."""
        self.setAccessibleName(tip)
        self._tip = tip
        if not self.reason:
            set_tip(self, tip)

    def sizeHint(self) -> QSize:
        """Return the square."""
        return QSize(self._side, self._side)

    def _ink(self, tokens: Tokens) -> QColor:
        if not self.live:
            return with_alpha(tokens.text2, DISABLED_OPACITY)
        if self.isChecked():
            return tokens.accent_text
        return tokens.text if self.hovered() else tokens.text2

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the icon and, under the pointer, its ground."""
        tokens = current_theme().tokens
        if self.isChecked():
            box(painter, QRectF(self.rect()), RADIUS_BUTTON, tokens.accent_ground)
        elif self.hovered():
            fill = tokens.line2 if self.isDown() else tokens.hover
            box(painter, QRectF(self.rect()), RADIUS_BUTTON, fill)
        corner = QPointF((self.width() - self._icon_size) / 2, (self.height() - self._icon_size) / 2)
        place = QRectF(corner.x(), corner.y(), self._icon_size, self._icon_size)
        paint_icon(painter, self.icon_name, place, self._ink(tokens))
