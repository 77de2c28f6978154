"""Files dragged over a real window and dropped there, by the events that a desktop sends."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from playground.gui.own.page import OwnDataPage
from real_window import RealWindow

_COPY, _LEFT, _NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*paths: Path) -> QMimeData:
    """Return files as they are dragged."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hold(case: RealWindow, mime: QMimeData, over: QPointF | None = None, drop: bool = False) -> None:
    """Hold files over a place of the window, its middle where none is named, and let them go there if asked.

    They come in over the canvas, which takes blocks and hands what it does not take to the window.
    """
    place = over if over is not None else QPointF(case.window.rect().center())
    canvas = case.window.canvas.viewport()
    QApplication.sendEvent(canvas, QDragEnterEvent(canvas.rect().center(), _COPY, mime, _LEFT, _NONE))
    QApplication.sendEvent(case.window, QDragMoveEvent(place.toPoint(), _COPY, mime, _LEFT, _NONE))
    if drop:
        QApplication.sendEvent(case.window, QDropEvent(place, _COPY, mime, _LEFT, _NONE))


def looked_at(case: RealWindow, path: Path) -> OwnDataPage:
    """Drop a file or a folder that can be read on the window, wait until it is, and return its page."""
    mime = files(path)
    hold(case, mime)
    offer = case.window.dropping.overlay.offer
    assert offer is not None and offer.taken
    hold(case, mime, drop=True)
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.isVisible()
    return page
