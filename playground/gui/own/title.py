"""The upper edge of the page: the file, what of it was left out, and how it is read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from playground.app.own_draft import Draft
from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.core.blocks.params import Param
from playground.core.catalogue.own_inputs import PICTURE, kind_of
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.importing.importers import IMPORTERS
from playground.core.importing.understood import Rejected, Understood
from playground.core.sentences import thousands
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import byte_count
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, LIVE, RADIUS_TILE, SEMIBOLD, with_alpha
from playground.gui.widgets.buttons import IconButton, QuietButton
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.painting import box

HEIGHT = 52
_LINE = 24
_WIDE, _NARROW = 130, 92  # px of a choice
_MILLION = 10**6
UNKNOWN = "file"  # sign of data of which nothing is seen yet
_MOST_LINES = 4  # of the panel that are seen without scrolling


class _Tile(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(32, 32)
        self.icon = "table"

    def show_icon(self, icon: str) -> None:
        """Show the sign of another kind of data."""
        self.icon = icon
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the sign of the kind of data."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), RADIUS_TILE, with_alpha(tokens.source, 0.16))
        paint_icon(painter, self.icon, QRectF(8, 8, 16, 16), tokens.source)


class TitleRow(QWidget):
    """Name and size of the file, and how it is read."""

    read_again = Signal(str, object)  # an option of the importer, and its value
    rejected_wanted = Signal()
    stop_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._tile = _Tile()
        self._name = ElidedLabel("", size=LIVE, weight=SEMIBOLD)
        self._facts = Caption("")
        self.rejected = QuietButton("", "triangle-alert")
        self.rejected.setCheckable(True)
        self.rejected.clicked.connect(self.rejected_wanted)
        self.stop = QuietButton(tr("Stop"), "square")
        self.stop.clicked.connect(self.stop_wanted)
        self.stop.hide()
        self.fields: dict[str, ComboField] = {}
        self._narrow = False
        self._read_as = Caption(tr("Read as"))
        self._choices = QHBoxLayout()
        self._choices.setSpacing(6)
        self.close_button = IconButton("x", tr("Back to the canvas (Esc)"))
        self.close_button.clicked.connect(self.left)
        self._lay_out()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self._tile)
        row.addLayout(names)
        row.addSpacing(12)
        row.addWidget(self.rejected)
        row.addWidget(self.stop)
        row.addStretch(1)
        row.addWidget(self._read_as)
        row.addLayout(self._choices)
        row.addWidget(self.close_button)

    @property
    def icon(self) -> str:
        """Return the sign of the kind of data that is shown."""
        return self._tile.icon

    def show_draft(self, draft: Draft) -> None:
        """Show another draft's file."""
        manifest = draft.understood.manifest
        self._name.set_text(draft.path.name)
        size = sum(each.size for each in manifest.files)
        words = tr("{rows} rows × {columns} columns · {size} · read in {seconds} s")
        if manifest.importer in ("texts", "sounds"):
            words = tr("{rows} {samples} · {size} · read in {seconds} s")
        if draft.family == PICTURE.family:
            words = tr("{rows} pictures · {size} · looked through in {seconds} s")
        self.rejected.show()
        self._read_as.setVisible(not self._narrow)
        told = {"rows": thousands(manifest.rows), "samples": tr(draft.noun), "columns": len(manifest.columns)}
        seconds = f"{draft.seconds:.2f}"
        self._facts.set_text(words.format(**told, size=byte_count(size), seconds=seconds))
        self._tile.show_icon(kind_of(draft.manifest).icon)
        self._tell_rejected(draft)
        self._offer(draft.understood)

    def be_narrow(self, narrow: bool) -> None:
        """Leave out words where there is little room."""
        self._narrow = narrow
        self._give_room()

    def _give_room(self) -> None:
        """Narrow the choices where room is scarce and there are several: one alone has enough."""
        shown = [field for field in self.fields.values() if not field.isHidden()]
        self._read_as.setVisible(bool(shown) and not self._narrow)
        for field in shown:
            field.setMaximumWidth(_NARROW if self._narrow and len(shown) > 1 else _WIDE)

    def show_reading(self, name: str, share: float, about: int, draft: Draft | None) -> None:
        """Say how far reading has come, of about so many rows where that is known; nothing else is sure."""
        self._name.set_text(name)
        self._facts.set_text(_so_far(share, about))
        self._tile.show_icon(kind_of(draft.manifest).icon if draft is not None else UNKNOWN)
        for widget in (self.rejected, self._read_as, *self.fields.values()):
            widget.hide()

    def _tell_rejected(self, draft: Draft) -> None:
        lines = len(draft.understood.rejected) + draft.understood.more_rejected
        strange = sum(each.strange for each in draft.columns if each.use != "out")
        parts = []
        if lines:
            words = tr("{count} lines left out") if lines > 1 else tr("1 line left out")
            if any(each.file for each in draft.understood.rejected):
                words = tr("{count} files left out") if lines > 1 else tr("1 file left out")
            parts.append(words.format(count=thousands(lines)))
        if strange:
            words = tr("{count} values do not fit") if strange > 1 else tr("1 value does not fit")
            parts.append(words.format(count=thousands(strange)))
        rows = thousands(draft.understood.manifest.rows)
        self.rejected.set_text(", ".join(parts) or _all_read(draft).format(rows=rows))
        self.rejected.set_icon("triangle-alert" if parts else "circle-check")
        self.rejected.setEnabled(bool(lines))

    def _offer(self, understood: Understood) -> None:
        importer, options = IMPORTERS.get(understood.manifest.importer), understood.manifest.options
        offered = [each for each in importer.params if each.name in importer.read_as and each.name in options]
        for field in self.fields.values():
            field.hide()
        for param in offered:
            if param.name not in self.fields:
                self.fields[param.name] = self._field(param)
            self.fields[param.name].set_current(options[param.name])
            self.fields[param.name].show()
        self._give_room()

    def _field(self, param: Param) -> ComboField:
        offered: list[tuple[object, str]] = [(each.id, tr(each.title)) for each in param.choices]
        field = ComboField(offered, name=tr(param.words))
        field.setMaximumWidth(_WIDE)
        field.chosen.connect(partial(self.read_again.emit, param.name))
        self._choices.addWidget(field)
        return field


