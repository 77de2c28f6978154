"""The main window: puts bars, canvas and docks together and keeps them in step with the workspace."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.errors import Problem
from playground.core.views.registry import VIEWS
from playground.gui.canvas.view import CanvasView
from playground.gui.docks.data import DataPanel
from playground.gui.docks.palette import PalettePanel
from playground.gui.theme.icons import app_icon
from playground.gui.theme.style import current_theme
from playground.gui.window.actions import Actions
from playground.gui.window.bannerbar import BannerBar
from playground.gui.window.bottom import BottomDock
from playground.gui.window.docks import LOW_BELOW, NARROW_BELOW, RIGHT_WIDE, Docks, bar
from playground.gui.window.port import Port
from playground.gui.window.side import SideDock
from playground.gui.window.stage import Stage
from playground.gui.window.statusbar import StatusLine
from playground.gui.window.timestrip import TimeStrip
from playground.gui.window.topbar import TopBar

PUMP_MS = 33  # 30 times a second


class MainWindow(QMainWindow):
    """Show one workspace. The window is painted first; panels that need pyqtgraph and torch follow."""

    completed = Signal()  # everything is built and the worker loads torch

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.full_canvas = False
        self._painted = False
        self.setWindowIcon(app_icon())
        self.actions_table = Actions(workspace, self)
        self.canvas = CanvasView(workspace, current_theme())
        self._stage = Stage(self.canvas, BannerBar(workspace))
        self.setCentralWidget(self._stage)
        self._build_bars()
        self._build_docks()
        self._pump = QTimer(self, interval=PUMP_MS)
        self._pump.timeout.connect(workspace.pump)
        workspace.window = Port(self, self)
        self._follow()
        self._restore()

    def _build_bars(self) -> None:
        self.top = TopBar(self.workspace, self.actions_table)
        self.strip = TimeStrip(self.workspace)
        self.status = StatusLine(self.workspace)
        self._bars: list[QWidget] = [
            bar(self, "top", self.top, Qt.ToolBarArea.TopToolBarArea),
            bar(self, "status", self.status, Qt.ToolBarArea.BottomToolBarArea),
        ]
        self.addToolBarBreak(Qt.ToolBarArea.BottomToolBarArea)
        self._bars.append(bar(self, "time", self.strip, Qt.ToolBarArea.BottomToolBarArea))

    def _build_docks(self) -> None:
        self.docks = Docks(self)
        self.data = DataPanel(self.workspace)
        self.palette_panel = PalettePanel(self.workspace)
        self.side = SideDock(self._stage, self.data, self.palette_panel)
        self.bottom = BottomDock(self._stage)
        self.docks.add("side", tr("Data and blocks"), self.side, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.docks.add("bottom", tr("Inspector"), self.bottom, Qt.DockWidgetArea.BottomDockWidgetArea)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self.docks.add("map", tr("Decision map"), _Room(RIGHT_WIDE, RIGHT_WIDE + 40), right)
        self.docks.add("curves", tr("Curves"), _Room(RIGHT_WIDE, 240), right)

    def _follow(self) -> None:
        workspace = self.workspace
        for signal in (workspace.path_changed, workspace.unsaved_changed, workspace.project_changed):
            signal.connect(self._show_title)
        workspace.settings.changed.connect(self._on_setting)
        self.canvas.play_wanted.connect(workspace.toggle_training)
        self.canvas.message.connect(workspace.say)
        self.canvas.inspector_wanted.connect(self._on_inspector_wanted)
        self._show_title()

    def complete(self) -> None:
        """Build what the first paint did not wait for, and start the worker."""
        if self._painted:
            return
        self._painted = True
        from playground.gui.window import rest

        rest.build_right(self.workspace, self.docks, self.canvas)
        problems = rest.build_bottom(self.workspace, self.bottom)
        problems.problem_chosen.connect(self.on_problem_chosen)
        problems.counts_changed.connect(self.on_problem_counts)
        self.on_problem_counts(*problems.counts())
        self.workspace.problems_changed.connect(self.offer_panels)
        self.offer_panels()
        self.docks.remember_first()
        self.docks.restore(self.workspace.settings.values.state)
        self._fit_docks()
        self._pump.start()
        self.workspace.start()
        self.completed.emit()

    def event(self, event: QEvent) -> bool:
        """Go on building once the window has been painted for the first time."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._painted:
            QTimer.singleShot(0, self, self.complete)
        return handled

    def show_bottom(self, key: str) -> None:
        """Bring a panel of the bottom dock into view and give it the focus."""
        self.bottom.show_panel(key)

    def search_blocks(self) -> None:
        """Put the focus on the palette's search field."""
        self.side.reveal()
        self.palette_panel.focus_search()

    def on_problem_chosen(self, problem: Problem) -> None:
        """Show on the canvas where a problem of the list sits."""
        self.canvas.show_problem(problem)

    def on_problem_counts(self, errors: int, advice: int) -> None:
        """Show on the tab how many problems there are, or that there are none."""
        self.bottom.tabs.set_badge("problems", errors)
        self.bottom.tabs.set_tick("problems", errors + advice == 0)

    def offer_panels(self) -> None:
        """Offer just the panels that make sense for what is open."""
        applies = VIEWS.get("decision_map").applies(self.workspace.project, self.workspace.fields)
        self.docks.show("map", applies)

    def _on_inspector_wanted(self, _node: str) -> None:
        self.show_bottom("inspector")

    def _on_setting(self, name: str) -> None:
        if name == "theme":
            from playground.gui.window.theming import use_theme

            use_theme(self.workspace.settings.values.theme)

    def _show_title(self) -> None:
        workspace = self.workspace
        path = workspace.document.path
        name = path.name if path else workspace.project.name
        self.setWindowTitle(f"{name}[*] – {tr('Neural Playground')}")
        self.setWindowModified(workspace.unsaved)

    def toggle_full_canvas(self) -> None:
        """Show the canvas alone, or everything again."""
        self.full_canvas = not self.full_canvas
        for widget in self._bars:
            widget.setVisible(not self.full_canvas)
        self.docks.show_all(not self.full_canvas)

    def reset_layout(self) -> None:
        """Put docks and bars where they were at first."""
        if self.full_canvas:
            self.toggle_full_canvas()
        self.docks.reset()
        self._fit_docks()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out or fold away what a small window has no room for."""
        super().resizeEvent(event)
        self._fit_docks()

    def _fit_docks(self) -> None:
        self.top.set_narrow(self.width() < NARROW_BELOW)
        self.docks.fit(self.width(), self.side)
        self.bottom.set_low(self.height() < LOW_BELOW)

    def _restore(self) -> None:
        geometry = self.workspace.settings.values.geometry
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            self.resize(1600, 1000)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about changes, then stop everything within three seconds."""
        if not self.workspace.files.may_let_go():
            event.ignore()
            return
        if self.full_canvas:
            self.toggle_full_canvas()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.workspace.settings.set(geometry=geometry, state=self.docks.state())
        self.shut_down()
        event.accept()

    def shut_down(self) -> None:
        """Stop timers and worker."""
        self._pump.stop()
        self.canvas.shut_down()
        self.workspace.close()


class _Room(QWidget):
    """Keep the place of a panel until it is built."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.setMinimumSize(width, height)
