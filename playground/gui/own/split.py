"""How the rows are split: a bar with a part for training, validation and test each, and handles between."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app.own_draft import Draft
from playground.app.texts import tr
from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import (
    BY_COLUMN,
    BY_GROUP,
    BY_TIME,
    GIVEN,
    LACKS,
    OVERLAP,
    PARTED_BY_TIME,
)
from playground.core.data.split import counts, shares_of
from playground.core.importing.tables.spreads import Legend
from playground.core.project.described import params_of
from playground.core.project.values import DataChoice
from playground.core.sentences import thousands
from playground.gui.docks.seed_field import SeedField
from playground.gui.own.sign import Sign
from playground.gui.own.type_words import legend_colours
from playground.gui.own.windows import WindowsRow
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, RADIUS_FIELD, SEMIBOLD, with_alpha
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, SectionHeader
from playground.gui.widgets.painting import box, text, width_of
from playground.gui.widgets.segments import Segments

LEAST = 0.05  # of the rows that a part has, but the test part, which may have none
_BAR, _STRIPE, _GAP = 28, 4, 9  # px
_STEP = 0.01
_BY_WIDTH = 180  # px
_NAMES = ("Training", "Validation", "Test")
_TOLD = {
    BY_GROUP: "No {column} is in two parts",
    BY_TIME: "The latest rows by {column} test",
    GIVEN: "Each row is where {column} says",
}
_FAR_OFF = "The parts are not as asked: many rows share one {column}"
_FAR = 0.1  # of the rows by which a part may differ from what was asked for


@dataclass(frozen=True)
class _Part:
    name: str
    share: float
    rows: int


class SplitBar(QWidget):
    """Three parts side by side; `moved(shares)` when a handle is let go, or a key moves it."""

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shares = (0.7, 0.15, 0.15)
        self._draft: Draft | None = None
        self._handle = 0  # which of both has the keyboard
        self._held: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Shares of training, validation and test"))

    def sizeHint(self) -> QSize:
        """Return the height of bar and stripe."""
        return QSize(400, _BAR + 3 + _STRIPE + 2)

    def show_draft(self, draft: Draft) -> None:
        """Show another draft's shares."""
        self._draft = draft
        if self._held is None:
            train, validation, test = shares_of(draft.parts).values()
            self._shares = (train, validation, test) if draft.split == GIVEN else draft.shares
        self.setEnabled(draft.split != GIVEN)
        self.update()

    def _handles(self) -> tuple[float, float]:
        width = self.width()
        return width * self._shares[0], width * (self._shares[0] + self._shares[1])

    def _parts(self) -> list[_Part]:
        if self._draft is None:
            return []
        held = self._held is not None
        found = counts(self._draft.rows, self._choice()) if held else self._draft.parts
        shares = self._shares if held else [count / max(1, sum(found)) for count in found]
        return [_Part(*each) for each in zip(_NAMES, shares, found, strict=True)]

    def _choice(self) -> DataChoice:
        train, validation, test = self._shares
        return DataChoice(OWN, train=train, validation=validation, test=test)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw parts, handles and the stripe of classes."""
        tokens = current_theme().tokens
        edges = (0.0, *self._handles(), float(self.width()))
        tints = (tokens.accent_text, tokens.warn, tokens.text3)
        legends = self._draft.classes_of_parts if self._draft is not None else ()
        for part, legend, tint, left, right in zip(
            self._parts(), legends, tints, edges, edges[1:], strict=False
        ):
            place = QRectF(left + (_GAP / 2 if left else 0), 0, 0, _BAR)
            place.setRight(right - (_GAP / 2 if right < self.width() else 0))
            if place.width() > 2:
                box(painter, place, RADIUS_FIELD, with_alpha(tint, 0.18), with_alpha(tint, 0.6))
                self._words(painter, place.adjusted(10, 0, -6, 0), part)
                self._classes(painter, QRectF(place.x(), _BAR + 3, place.width(), _STRIPE), legend)
        for index, x in enumerate(self._handles()):
            grip = QRectF(min(x, self.width() - 3.0) - 1.5, 4, 4, _BAR - 8)
            focused = self.hasFocus() and index == self._handle
            box(painter, grip, 2, tokens.accent_text if focused else tokens.edge)

    def _words(self, painter: QPainter, place: QRectF, part: _Part) -> None:
        tokens = current_theme().tokens
        bold, plain = font(BODY, SEMIBOLD), font(BODY, MEDIUM)
        share = f"{100 * part.share:.0f}\u2009%"
        noun = tr(self._draft.noun) if self._draft is not None else ""
        rows = f"{thousands(part.rows)} {noun}"
        x = place.x()
        for words, used, ink in ((tr(part.name), bold, tokens.text), (share, bold, tokens.text),
                                 (rows, plain, tokens.text2)):  # fmt: skip
            wide = width_of(words, used)
            if x + wide <= place.right():
                text(painter, QRectF(x, place.y(), wide + 2, place.height()), words, ink, used)
                x += wide + 8

    def _classes(self, painter: QPainter, place: QRectF, legend: Legend) -> None:
        tokens = current_theme().tokens
        if not legend:
            painter.fillRect(place, tokens.line2)
            return
        sizes = (*legend.counts, legend.rest)
        whole, x = max(1, sum(sizes)), place.x()
        for colour, size in zip(legend_colours(tokens, len(legend.kinds)), sizes, strict=True):
            wide = place.width() * size / whole
            painter.fillRect(QRectF(x, place.y(), max(0.0, wide - 1), place.height()), colour)
            x += wide

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearer handle."""
        distances = [abs(event.position().x() - x) for x in self._handles()]
        self._handle = distances.index(min(distances))
        if min(distances) <= 12:
            self._held = self._handle
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        near = any(abs(event.position().x() - x) <= 12 for x in self._handles())
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        if self._held is not None:
            self._move(self._held, round(event.position().x() / max(1, self.width()), 2))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go: one step of undo."""
        if self._held is not None:
            self._held = None
            self.moved.emit(self._shares)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a handle by the arrows, take the other one by Up and Down."""
        key, far = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._handle = 1 - self._handle
            self.update()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = (5 if far else 1) * _STEP * (1 if key == Qt.Key.Key_Right else -1)
            self._move(self._handle, self._edge(self._handle) + step)
            self.moved.emit(self._shares)
        else:
            super().keyPressEvent(event)

    def _edge(self, handle: int) -> float:
        return self._shares[0] if not handle else self._shares[0] + self._shares[1]

    def _move(self, handle: int, to: float) -> None:
        first, second = self._edge(0), self._edge(1)
        if handle:
            second = min(1.0, max(first + LEAST, to))
        else:
            first = min(second - LEAST, max(LEAST, to))
        self._shares = (round(first, 2), round(second - first, 2), round(1 - second, 2))
        self.update()


