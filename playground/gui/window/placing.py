"""Where the window stands and how large it is: always within the screen it is on."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.gui.window.measures import LEAST, SIZE, size_within


def keep_small(window: QWidget) -> None:
    """Let a window be as small as its contents or its screen allow."""
    room = room_of(window)
    window.setMinimumSize(*size_within(LEAST, (room.width(), room.height())))


def place_window(window: QWidget, geometry: str) -> None:
    """Give a window its last place and size, or its first; either within the screen of today."""
    if not geometry or not window.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
        window.resize(*SIZE)
        _keep_within(window, centred=True)
    elif not window.isMaximized() and not window.isFullScreen():
        _keep_within(window, centred=False)


def _keep_within(window: QWidget, centred: bool) -> None:
    room = room_of(window)
    size = size_within((window.width(), window.height()), (room.width(), room.height()))
    window.resize(*size)
    least, most = room.topLeft(), QPoint(room.right() - size[0] + 1, room.bottom() - size[1] + 1)
    middle = QPoint((least.x() + most.x()) // 2, (least.y() + most.y()) // 2)
    at = middle if centred else window.pos()
    window.move(min(max(at.x(), least.x()), most.x()), min(max(at.y(), least.y()), most.y()))


def room_of(window: QWidget) -> QRect:
    """Return what a screen leaves to windows: the one that holds the window's middle, else the first."""
    screen = QGuiApplication.screenAt(window.geometry().center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()
