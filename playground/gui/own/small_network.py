"""The network that will be made, small: a box a block with what it gives between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.blocks.spec import Role
from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_inputs import brings
from playground.core.catalogue.own_set import inputs_of
from playground.core.catalogue.picture_form import Form
from playground.core.network.topology import order
from playground.core.network.values import Node
from playground.core.project.values import Project
from playground.core.sentences import count_of
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, RADIUS_TILE, REGULAR, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, box, text, width_of

HEIGHT = 96
_GAP, _PAD = 14, 10
_TIGHT = 56  # px of a block
_MOST = 5  # blocks; of more only those with weights of their own are shown, and the data


@dataclass(frozen=True)
class SmallBlock:
    """What is drawn of one block."""

    title: str
    setting: str
    size: str  # how many units or filters
    tint: str


def _input_words(own: Manifest) -> str:
    """Return how many columns go in, or of pictures and spectrograms their size."""
    columns = inputs_of(own)
    if columns and all(each.type == "picture" for each in columns):
        return "{1}×{2}×{0}".format(*Form.of(own.options).sizes)
    sounds = brings(own)[0].field(own) if columns and columns[0].type == "spectrogram" else None
    if sounds is not None and len(columns) == 1:
        return f"{sounds.height}×{sounds.width}"
    return tr(count_of(len(columns), "{count} column", "{count} columns"))


class SmallNetwork(QWidget):
    """Draw a chain of blocks by their titles and settings."""

    def __init__(self) -> None:
        super().__init__()
        self._project: Project | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The network that will be made"))

    def show_project(self, project: Project | None) -> None:
        """Show another network, or none."""
        self._project = project
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size for four blocks."""
        return QSize(312, HEIGHT)

    def _blocks(self) -> list[SmallBlock]:
        """Return the blocks in the order in which data pass them; of many only those that weigh."""
        if self._project is None:
            return []
        project = self._project
        own, nodes = project.data.own, list(order(project.network))
        if len(nodes) > _MOST:
            nodes = [each for each in nodes if _weighs(project, each)]
        found = [each for each in map(self._block, nodes) if each is not None]
        if found and own is not None:
            words = _input_words(own)
            found[0] = replace(found[0], setting=words, size="×".join(words.split("×")[:2]))
        return found

    def _block(self, node_id: str) -> SmallBlock | None:
        assert self._project is not None  # its blocks are asked for
        node = self._project.network.nodes[node_id]
        spec = self._project.blocks.find(node.kind)
        if spec is None:
            return None
        setting = tr(spec.setting(spec.params_of(node.params)))
        title = tr(spec.title) if len(self._project.network.nodes) > _MOST else node.label or tr(spec.title)
        return SmallBlock(title, setting, _size(node), spec.tint)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw boxes and what joins them."""
        tokens, blocks = current_theme().tokens, self._blocks()
        ground = QRectF(self.rect())
        box(painter, ground, RADIUS_TILE, tokens.canvas)
        if not blocks:
            return
        wide = (ground.width() - 2 * _PAD - _GAP * (len(blocks) - 1)) / len(blocks)
        for index, block in enumerate(blocks):
            place = QRectF(_PAD + index * (wide + _GAP), 14, wide, HEIGHT - 28)
            if wide < _TIGHT:
                self._stack(painter, place, block, index)
                continue
            if index:
                painter.setPen(QPen(tokens.edge, 2))
                y = place.y() + 14
                painter.drawLine(QPointF(place.x() - _GAP, y), QPointF(place.x(), y))
            box(painter, place, RADIUS_TILE, tokens.block, tokens.line2)
            inner = QRectF(place.x() + 4, place.y() + 6, place.width() - 8, 16)
            whole = width_of(block.title, font(BODY, SEMIBOLD)) <= inner.width()
            title = block.title if whole else block.title.split()[0]
            text(painter, inner, title, tokens.text, font(BODY, SEMIBOLD), CENTRE)
            painter.setFont(font(CAPTION, REGULAR))
            painter.setPen(tokens.text2)
            words = inner.adjusted(0, 20, 0, 36)
            wrapped = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(words, wrapped, block.setting)

    def _stack(self, painter: QPainter, place: QRectF, block: SmallBlock, index: int) -> None:
        """Draw a block of many as a stack of its maps, smaller from one to the next."""
        tokens = current_theme().tokens
        side = max(8.0, min(place.width(), 38.0) * 0.82**index)
        middle = QPointF(place.center().x(), place.y() + 34)
        sheets = 1 if block.tint == "source" else 5 if block.tint == "image" else 1
        for sheet in range(sheets):
            tile = QRectF(0, 0, side, side if block.tint != "core" else 36.0)
            tile.setWidth(side if block.tint != "core" else 9.0)
            tile.moveCenter(middle + QPointF(2.0, -2.0) * (sheet - sheets // 2))
            box(painter, tile, 3, tokens.tint(block.tint), tokens.window)
        title = QRectF(place.x() - _GAP / 2, place.y() - 8, place.width() + _GAP, 14)
        text(painter, title, block.title.split()[0], tokens.text, font(CAPTION, SEMIBOLD), CENTRE)
        below = QRectF(title.x(), place.bottom() - 10, title.width(), 14)
        text(painter, below, block.size, tokens.text2, font(CAPTION, REGULAR), CENTRE)


def _size(node: Node) -> str:
    """Return how many units or filters a block has, "" for none."""
    return str(node.params.get("units", node.params.get("filters", "")))


def _weighs(project: Project, node_id: str) -> bool:
    node = project.network.nodes[node_id]
    spec = project.blocks.find(node.kind)
    is_source = spec is not None and spec.role is Role.SOURCE
    return is_source or not {"units", "filters"}.isdisjoint(node.params)
