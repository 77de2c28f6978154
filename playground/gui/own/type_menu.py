"""The menu of a column: as what it is read, what it is used for, what stands for missing values."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.own_draft import Draft, TableDraft
from playground.app.texts import tr
from playground.core.catalogue.manifest import ColumnType, Use
from playground.core.catalogue.own_inputs import NUMBERS
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.catalogue.own_texts import TEXTS
from playground.core.data.text_ways import way_of
from playground.core.sentences import thousands
from playground.gui.own.type_words import FILLS, ICONS, TYPES, USES
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_FIELD, REGULAR, SEMIBOLD
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.painting import RIGHT, box, text
from playground.gui.widgets.popover_frame import PopoverFrame
from playground.gui.widgets.segments import Segments

OFFERED: tuple[ColumnType, ...] = (
    "number", "whole", "category", "yes_no", "date", "text", "characters", "byte_pairs", "id",
)  # fmt: skip
OFFERED_OF_SOUNDS: tuple[ColumnType, ...] = (*SOUNDS, "id")
_WIDTH = 280
_USES: tuple[Use, ...] = ("input", "target", "out")
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TypeRow(PaintedButton):
    """One type, with how many values would fit it; one that none fits is held back and says so."""

    def __init__(self, kind: ColumnType, fits: str, chosen: bool, parent: QWidget) -> None:
        super().__init__(tr(TYPES[kind]), ICONS[kind], parent)
        self.kind, self._fits, self._chosen = kind, fits, chosen

    def sizeHint(self) -> QSize:
        """Return the size of a row."""
        return QSize(_WIDTH - 16, 28)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw icon, name, count and tick."""
        tokens, place = current_theme().tokens, QRectF(self.rect())
        if self._chosen or self.hovered() or self.hasFocus():
            box(painter, place, RADIUS_FIELD, tokens.accent_ground if self._chosen else tokens.hover)
        painter.setOpacity(1.0 if self.live else 0.5)
        paint_icon(painter, ICONS[self.kind], QRectF(10, place.center().y() - 7, 14, 14), tokens.text2)
        text(painter, place.adjusted(34, 0, -96, 0), self.text(), tokens.text, font(BODY, MEDIUM))
        text(painter, place.adjusted(96, 0, -30, 0), self._fits, tokens.text2, font(CAPTION, REGULAR), RIGHT)
        if self._chosen:
            tick = QRectF(place.right() - 22, place.center().y() - 7, 14, 14)
            paint_icon(painter, "check", tick, tokens.accent_text)


def _offered(kind: ColumnType) -> tuple[ColumnType, ...]:
    """Return as what a column can be read, by what it is."""
    return OFFERED_OF_SOUNDS if kind in SOUNDS else OFFERED


