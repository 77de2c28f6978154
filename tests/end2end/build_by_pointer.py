"""Build networks from the empty canvas with the real pointer; run by test_build_by_pointer.py.

Each is drawn by palette, keys and wires alone, no fix is taken; after every step no block lies on another.
Each then trains for some epochs. A line in the log at WARNING or above ends the process with 1.
"""

import logging
import sys
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from playground.app.ask import Answer
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.dialogs.templates import TemplatesDialog
from playground.gui.docks.data import DataPanel
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.palette import PalettePanel
from playground.gui.theme.style import apply_theme
from playground.gui.window.main_window import MainWindow
from pointer import Place, click, drag, middle, say, spin, until, xdotool

EPOCHS = 2
TOUCHING = 1.0  # px that two rectangles may share


class Keeper(logging.Handler):
    """Keep every line at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(f"{record.getMessage()} {record.exc_text or ''}")


class Builder:
    """A window as large as it opens on its screen, and a hand that builds in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Workspace(
            template("spiral-mlp", CATALOGUE).open(),
            Settings(folder / "settings.json"),
            lambda question: Answer("discard"),
        )
        self.window = MainWindow(self.workspace)
        self.window.restore("")
        self.window.show()
        self.canvas = self.window.canvas
        until(lambda: self.workspace.training.state == "ready", "the window is there and ready")

    def start(self, family: str, data: str) -> None:
        """Take an empty canvas and a data set, by clicks."""
        xdotool("key", "ctrl+n")
        until(lambda: QApplication.activeModalWidget() is not None, "the gallery is there")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TemplatesDialog)
        spin(300)
        click(middle(dialog.detail.empty_button))
        until(lambda: not self.canvas.canvas.blocks, "the canvas is empty")
        panel = self.window.findChild(DataPanel)
        if panel.family.current() != family:
            click(middle(panel.family))
            action = next(each for each in panel.family.menu.actions() if each.data() == family)
            spin(200)
            click(panel.family.menu.mapToGlobal(panel.family.menu.actionGeometry(action).center()))
        until(lambda: panel.family.current() == family, f"the kind of data is {family}")
        gallery = panel.gallery
        card = gallery.visualRect(gallery.model().index(gallery.model().row_of(data), 0))
        click(gallery.viewport().mapToGlobal(card.center()))
        until(lambda: self.workspace.project.data.id == data, f"the data set is {data}")
        self.free()

    def free(self) -> None:
        """Click on the empty canvas, so that nothing is selected."""
        self.workspace.select(frozenset())
        self.canvas.setFocus()

    def add(self, words: str, after: str = "", **numbers: int) -> str:
        """Search a block in the palette and take it with Enter; type its numbers."""
        if after:
            self.choose(after)
        before = set(self.blocks())
        xdotool("key", "slash")
        search = self.window.findChild(PalettePanel).search
        until(search.hasFocus, f"searching {words}")
        xdotool("type", "--delay", 25, words)
        xdotool("key", "Return")
        until(lambda: set(self.blocks()) != before, f"{words} is there")
        (made,) = set(self.blocks()) - before
        for name, value in numbers.items():
            self.set_number(made, name, value)
        self.nothing_overlaps()
        return made

    def set_number(self, node: str, name: str, value: int) -> None:
        """Type a number into the inspector."""
        inspector = self.window.findChild(InspectorPanel)
        field = lambda: inspector.form().row(name).slider.field  # noqa: E731 - made anew for another block
        if not inspector.isVisible():
            self.canvas.setFocus()
            xdotool("key", "Return")
            until(inspector.isVisible, "the inspector is open")
        spin(200)
        click(middle(field()), times=2)
        xdotool("key", "ctrl+a")
        xdotool("type", "--delay", 25, value)
        xdotool("key", "Return")
        until(lambda: self.param(node, name) == value, f"{name} {value}")
        self.canvas.setFocus()

    def param(self, node: str, name: str) -> object:
        """Return what a block has now."""
        made = self.workspace.here.network.nodes[node]
        return self.workspace.catalogue.blocks.get(made.kind).params_of(made.params)[name]

    def blocks(self) -> tuple[str, ...]:
        """Return the ids of the blocks that are drawn."""
        return tuple(self.canvas.canvas.blocks)

    def on_screen(self, place: QPointF) -> Place:
        """Return where a place of the scene is on the screen."""
        return self.canvas.viewport().mapToGlobal(self.canvas.mapFromScene(place))

    def in_view(self, *nodes: str) -> None:
        """Show blocks: F shows what can be read, pressed again it shows all."""
        self.canvas.setFocus()
        for _ in range(2):
            xdotool("key", "f")
            spin(300)
            shown = self.canvas.mapToScene(self.canvas.viewport().rect()).boundingRect()
            if all(shown.contains(self.canvas.canvas.blocks[node].scene_rect) for node in nodes):
                return

    def choose(self, *nodes: str) -> None:
        """Click blocks' headers, the second and later with Shift."""
        self.in_view(*nodes)
        for index, node in enumerate(nodes):
            item = self.canvas.canvas.blocks[node]
            place = item.scene_rect.topLeft() + QPointF(item.scene_rect.width() / 2, 12)
            click(self.on_screen(place), *(("shift",) if index else ()))
        until(lambda: self.workspace.selection == set(nodes), f"chosen: {' '.join(nodes)}")

    def wire(self, source: str, target: str, port: str) -> None:
        """Drag a wire from a block's output to an input."""
        self.in_view(source, target)
        blocks = self.canvas.canvas.blocks
        start = blocks[source].port("out", blocks[source].face.outputs[0])
        drag(self.on_screen(start), self.on_screen(blocks[target].port("in", port)))
        wires = lambda: self.workspace.here.network.edges  # noqa: E731
        until(
            lambda: any((e.source, e.target, e.target_port) == (source, target, port) for e in wires()),
            f"{source} is wired to {target}",
        )
        self.nothing_overlaps()

    def group(self, *nodes: str, repeat: int) -> str:
        """Put blocks into a group that repeats."""
        self.choose(*nodes)
        xdotool("key", "ctrl+g")
        until(lambda: not set(nodes) & set(self.blocks()), "they are one group")
        (made,) = self.workspace.selection
        self.set_number(made, "repeat", repeat)
        self.nothing_overlaps()
        return made

    def nothing_overlaps(self) -> None:
        """End with 1 when a block lies on another one."""
        spin(400)
        items = self.canvas.canvas.blocks
        for (one, a), (other, b) in combinations(items.items(), 2):
            shared = a.scene_rect.intersected(b.scene_rect)
            if min(shared.width(), shared.height()) > TOUCHING:
                self.picture(f"overlap-{one}-{other}")
                sys.exit(f"{one} lies on {other}: {a.scene_rect} {b.scene_rect}")

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        self.window.grab().save(str(self.folder / f"{name}.png"))

    def train(self, name: str) -> None:
        """Press Space, wait for some epochs, pause."""
        until(lambda: self.workspace.checks.blocker is None, f"{name} can be trained")
        self.in_view()
        xdotool("key", "space")
        until(lambda: self.workspace.live.epoch >= EPOCHS, f"{name} learns")
        xdotool("key", "space")
        until(lambda: self.workspace.training.state == "paused", f"{name} rests")
        self.nothing_overlaps()
        self.picture(name)


