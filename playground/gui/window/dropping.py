"""Files dragged over the window and dropped on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from playground.app.offered import Offer, as_question, offer_of
from playground.app.texts import tr
from playground.gui.window.drop_zones import DropOverlay, Zone

if TYPE_CHECKING:
    from playground.app.workspace import Workspace
    from playground.gui.window.parts import Parts

MOST_URLS = 1000  # of what is dragged; more are counted, not looked at


class Dropping(QObject):
    """Take files that are dropped on the window; blocks from the palette go to the canvas before."""

    def __init__(self, window: QMainWindow, workspace: Workspace, parts: Parts) -> None:
        super().__init__(window)
        self._window, self._workspace, self._parts = window, workspace, parts
        self.overlay = DropOverlay(window)
        # From one part of the window to the next Qt leaves and enters: what is shown stays meanwhile.
        self._leaving = QTimer(self, singleShot=True, interval=60)
        self._leaving.timeout.connect(self.overlay.end)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow files over the window."""
        if isinstance(event, QDragEnterEvent):
            return self._enter(event)
        if event.type() == QEvent.Type.DragLeave and self.overlay.offer is not None:
            self._leaving.start()
            return True
        if isinstance(event, QDropEvent) and self.overlay.offer is not None:
            return self._over(event)
        return False

    def _enter(self, event: QDragEnterEvent) -> bool:
        paths = paths_in(event.mimeData())
        if not paths:
            return False
        self._leaving.stop()
        if self.overlay.offer is None or self.overlay.offer.paths != paths:
            offer = self._offer(paths)
            self.overlay.begin(offer, self._zones(offer))
        self._over(event)
        event.accept()  # what is not taken is told here: who refuses to be entered is not told of leaving
        return True

    def _offer(self, paths: tuple[Path, ...]) -> Offer:
        """Return what is held; one picture alone is taken where the network can be asked about it."""
        offer = offer_of(paths)
        asks = bool(paths) and self._workspace.own.answering.can_take(paths)
        return as_question(offer) if asks and not self._parts.docks.beside().isEmpty() else offer

    def _over(self, event: QDropEvent) -> bool:
        """Show what a drop here would do, or do it."""
        zone = self.overlay.point_at(event.position())
        if zone is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        if event.type() == QEvent.Type.Drop:
            self._drop(zone)
        return True

    def _drop(self, zone: Zone | None) -> None:
        offer = self.overlay.offer
        self._leaving.stop()
        self.overlay.end()
        if zone is not None and offer is not None:
            QTimer.singleShot(0, self, lambda: zone.drop(offer.paths))  # where it comes from may wait for us
        elif offer is not None:
            self._workspace.say(offer.detail)

    def _zones(self, offer: Offer) -> tuple[Zone, ...]:
        middle = self._place()
        if offer.kind == "project":
            return (Zone("open", middle, "folder-open", offer.title, offer.detail,
                         lambda paths: self._workspace.files.open(paths[0])),)  # fmt: skip
        if offer.kind == "single":
            return self._asking(offer)
        words = tr("One page tells what is in it; a network that fits is drawn.")
        look = Zone("look", middle, "table", tr("Look at it"), words, self._workspace.own.look_at)
        return (look, *self._adding(offer), *self._asking(offer))

    def _adding(self, offer: Offer) -> tuple[Zone, ...]:
        """Return the panel of data as the place to list what is held there, and nothing more."""
        panel = self._parts.data
        if not offer.is_data or not panel.isVisible():
            return ()
        place = QRect(panel.mapTo(self._window, panel.rect().topLeft()), panel.size())
        words = tr("It gets a card, no more.")
        return (Zone("add", place, "database", tr("Only add it"), words, self._workspace.own.kept.add),)

    def _asking(self, offer: Offer) -> tuple[Zone, ...]:
        """Return the output as the place to ask the network about what is held, where it can be asked."""
        place, answering = self._parts.docks.beside(), self._workspace.own.answering
        if not offer.taken or place.isEmpty() or not answering.can_take(offer.paths):
            return ()
        words = tr("It answers each row as it is now.")
        return (Zone("ask", place, "wand-sparkles", tr("Ask the network about it"), words, answering.ask),)

    def _place(self) -> QRect:
        beside = self._parts.beside
        return QRect(beside.mapTo(self._window, beside.rect().topLeft()), beside.size())


def paths_in(mime: QMimeData) -> tuple[Path, ...]:
    """Return the local files and folders that are dragged or copied, none where there is anything else."""
    if not mime.hasUrls():
        return ()
    urls = mime.urls()[:MOST_URLS]
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
