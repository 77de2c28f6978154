"""A person's hands in the whole window: keys, clicks and drags, nothing else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.app.ask import Answer
from playground.gui.dialogs.templates import TemplatesDialog
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.palette import PalettePanel
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
HEADER = QPointF(60, 12)


class Hand:
    """Build networks in a real window; ids are only read, never written."""

    def __init__(self, case: RealWindow) -> None:
        self.case, self.canvas = case, case.window.canvas
        case.answer = lambda question: Answer("discard", path=case.folder / "built.nnplay")

    @property
    def chosen(self) -> str:
        """Return the id of the one block that is selected."""
        (node,) = self.case.ws.selection
        return node

    def start_with_data_of(self, template: str) -> None:
        """Open a template by typing its name, and take all its blocks away."""
        self.case.key(Qt.Key.Key_N, CTRL)
        self.case.wait(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TemplatesDialog)
        QTest.mouseClick(dialog.search, LEFT)
        QTest.keyClicks(dialog.search, template)
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        self.case.wait(lambda: QApplication.activeModalWidget() is None)
        self.case.window.activateWindow()  # a window manager would do that
        self.canvas.setFocus()
        self.case.key(Qt.Key.Key_A, CTRL)
        self.case.key(Qt.Key.Key_Delete)
        self.case.wait(lambda: not self.canvas.canvas.blocks)

    def add(self, words: str, **numbers: int) -> str:
        """Search a block in the palette and put it behind the selected one; type its numbers."""
        before = set(self.canvas.canvas.blocks)
        self.canvas.setFocus()
        self.case.key(Qt.Key.Key_Slash)
        search = self.case.window.findChild(PalettePanel).search
        self.case.wait(search.hasFocus)
        QTest.keyClicks(search, words)
        QTest.keyClick(search, Qt.Key.Key_Return)
        self.case.wait(lambda: set(self.canvas.canvas.blocks) != before)
        for name, value in numbers.items():
            self.set_number(name, value)
        return self.chosen

    def set_number(self, name: str, value: int) -> None:
        """Type a number into the inspector's form."""
        form = self.case.window.findChild(InspectorPanel).form()
        field = form.row(name).slider.field
        QTest.mouseClick(field, LEFT)
        QTest.keyClicks(field, str(value))
        QTest.keyClick(field, Qt.Key.Key_Return)
        node = self.case.ws.here.network.nodes[self.chosen]
        shown = self.case.ws.catalogue.blocks.get(node.kind).params_of(node.params)[name]
        assert shown == value, (name, shown)

    def choose(self, name: str, words: str) -> None:
        """Walk to a value in one of the inspector's lists, by arrow keys."""
        form = self.case.window.findChild(InspectorPanel).form
        field = form().row(name).value_field
        field.setFocus()
        steps = field.findText(words) - field.currentIndex()
        for _ in range(abs(steps)):
            QTest.keyClick(form().row(name).value_field, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        assert form().row(name).value_field.currentText() == words

    def free(self) -> None:
        """Select nothing, so that what is added next stands alone; what is told closes first."""
        self.canvas.setFocus()
        for told in (self.canvas.telling.shown, self.case.ws.notices.banner):
            if told is not None:
                self.case.key(Qt.Key.Key_Escape)
        self.case.key(Qt.Key.Key_Escape)
        assert not self.case.ws.selection

    def click(self, *nodes: str) -> None:
        """Click a block's header, and others with Shift."""
        for index, node in enumerate(nodes):
            QTest.mouseClick(self.canvas.viewport(), LEFT, SHIFT if index else NONE, self.header(node))
        assert self.case.ws.selection == set(nodes)

    def header(self, node: str) -> QPoint:
        """Return a point in a block's header, in the viewport; the block is brought into view."""
        item = self.canvas.canvas.blocks[node]
        zoom = self.canvas.navigator.zoom
        return self.canvas.mapFromScene(item.scene_rect.topLeft() + HEADER * min(1.0, 1.0 / max(zoom, 0.5)))

    def wire(self, source: str, target: str, port: str) -> None:
        """Drag a wire from a block's output to an input."""
        blocks = self.canvas.canvas.blocks
        start = self.canvas.mapFromScene(blocks[source].port("out", blocks[source].face.outputs[0]))
        self._drag(start, self.canvas.mapFromScene(blocks[target].port("in", port)))
        edges = self.case.ws.here.network.edges
        assert any((e.source, e.target, e.target_port) == (source, target, port) for e in edges)

    def drop_on_wire(self, node: str, source: str, target: str) -> None:
        """Drag a block onto a wire, so that it stands there."""
        wire = self.canvas.canvas.edges[self.case.edge(source, target)]
        self._drag(self.header(node), self.canvas.mapFromScene(wire.middle))
        self.case.edge(source, node)
        self.case.edge(node, target)

    def _drag(self, start: QPoint, end: QPoint) -> None:
        viewport = self.canvas.viewport()
        QTest.mousePress(viewport, LEFT, pos=start)
        for share in (0.3, 0.8, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * share)
        QTest.mouseRelease(viewport, LEFT, pos=end)

    def group(self, *nodes: str, repeat: int = 1) -> str:
        """Put blocks into a group."""
        self.click(*nodes)
        self.case.key(Qt.Key.Key_G, CTRL)
        self.case.wait(lambda: self.canvas.canvas.blocks[self.chosen].face.folds)
        if repeat > 1:
            self.set_number("repeat", repeat)
        return self.chosen

    def train(self, epochs: int) -> None:
        """Train for some epochs at full speed, then pause."""
        self.case.ws.training.set_speed("max")
        self.canvas.setFocus()
        self.case.key(Qt.Key.Key_Space)
        self.case.wait(lambda: self.case.ws.live.epoch >= epochs)
        self.case.key(Qt.Key.Key_Space)
        live = self.case.ws.live
        self.case.wait(lambda: not live.running and live.steps_per_second == 0)

    def save(self) -> Path:
        """Save the project."""
        self.case.key(Qt.Key.Key_S, CTRL)
        self.case.wait(lambda: not self.case.ws.files.unsaved)
        return self.case.folder / "built.nnplay"