def digits_cnn(hand: Builder) -> None:
    """Two convolutions, pooled, and a dense layer."""
    hand.start("images", "digits")
    hand.add("image")
    hand.add("conv 2d", filters=8)
    hand.add("max pool")
    hand.add("conv 2d", filters=16)
    hand.add("flatten")
    hand.add("dense", units=10)
    hand.add("classify")
    hand.train("digits-cnn")


def residual(hand: Builder) -> None:
    """A residual block, four times."""
    hand.start("images", "digits")
    hand.add("image")
    stem = hand.add("conv 2d", filters=8)
    parts = [hand.add("conv 2d", filters=8), hand.add("batch norm"), hand.add("relu"), hand.add("add")]
    hand.add("global pool")
    hand.add("dense", units=10)
    hand.add("classify")
    hand.wire(stem, parts[-1], "in_2")
    hand.group(*parts, repeat=4)
    hand.train("residual")


def small_u_net(hand: Builder) -> None:
    """Down, across, up again, with a bridge."""
    hand.start("images", "digits")
    hand.add("image")
    wide = hand.add("conv 2d", filters=8)
    hand.add("max pool")
    hand.add("conv 2d", filters=16)
    hand.add("upsample")
    joined = hand.add("concatenate")
    hand.add("conv 2d", filters=1)
    hand.add("reconstruct")
    hand.wire(wide, joined, "in_2")
    hand.train("small-u-net")


def two_inputs(hand: Builder) -> None:
    """A picture and a table, fused."""
    hand.start("images", "digits")
    hand.add("image")
    hand.add("conv 2d", filters=8)
    hand.add("global pool")
    joined = hand.add("concatenate")
    hand.add("dense", units=10)
    hand.add("classify")
    hand.free()
    hand.add("table")
    summed = hand.add("dense", units=16)
    hand.wire(summed, joined, "in_2")
    hand.train("two-inputs")


def transformer(hand: Builder) -> None:
    """Words, places, one encoder block."""
    hand.start("text", "reviews")
    hand.add("text")
    hand.add("embedding")
    hand.add("positions")
    hand.add("encoder block")
    hand.add("over time")
    hand.add("dense", units=2)
    hand.add("classify")
    hand.train("transformer")


def autoencoder(hand: Builder) -> None:
    """Through eight numbers and back."""
    hand.start("images", "digits")
    hand.add("image")
    hand.add("flatten")
    hand.add("dense", units=8)
    hand.add("dense", units=64)
    hand.add("reshape")
    hand.add("reconstruct")
    hand.train("autoencoder")


NETWORKS = (digits_cnn, residual, small_u_net, two_inputs, transformer, autoencoder)


def main(folder: Path, *names: str) -> None:
    """Build them all, or those that are named."""
    kept = Keeper()
    logging.getLogger().addHandler(kept)
    app = QApplication([])
    apply_theme(app, "dark")
    hand = Builder(folder)
    for build in NETWORKS:
        if not names or build.__name__ in names:
            build(hand)
    hand.window.shut_down()
    if kept.lines:
        sys.exit("\n".join(kept.lines))
    say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
