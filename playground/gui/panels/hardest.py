"""The samples that the network gets most wrong."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.sample_filter import SampleFilter, count
from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.spec import Snapshot
from playground.gui.panels.judgement import sentence
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.thumbs import Thumbs
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.context_menu import offer_menu
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.painting import CENTRE, box, text, width_of
from playground.gui.widgets.plain import set_tip

VIEW = "samples"
SIDE = 42
LINE = 17
LEAST_GAP = 12
HARDEST = SampleFilter()


class HardestPanel(ViewPanel):
    """Follow the samples of the validation part, the largest loss first."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.wall = Wall(Thumbs(workspace))
        self._count = Caption("", color="text2")
        self.menu = PanelMenu(workspace, self, tr("Hardest samples"), self._table)
        self._header = self.headed(tr("Hardest samples"), self._count, self.menu)
        self._header.add_left(NetworkNote(workspace))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._header)
        layout.addWidget(self.wall, 1)
        self.wall.chosen.connect(self._on_chosen)
        offer_menu(workspace, "sample", self.wall)
        workspace.samples_changed.connect(self.refresh)
        workspace.views.subject_changed.connect(self._on_subject)

    def refresh(self) -> None:
        """Show the newest samples."""
        shown = self.shown
        if shown is None or "label" not in shown.arrays:
            self.wall.show_samples(None, ())
            self._count.set_text("")
            return
        self.wall.show_samples(shown, HARDEST.indices(shown))
        words = tr("{wrong} wrong of {all}")
        total = len(shown.arrays["label"])
        self._count.set_text(words.format(wrong=integer(count(shown, "wrong")), all=integer(total)))
        self._on_subject(self._workspace.views.subject)

    def _on_subject(self, subject: Subject) -> None:
        self.wall.set_current(subject.place_in("validation"))

    def _on_chosen(self, index: int) -> None:
        self._workspace.views.look_at(Subject(sample=index))

    def _table(self) -> list[list[str]]:
        return sample_table(self.shown) if self.shown is not None else []


def sample_table(shown: Snapshot) -> list[list[str]]:
    """Return all samples with what the network says, the hardest first, as plain numbers."""
    names, arrays = shown.facts["classes"], shown.arrays
    rows = [["sample", "true", "predicted", "certainty", "loss"]]
    for index in HARDEST.indices(shown):
        rows.append([str(int(arrays["number"][index])), names[arrays["label"][index]],
                     names[arrays["answer"][index]], f"{arrays['certainty'][index]:.6g}",
                     f"{arrays['loss'][index]:.6g}"])  # fmt: skip
    return rows


class Wall(Ringed, QWidget):
    """As many pictures as there is room for, each with what it is and what it was called."""

    chosen = Signal(int)  # the sample's place in its part

    def __init__(self, thumbs: Thumbs) -> None:
        super().__init__()
        self._thumbs = thumbs
        self._samples: Snapshot | None = None
        self._indices: list[int] = []
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Hardest samples"))
        self.setMouseTracking(True)
        self.setMinimumSize(120, SIDE + LINE)

    def show_samples(self, samples: Snapshot | None, indices: Iterable[int]) -> None:
        """Show samples of a part in this order; None: there are none."""
        before = self._story()
        self._samples, self._indices = samples, [int(index) for index in indices]
        if self._story() != before:
            self.update()

    def _story(self) -> list[tuple[int, ...]]:
        """Return what is drawn: which samples, and what they are called."""
        if self._samples is None:
            return []
        columns = [self._samples.arrays[name] for name in ("number", "label", "answer")]
        return [tuple(int(column[index]) for column in columns) for index in self.seen()]

    def set_current(self, index: int | None) -> None:
        """Mark the sample that the blocks look at."""
        if index != self._current:
            self._current = index
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for three rows."""
        return QSize(320, 3 * (SIDE + LINE + 8))

    @property
    def columns(self) -> int:
        """Return how many pictures stand side by side."""
        return max(1, (self.width() + LEAST_GAP) // (SIDE + LEAST_GAP))

    def seen(self) -> list[int]:
        """Return the places of the samples there is room for."""
        rows = max(1, (self.height() + 6) // (SIDE + LINE + 6))
        return self._indices[: rows * self.columns]

    def place(self, position: int) -> QRectF:
        """Return where one picture is drawn."""
        row, column = divmod(position, self.columns)
        return QRectF(round(column * (SIDE + self._gap)), row * (SIDE + LINE + 6), SIDE, SIDE)

    @property
    def _gap(self) -> float:
        """Return how far apart pictures stand beside each other."""
        return (self.width() - self.columns * SIDE) / max(1, self.columns - 1)

    def line(self, place: QRectF) -> QRectF:
        """Return where words stand beneath a picture: as far as its neighbour's, all of them to be seen."""
        beside = self._gap / 2 - 1
        line = QRectF(place.x() - beside, place.bottom(), place.width() + 2 * beside, LINE)
        return line.intersected(QRectF(0, 0, self.width(), line.bottom()))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw all pictures."""
        for position, index in enumerate(self.seen()):
            self._paint_one(painter, index, self.place(position))

    def _paint_one(self, painter: QPainter, index: int, place: QRectF) -> None:
        tokens, samples = current_theme().tokens, self._samples
        assert samples is not None  # there are indices
        label, answer = (int(samples.arrays[name][index]) for name in ("label", "answer"))
        current = index == self._current
        box(
            painter,
            place,
            6,
            tokens.field,
            tokens.accent_text if current else tokens.line2,
            2 if current else 1,
        )
        number = int(samples.arrays["number"][index])
        picture = self._thumbs.picture(number, SIDE - 8, self.devicePixelRatioF())
        if picture is not None:
            painter.drawPixmap(place.topLeft() + QRectF(4, 4, 0, 0).topLeft(), picture)
        names, line, wrong = samples.facts["classes"], self.line(place), label != answer
        used = font(CAPTION, SEMIBOLD if wrong else MEDIUM, True)
        words = f"{names[label]} → {names[answer]}"
        if width_of(words, used) > line.width():  # what it is, one sees
            words = f"→ {names[answer]}"
        text(painter, line, words, tokens.bad if wrong else tokens.text2, used, CENTRE)

    def index_at(self, x: float, y: float) -> int | None:
        """Return the sample under a point."""
        for position, index in enumerate(self.seen()):
            if self.place(position).adjusted(-4, -2, 4, LINE).contains(x, y):
                return index
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the sample under the pointer."""
        index = self.index_at(event.position().x(), event.position().y())
        if index is not None:
            self.chosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the sample under the pointer is."""
        index = self.index_at(event.position().x(), event.position().y())
        set_tip(self, "" if index is None or self._samples is None else sentence(self._samples, index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self.columns,
                 Qt.Key.Key_Down: self.columns}  # fmt: skip
        step, seen = steps.get(Qt.Key(event.key())), self.seen()
        if step is None or not seen:
            super().keyPressEvent(event)
            return
        at = seen.index(self._current) + step if self._current in seen else 0
        self.chosen.emit(seen[min(max(at, 0), len(seen) - 1)])
