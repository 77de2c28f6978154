"""The canvas: the network as blocks, wires and live pictures, edited by gestures."""

from playground.gui.canvas.drops import BLOCK_MIME
from playground.gui.canvas.view import CanvasView

__all__ = ["BLOCK_MIME", "CanvasView"]
