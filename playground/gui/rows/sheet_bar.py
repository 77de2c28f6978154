"""What a sheet has instead of heads: which class is listed, in which order, and how large samples are."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.row_filter import Brush, RowFilter
from playground.app.row_order import Sorting, SortKey
from playground.app.row_table import LOSS, NUMBER, SAYS, TARGET, RowTable
from playground.app.texts import tr
from playground.gui.sheets.kind import SheetKind
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.slider import Slider

_WIDE, _SLIDER = 140, 88  # px
ORDERS: tuple[tuple[Sorting, str], ...] = (
    ((SortKey(LOSS, down=True),), "Sort: by loss"), ((SortKey(NUMBER),), "Sort: by number"),
    ((SortKey(TARGET),), "Sort: by what is true"), ((SortKey(SAYS),), "Sort: by what it says"),
)  # fmt: skip


class SheetBar(QWidget):
    """Ask for a class, an order and a size."""

    brushed = Signal(object)  # Brush
    cleared = Signal(str)  # key of the column
    sorted_by = Signal(object)  # Sorting
    zoomed = Signal(int)  # px

    def __init__(self) -> None:
        super().__init__()
        self.label = ComboField([(None, "")], None, name=tr("True class"))
        self.order = ComboField([(key, tr(words)) for key, words in ORDERS], ORDERS[0][0], name=tr("Order"),
                                icon="arrow-down-wide-narrow")  # fmt: skip
        self.slider = Slider(tr("Size of the samples"))
        self._classes: tuple[str, ...] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.label.setMaximumWidth(_WIDE)  # it stands in the line above the sheet
        for widget, wide in ((self.order, _WIDE + 16), (self.slider, _SLIDER)):
            widget.setFixedWidth(wide)
            row.addWidget(widget)
        set_tip(self.slider, tr("Size of the samples: Ctrl and the wheel, or + and −"))
        self.label.chosen.connect(self._on_label)
        self.order.chosen.connect(self.sorted_by)
        self.slider.valueChanged.connect(self.zoomed)

    def show_list(self, table: RowTable | None, wanted: RowFilter, order: Sorting) -> None:
        """Show what is listed and how."""
        target = table.column(TARGET) if table is not None else None
        classes = target.kinds if target is not None else ()
        self.label.setVisible(bool(classes) and not self.isHidden())
        if classes != self._classes:
            self._classes = classes
            words = tr("Class: {name}")
            options: list[tuple[object, str]] = [(None, words.format(name=tr("any")))]
            options += [(at, words.format(name=name)) for at, name in enumerate(classes)]
            self.label.set_options(options)
        brush = wanted.brush_of(TARGET)
        self.label.set_current(round(brush.low) if brush is not None else None)
        self.order.set_current(order)

    def show_size(self, kind: SheetKind, side: int) -> None:
        """Show how high samples of a kind are, px."""
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(kind.sides[0], kind.sides[2])
        self.slider.setValue(side)
        self.slider.blockSignals(blocked)
        self.slider.update()

    def _on_label(self, label: object) -> None:
        if isinstance(label, int):
            self.brushed.emit(Brush(TARGET, float(label), float(label)))
        else:
            self.cleared.emit(TARGET)
