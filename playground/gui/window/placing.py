"""Where the window stands and how large it is: always within the screen it is on."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.gui.window.measures import FRAME, LEAST, SIZE, size_within


def keep_small(window: QWidget) -> None:
    """Let a window be as small as its contents or its screen allow."""
    room = room_of(window)
    window.setMinimumSize(*size_within(LEAST, (room.width(), room.height())))


def place_window(window: QWidget, geometry: str) -> None:
    """Give a window its last place and size, or its first; either within the screen of today."""
    if not geometry or not window.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
        _place_first(window)
    elif not window.isMaximized() and not window.isFullScreen():
        _keep_within(window)


def _place_first(window: QWidget) -> None:
    """Put the window, with the frame it will get, into the middle of the screen."""
    room = room_of(window)
    size = size_within(SIZE, (room.width(), room.height()))
    window.resize(*size)
    window.move(room.x() + (room.width() - size[0]) // 2, room.y() + (room.height() - size[1] - FRAME) // 2)


def _keep_within(window: QWidget) -> None:
    """Move a window as little as it takes, by what lies within its frame: the frame is not there yet.

    `move` places the frame, and a place without one given to it lowers the window at each start.
    """
    room, kept = room_of(window), window.geometry()
    size = QSize(*size_within((kept.width(), kept.height()), (room.width(), room.height())))
    most = QPoint(room.right() - size.width() + 1, room.bottom() - size.height() + 1)
    x, y = max(room.x(), min(kept.x(), most.x())), max(room.y(), min(kept.y(), most.y()))
    window.setGeometry(QRect(QPoint(x, y), size))


def room_of(window: QWidget) -> QRect:
    """Return what a screen leaves to windows: the one that holds the window's middle, else the first."""
    screen = QGuiApplication.screenAt(window.geometry().center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()
