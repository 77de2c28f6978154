"""Which panel stands where: beside the canvas, below it, or nowhere, as the person chose."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.panel_places import PanelPlace, read_places, write_places
from playground.app.pointed import Pointed
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.canvas.view import CanvasView
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.registry import PANELS, PanelSpec
from playground.gui.widgets.context_menu import context_menu
from playground.gui.widgets.focus import reach_before
from playground.gui.window.bottom import BottomDock
from playground.gui.window.docks import Docks


class Panels(QObject):
    """Put every panel where it is wanted, as far as it makes sense for what is open."""

    def __init__(self, workspace: Workspace, docks: Docks, bottom: BottomDock) -> None:
        super().__init__(docks)
        self._workspace, self._docks, self._bottom = workspace, docks, bottom
        self._panels: dict[str, QWidget] = {}
        self._homes: dict[str, PanelPlace] = {}  # where each one is, seen or not
        bottom.row.menu_wanted.connect(self.open_tab_menu)
        self._flat = False  # the window is too low for panels above one another
        self._canvas: CanvasView | None = None

    def build(self, canvas: CanvasView) -> None:
        """Make the panels that are seen, each where it is wanted; the others when they are."""
        self._canvas = canvas
        self.arrange()

    def _make(self, spec: PanelSpec) -> None:
        panel = self._panels[spec.id] = spec.make(self._workspace)
        menu, hover = getattr(panel, "menu", None), getattr(panel, "hover_unit", None)
        if menu is not None:
            self._connect(spec, menu)
            panel.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            panel.customContextMenuRequested.connect(partial(self._open_menu, panel))
        if hover is not None and self._canvas is not None:
            self._canvas.unit_hovered.connect(hover)
        self._put(spec, self._home(spec))
        ids = [each.id for each in PANELS]
        later = next((each for each in ids[ids.index(spec.id) + 1 :] if each in self._panels), "")
        if later:
            reach_before(panel, self._panels[later])

    def _connect(self, spec: PanelSpec, menu: PanelMenu) -> None:
        menu.detach_wanted.connect(lambda: self._docks.detach(spec.id))
        menu.maximise_wanted.connect(lambda: self._docks.maximise(spec.id))
        menu.hide_wanted.connect(lambda: self.choose(spec, "hidden"))

    def _open_menu(self, panel: QWidget, at: QPoint) -> None:
        menu: PanelMenu = panel.menu  # type: ignore[attr-defined]  # those without one have no context menu
        menu.build_menu().popup(panel.mapToGlobal(at))

    def open_tab_menu(self, key: str, where: QPoint) -> None:
        """Show what can be done about a tab of the bottom dock."""
        self.tab_menu(key).popup(where)

    def tab_menu(self, key: str) -> QMenu:
        """Return what can be done about a tab as a menu."""
        panel = getattr(self._panels.get(key), "menu", None)
        return context_menu(self._workspace, "tab", self._bottom, Pointed(panel=panel, tab=True))

    def panel(self, panel_id: str) -> QWidget:
        """Return a panel, wherever it is; one that made no sense so far is made."""
        if panel_id not in self._panels:
            self._make(PANELS.get(panel_id))
            self.arrange()
        return self._panels[panel_id]

    def place_of(self, spec: PanelSpec) -> PanelPlace:
        """Return where a panel is wanted."""
        chosen = read_places(self._workspace.settings.values.panels).get(spec.id, spec.places[0])
        return chosen if chosen in (*spec.places, "hidden") else spec.places[0]

    def choose(self, spec: PanelSpec, place: PanelPlace) -> None:
        """Want a panel elsewhere, from now on."""
        chosen = read_places(self._workspace.settings.values.panels)
        chosen[spec.id] = place
        if place == spec.places[0]:
            del chosen[spec.id]
        self._workspace.settings.set(panels=write_places(chosen))

    def set_flat(self, flat: bool) -> None:
        """Keep what can be below there, in a window too low for panels above one another."""
        changed, self._flat = flat != self._flat, flat
        if changed and self._canvas is not None:
            self.arrange()

    def reset(self) -> None:
        """Want every panel where it stands by itself."""
        self._workspace.settings.set(panels=())

    def arrange(self) -> tuple[tuple[str, PanelPlace], ...]:
        """Put panels where they are wanted; return those that are seen, with their places."""
        seen = [spec for spec in PANELS if self._is_seen(spec)]
        for spec in seen:  # all of them, before one takes the place of another
            if spec.id not in self._panels:
                self._make(spec)
        for spec in PANELS:
            home = self._home(spec)
            if spec.id not in self._panels:
                if "beside" in spec.places:
                    self._docks.show(spec.id, False)
                continue
            if home != self._homes[spec.id]:
                self._put(spec, home)
            if home == "below":
                self._bottom.offer(spec.id, spec in seen, self._instead_of(spec))
            else:
                self._docks.show(spec.id, spec in seen)
        return tuple((spec.id, self.place_of(spec)) for spec in seen)

    def _is_seen(self, spec: PanelSpec) -> bool:
        """Say whether a panel makes sense for what is open, and is not hidden."""
        return self.place_of(spec) != "hidden" and spec.applies(self._workspace)

    def _instead_of(self, spec: PanelSpec) -> str:
        """Return the panel that takes the place of one, "" where none makes sense."""
        other = PANELS.find(spec.instead)
        return other.id if other is not None and other.applies(self._workspace) else ""

    def reveal(self, key: str) -> None:
        """Bring a panel into view that may be hidden: somebody asks for it by its name."""
        spec = PANELS.find(key)
        if spec is not None and self.place_of(spec) == "hidden":
            self.choose(spec, spec.places[0])
        if spec is not None:
            self.panel(key)
        if spec is None or self._homes[spec.id] == "below":
            self._bottom.show_panel(key)

    def _home(self, spec: PanelSpec) -> PanelPlace:
        """Return where a panel is kept: hidden ones stay where they were."""
        wanted = self.place_of(spec)
        if self._flat and "below" in spec.places:
            return "below"
        return self._homes.get(spec.id, spec.places[0]) if wanted == "hidden" else wanted

    def _put(self, spec: PanelSpec, home: PanelPlace) -> None:
        """Take a panel from where it is, to a dock or to a tab."""
        panel, before = self._panels[spec.id], self._homes.get(spec.id)
        if before == "below":
            self._bottom.remove(spec.id)
        elif before == "beside" or (before is None and home == "below" and "beside" in spec.places):
            self._docks.take(spec.id)  # or the room that was kept for it
        self._homes[spec.id] = home
        if home == "below":
            earlier = [each for each in PANELS if self._homes.get(each.id) == "below" and each.id != spec.id]
            ids = [each.id for each in PANELS]
            at = sum(ids.index(each.id) < ids.index(spec.id) for each in earlier)
            self._bottom.add(spec.id, tr(spec.title), panel, at + 1)  # behind the inspector
        else:
            self._docks.fill(spec.id, panel)
        menu = getattr(panel, "menu", None)
        if menu is not None:
            menu.place(in_dock=home == "beside")
