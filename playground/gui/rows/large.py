"""The sample of a sheet that is looked at, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.gui.sheets.kind import SheetData
from playground.gui.sheets.reader import SheetReader
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

_FRAME_MS = 33
_KEPT = 2**24  # bytes
_ROOM = 240, 200  # px


class SampleLarge(QWidget):
    """Draw one sample; until it is read, the one before stays away and a grey ground stands there."""

    def __init__(self) -> None:
        super().__init__()
        self._reader: SheetReader | None = None
        self._row: int | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self._look_again)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The sample that is looked at"))

    @property
    def data(self) -> SheetData | None:
        """Return what samples are of."""
        return self._reader.data if self._reader is not None else None

    def show_data(self, data: SheetData | None) -> None:
        """Show samples of other data."""
        if data is None or self.data is None or not self.data.is_of(data):
            self._clock.stop()
            self._reader = SheetReader(data, _KEPT) if data is not None else None
            self._want()

    def show_row(self, row: int | None) -> None:
        """Show another sample."""
        if row != self._row:
            self._row = row
            self._want()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(*_ROOM)

    def minimumSizeHint(self) -> QSize:
        """Shrink away."""
        return QSize(_ROOM[0] // 2, 0)

    def _want(self) -> None:
        if self._reader is not None and self._row is not None and self.isVisible():
            self._reader.want((self._row,))
            self._clock.start()
        self.update()

    def _look_again(self) -> None:
        came, more = self._reader.take() if self._reader is not None else (set(), False)
        if came:
            self.update()
        elif not more:
            self._clock.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is looked at while it is seen."""
        super().showEvent(event)
        self._want()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read nothing that nobody sees."""
        super().hideEvent(event)
        self._clock.stop()
        if self._reader is not None:
            self._reader.stop()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw it."""
        reader, place = self._reader, QRectF(self.rect())
        if reader is None or self._row is None:
            return
        look = reader.get(self._row)
        if look is None:
            box(painter, place, 4, current_theme().tokens.raised)
        elif look.seen is not None:
            reader.data.paints(painter, place.adjusted(0, 2, 0, -2), look.seen, reader.data)
