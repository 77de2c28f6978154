"""The levels of a U beneath its blocks: a faint band for each resolution, with its name."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.app.texts import tr
from playground.core.blocks.shapes import Shape
from playground.core.layout.boxes import Box
from playground.core.layout.levels import WORDS, Band, Levels, Sides, bands, levels_of
from playground.core.network.unfolding import is_open
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.geometry import PORT_Y, surrounding
from playground.gui.canvas.look import PLAIN, STRONG, Look, write
from playground.gui.canvas.project_outline import Outline
from playground.gui.theme.numbers import integer
from playground.gui.theme.tokens import mix
from playground.gui.widgets.guard import guarded

BAND_Z = -2.0  # below frames, and all wires
LINE = 19.0
ROUND, BELOW_NOTE = 10.0, 30.0  # px; of words beneath what a skip says
TINT = {True: 0.10, False: 0.05}  # of the dark theme, of the light one


def drawn_levels(outline: Outline) -> Levels | None:
    """Return the levels of a U; None for other networks, and while a group is open in it."""
    network = outline.project.network
    if any(map(is_open, network.nodes.values())):
        return None
    shapes = {
        node_id: next(iter(outline.outputs.get(node_id, {}).values()), None) for node_id in network.nodes
    }
    return levels_of(network, {node_id: _sides(shape) for node_id, shape in shapes.items()
                               if shape is not None and shape.rank > 1})  # fmt: skip


def _sides(shape: Shape) -> Sides:
    """Return the sides of a picture or a clip, the length of a sequence."""
    return shape.sizes[:1] if shape.rank == 2 else shape.sizes[1:]


class BandsItem(QGraphicsItem):
    """Draw the bands of a network that stands level by level; nothing for others."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.levels: Levels | None = None
        self.bands: tuple[Band, ...] = ()
        self._bounds = QRectF()
        self.setZValue(BAND_Z)

    def follow(self, blocks: Mapping[str, BlockItem]) -> None:
        """Take the places of all blocks."""
        found: tuple[Band, ...] = ()
        if self.levels is not None:
            found = bands(self.levels, {node_id: box_of(item) for node_id, item in blocks.items()})
        if found == self.bands:
            return
        self.prepareGeometryChange()
        self.bands = found
        self._bounds = surrounding(_rect(band) for band in found)
        self.update()

    def words(self, band: Band) -> tuple[str, str]:
        """Return a level's sides, and what they are of those at the top."""
        assert self.levels is not None  # it has bands
        sides = " × ".join(map(integer, self.levels.sides[band.level]))
        last = band.level == len(self.levels.sides) - 1
        size = _size(self.levels.shrunk(band.level))
        if band.level == 0:
            return sides, tr("{size}: where things are").format(size=size)
        return sides, tr("{size}: what things are").format(size=size) if last else size

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        return self._bounds.adjusted(-2, -2, 2, 2)

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw a ground for each level, and its name where it has room."""
        tokens = self.look.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for band in self.bands:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(tokens.canvas, tokens.edge, TINT[tokens.dark]))
            painter.drawRoundedRect(_rect(band), ROUND, ROUND)
            if self.look.bodies and band.room.right - band.words >= WORDS - 16:
                title, size = self.words(band)
                line = QRectF(band.words + 6, band.room.y + PORT_Y + BELOW_NOTE, 0, LINE)
                write(painter, line, title, STRONG, tokens.text2)
                write(painter, line.translated(0, LINE), size, PLAIN, tokens.text3)


def box_of(item: BlockItem) -> Box:
    """Return the room of a block in the scene."""
    rect = item.scene_rect
    return Box(rect.x(), rect.y(), rect.width(), rect.height())


def _rect(band: Band) -> QRectF:
    return QRectF(band.room.x, band.room.y, band.room.width, band.room.height)


def _size(shrunk: int) -> str:
    """Say how long sides are beside those at the top."""
    words = {1: tr("full size"), 2: tr("half the side"), 4: tr("a quarter"), 8: tr("an eighth")}
    return words.get(shrunk) or tr("1/{count} of the side").format(count=integer(shrunk))
