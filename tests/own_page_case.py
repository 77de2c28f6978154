"""The page of somebody's own data: files held over the window and dropped, heads of columns clicked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from playground.app.pictures_draft import PicturesDraft
from playground.gui.own.columns_head import ROWS
from playground.gui.own.page import OwnDataPage
from playground.gui.widgets.buttons import LinkButton
from real_window import RealWindow

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hold(case: RealWindow, mime: QMimeData, drop: bool) -> None:
    """Hold files over the canvas, and let them go there or take them away."""
    canvas = case.window.canvas
    target = canvas.viewport()
    place = target.rect().center()
    QApplication.sendEvent(target, QDragEnterEvent(place, COPY, mime, LEFT, NONE))
    over = case.window.rect().center()
    QApplication.sendEvent(case.window, QDragMoveEvent(over, COPY, mime, LEFT, NONE))
    if drop:
        QApplication.sendEvent(case.window, QDropEvent(QPointF(over), COPY, mime, LEFT, NONE))


def page_of(case: RealWindow, path: Path) -> OwnDataPage:
    """Drop a file or folder that is offered to be looked at, and wait for its page."""
    hold(case, files(path), drop=False)
    offer = case.window.dropping.overlay.offer
    assert offer is not None and offer.taken
    hold(case, files(path), drop=True)
    case.wait(lambda: case.ws.own.draft is not None)
    page = case.window.findChild(OwnDataPage)
    assert page is not None and page.isVisible()
    return page


def press_head(case: RealWindow, page: OwnDataPage, name: str, part: str) -> None:
    draft = case.ws.own.draft
    assert draft is not None
    place = next(at for at, each in enumerate(draft.columns) if each.name == name)
    top, height = ROWS[part]
    spot = page.view.head.place_of(place).topLeft().toPoint() + QPoint(14, top + height // 2)
    case.qtbot.mouseClick(page.view.head.viewport(), LEFT, NONE, spot)


def use_of(case: RealWindow, name: str) -> str:
    assert case.ws.own.draft is not None
    return next(each.use for each in case.ws.own.draft.columns if each.name == name)


def pictures_draft(case: RealWindow) -> PicturesDraft:
    """Return what is being made of pictures."""
    assert isinstance(case.ws.own.draft, PicturesDraft)
    return case.ws.own.draft


def windows_page(case: RealWindow, folder: Path) -> OwnDataPage:
    """Drop a table of days and click that what comes next is to be told."""
    day = date(2024, 1, 1)
    lines = [f"{day + timedelta(n)},{n % 3},{100 + 10 * (n % 7)}.5" for n in range(150)]
    path = folder / "sales.csv"
    path.write_text("\n".join(["day,rain,sold", *lines]) + "\n", encoding="utf-8")
    page = page_of(case, path)
    link = next(each for each in page.worth.findChildren(LinkButton) if each.text() == "Tell what comes next")
    case.qtbot.mouseClick(link, LEFT)
    return page
