"""What a window that shows a workspace is made of: canvas, bars and docks, in their places."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.canvas.view import CanvasView
from playground.gui.docks.data import DataPanel
from playground.gui.docks.palette import PalettePanel
from playground.gui.panels.registry import PANELS
from playground.gui.theme.style import current_theme
from playground.gui.window.actions import Actions
from playground.gui.window.bannerbar import BannerBar
from playground.gui.window.beside import Beside
from playground.gui.window.bottom import BottomDock
from playground.gui.window.docks import Docks, bar
from playground.gui.window.measures import RIGHT_WIDE
from playground.gui.window.panels import Panels
from playground.gui.window.past_pill import PastPill
from playground.gui.window.side import SideDock
from playground.gui.window.stage import Stage
from playground.gui.window.statusbar import StatusLine
from playground.gui.window.timestrip import TimeStrip
from playground.gui.window.topbar import TopBar
from playground.gui.window.yielding import Yielding


@dataclass
class Parts:
    """Everything the window owns; Qt keeps the widgets alive, the window asks them by name."""

    actions: Actions
    canvas: CanvasView
    stage: Stage
    beside: Beside
    top: TopBar
    strip: TimeStrip
    status: StatusLine
    bars: tuple[QWidget, ...]
    docks: Docks
    data: DataPanel
    palette: PalettePanel
    side: SideDock
    bottom: BottomDock
    panels: Panels
    yielding: Yielding


def build_parts(window: QMainWindow, workspace: Workspace) -> Parts:
    """Fill an empty window; panels that need pyqtgraph come later, their places are kept."""
    actions = Actions(workspace, window)
    canvas = CanvasView(workspace, current_theme())
    stage = Stage(canvas, BannerBar(workspace))
    stage.covered.connect(canvas.cover)
    PastPill(workspace, canvas, stage)
    beside = Beside(stage)
    window.setCentralWidget(beside)
    top, strip, status = TopBar(workspace, actions), TimeStrip(workspace), StatusLine(workspace)
    bars = _place_bars(window, top, strip, status)
    data, palette, bottom = DataPanel(workspace), PalettePanel(workspace), BottomDock(stage)
    side = SideDock(stage, data, palette)
    docks = _place_docks(window, side, bottom)
    panels = Panels(workspace, docks, bottom)
    return Parts(
        actions,
        canvas,
        stage,
        beside,
        top,
        strip,
        status,
        bars,
        docks,
        data,
        palette,
        side,
        bottom,
        panels,
        Yielding(workspace, canvas),
    )


def _place_bars(window: QMainWindow, top: QWidget, strip: QWidget, status: QWidget) -> tuple[QWidget, ...]:
    above = bar(window, "top", top, Qt.ToolBarArea.TopToolBarArea)
    last = bar(window, "status", status, Qt.ToolBarArea.BottomToolBarArea)
    window.addToolBarBreak(Qt.ToolBarArea.BottomToolBarArea)
    return above, last, bar(window, "time", strip, Qt.ToolBarArea.BottomToolBarArea)


def _place_docks(window: QMainWindow, side: QWidget, bottom: QWidget) -> Docks:
    docks = Docks(window)
    docks.add("side", tr("Data and blocks"), side, Qt.DockWidgetArea.LeftDockWidgetArea)
    docks.add("bottom", tr("Inspector"), bottom, Qt.DockWidgetArea.BottomDockWidgetArea)
    for spec in (each for each in PANELS if "beside" in each.places):
        room = _Room(RIGHT_WIDE, spec.height)
        docks.add(spec.id, tr(spec.title), room, Qt.DockWidgetArea.RightDockWidgetArea, spec.share)
    return docks


class _Room(QWidget):
    """Keep the place of a panel until it is built."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.setMinimumSize(width, height)
