"""Gradient and activation through all layers of a long network, what they mean, and a way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from playground.app import group_edits
from playground.app.rate import recipe_at
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.network.block_path import BlockPath
from playground.core.views.depth import Verdict, group_part, longest_group, still_below, verdict
from playground.core.views.spec import Snapshot
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import compact, integer
from playground.gui.theme.style import current_theme
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.painting import CENTRE, text
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.signal_strip import Strip, paint_legend, paint_verdict
from playground.gui.widgets.signal_words import sentence

VIEW = "depth"
WIDE, HIGH = 640, 300  # px: words stand beside the strip in a wide panel, and in a low one
COLUMN = 320
LEGEND = 18


class DepthPanel(ViewPanel):
    """Follow the signal through the layers; the verdict is that of the group with most layers."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.strip = StripView()
        self.says = VerdictLine()
        self.layer, self.sizes = Caption("", color="text2"), Caption("", color="text2")
        self.skip = QuietButton(tr("Add a skip"), "redo-2", look="tint")
        self.menu = PanelMenu(workspace, self, tr("Layers"), self._table)
        self._side = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.skip.clicked.connect(self._add_skip)
        self.strip.pointed.connect(self._say_layer)
        workspace.problems_changed.connect(self._offer_skip)

    def _lay_out(self) -> None:
        words = QVBoxLayout(self._side)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        for label in (self.says, self.layer, self.sizes):
            words.addWidget(label)
        words.addWidget(self.skip, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        self._row.setSpacing(12)
        self._row.addWidget(self.strip, 1)
        self._row.addWidget(self._side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        layout.addWidget(self.headed(tr("Gradient and activation"), self.menu))
        layout.addLayout(self._row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words beneath the strip where it is high and narrow."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE or self.height() < HIGH
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._side.setFixedWidth(min(COLUMN, self.width() // 2) if wide else self.width() - 32)

    @property
    def verdict(self) -> Verdict | None:
        """Return what is to be said of what is shown."""
        shown = self.shown
        if shown is None or not shown.facts["layers"]:
            return None
        group = longest_group(shown.facts["layers"])
        return verdict(shown, group_part(shown.facts["layers"], group) if group else slice(None))

    def refresh(self) -> None:
        """Show the newest figures."""
        shown, found = self.shown, self.verdict
        still = 0.0
        if shown is not None:
            recipe, live = self._workspace.project.recipe, self._workspace.live
            still = still_below(recipe_at(recipe, live, shown.step), shown)
        self.strip.show_figures(shown, still)
        self.says.show_verdict(found)
        self._say_layer()
        self._offer_skip()

    def _say_layer(self) -> None:
        """Say which layer is under the cursor, and its figures."""
        shown, index = self.shown, self.strip.layer
        if shown is None or index is None:
            self.layer.set_text("")
            self.sizes.set_text("")
            return
        words = tr("Layer {number} of {count} · {name}")
        layers = shown.facts["layers"]
        self.layer.set_text(words.format(
            number=integer(index + 1), count=integer(len(layers)), name=self._name(layers[index])
        ))  # fmt: skip
        figures = tr("Gradient {gradient} · activation {activation}")
        gradient, activation = (float(shown.arrays[name][index]) for name in ("gradient", "activation"))
        self.sizes.set_text(figures.format(gradient=compact(gradient, 2), activation=compact(activation, 2)))

    def _name(self, flat: str) -> str:
        """Return what a layer is called, with its repeat; a network that changed meanwhile has none."""
        path, project = BlockPath.of(flat), self._workspace.project
        if path.top not in project.network.nodes:
            return ""
        name = project.label_of(str(path.drawn))
        if not path.repeats:
            return name
        return tr("{name}, repeat {repeat}").format(name=name, repeat=integer(path.repeats[-1] + 1))

    @property
    def _group(self) -> str:
        """Return the group that a skip would mend; "" where none would."""
        found, shown = self.verdict, self.shown
        if found is None or shown is None or found.fate not in ("vanishes", "none"):
            return ""
        group = longest_group(shown.facts["layers"])
        return group if group and group_edits.can_skip(self._workspace.project, group) else ""

    def _offer_skip(self) -> None:
        self.skip.setVisible(bool(self._group))

    def _add_skip(self) -> None:
        if self._group:
            self._workspace.editing.apply_whole(group_edits.add_skip, self._group)

    def _table(self) -> list[list[str]]:
        """Return a row a layer, as plain numbers."""
        shown = self.shown
        if shown is None:
            return []
        rows = [["layer", *shown.arrays]]
        for index, layer in enumerate(shown.facts["layers"]):
            rows.append([layer, *(f"{values[index]:.6g}" for values in shown.arrays.values())])
        return rows


class VerdictLine(QWidget):
    """One sentence beside its icon."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Verdict | None = None
        self.setFixedHeight(36)

    def show_verdict(self, found: Verdict | None) -> None:
        """Say something else, or nothing."""
        self._found = found
        self.setAccessibleName("" if found is None else sentence(found))
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw it."""
        if self._found is not None:
            paint_verdict(painter, QRectF(self.rect()), self._found, current_theme().tokens)


class StripView(Ringed, QWidget):
    """The strip with its legend; the pointer or the arrows choose a layer."""

    pointed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.drawn = Strip()
        self._hovered: int | None = None
        self._chosen: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Gradient and activation of each layer"))
        self.setMinimumSize(200, 72)

    @property
    def layer(self) -> int | None:
        """Return the layer under the pointer, or the chosen one."""
        found = self._chosen if self._hovered is None else self._hovered
        return found if found is not None and found < self.drawn.count else None

    def show_figures(self, shown: Snapshot | None, still: float) -> None:
        """Show other figures."""
        self.drawn.take(shown, still)
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw legend and strip, or what there is not."""
        tokens = current_theme().tokens
        if not self.drawn.count:
            text(painter, QRectF(self.rect()), tr("No layers yet. Train to see them."), tokens.text3,
                 align=CENTRE)  # fmt: skip
            return
        paint_legend(painter, QRectF(0, 0, self.width(), LEGEND), tokens)
        self.drawn.cursor = self.layer
        self.drawn.paint(painter, self.place(), tokens)

    def place(self) -> QRectF:
        """Return where the strip is."""
        return QRectF(0, LEGEND + 4, self.width(), self.height() - LEGEND - 4)

    def point_of(self, layer: int, value: float) -> QPointF:
        """Return where a value of a layer is drawn."""
        frame = self.drawn.frame(self.place())
        return QPointF(self.drawn.x(frame, layer), self.drawn.y(frame, value))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._point(self.drawn.layer_at(self.place(), event.position().x()), self._chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the layer under the pointer."""
        found = self.drawn.layer_at(self.place(), event.position().x())
        self._point(found, found)

    def leaveEvent(self, event: QEvent) -> None:
        """Go back to the layer that was chosen."""
        self._point(None, self._chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the layers."""
        last, at = self.drawn.count - 1, self.layer or 0
        steps = {Qt.Key.Key_Left: at - 1, Qt.Key.Key_Right: at + 1, Qt.Key.Key_PageUp: at - 10,
                 Qt.Key.Key_PageDown: at + 10, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}  # fmt: skip
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or last < 0:
            super().keyPressEvent(event)
            return
        self._point(None, min(last, max(0, wanted)))

    def _point(self, hovered: int | None, chosen: int | None) -> None:
        if (hovered, chosen) != (self._hovered, self._chosen):
            self._hovered, self._chosen = hovered, chosen
            set_tip(self, "")
            self.update()
            self.pointed.emit()