class TypeMenu(PopoverFrame):
    """Offer types, uses and fillings of one column; each is one step of undo."""

    chosen = Signal(object)  # what makes the draft that follows

    def __init__(self, anchor: QWidget, draft: TableDraft, place: int) -> None:
        super().__init__(anchor)
        self._draft, self._at = draft, place
        self._column = draft.columns[place]
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(tr("Column {column}").format(column=self._column.name))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(2)
        words = tr("Read {column} as").format(column=self._column.name)
        column.addWidget(ElidedLabel(words, weight=SEMIBOLD, color="text2"))
        self.rows = [self._row(kind) for kind in _offered(self._column.type)]
        for row in self.rows:
            column.addWidget(row)
        column.addSpacing(6)
        column.addWidget(Caption(tr("Use it as")))
        self.uses = Segments([(use, tr(USES[use])) for use in _USES], self._column.use, name=tr("Use it as"))
        self.uses.chosen.connect(self._use)
        column.addWidget(self.uses)
        self._in_time_row(column)
        self._fill_row(column)
        self._size_row(column)

    def _row(self, kind: ColumnType) -> TypeRow:
        fits = self._draft.fitting(self._at, kind)
        rows = self._draft.rows
        words = "" if fits is None else tr("none fits")
        if fits:
            words = tr("{count} of {rows} fit").format(count=thousands(fits), rows=thousands(rows))
        row = TypeRow(kind, words, kind == self._column.type, self)
        row.hold_back("" if fits != 0 else tr("No value of this column can be read so."))
        row.clicked.connect(partial(self._retype, kind))
        return row

    def _in_time_row(self, column: QVBoxLayout) -> None:
        """Offer how a column goes into the windows of a series; what is to be told is never known ahead."""
        now = self._draft.in_time(self._at)
        if now is None:
            return
        target = self._column.use == "target"
        options: list[tuple[str, str]] = [("past", tr("As it is")), ("known", tr("Known ahead")),
                                          ("change", tr("Its changes"))]  # fmt: skip
        self.in_time = Segments(options[::2] if target else options, now, name=tr("Over time"))
        self.in_time.chosen.connect(self._go_in)
        column.addSpacing(6)
        column.addWidget(Caption(tr("Tell it") if target else tr("It goes in")))
        column.addWidget(self.in_time)

    def _go_in(self, how: object) -> None:
        if how in ("past", "known", "change"):
            self._take(partial(self._draft.with_in_time, self._at, how))

    def _fill_row(self, column: QVBoxLayout) -> None:
        gaps = self._column.missing + self._column.strange
        if not gaps or self._column.type not in NUMBERS:
            return  # a category that is missing is a kind of its own
        offered = [(key, tr(words)) for key, words in FILLS.items()]
        self.fill = ComboField(offered, self._column.fill, name=tr("What stands for missing values"))
        self.fill.chosen.connect(lambda fill: self._take(partial(self._draft.with_fill, self._at, str(fill))))
        row = QHBoxLayout()
        row.setContentsMargins(2, 8, 0, 0)
        row.addWidget(ElidedLabel(tr("{count} missing").format(count=thousands(gaps)), color="text2"))
        row.addWidget(self.fill, 1)
        column.addLayout(row)

    def _size_row(self, column: QVBoxLayout) -> None:
        if self._column.type not in TEXTS:
            return
        way, chosen = way_of(self._column.type), self._column.most
        sizes = sorted({*way.sizes, chosen} - {0})
        usual = tr("At most {count}").format(count=thousands(way.usual))
        offered = [(0, usual), *((size, thousands(size)) for size in sizes if size != way.usual)]
        self.size_field = ComboField(offered, chosen, name=tr("How many tokens are told apart"))
        self.size_field.chosen.connect(self._resize)
        row = QHBoxLayout()
        row.setContentsMargins(2, 8, 0, 0)
        row.addWidget(ElidedLabel(tr("Vocabulary"), color="text2"))
        row.addWidget(self.size_field, 1)
        column.addLayout(row)

    def _resize(self, most: object) -> None:
        assert isinstance(most, int)
        self._take(partial(self._draft.with_vocabulary, self._at, most))

    def open(self) -> None:
        """Open with the keyboard on the present type."""
        here = next((row for row in self.rows if row.kind == self._column.type), self.rows[0])
        self.open_with(here)

    def _retype(self, kind: ColumnType) -> None:
        if kind == self._column.type:
            self.shut()
        else:
            self._take(partial(self._draft.with_type, self._at, kind))

    def _use(self, use: object) -> None:
        made = next(each for each in _USES if each == use)
        self._take(partial(self._draft.with_use, self._at, made))

    def _take(self, make: Callable[[], Draft]) -> None:
        self.shut()
        self.chosen.emit(make)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the types by the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        at = next((at for at, row in enumerate(self.rows) if row.hasFocus()), -1)
        if step is None or at < 0:
            super().keyPressEvent(event)
            return
        self.rows[(at + step) % len(self.rows)].setFocus(Qt.FocusReason.TabFocusReason)
