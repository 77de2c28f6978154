"""Draw a wire from port to port; only ports that fit stay bright, a wrong one says why."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPen

from playground.app import edits
from playground.app.connecting import fitting_inputs, fitting_outputs, refusal
from playground.app.texts import tr
from playground.core.network.topology import incoming
from playground.core.network.values import Edge, Network
from playground.gui.canvas.geometry import wire_path
from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.canvas.look import Look
from playground.gui.canvas.problems import Telling
from playground.gui.canvas.surface import Surface
from playground.gui.theme.tokens import TRANSITION_MS

Port = tuple[str, str]  # block, port


class Connect(Gesture):
    """Drag a loose wire; from an input that holds a wire, that wire's end is taken along."""

    def __init__(self, view: Surface, start: Pointer, telling: Telling, node_id: str, side: str,
                 port: str) -> None:  # fmt: skip
        super().__init__(view, start)
        self._telling = telling
        self._node_id, self._side, self._port = node_id, side, port
        self._old: Edge | None = None
        if side == "in":
            self._take_wire()
        self._fitting = self._fits()
        self._tip = QPointF(start.scene)
        self._over: Port | None = None
        self._begun = False

    def _take_wire(self) -> None:
        held = [edge for edge in incoming(self._network, self._node_id) if edge.target_port == self._port]
        if held:
            self._old = held[0]
            self._node_id, self._side, self._port = held[0].source, "out", held[0].source_port

    @property
    def _network(self) -> Network:
        return self.view.workspace.here.network

    def _fits(self) -> frozenset[Port]:
        here, shapes = self.view.workspace.here, self.view.workspace.inference.outputs
        if self._side == "out":
            return fitting_inputs(here, self._node_id, self._port, shapes)
        return fitting_outputs(here, self._node_id, self._port, shapes)

    # the drag

    def move(self, at: Pointer) -> None:
        """Draw the loose wire to the pointer, or to the port it meets."""
        if not self._begun:
            if not self.far(at):
                return
            self._begin()
        found = self.scene.port_at(at.scene)
        self._over = (found[0].face.node_id, found[2]) if found and found[1] != self._side else None
        fits = self._over in self._fitting
        self._tip = found[0].port(found[1], found[2]) if found and fits else QPointF(at.scene)
        self.view.viewport().update()

    def _begin(self) -> None:
        self._begun = True
        other = "in" if self._side == "out" else "out"
        for node_id, item in self.scene.blocks.items():
            ports = {(other, port) for block, port in self._fitting if block == node_id}
            if node_id == self._node_id:
                ports.add((self._side, self._port))
            item.set_bright(frozenset(ports))
        for edge, wire in self.scene.edges.items():
            wire.set_state(faded=True)
            wire.setVisible(edge != self._old)

    # the end

    def release(self, at: Pointer) -> None:
        """Connect, take the wire off, or offer blocks that fit."""
        if not self._begun:
            self._click()
            return
        self._rest()
        found = self.scene.port_at(at.scene)
        if found is not None and found[1] != self._side:
            self._drop_on(found[0].face.node_id, found[2])
        elif found is not None or self.scene.block_at(at.scene) is not None:
            self._snap_back()
        elif self._old is not None:
            self.view.workspace.apply(edits.disconnect, self._old)
        else:
            self._offer(at)
        self.view.viewport().update()

    def _click(self) -> None:
        """Tell the problem whose badge covers the port."""
        problem = self._telling.at(self.start.scene)
        if problem is not None:
            self._telling.open(problem)

    def _edge(self, node_id: str, port: str) -> Edge:
        here, there = (self._node_id, self._port), (node_id, port)
        return Edge(*here, *there) if self._side == "out" else Edge(*there, *here)

    def _drop_on(self, node_id: str, port: str) -> None:
        edge = self._edge(node_id, port)
        ws = self.view.workspace
        if edge == self._old:
            return
        why = refusal(ws.here, edge, ws.inference.outputs)
        if why is not None:
            self.view.tell(tr(why), self._tip)
            self._snap_back()
        elif self._old is not None:
            ws.apply(edits.reconnect, self._old, edge, ws.inference.outputs)
        else:
            ws.apply(edits.connect, edge, ws.inference.outputs)

    def _offer(self, at: Pointer) -> None:
        self.view.offer_blocks(self._node_id, self._side, self._port, at.scene)

    def _snap_back(self) -> None:
        if not self.scene.look.reduce_motion:
            self.view.retract(Retraction(self.view, self._anchor(), QPointF(self._tip), self._side))

    def _anchor(self) -> QPointF:
        return self.scene.blocks[self._node_id].port(self._side, self._port)

    def cancel(self) -> None:
        """Take the loose wire away."""
        self._rest()
        self.view.viewport().update()

    def holds(self) -> frozenset[str]:
        """Return the block that the loose wire hangs on."""
        return frozenset({self._node_id})

    def _rest(self) -> None:
        for item in self.scene.blocks.values():
            item.set_bright(None)
        for wire in self.scene.edges.values():
            wire.set_state(faded=False)
            wire.setVisible(not self.scene.look.overview)
        self._begun = False

    def paint(self, painter: QPainter) -> None:
        """Draw the loose wire."""
        if self._begun:
            paint_loose(
                painter, self.scene.look, self._anchor(), self._tip, self._side, self._over in self._fitting
            )


def paint_loose(painter: QPainter, look: Look, anchor: QPointF, tip: QPointF, side: str,
                fits: bool) -> None:  # fmt: skip
    """Draw a wire with one end free."""
    path = wire_path(anchor, tip) if side == "out" else wire_path(tip, anchor)
    tint = look.tokens.accent_text
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, 3 if fits else 2.5, Qt.PenStyle.SolidLine if fits else Qt.PenStyle.DashLine))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawEllipse(tip, 7 if fits else 4.5, 7 if fits else 4.5)


class Retraction:
    """Draw a loose wire that goes back to its port in 120 ms."""

    def __init__(self, view: Surface, anchor: QPointF, tip: QPointF, side: str) -> None:
        self._view, self._anchor, self._tip, self._side = view, anchor, tip, side
        self._animation = QVariantAnimation(view)
        self._animation.setDuration(TRANSITION_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.setStartValue(QPointF(tip))
        self._animation.setEndValue(QPointF(anchor))
        self._animation.valueChanged.connect(self._step)
        self._animation.finished.connect(self.stop)
        self._animation.start()

    def _step(self, tip: QPointF) -> None:
        self._tip = QPointF(tip)
        self._view.viewport().update()

    def stop(self) -> None:
        """Vanish."""
        self._animation.stop()
        self._view.retract(None)

    def paint(self, painter: QPainter) -> None:
        """Draw the wire."""
        paint_loose(painter, self._view.canvas.look, self._anchor, self._tip, self._side, False)
