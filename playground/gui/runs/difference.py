"""Two runs against one another: the blocks that differ, each setting old and new, and what that changed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from playground.app.run_rows import RunRow
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.network.topology import order
from playground.core.project.differences import Area, Difference
from playground.gui.runs.colours import colour_of
from playground.gui.runs.sides import Sides
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, SEMIBOLD, with_alpha
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text, width_of

_ROW, _HEAD, _STRIP = 22, 30, 48
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
_TITLES: dict[Area, str] = {"network": "Network", "data": "Data", "recipe": "Recipe"}


class DifferencePanel(QWidget):
    """The difference of the two runs that are chosen."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.sheet, self.sides = DifferenceSheet(), Sides(workspace)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sheet)
        column.addWidget(self.sides)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(whole)
        self._room = QStackedLayout(self)
        self._room.addWidget(area)
        words = tr("Ctrl-click two rows of the list.")
        self._room.addWidget(EmptyState("git-merge", tr("Choose a second run"), words, framed=False))

    def show_rows(self, rows: tuple[RunRow, ...]) -> None:
        """Take over which runs are chosen and what is known of them."""
        runs = self._workspace.time.runs
        pair = runs.compared(rows)
        if pair is not None:
            told = (runs.verdict(*pair), runs.sides(*pair))
            self.sheet.show_pair(*pair, runs.differences(*pair), tuple(filter(None, told)))
            self.sides.show_pair(*pair)
        self._room.setCurrentIndex(0 if pair is not None else 1)


