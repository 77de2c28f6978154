"""What floats over the canvas: modes, legend, zoom, and what a drag can do."""

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QLinearGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.app.texts import tr
from playground.gui.canvas.look import LEFT, PLAIN, PLAIN_MEDIUM, Look, write
from playground.gui.canvas.threads import CLASSES, FAINT, STRONG
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import fixed, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, with_alpha
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.guard import painted, painted_over
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.painting import CENTRE, box, key_cap, width_of
from playground.gui.widgets.segments import Segments

PAD = 4
RADIUS = 9.0
_LENT_GAP = 12  # px to both sides of what else stands between the bars
_WIDEST = 1e4  # the largest weight that is written at both ends


class Floating(QWidget):
    """A bar on the canvas with the panel's ground."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), RADIUS, tokens.panel, tokens.line)

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, PAD, PAD, PAD)
        row.setSpacing(2)
        return row


class ModeBar(Floating):
    """Choose what is drawn: pictures of units, weights as threads, shapes on wires."""

    switched = Signal(str, bool)  # units, threads, filters or shapes

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures: bool | None = None
        self._segments: Segments | None = None
        self._line = self._row()

    def show_modes(self, look: Look, pictures: bool) -> None:
        """Show which modes are on; networks of pictures have maps and no threads."""
        if pictures != self._pictures or self._segments is None:
            self._pictures = pictures
            self._make(pictures)
        on = {"units": look.units, "threads": look.threads, "shapes": look.shapes, "filters": look.filters}
        if self._segments is not None:
            self._segments.set_checked(name for name, is_on in on.items() if is_on)

    def _make(self, pictures: bool) -> None:
        if self._segments is not None:
            self._line.removeWidget(self._segments)
            self._segments.deleteLater()
        options = [("units", tr("Maps") if pictures else tr("Units"))]
        options += [("filters", tr("Filters"))] if pictures else [("threads", tr("Weights"))]
        options.append(("shapes", tr("Shapes")))
        self._segments = Segments(options, multiple=True, name=tr("What the canvas shows"), parent=self)
        self._segments.switched.connect(self.switched)
        self._line.addWidget(self._segments)
        self._segments.show()
        self.adjustSize()

    @property
    def segments(self) -> Segments | None:
        """Return the row of choices."""
        return self._segments


class ZoomBar(Floating):
    """Zoom out, the zoom in per cent, zoom in, fit, tidy."""

    out_wanted = Signal()
    in_wanted = Signal()
    fit_wanted = Signal()
    tidy_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = self._row()
        less = IconButton("minus", tr("Zoom out (Ctrl+−)"), size=26, icon_size=14, parent=self)
        more = IconButton("plus", tr("Zoom in (Ctrl++)"), size=26, icon_size=14, parent=self)
        fit = IconButton("maximize", tr("Fit (F)"), size=26, icon_size=14, parent=self)
        tidy = IconButton("layout-grid", tr("Tidy (Ctrl+Shift+L)"), size=26, icon_size=14, parent=self)
        self.label = ElidedLabel(
            "100 %", weight=MEDIUM, color="text2", align=CENTRE, tabular=True, parent=self
        )
        self.label.setFixedWidth(round(width_of("400 %", font(BODY, MEDIUM, tabular=True))) + 10)
        for widget in (less, self.label, more, fit, tidy):
            row.addWidget(widget)
        less.clicked.connect(self.out_wanted)
        more.clicked.connect(self.in_wanted)
        fit.clicked.connect(self.fit_wanted)
        tidy.clicked.connect(self.tidy_wanted)
        self.show_zoom(1.0)

    def show_zoom(self, zoom: float) -> None:
        """Show a zoom."""
        self.label.set_text(percent(zoom, 0))


class Legend(QWidget):
    """Say what the colours mean: weights from −w to +w, or negative to positive."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._reach: float | None = None
        self._pictures = False
        self.resize(self.sizeHint())

    def show_reach(self, reach: float | None, pictures: bool) -> None:
        """Show the largest weight, or for pictures the two signs; None hides the legend."""
        self.setVisible(pictures or bool(reach))
        rounded = None if reach is None else round(reach, 1)
        if (rounded, pictures) != (self._reach, self._pictures):
            self._reach, self._pictures = rounded, pictures
            self.setAccessibleName(self._words()[1])
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the largest weights."""
        return QSize(300, 28)

    @property
    def drawn(self) -> int:
        """Return how many px in the middle are drawn on."""
        return round(118 + sum(PLAIN_MEDIUM.width(words) for words in self._words()) + 24)

    def _words(self) -> tuple[str, str]:
        if self._pictures:
            return tr("Negative"), tr("Positive")
        reach = self._reach or 0.0
        if reach >= _WIDEST:
            return tr("Weight"), f"± {fixed(reach, 1)}"
        low, high = fixed(-reach, 1, signed=True), fixed(reach, 1, signed=True)
        return tr("Weight"), f"{low} … {high}"

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw words, colours, words, on a ground: wires and their words pass beneath."""
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        before, after = self._words()
        wide = self.drawn
        left = (self.width() - wide) / 2
        box(painter, QRectF(left - 7, 0, wide, self.height()), RADIUS, tokens.canvas)
        write(painter, QRectF(left, 0, 90, self.height()), before, PLAIN_MEDIUM, tokens.text2)
        left += PLAIN_MEDIUM.width(before) + 14
        if self._pictures:
            self._paint_ramp(painter, QRectF(left, self.height() / 2 - 4, 104, 8))
        else:
            self._paint_steps(painter, left)
        write(painter, QRectF(left + 114, 0, 120, self.height()), after, PLAIN_MEDIUM, tokens.text2)

    def _paint_ramp(self, painter: QPainter, area: QRectF) -> None:
        ramp = QLinearGradient(area.topLeft(), area.topRight())
        for index, colour in enumerate(current_theme().tokens.map_stops):
            ramp.setColorAt(index / 4, colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.drawRoundedRect(area, 4, 4)

    def _paint_steps(self, painter: QPainter, left: float) -> None:
        """Draw threads from the strongest negative to the strongest positive."""
        tokens = current_theme().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        for index, share in enumerate((-1.0, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0)):
            colour = tokens.thread_positive if share > 0 else tokens.thread_negative
            strength = abs(share) - 0.5 / CLASSES
            painter.setBrush(with_alpha(colour, FAINT + (STRONG - FAINT) * strength))
            height = 1.0 + 4.5 * abs(share)
            place = QRectF(left + 13 * index, (self.height() - height) / 2, 12, height)
            painter.drawRoundedRect(place, min(1.5, height / 2), min(1.5, height / 2))


class Between(QObject):
    """The room between the bars at the upper edge: the legend's, part of which is lent to something else."""

    moved = Signal()  # the bars: what was lent is to be asked for again
    shared = Signal()  # the legend's part is another one

    def __init__(self, modes: ModeBar, legend: Legend, zoom_bar: ZoomBar) -> None:
        super().__init__(legend)
        self._modes, self._legend, self._zoom_bar = modes, legend, zoom_bar
        self._lent = 0  # px

    def _ends(self) -> tuple[int, int]:
        return self._modes.geometry().right(), self._zoom_bar.x()

    def holds_legend(self) -> bool:
        """Tell whether the legend has room beside what is lent."""
        left, right = self._ends()
        return self._legend.drawn <= right - left - self._lent

    def place_legend(self) -> None:
        """Put the legend into the middle of its room."""
        left, right = self._ends()
        self._legend.move((left + right - self._lent - self._legend.width()) // 2, 18)

    def lend(self, wide: int) -> QRect | None:
        """Lend so many px; None where the bars are too near to one another.

        The legend stands beside it, or gives way; 0 px give all back to it.
        """
        left, right = self._ends()
        lent = wide + 2 * _LENT_GAP if wide else 0
        self._lent = lent if lent <= right - left else 0
        self.shared.emit()
        self.place_legend()
        if not self._lent:
            return None
        beside = not self._legend.isHidden()
        x = right - _LENT_GAP - wide if beside else (left + right - wide) // 2
        return QRect(x, self._modes.y(), wide, self._modes.height())


class HintBar(Floating):
    """Say what a drag can do, while it lasts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = (
            ("cable", tr("Wire: insert")),
            ("circle-dot", tr("Port: attach")),
            ("square", tr("Canvas: place")),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(self.sizeHint())
        self.hide()

    def sizeHint(self) -> QSize:
        """Return the width of all hints."""
        words = sum(PLAIN_MEDIUM.width(text) + 42 for _, text in self._parts)
        return QSize(round(words + 40 + PLAIN.width(tr("cancels")) + 24), 36)

    @painted_over(Floating)
    def paintEvent(self, painter: QPainter) -> None:
        """Draw icons with words, then the key."""
        tokens = current_theme().tokens
        x = 14.0
        for icon, words in self._parts:
            paint_icon(painter, icon, QRectF(x, self.height() / 2 - 7, 14, 14), tokens.text2)
            write(painter, QRectF(x + 21, 0, 200, self.height()), words, PLAIN_MEDIUM, tokens.text2, LEFT)
            x += PLAIN_MEDIUM.width(words) + 42
        key_cap(
            painter,
            QRectF(x, self.height() / 2 - 10, 30, 20),
            "Esc",
            tokens.raised,
            tokens.line2,
            tokens.text2,
        )
        write(painter, QRectF(x + 38, 0, 100, self.height()), tr("cancels"), PLAIN, tokens.text2, LEFT)
