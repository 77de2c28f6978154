"""The network that will be made, small: a box a block with what it gives between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.blocks.spec import Role
from playground.core.catalogue.own_set import inputs_of
from playground.core.catalogue.picture_form import Form
from playground.core.network.topology import order
from playground.core.project.values import Project
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_TILE, REGULAR, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, box, text

HEIGHT = 96
_GAP, _PAD = 14, 10
_TIGHT = 56  # px of a block
_MOST = 5  # blocks; of more only those with weights of their own are shown, and the data


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

    def _blocks(self) -> list[tuple[str, str]]:
        """Return title and setting of each block, in the order in which data pass them."""
        if self._project is None:
            return []
        project = self._project
        found = []
        own, nodes = project.data.own, order(project.network)
        for node_id in nodes if len(nodes) <= _MOST else [each for each in nodes if _weighs(project, each)]:
            node = project.network.nodes[node_id]
            spec = project.blocks.find(node.kind)
            if spec is not None:
                found.append((node.label or tr(spec.title), tr(spec.setting(spec.params_of(node.params)))))
        if found and own is not None:
            columns = inputs_of(own)
            words = tr("{count} columns").format(count=len(columns))
            if all(each.type == "picture" for each in columns):
                words = "{1} × {2} × {0}".format(*Form.of(own.options).sizes)
            found[0] = (found[0][0], words)
        return found

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw boxes and what joins them."""
        tokens, blocks = current_theme().tokens, self._blocks()
        ground = QRectF(self.rect())
        box(painter, ground, RADIUS_TILE, tokens.canvas)
        if not blocks:
            return
        wide = (ground.width() - 2 * _PAD - _GAP * (len(blocks) - 1)) / len(blocks)
        for index, (title, setting) in enumerate(blocks):
            place = QRectF(_PAD + index * (wide + _GAP), 14, wide, HEIGHT - 28)
            if index:
                painter.setPen(QPen(tokens.edge, 2))
                y = place.y() + 14
                painter.drawLine(QPointF(place.x() - _GAP, y), QPointF(place.x(), y))
            box(painter, place, RADIUS_TILE, tokens.block, tokens.line2)
            inner = QRectF(place.x() + 4, place.y() + 6, place.width() - 8, 16)
            size = CAPTION if wide < _TIGHT else BODY
            text(painter, inner, title, tokens.text, font(size, SEMIBOLD), CENTRE)
            painter.setFont(font(CAPTION, REGULAR))
            painter.setPen(tokens.text2)
            words = inner.adjusted(0, 20, 0, 36)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), setting)
        painter.setFont(font(CAPTION, MEDIUM))


def _weighs(project: Project, node_id: str) -> bool:
    node = project.network.nodes[node_id]
    spec = project.blocks.find(node.kind)
    is_source = spec is not None and spec.role is Role.SOURCE
    return is_source or not {"units", "filters"}.isdisjoint(node.params)