class DifferenceSheet(QWidget):
    """The difference, drawn; as high as it needs to be."""

    def __init__(self) -> None:
        super().__init__()
        self._pair: tuple[RunRow, RunRow] | None = None
        self._found: tuple[Difference, ...] = ()
        self._told: tuple[str, ...] = ()
        self._shown: tuple[object, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_pair(self, first: RunRow, second: RunRow, found: tuple[Difference, ...],
                  told: tuple[str, ...]) -> None:  # fmt: skip
        """Show what differs between two runs, and sentences on how they do."""
        shown = (first.run, first.label, second.run, second.label, found, told)
        if shown == self._shown:
            return
        self._shown = shown
        self._pair, self._found, self._told = (first, second), found, told
        self.setAccessibleName(tr("{second} against {first}").format(second=second.name, first=first.name))
        self.setAccessibleDescription("; ".join((*(tr(each.words) for each in found), *told)))
        self.setMinimumHeight(self._height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return as much as the rows take."""
        return QSize(480, self._height())

    def _height(self) -> int:
        areas = len({each.area for each in self._found})
        rows = _ROW * len(self._found) + sum(map(self._lines, self._sentences))
        return round(44 + _HEAD * areas + _STRIP + rows + 7 + 8) + (0 if self._network_differs else _HEAD)

    @property
    def _network_differs(self) -> bool:
        return any(each.area == "network" for each in self._found)

    @property
    def _sentences(self) -> tuple[str, ...]:
        return self._told or (tr("Not judged yet."),)

    def _lines(self, words: str) -> float:
        """Return how high a sentence is, with what separates it from the next."""
        room = QRectF(0, 0, self.width() - 106, 3 * _ROW)
        return QFontMetricsF(font(BODY)).boundingRect(room, _WRAP, words).height() + 6

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the sentences are at this width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._height())

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw heads, rows and sentences."""
        if self._pair is None:
            return
        y = self._draw_pair(painter, *self._pair)
        areas: tuple[Area, ...] = ("network", "data", "recipe")
        for area in areas:
            found = [each for each in self._found if each.area == area]
            if found or area == "network":
                y = self._draw_area(painter, area, found, y)
        self._draw_told(painter, y)

    @property
    def _columns(self) -> tuple[float, float, float]:
        wide = self.width() - 32
        return 16, 16 + wide * 0.36, 16 + wide * 0.68

    def _draw_pair(self, painter: QPainter, first: RunRow, second: RunRow) -> float:
        tokens = current_theme().tokens
        text(painter, QRectF(16, 10, 90, 24), tr("Difference"), tokens.text, font(13, SEMIBOLD))
        x = 112.0
        for row in (first, second):
            wide = min(220.0, width_of(row.numbered, font(BODY, SEMIBOLD)) + 38)
            pill, colour = QRectF(x, 9, wide, 26), colour_of(row, tokens)
            box(painter, pill, 13, tokens.panel, colour, 1.2)
            painter.fillRect(QRectF(x + 12, 20.5, 10, 3), colour)
            text(painter, pill.adjusted(27, 0, -8, 0), row.numbered, colour, font(BODY, SEMIBOLD))
            x += wide + 10
        return 44

    def _draw_area(self, painter: QPainter, area: Area, found: list[Difference], y: float) -> float:
        tokens = current_theme().tokens
        text(painter, QRectF(16, y, 80, _HEAD), tr(_TITLES[area]), tokens.text, font(BODY, SEMIBOLD))
        differ = tr("1 differs") if len(found) == 1 else tr("{count} differ").format(count=len(found))
        told = differ if found else tr("the same")
        text(painter, QRectF(90, y, 200, _HEAD), told, tokens.text2, font(BODY))
        y += _HEAD
        if area == "network":
            self._draw_strip(painter, y)
            y += _STRIP
        for each in found:
            self._draw_row(painter, each, y)
            y += _ROW
        return y

    def _draw_row(self, painter: QPainter, found: Difference, y: float) -> None:
        tokens, (first, second, third) = current_theme().tokens, self._columns
        for x, end, words, weight in (
            (first, second - 8, tr(found.what), 400), (second, third - 8, tr(found.before) or "—", 400),
            (third, self.width() - 90, tr(found.after) or "—", SEMIBOLD),
        ):  # fmt: skip
            ink = tokens.text2 if x == first else tokens.text
            text(painter, QRectF(x, y, end - x, _ROW), words, ink, font(BODY, weight))
        kind = (
            tr("changed") if found.before and found.after else tr("added") if found.after else tr("removed")
        )
        right = QRectF(self.width() - 90, y, 74, _ROW)
        text(painter, right, kind, tokens.positive, font(CAPTION, 500), RIGHT)
        painter.setPen(tokens.line)
        painter.drawLine(16, round(y + _ROW), self.width() - 16, round(y + _ROW))

    def _draw_strip(self, painter: QPainter, y: float) -> None:
        """Draw the blocks in their order: changed ones tinted, added ones with +, removed ones struck."""
        assert self._pair is not None  # it is drawn for one
        blocks = _blocks(*self._pair, self._found)
        gap, room = 8.0, self.width() - 32.0
        wide = min(92.0, (room - gap * (len(blocks) - 1)) / max(1, len(blocks)))
        if wide < 30:  # too many to be read: those that differ alone
            blocks = [each for each in blocks if each[1]]
            wide = min(92.0, (room - gap * (len(blocks) - 1)) / max(1, len(blocks)))
        for at, (name, kind, words) in enumerate(blocks):
            self._draw_block(painter, QRectF(16 + at * (wide + gap), y + 2, wide, 38), name, kind, words)

    @staticmethod
    def _draw_block(painter: QPainter, place: QRectF, name: str, kind: str, words: str) -> None:
        tokens = current_theme().tokens
        tint = {"": tokens.line2, "changed": tokens.positive, "added": tokens.good, "removed": tokens.bad}[
            kind
        ]
        box(painter, place, 6, with_alpha(tint, 0.12) if kind else tokens.panel, tint)
        used = font(CAPTION, SEMIBOLD)
        used = used if kind != "removed" else _struck()
        name = f"+ {name}" if kind == "added" else name
        upper = place.adjusted(4, 3, -4, -18) if words else place.adjusted(4, 0, -4, 0)
        text(painter, upper, name, tokens.text, used, CENTRE)
        if words:
            text(painter, place.adjusted(4, 18, -4, -3), words, tint, font(CAPTION, SEMIBOLD), CENTRE)

    def _draw_told(self, painter: QPainter, y: float) -> None:
        tokens = current_theme().tokens
        text(painter, QRectF(16, y, 120, _HEAD), tr("Result"), tokens.text, font(BODY, SEMIBOLD))
        painter.setFont(font(BODY))
        painter.setPen(tokens.text)
        y += 7
        for words in self._sentences:
            painter.drawText(QRectF(90, y, self.width() - 106, 3 * _ROW), _WRAP, words)
            y += self._lines(words)


def _struck() -> QFont:
    """Return the font of what is not there any more."""
    made = QFont(font(CAPTION, SEMIBOLD))
    made.setStrikeOut(True)
    return made


def _blocks(first: RunRow, second: RunRow, found: tuple[Difference, ...]) -> list[tuple[str, str, str]]:
    """Return each block of both networks in order: name, how it differs, and in what."""
    by_block: dict[str, list[Difference]] = {}
    for each in found:
        if each.area == "network" and each.block:
            by_block.setdefault(each.block, []).append(each)
    old, new = first.project.network, second.project.network
    later = [node for node in order(old) if node not in new.nodes]
    made = []
    for node in (*order(new), *later):
        project = second.project if node in new.nodes else first.project
        kind = "changed" if node in by_block else ""
        if node not in new.nodes or node not in old.nodes:
            kind = "removed" if node in old.nodes else "added"
        parts = by_block.get(node, ())
        words = f"{tr(parts[0].before)} → {tr(parts[0].after)}" if kind == "changed" and parts else ""
        made.append((project.label_of(node), kind, words))
    return made
