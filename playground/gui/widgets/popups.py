"""One popup at a time, and a press anywhere else closes it; the press itself goes on to what it hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QWidget


class Popups(QObject):
    """Know which popup of a window is open.

    It watches the window's own events, and those only while a popup is open: a filter in Python of every
    event would have painting wait for training.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._popup: QWidget | None = None
        self._close: Callable[[], object] = lambda: None
        self._within: tuple[QWidget, ...] = ()
        self._watched: QWindow | None = None

    @property
    def current(self) -> QWidget | None:
        """Return the popup that is open."""
        return self._popup if self._popup is not None and self._popup.isVisible() else None

    def open(self, popup: QWidget, close: Callable[[], object], within: Sequence[QWidget] = ()) -> None:
        """Note that a popup opens, and another one closes; presses `within` other widgets leave it open."""
        if self._popup is popup:
            return
        self.leave()
        self._popup, self._close, self._within = popup, close, tuple(within)
        self._watched = self._window.windowHandle()
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def forget(self, popup: QWidget) -> None:
        """Note that a popup is closed."""
        if self._popup is not popup:
            return
        self._popup = None
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None

    def leave(self) -> None:
        """Close what is open."""
        popup, close = self._popup, self._close
        if popup is not None:
            self.forget(popup)
            close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on a press elsewhere, and let it through."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            popup = self._popup
            if popup is not None and not self._is_inside(popup, event):
                self.leave()
        return False

    def _is_inside(self, popup: QWidget, event: QMouseEvent) -> bool:
        place = event.globalPosition().toPoint()
        shown = (each for each in (popup, *self._within) if each.isVisible())
        return any(each.rect().contains(each.mapFromGlobal(place)) for each in shown)


def popups_of(widget: QWidget) -> Popups:
    """Return what knows the popups of a widget's window."""
    window = widget.window()
    found = window.findChild(Popups, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else Popups(window)
