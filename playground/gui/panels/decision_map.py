"""What the network answers everywhere in the plane, with the points it learns from."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import DataFields, Field
from playground.core.data.fields import HIGH, LOW
from playground.core.views.decision_map import plane_value, probability
from playground.core.views.spec import Snapshot
from playground.core.views.unit_maps import LARGE
from playground.gui.panels.map_plot import ColourBar, MapPlot
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import MAP_LAG_MS, PICTURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme import numbers
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.segments import Segments

VIEW = "decision_map"
UNITS = "unit_maps"
EXTRA = 46  # px of header and legend beyond the square map
NARROW = 360  # px of width under which the legend is shortened


class DecisionMapPanel(ViewPanel):
    """Show the live decision map, or the map of the unit that the canvas points at."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, PICTURES_MS, MAP_LAG_MS)
        self._units = workspace.views.subscribe(UNITS)
        self.age.follow(self._units)
        self._unit: tuple[str, int] | None = None
        self._drawn: np.ndarray | None = None
        self._pointer: tuple[float, float] | None = None  # (x1, x2) under it
        self._build()
        self._units.answered.connect(self.take_answer)
        workspace.samples_changed.connect(self.show_points)
        workspace.project_changed.connect(self._on_project)
        workspace.document_replaced.connect(self.show_points)
        for signal in (workspace.views.work_changed, workspace.views.subject_changed):
            signal.connect(self._show_mark)
        self.show_points()

    def _build(self) -> None:
        self._mode = Segments(
            [("smooth", tr("Smooth")), ("classes", tr("Classes"))], "smooth", name=tr("Map")
        )
        self._mode.chosen.connect(lambda _key: self.refresh())
        self.menu = PanelMenu(self._workspace, self, tr("Decision map"), self._table)
        self._header = self.headed(tr("Decision map"), self._mode, self.menu)
        self._header.add_left(NetworkNote(self._workspace))
        self._plot = MapPlot()
        self._plot.moved.connect(self._on_move)
        self._plot.chosen.connect(lambda point: self._workspace.views.look_at(Subject(point=point)))
        self._plot.setAccessibleName(tr("Decision map"))
        self._value = ElidedLabel("", color="text2", tabular=True)
        self._low, self._high = Caption("", color="text2"), Caption("", color="text2")
        legend = QHBoxLayout()
        legend.setSpacing(8)
        legend.addWidget(self._value, 1)
        for widget in (self._low, ColourBar(), self._high):
            legend.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._header)
        layout.addWidget(Squared(self._plot))
        layout.addLayout(legend)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the legend where there is little room."""
        super().resizeEvent(event)
        self._say_legend()

    def height_for(self, width: int) -> int:
        """Return the height that gives a square map."""
        return width + EXTRA

    def _table(self) -> list[list[str]]:
        """Return the map as plain numbers, x1 by column and x2 by row."""
        values = self._values()
        if values is None:
            return []
        high, wide = values.shape
        across = [f"{LOW + (column + 0.5) / wide * (HIGH - LOW):.4g}" for column in range(wide)]
        rows = [["x2 \\ x1", *across]]
        for row, line in enumerate(values):
            down = HIGH - (row + 0.5) / high * (HIGH - LOW)
            rows.append([f"{down:.4g}", *(f"{value:.5g}" for value in line)])
        return rows

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden panel asks for nothing, no unit's map either."""
        super().hideEvent(event)
        self._units.stop()

    def hover_unit(self, node: str, unit: int | None) -> None:
        """Show one unit's map large, or the decision map again."""
        shown = self._workspace.shown
        self._unit = (shown.flat(node), unit) if unit is not None else None
        if self._unit is None:
            self._units.stop()
        else:
            self._units.ask({"large": self._unit, **shown.within})
        self._plot.set_points_visible(self._unit is None)
        self._header.set_title(self._title())
        self.refresh()

    def _title(self) -> str:
        if self._unit is None:
            return tr("Decision map")
        node = self._workspace.here.network.nodes[self._workspace.shown.own(self._unit[0])]
        return tr("{block} · unit {number}").format(block=node.label or node.kind, number=self._unit[1] + 1)

    def refresh(self) -> None:
        """Draw the map, or the unit's."""
        values = self._values()
        self._drawn = values
        if values is None:
            self._plot.clear()
            self._say_value()
            return
        classes = self._mode.current() == "classes" and self._unit is None
        self._plot.show_values(np.sign(values) if classes else values, muted=self._unit is None)
        if self._pointer is not None:
            self._say_value()

    def _values(self) -> np.ndarray | None:
        """Return the map to draw, in -1 to +1, row 0 at the top."""
        if self._unit is None:
            return self.shown.arrays["value"] if self.shown is not None else None
        ws = self._workspace
        small = ws.views.answer(UNITS, ws.shown.within)  # the canvas asks for them
        return _unit_values(self._units.answer or small, *self._unit)

    def _on_project(self, old: object, new: object) -> None:
        ws = self._workspace
        if self._unit and ws.shown.own(self._unit[0]) not in ws.here.network.nodes:
            self.hover_unit("", None)

    def show_points(self) -> None:
        """Draw the samples of the data set, when they are there and lie in the plane."""
        samples, fields = self._workspace.samples, self._workspace.fields
        low, high = _scale_words(fields)
        self._low.set_text(low)
        self._high.set_text(high)
        self._say_legend()
        if samples is None or "points" not in fields.fields:
            return
        self._plot.set_extent(float(fields.fields["points"].high))
        for part in ("train", "validation"):
            taken = samples.take(part)
            self._plot.show_points(part, taken["points"], _shades(taken, fields))

    def _show_mark(self, _of: object) -> None:
        """Mark the point for which one unit is seen at work, or that a person has chosen for the next one."""
        views = self._workspace.views
        self._plot.show_mark(views.subject.point or views.work_at)

    def _say_legend(self) -> None:
        short = self.width() < NARROW
        self._value.set_text(tr("● Train   ○ Val.") if short else tr("● Training   ○ Validation"))

    def _on_move(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._say_value()

    def _say_value(self) -> None:
        """Say what lies under the pointer, or else what the points mean."""
        if self._pointer is None or self._drawn is None:
            self._say_legend()
        else:
            self._value.set_text(self._sentence(self._drawn, *self._pointer))

    def _sentence(self, shown: np.ndarray, x1: float, x2: float) -> str:
        half = float(self._workspace.fields.fields["points"].high)
        value = plane_value(shown, (-half, half, -half, half), x1, x2)
        where = f"x₁ {numbers.fixed(x1, 1, signed=True)}  x₂ {numbers.fixed(x2, 1, signed=True)}"
        target = _target(self._workspace.fields)
        if self._unit is not None or not target or len(target.classes) != 2:
            return f"{where} → {numbers.fixed(value, 2, signed=True)}"
        winner = target.classes[1 if value > 0 else 0]
        return f"{where} → {winner} {numbers.percent(probability(abs(value)), 0)}"

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self._plot.repaint_theme()
        self.show_points()
        self.refresh()


class Squared(QWidget):
    """Keep one widget square and centred in whatever room there is."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        inner.setParent(self)
        self._inner = inner
        self.setMinimumSize(160, 160)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, _event: object) -> None:
        """Give the widget the largest square."""
        side = min(self.width(), self.height())
        self._inner.setGeometry((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def hasHeightForWidth(self) -> bool:
        """Ask for as much height as there is width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the width."""
        return width


def _unit_values(snapshot: Snapshot | None, node: str, unit: int) -> np.ndarray | None:
    """Return one unit's map over its block's scale; the small map until the large one has come."""
    if snapshot is None or node not in snapshot.facts["nodes"]:
        return None
    large = snapshot.facts.get("large")
    fits = large is not None and (large["node"], large["unit"]) == (node, unit)
    if not fits and unit >= len(snapshot.arrays[node]):
        return None
    picture = snapshot.arrays[LARGE] if fits else snapshot.arrays[node][unit]
    shown: np.ndarray = np.clip(picture / (snapshot.facts["nodes"][node]["scale"] or 1.0), -1.0, 1.0)
    return shown


def _target(fields: DataFields) -> Field | None:
    return fields.fields.get("label") or fields.fields.get("value")


def _scale_words(fields: DataFields) -> tuple[str, str]:
    target = _target(fields)
    if target is None:
        return "", ""
    if len(target.classes) == 2:
        return target.classes[0], target.classes[1]
    return numbers.fixed(target.low, 0), numbers.fixed(target.high, 0, signed=True)


def _shades(taken: dict[str, np.ndarray], fields: DataFields) -> np.ndarray:
    """Return where each sample lies between -1 and +1."""
    if "label" in taken:
        return np.where(taken["label"] > 0, 1.0, -1.0)
    reach = max(abs(fields.fields["value"].low), abs(fields.fields["value"].high)) or 1.0
    return np.clip(np.asarray(taken["value"], dtype=np.float64).ravel() / reach, -0.99, 0.99)
