"""The main window: puts bars, canvas and docks together and keeps them in step with the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from playground.app.texts import tr
from playground.gui.widgets.number_edit import LEAVING, NumberEdit
from playground.gui.widgets.plain import title_text
from playground.gui.window.measures import CROWDED_BELOW, FLAT_BELOW, LOW_BELOW, RAIL, left_width, right_width
from playground.gui.window.paint_watch import PaintWatch
from playground.gui.window.placing import keep_small, place_window

if TYPE_CHECKING:  # imported when there is a workspace to show, after the first paint
    from playground.app.workspace import Workspace
    from playground.core.errors import Problem
    from playground.gui.canvas.view import CanvasView
    from playground.gui.docks.code import CodePane
    from playground.gui.window.actions import Actions
    from playground.gui.window.parts import Parts


class MainWindow(QMainWindow):
    """Show one workspace. Every step waits until the one before is painted: first a picture of the layout,
    then canvas, bars and docks, then the panels that need pyqtgraph while the worker loads torch.
    """

    painted = Signal()  # the first picture can be seen
    completed = Signal()  # everything is built and the worker loads torch

    workspace: Workspace
    canvas: CanvasView
    actions_table: Actions

    def __init__(self, workspace: Workspace | None = None, first: QWidget | None = None) -> None:
        super().__init__()
        self.full_canvas = False
        self.code: CodePane | None = None
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # Qt's own names docks nobody asked for
        keep_small(self)  # or what a wide window holds would keep it wide
        self._parts: Parts | None = None
        self._closed = False
        self._offered: tuple[object, ...] = ()  # the panels that are seen, where, how high square ones are
        self._watch = PaintWatch(self)
        if first is not None:
            self.setCentralWidget(first)
            self._watch.once(self._go_on)
        if workspace is not None:
            self.restore(workspace.settings.values.geometry)
            self.show_workspace(workspace)

    def show_workspace(self, workspace: Workspace) -> None:
        """Build canvas, bars and docks; the rest follows when they are painted."""
        from playground.gui.theme.icons import app_icon
        from playground.gui.window.parts import build_parts
        from playground.gui.window.port import Port
        from playground.gui.window.thrift import LEAST_MS, Thrift

        self.workspace = workspace
        self.setWindowIcon(app_icon())
        self._parts = parts = build_parts(self, workspace)
        self.canvas, self.actions_table = parts.canvas, parts.actions
        self.top, self.strip, self.status = parts.top, parts.strip, parts.status
        self.docks, self.bottom, self.side = parts.docks, parts.bottom, parts.side
        self.panels, self.stage, self.beside = parts.panels, parts.stage, parts.beside
        self.yielding = parts.yielding
        self.data, self.palette_panel = parts.data, parts.palette
        self._pump, self._thrift = QTimer(self, interval=LEAST_MS), Thrift()
        self._pump.timeout.connect(self._on_pump)
        self._in_view = QTimer(self, singleShot=True, interval=0)  # it ends with the window
        self._in_view.timeout.connect(self.canvas.keep_in_view)
        workspace.window = Port(self, self)
        self._follow()
        self._take_pages(parts)
        parts.bottom.unfolded.connect(self._keep_in_view)
        parts.bottom.height_wanted.connect(self._on_bottom_height)
        self._fit_docks()
        self._watch.once(self._go_on)
        self.update()

    def _take_pages(self, parts: Parts) -> None:
        """Show the runs, what is in files that are dropped, or answers to them, in place of the canvas."""
        from playground.gui.window.cover import Cover
        from playground.gui.window.dropping import Dropping
        from playground.gui.window.pages import OwnMode, RunsMode, answers_mode

        self._cover = cover = Cover(self.workspace, parts)
        self.runs = self.workspace.time.runs.page = RunsMode(self.workspace, cover)
        self.workspace.own.page = OwnMode(self.workspace, cover)
        self.workspace.own.answering.page = answers_mode(self.workspace, cover)
        self.dropping = Dropping(self, self.workspace, parts)

    def _follow(self) -> None:
        workspace, files = self.workspace, self.workspace.files
        for signal in (files.path_changed, files.unsaved_changed, workspace.project_changed):
            signal.connect(self._show_title)
        workspace.settings.changed.connect(self._on_setting)
        self.canvas.play_wanted.connect(workspace.training.toggle)
        self.canvas.message.connect(workspace.say)
        workspace.time.changed.connect(self._hurry)
        self.canvas.inspector_wanted.connect(self._on_inspector_wanted)
        self.palette_panel.left.connect(self.canvas.setFocus)
        self.palette_panel.found.connect(self.side.show_widget)
        self._show_title()

    def complete(self) -> None:
        """Build what the first paint did not wait for, and start the worker."""
        if self._closed:
            return
        from playground.gui.window import rest

        below = rest.build_bottom(self.workspace, self.bottom)
        self.panels.build(self.canvas)
        self.inspector = below.inspector
        self.inspector.head.left.connect(self.canvas.setFocus)
        below.problems.problem_chosen.connect(self.on_problem_chosen)
        below.problems.counts_changed.connect(self.on_problem_counts)
        below.outline.inspector_wanted.connect(self._on_inspector_wanted)
        self.on_problem_counts(*below.problems.counts())
        self.workspace.problems_changed.connect(self.offer_panels)
        self.yielding.changed.connect(self._fit_docks)
        self.side.kept.connect(self.yielding.keep)
        self.offer_panels()
        self.docks.remember_first()
        self.docks.restore(self.workspace.settings.values.state)
        self.panels.arrange()  # the arrangement may be of other data
        self._fit_docks()
        self._pump.start()
        self.workspace.start()
        self.completed.emit()

    def _go_on(self) -> None:
        """Go on building now that what is there has been painted."""
        if self._parts is None:
            self.painted.emit()
        else:
            self.complete()

    def _on_pump(self) -> None:
        """Take what the worker said, and again when that is worth its price."""
        from playground.gui.window.thrift import HURRIED_MS, LEAST_MS

        self.workspace.pump()
        interval = self._thrift.interval_ms(self.workspace.live)
        if self.workspace.time.hurried:
            interval = HURRIED_MS
        elif self.workspace.time.is_back:
            interval = LEAST_MS
        if interval != self._pump.interval():
            self._pump.setInterval(interval)
            self.canvas.canvas.wires.traffic.be_pushed(interval > LEAST_MS)

    def _hurry(self) -> None:
        """Take what the worker says as soon as it comes: somebody waits to see another step."""
        from playground.gui.window.thrift import HURRIED_MS

        if self.workspace.time.hurried and self._pump.isActive():
            self._pump.setInterval(HURRIED_MS)

    def show_bottom(self, key: str) -> None:
        """Bring a panel into view, wherever it is."""
        self._cover.leave()
        self.panels.reveal(key)

    def search_blocks(self) -> None:
        """Put the focus on the palette's search field."""
        self.side.reveal()
        self.palette_panel.focus_search()

    def on_problem_chosen(self, problem: Problem) -> None:
        """Show on the canvas where a problem of the list sits."""
        self.canvas.show_problem(problem)

    def on_problem_counts(self, errors: int, advice: int) -> None:
        """Show on the tab how many problems there are, or that there are none."""
        if errors:
            self.bottom.tabs.set_badge("problems", errors)
        else:
            self.bottom.tabs.set_tick("problems", advice == 0)

    def offer_panels(self) -> None:
        """Offer just the panels that make sense for what is open, where the person wants them."""
        offered = (self.panels.arrange(), self.docks.square_heights(self.width()))
        if offered != self._offered:
            self._offered = offered
            self._fit_docks()

    def _keep_in_view(self) -> None:
        """Keep the block in sight whose settings have just taken room from the canvas."""
        if len(self.workspace.selection) == 1:
            self._in_view.start()

    def _on_bottom_height(self, height: int) -> None:
        """Give the panel below its height, and fit the network into what is left."""
        self.docks.heighten("bottom", height)
        QTimer.singleShot(0, self, self.canvas.fit)

    def _on_inspector_wanted(self, _node: str) -> None:
        self.show_bottom("inspector")
        self.inspector.edit()

    def show_devices(self) -> None:
        """Put the keyboard where it is chosen what training computes on."""
        from playground.gui.docks.recipe import RecipePanel

        self.show_bottom("recipe")
        for panel in self.findChildren(RecipePanel):
            panel.choose_device()

    def rename_block(self) -> None:
        """Let the person type another name for the selected block."""
        self.show_bottom("inspector")
        self.inspector.head.rename()

    def show_menu(self) -> None:
        """Open the menu beneath its button."""
        self.top.open_menu()

    def show_run_until(self) -> None:
        """Open what says how far to train."""
        self.top.open_run_popover(until=True)

    def _on_setting(self, name: str) -> None:
        if name == "panels":
            self.offer_panels()
        elif name == "time_open":
            self._fit_docks()
        elif name == "theme":
            from playground.gui.window.theming import use_theme

            use_theme(self.workspace.settings.values.theme)

    def _show_title(self) -> None:
        workspace = self.workspace
        path = workspace.document.path
        name = path.name if path else workspace.project.name
        self.setWindowTitle(f"{title_text(name)}[*] – {tr('Neural Playground')}")
        self.setWindowModified(workspace.files.unsaved)

    def toggle_full_canvas(self) -> None:
        """Show the canvas alone, or everything again."""
        self.runs.leave()
        self.full_canvas = not self.full_canvas
        for widget in self._parts.bars if self._parts else ():
            widget.setVisible(not self.full_canvas)
        self.docks.show_all(not self.full_canvas)

    def toggle_code(self) -> None:
        """Show the network's code beside the canvas, or no longer; it is built when first asked for."""
        from playground.gui.docks.code import CodePane

        self.runs.leave()
        if self.code is None:
            self.code = CodePane(self.workspace)
            self.code.closed.connect(self.toggle_code)
            self.beside.put(self.code)
        self.beside.show_pane(not self.code_shown)
        self.bottom.shut_over_canvas()
        self._fit_docks()

    @property
    def code_shown(self) -> bool:
        """Say whether the code is shown."""
        return self._parts is not None and self.beside.is_open

    def reset_layout(self) -> None:
        """Put docks and bars where they were at first."""
        self.runs.leave()
        if self.full_canvas:
            self.toggle_full_canvas()
        self.panels.reset()
        self.docks.reset()
        self.yielding.decide()
        self._fit_docks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave what the bar asks by Esc, else go back to the canvas, where nothing nearer takes it."""
        if event.key() in LEAVING and isinstance(self.focusWidget(), NumberEdit):
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # Space trains again
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._cover.leave():
            return
        elif self.workspace.time.is_back:
            self.workspace.time.go_live()
        elif not self.workspace.notices.leave():
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out or fold away what a small window has no room for."""
        super().resizeEvent(event)
        if self._parts is not None:
            self._fit_docks()

    def _fit_docks(self) -> None:
        self.top.fit(self.width())
        self.strip.fit(self.height())
        self.panels.set_flat(self.height() < FLAT_BELOW)
        crowded = self.code_shown and self.width() < CROWDED_BELOW
        self.beside.fit(self.width())
        self._fit_side(crowded)
        self.docks.fit(self.width(), self.strip.height())
        self.bottom.set_low(crowded or self.height() < LOW_BELOW)
        self.data.set_compact(self.height() < LOW_BELOW)

    def _fit_side(self, crowded: bool) -> None:
        """Fold the left dock where there is no room for it, or what was opened needs it."""
        left = left_width(self.width())
        right = right_width(self.width()) if self.docks.beside() else 0
        yields = not crowded and left > RAIL and self.yielding.folds(left, self.width() - left - right)
        self.side.set_width(RAIL if crowded or yields else left, may_stay=yields)

    def restore(self, geometry: str) -> None:
        """Take the place and size that the window had when it was closed last, inside today's screen."""
        place_window(self, geometry)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about changes, then stop everything within three seconds."""
        if self._parts is None:
            return
        if not self.workspace.files.may_let_go():
            event.ignore()
            return
        self._cover.leave()  # or the docks would be kept as hidden
        if self.full_canvas:
            self.toggle_full_canvas()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.workspace.settings.set(geometry=geometry, state=self.docks.state())
        self.shut_down()
        event.accept()

    def shut_down(self, *, asked: bool = True) -> None:
        """Stop timers and worker; what is not saved is left to the next window unless somebody was asked."""
        self._closed = True
        if self._parts is None:
            return
        self._pump.stop()
        self.canvas.shut_down()
        if self.code is not None:
            self.code.shut_down()
        self.workspace.close(asked=asked)
