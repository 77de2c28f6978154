"""The tabs of the bottom panel: words with a violet line under the open one."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTabBar, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, PRIMARY_HEIGHT, SEMIBOLD, Tokens, readable_on
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, box, text, width_of

_GAP = 24
_MARK = 17


@dataclass(frozen=True)
class _Mark:
    """What stands behind a tab's word: a count, or a tick when all is well."""

    count: int = 0
    tick: bool = False

    @property
    def shown(self) -> bool:
        return self.tick or self.count > 0


class TabBar(Ringed, QTabBar):
    """Tabs with keys: `chosen(key)` when another opens; `tabBarClicked` also tells clicks on the open one."""

    chosen = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: dict[str, _Mark] = {}
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.currentChanged.connect(self._on_changed)

    def add(self, key: str, words: str, at: int | None = None) -> None:
        """Add a tab at the end, or at a place."""
        blocked = self.blockSignals(True)
        index = self.insertTab(self.count() if at is None else at, words)
        self.setTabData(index, key)
        self.blockSignals(blocked)

    def remove(self, key: str) -> None:
        """Take a tab away without telling anyone."""
        blocked = self.blockSignals(True)
        self.removeTab(self.index_of(key))
        self.blockSignals(blocked)

    def index_of(self, key: str) -> int:
        """Return a tab's place, -1 for none."""
        return next((i for i in range(self.count()) if self.tabData(i) == key), -1)

    def current_key(self) -> str:
        """Return the open tab's key, or nothing."""
        return str(self.tabData(self.currentIndex()) or "")

    def set_current(self, key: str) -> None:
        """Open a tab without telling anyone."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.index_of(key))
        self.blockSignals(blocked)

    def set_badge(self, key: str, count: int) -> None:
        """Show a count behind a tab's word, red; 0 takes it away."""
        self._set_mark(key, _Mark(count=count))

    def set_tick(self, key: str, on: bool = True) -> None:
        """Show a green tick behind a tab's word."""
        self._set_mark(key, _Mark(tick=on))

    def _set_mark(self, key: str, mark: _Mark) -> None:
        if self._marks.get(key) != mark:
            self._marks[key] = mark
            self._lay_out_again()

    def show_only(self, keys: set[str]) -> None:
        """Show some of the tabs, without a hole where the others were."""
        for index in range(self.count()):
            self.setTabVisible(index, str(self.tabData(index)) in keys)
        self._lay_out_again()

    def _lay_out_again(self) -> None:
        if self.count():
            self.setTabText(0, self.tabText(0))  # the only call of Qt's that always does
        self.update()

    def _on_changed(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(str(self.tabData(index)))

    def tabSizeHint(self, index: int) -> QSize:
        """Return word, mark and gap."""
        word = width_of(self.tabText(index), font(BODY, SEMIBOLD))
        has_mark = str(self.tabData(index)) in self._marks
        return QSize(round(word) + _GAP + (_MARK + 6 if has_mark else 0), PRIMARY_HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Never shorten a tab."""
        return self.tabSizeHint(index)

    def ring_rect(self) -> QRectF:
        """Return the open tab, inside the bar."""
        return QRectF(self.tabRect(self.currentIndex())).adjusted(-2 + 4, 8, -_GAP + 8, -8)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the words, the marks and the line."""
        tokens = current_theme().tokens
        for index in range(self.count()):
            if self.isTabVisible(index):
                self._paint_tab(painter, index, tokens)

    def _paint_tab(self, painter: QPainter, index: int, tokens: Tokens) -> None:
        rect = QRectF(self.tabRect(index)).adjusted(0, 0, -_GAP, 0)
        is_open = index == self.currentIndex()
        used = font(BODY, SEMIBOLD if is_open else MEDIUM)
        hovered = self.tabRect(index).contains(self.mapFromGlobal(self.cursor().pos()))
        ink = tokens.text if is_open or hovered else tokens.text3
        word = width_of(self.tabText(index), used)
        text(painter, rect.adjusted(0, 0, 2, 0), self.tabText(index), ink, used, LEFT)
        mark = self._marks.get(str(self.tabData(index)), _Mark())
        if mark.shown:
            self._paint_mark(
                painter, QRectF(rect.x() + word + 8, rect.center().y() - _MARK / 2, _MARK, _MARK), mark
            )
        if is_open:
            line = tokens.bad if mark.count else tokens.accent
            box(painter, QRectF(rect.x(), rect.bottom() - 3, rect.width(), 3), 1.5, line)

    def _paint_mark(self, painter: QPainter, place: QRectF, mark: _Mark) -> None:
        tokens = current_theme().tokens
        if mark.tick:
            side = 14
            square = QRectF(place.x(), place.center().y() - side / 2, side, side)
            paint_icon(painter, "circle-check", square, tokens.good)
            return
        words = str(mark.count) if mark.count < 100 else "99+"
        used = font(CAPTION, SEMIBOLD)
        place.setWidth(max(_MARK, width_of(words, used) + 8))
        box(painter, place, _MARK / 2, tokens.bad)
        text(painter, place, words, readable_on(tokens.bad), used, CENTRE)