class SplitRow(QWidget):
    """How the rows are split, with the seed, above the bar."""

    taken = Signal(object)  # the draft that follows

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        params = params_of(DataChoice)
        how = params["split"]
        self.how = Segments([(str(each.id), tr(each.title)) for each in how.choices], "in_proportion",
                            name=tr(how.words))  # fmt: skip
        self.by = ComboField((), None, name=tr("Column that the split goes by"))
        self.by.setMaximumWidth(_BY_WIDTH)
        self.seed = SeedField(params["seed"], 0)
        self.seed.setFixedWidth(90)
        self.bar = SplitBar()
        self.sign = Sign("circle-check", "good")
        self._told, self._seeded = Caption(""), Caption(tr("Seed"))
        self.windows = WindowsRow()
        self._lay_out()
        self.how.chosen.connect(lambda how: self._take(split=str(how)))
        self.by.chosen.connect(lambda column: self._take(split_by=str(column)))
        self.seed.chosen.connect(lambda seed: self._take(seed=int(seed)))
        self.bar.moved.connect(lambda shares: self._take(shares=shares))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(SectionHeader(tr("Split")))
        row.addWidget(self.how)
        row.addWidget(self.by)
        row.addWidget(self.windows)
        row.addWidget(self.sign)
        row.addWidget(self._told, 1)
        for widget in (self._seeded, self.seed):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.bar)

    def show_draft(self, draft: Draft) -> None:
        """Show another draft's split."""
        self._draft = draft
        self.how.set_current(draft.split)
        self.seed.set_value(draft.seed)
        self.bar.show_draft(draft)
        if draft.refusal == PARTED_BY_TIME:
            self._tell(tr(PARTED_BY_TIME), "", good=False)
        else:
            self._tell(_told(draft), "", good=not _is_far_off(draft))
        for widget in (self._seeded, self.seed):  # nothing is drawn where time decides
            widget.setVisible(draft.split != BY_TIME)
        for how in BY_COLUMN:
            self.how.button(how).hold_back("" if draft.splits_by(how) else tr(LACKS[how]))
        for how in ("in_proportion", "at_random"):
            self.how.button(how).hold_back(tr(OVERLAP) if draft.windows is not None else "")
        self.windows.show_draft(draft)
        self.by.setVisible(bool(draft.split_by))
        self.by.set_options([(name, name) for name in draft.splits_by(draft.split)], draft.split_by)

    def say(self, sentence: str) -> None:
        """Tell something beside the ways of splitting."""
        self._tell(sentence, good=False)

    def _tell(self, words: str, *shorter: str, good: bool) -> None:
        self._told.set_text(words, *shorter)
        self.sign.setVisible(bool(words))
        self.sign.show_icon(*(("circle-check", "good") if good else ("triangle-alert", "warn")))

    def _take(self, **values: object) -> None:
        if self._draft is not None:
            self.taken.emit(self._draft.with_split(**values))


def _is_far_off(draft: Draft) -> bool:
    """Say whether rows that cannot be parted leave parts far from what was asked for."""
    if draft.split not in (BY_GROUP, BY_TIME) or draft.windows is not None:
        return False
    found = shares_of(draft.parts).values()
    return any(abs(one - asked) > _FAR for one, asked in zip(found, draft.shares, strict=True))


def _told(draft: Draft) -> str:
    """Return what a split keeps to, in words."""
    if _is_far_off(draft):
        return tr(_FAR_OFF).format(column=draft.split_by)
    if draft.split in _TOLD:
        return tr(_TOLD[draft.split]).format(column=draft.split_by)
    classes = draft.legend and draft.split == "in_proportion"
    return tr("Every class has the same share in every part") if classes else ""
