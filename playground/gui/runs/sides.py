"""The samples that change sides between two runs, as small pictures: what each is, and who was wrong."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.app.run_rows import RunRow
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.outcomes import Turned
from playground.gui.panels.thumbs import Thumbs
from playground.gui.runs.colours import colour_of
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, box, text

SIDE = 34  # px of a picture
_WIDE, _PITCH = 132, 44  # px of a sample with its words, and from one row to the next
_FEW = 2  # rows, unless all are asked for
_MOST = 400  # samples: more are no list to read
_LEFT = 16


class Wall(QWidget):
    """Draw them row by row."""

    def __init__(self, thumbs: Thumbs) -> None:
        super().__init__()
        self._thumbs = thumbs
        self._pair: tuple[RunRow, RunRow] | None = None
        self._found: tuple[Turned, ...] = ()
        self._pictured = False
        self.whole = False  # whether all are shown

    def show_turned(self, pair: tuple[RunRow, RunRow], found: tuple[Turned, ...], pictured: bool) -> None:
        """Take over which samples there are; `pictured`: pictures of them are among the open data."""
        self._pair, self._found, self._pictured = pair, found, pictured
        self.setAccessibleDescription("; ".join(" ".join(self._words(each)) for each in found[:_MOST]))
        self.fit()
        self.update()

    @property
    def columns(self) -> int:
        """Return how many stand side by side."""
        return max(1, (self.width() - 2 * _LEFT) // _WIDE)

    @property
    def seen(self) -> tuple[Turned, ...]:
        """Return those that are drawn."""
        return self._found[: _MOST if self.whole else _FEW * self.columns]

    def fit(self) -> None:
        """Be as high as its rows."""
        self.setFixedHeight(-(-len(self.seen) // self.columns) * _PITCH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many rows as the width asks for."""
        super().resizeEvent(event)
        self.fit()

    def _words(self, each: Turned) -> tuple[str, str]:
        assert self._pair is not None  # there is none without
        wrong = self._pair[0 if each.gained else 1]
        said = tr("Run {run} said {answer}").format(run=wrong.label.number, answer=tr(each.said))
        return tr("is {truth}").format(truth=tr(each.truth)), said

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw each picture with its words."""
        for at, each in enumerate(self.seen):
            row, column = divmod(at, self.columns)
            self._draw_one(painter, each, QRectF(_LEFT + column * _WIDE, row * _PITCH + 2, SIDE, SIDE))

    def _draw_one(self, painter: QPainter, each: Turned, place: QRectF) -> None:
        assert self._pair is not None  # there is none without
        tokens, ratio = current_theme().tokens, self.devicePixelRatioF()
        box(painter, place.adjusted(-1, -1, 1, 1), 5, tokens.field, tokens.line2)
        made = self._thumbs.picture(each.number, SIDE, ratio) if self._pictured else None
        if made is not None:
            painter.drawPixmap(place.toRect(), made)
        else:
            number = numbers.integer(each.number)
            text(painter, place, number, tokens.text2, font(CAPTION, MEDIUM, True), CENTRE)
        truth, said = self._words(each)
        line = QRectF(place.right() + 8, place.y() + 1, _WIDE - SIDE - 14, 16)
        text(painter, line, truth, tokens.text, font(CAPTION, SEMIBOLD), LEFT)
        colour = colour_of(self._pair[0 if each.gained else 1], tokens)
        text(painter, line.translated(0, 16), said, colour, font(CAPTION, MEDIUM), LEFT)


class Sides(QWidget):
    """The wall, and the way to all of it where there are more."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.wall = Wall(Thumbs(workspace))
        self.more = LinkButton("")
        self.more.clicked.connect(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 10, 8)
        column.setSpacing(0)
        column.addWidget(self.wall)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._count = 0

    def show_pair(self, first: RunRow, second: RunRow) -> None:
        """Show which samples change sides between two runs."""
        found = self._workspace.time.runs.turned(first, second)
        same = first.project.data == second.project.data == self._workspace.project.data
        self._count = len(found)
        self.wall.show_turned((first, second), found, same)
        self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer all where the width shows fewer."""
        super().resizeEvent(event)
        self._offer()

    def _offer(self) -> None:
        self.setVisible(self._count > 0)
        few = _FEW * self.wall.columns
        self.more.setVisible(self._count > few)
        words = tr("Show fewer") if self.wall.whole else tr("Show all {count}")
        self.more.set_text(words.format(count=numbers.integer(min(self._count, _MOST))))

    def _toggle(self) -> None:
        self.wall.whole = not self.wall.whole
        self.wall.fit()
        self._offer()