def _so_far(share: float, about: int) -> str:
    """Return how much is read, in words; of rows what is not counted yet is about so many."""
    if not about:
        return tr("Reading: {share} %").format(share=round(100 * share))
    if about < _MILLION:
        words = tr("≈ {read} of about {about} rows")
        return words.format(read=thousands(round(share * about)), about=thousands(about))
    words = tr("≈ {read} of about {about} million rows")
    return words.format(read=f"{share * about / _MILLION:.1f}", about=f"{about / _MILLION:.2g}")


class RejectedPanel(QScrollArea):
    """The lines that were left out, each with its number, the reason and an excerpt."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def show_lines(self, understood: Understood) -> None:
        """List what was left out."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(0)
        for each in understood.rejected:
            column.addWidget(_rejected_row(each))
        if understood.more_rejected:
            words = tr("and {count} more").format(count=thousands(understood.more_rejected))
            column.addWidget(Caption(words))
        column.addStretch(1)
        self.setWidget(inner)
        self.setFixedHeight(min(_MOST_LINES, len(understood.rejected) + 1) * _LINE + 16)


def _rejected_row(rejected: Rejected) -> QWidget:
    row = QWidget()
    row.setFixedHeight(_LINE)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    words = tr(rejected.place)
    words = words if rejected.file else words[:1].upper() + words[1:]
    line = ElidedLabel(words, weight=SEMIBOLD, size=BODY)
    line.setFixedWidth(220 if rejected.file else 70)
    layout.addWidget(line)
    layout.addWidget(ElidedLabel(tr(rejected.reason), size=BODY, color="text2"))
    layout.addWidget(ElidedLabel(rejected.excerpt, size=CAPTION, color="text3"), 1)
    return row


def _all_read(draft: Draft) -> str:
    """Return that all was read, by what it is made of: lines, pictures, files."""
    if isinstance(draft, PicturesDraft):
        return tr("All {rows} pictures read")
    own = draft.understood.manifest
    files = any(each.type == "path" or each.type in SOUNDS for each in own.columns)
    if own.importer in ("texts", "sounds") and files:
        return tr("All {rows} files read")
    return tr("All {rows} lines read") if own.importer == "table" else tr("All {rows} rows read")
