"""Walk through the window under a real X server with the real pointer; run by test_walk_through.py.

Xdotool moves the pointer while the window lives, so drags go through the window system and back. Every step
says what it did, and the process ends with 1 at the first that did not come true.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from playground.app.ask import Answer
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.dialogs.drawing import DrawDialog
from playground.gui.dialogs.export import ExportDialog
from playground.gui.theme.style import apply_theme
from playground.gui.window.main_window import MainWindow
from pointer import Place, click, drag, middle, say, spin, until, xdotool

STILL = 60  # looks in a row, 30 ms apart


class Walk:
    """The window, and where things on its canvas are on the screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Workspace(
            template("digits-cnn", CATALOGUE).open(), Settings(folder / "settings.json")
        )
        self.window = MainWindow(self.workspace)
        self.window.resize(1600, 1000)
        self.window.move(0, 0)
        self.window.show()
        until(lambda: self.workspace.training.state == "ready", "the window is there and ready")

    def on_screen(self, place: QPointF) -> Place:
        """Return where a place of the scene is on the screen."""
        canvas = self.window.canvas
        return canvas.viewport().mapToGlobal(canvas.mapFromScene(place))

    def wires(self) -> list[tuple[str, str]]:
        """Return the wires as pairs of blocks."""
        return [(edge.source, edge.target) for edge in self.workspace.project.network.edges]

    def drag_a_block_onto_a_wire(self) -> None:
        """Drag Conv 2D from the palette onto the wire after the picture."""
        chip = self.window.palette_panel.chip("conv2d")
        canvas = self.window.canvas.canvas
        edge = next(edge for edge in canvas.edges if edge.source == "image")
        drag(middle(chip), self.on_screen(canvas.edges[edge].middle))
        until(lambda: ("image", "conv2d_3") in self.wires(), "a convolution stands on the wire")

    def rest(self) -> None:
        """Wait until no block moves: pictures make some larger, and their neighbours slide."""
        canvas, seen = self.window.canvas, [None] * STILL

        def still() -> bool:
            seen.append([self.on_screen(item.scene_rect.center()) for item in canvas.canvas.blocks.values()])
            return all(each == seen[-1] for each in seen[-STILL:])

        until(still, "everything stands still")

    def connect_two_ports(self) -> None:
        """Take the wire before the goal away, and draw it again from port to port."""
        self.workspace.select(frozenset())
        self.rest()
        canvas = self.window.canvas.canvas
        edge = next(edge for edge in canvas.edges if edge.target == "classify")
        click(self.on_screen(canvas.edges[edge].middle))
        xdotool("key", "Delete")
        until(lambda: ("dense_2", "classify") not in self.wires(), "the wire is gone")
        blocks = canvas.blocks
        self.rest()
        start, end = blocks["dense_2"].port("out", "out"), blocks["classify"].port("in", "in")
        drag(self.on_screen(start), self.on_screen(end))
        until(lambda: ("dense_2", "classify") in self.wires(), "the wire is drawn from port to port")

    def train(self) -> None:
        """Press Space."""
        click(self.on_screen(self.window.canvas.canvas.network_rect().bottomLeft() + QPointF(20, 40)))
        xdotool("key", "space")
        until(lambda: self.workspace.live.epoch >= 8, "eight epochs are trained")
        xdotool("key", "space")
        until(lambda: self.workspace.training.state == "paused", "the training is paused")

    def look_back(self) -> None:
        """Drag Time back to the middle of the run, and return by L."""
        time, track, newest = self.workspace.time, self.window.strip.track, self.workspace.live.step
        places = (track.x_of(newest), track.x_of(newest // 2))
        drag(*(track.mapToGlobal(QPoint(round(x), track.height() // 2 + 6)) for x in places))
        until(lambda: time.step is not None and time.shown == time.step, "the past is shown")
        until(lambda: self.window.top.figures.as_of == f"{time.step}", "its figures are those of then")
        xdotool("key", "l")
        until(lambda: time.shown is None and not time.is_back, "what is newest is shown again")

    def draw(self) -> None:
        """Draw a 1 with the mouse, and read what the network says."""
        xdotool("key", "d")
        until(lambda: self.window.findChild(DrawDialog) is not None, "the paper is there")
        dialog = self.window.findChild(DrawDialog)
        spin(500)
        corner = dialog.pad.mapToGlobal(QPoint(0, 0))
        drag(corner + QPoint(130, 30), corner + QPoint(126, 226))
        until(lambda: dialog.answer.said == "1", "the drawn 1 is called a 1")
        dialog.close()

    def export(self) -> None:
        """Export by Ctrl+E and a click."""
        path = self.folder / "walked.onnx"
        self.workspace.ask = lambda question: Answer(path=path)  # the system's own file dialog
        self.window.activateWindow()
        xdotool("key", "ctrl+e")
        until(lambda: self.window.findChild(ExportDialog) is not None, "the export is asked for")
        spin(600)
        dialog = self.window.findChild(ExportDialog)
        click(middle(dialog.browse))
        click(middle(dialog.export_button))
        until(path.exists, "the model file is there")
        until(lambda: self.workspace.exports.state.result is not None, "its answers are verified")


def main(folder: Path) -> None:
    """Take the whole walk."""
    app = QApplication([])
    apply_theme(app, "dark")
    walk = Walk(folder)
    for step in (
        walk.drag_a_block_onto_a_wire,
        walk.connect_two_ports,
        walk.train,
        walk.look_back,
        walk.draw,
        walk.export,
    ):
        spin(400)
        step()
    walk.window.shut_down()
    say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
