"""Look at one weight and change it: words beside a thread, a small field after a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.network.values import Edge
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.threads import Thread, ThreadsItem
from playground.gui.theme.numbers import compact, fixed
from playground.gui.widgets.number_edit import LEAVING, NumberEdit, NumberRules

LARGEST = 1e6
RULES = NumberRules(-LARGEST, LARGEST, integer=False, decimals=4)
WIDTH = 96


class WeightEdit(NumberEdit):
    """A field for one weight, gone with Enter that is taken; Esc leaves it as it was."""

    def __init__(self, value: float, canvas: QWidget) -> None:
        super().__init__(RULES, value, tr("Weight"), canvas)
        self._canvas = canvas
        self.setFixedWidth(WIDTH)

    def shut(self) -> None:
        """Vanish; the canvas takes the focus first, or Qt would walk on to the next block."""
        if self.isVisible():
            if self.hasFocus():
                self._canvas.setFocus()
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by what ends the typing, which the canvas is not told: to it Enter means something else."""
        super().keyPressEvent(event)
        if event.key() in LEAVING and not self.failing():
            event.accept()
            self.shut()


class ThreadTools:
    """Follow the pointer over threads, and edit the one that was clicked."""

    def __init__(self, view: Surface, lit: Callable[[], None]) -> None:
        self._view = view
        self._lit = lit  # called when another thread is under the pointer, or none
        self._hot: tuple[Edge, Thread] | None = None
        self.editor: WeightEdit | None = None

    @property
    def hot(self) -> tuple[Edge, Thread] | None:
        """Return the thread under the pointer."""
        return self._hot

    def find(self, point: QPointF) -> tuple[Edge, Thread] | None:
        """Return the thread under a point of the scene."""
        look = self._view.canvas.look
        if not look.threads or not look.bodies:
            return None
        wires = self._view.canvas.wires
        for edge in wires.near(point):
            item = wires.threads.get(edge)
            thread = item.thread_at(point) if item is not None else None
            if thread is not None:
                return edge, thread
        return None

    def hover(self, point: QPointF | None) -> bool:
        """Light the thread under the pointer and say its weight; return whether there is one."""
        found = self.find(point) if point is not None else None
        if found != self._hot:
            self._light(self._hot, False)
            self._hot = found
            self._light(found, True)
            self._lit()
            if found is None:
                self._view.bubble.hide()
        if found is not None and point is not None:
            self._view.bubble.say(self.words(*found), self._view.mapFromScene(point), "plain")
        return found is not None

    def _light(self, found: tuple[Edge, Thread] | None, on: bool) -> None:
        item = self._item(found[0]) if found is not None else None
        if item is not None and found is not None:
            item.set_hot(found[1] if on else None)

    def _item(self, edge: Edge) -> ThreadsItem | None:
        return self._view.canvas.wires.threads.get(edge)

    def words(self, edge: Edge, thread: Thread) -> str:
        """Return weight, gradient, from and to."""
        item = self._item(edge)
        blocks = self._view.canvas.blocks
        weight = fixed(item.weight(thread) if item is not None else None, 3, signed=True)
        first = tr("Weight {weight}").format(weight=weight)
        gradient = self._gradient(edge, thread)
        if gradient is not None:
            first = tr("Weight {weight} · gradient {gradient}").format(
                weight=weight, gradient=compact(gradient)
            )
        source, target = blocks[edge.source].face, blocks[edge.target].face
        names = source.plan.names
        chosen = source.plan.chosen
        before = (
            names[chosen[thread.source]] if chosen else tr("unit {number}").format(number=thread.source + 1)
        )
        after = tr("unit {number}").format(number=thread.target + 1)
        return f"{first}\n{source.title}, {before} → {target.title}, {after}"

    def _gradient(self, edge: Edge, thread: Thread) -> float | None:
        ws = self._view.workspace
        asked = {"gradients": True, **ws.shown.within}  # by the canvas
        snapshot, key = ws.views.answer("weights", asked), ws.shown.key(edge.target, "weight", "gradient")
        values = snapshot.arrays.get(key) if snapshot is not None else None
        return None if values is None else float(values[thread.target, thread.source])

    def edit(self, edge: Edge, thread: Thread) -> None:
        """Open a field at a thread; Enter gives the weight the value typed."""
        item = self._item(edge)
        if item is None or not self._view.workspace.editing.may_set_weight():
            return
        self.close()
        editor = WeightEdit(item.weight(thread), self._view)
        editor.committed.connect(lambda value: self._store(edge, thread, value))
        editor.editingFinished.connect(editor.shut)
        spot = self._view.mapFromScene(item.middle(thread))
        editor.move(spot - QPoint(WIDTH // 2, editor.height() // 2))
        self.editor = editor
        self._view.bubble.hide()
        editor.show()
        editor.setFocus()
        editor.selectAll()

    def _store(self, edge: Edge, thread: Thread, value: float) -> None:
        place = (thread.target, thread.source)
        self._view.workspace.editing.set_weight(edge.target, place, float(value))
        self._view.setFocus()

    def forget(self) -> None:
        """Let go of threads that are gone."""
        if self._hot is not None and self._hot[0] not in self._view.canvas.wires.threads:
            self._hot = None
            self._view.bubble.hide()

    def close(self) -> None:
        """Take the field away."""
        if self.editor is not None:
            self.editor.shut()
            self.editor.deleteLater()
            self.editor = None
