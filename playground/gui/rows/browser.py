"""The browser of the data: rows that are filtered, sorted and mended, and the one the network looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from playground.app import sample_edits
from playground.app.row_filter import RowFilter
from playground.app.row_order import Sorting, SortKey, clicked
from playground.app.row_table import LOSS, RowTable, answered, table_of
from playground.app.sample_filter import SampleFilter
from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.data.edited import label_field
from playground.core.project.row_edits import AS_GIVEN
from playground.core.project.values import Project
from playground.core.views.samples import ALL
from playground.core.views.spec import Snapshot
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.rows.detail import WIDTH, RowDetail
from playground.gui.rows.filter_line import RowFilterLine
from playground.gui.rows.sheet import SampleSheet
from playground.gui.rows.sheet_bar import SheetBar
from playground.gui.rows.view import BrowserTable
from playground.gui.sheets.kind import SheetData
from playground.gui.sheets.registry import data_of, is_browsed
from playground.gui.theme.style import current_theme
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.context_menu import offer_menu
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.plain import add_action

VIEW = "samples"
FINE_ABOVE = 96  # px that a sample is high on a sheet
_BESIDE = WIDTH + 480, 300  # px from which on the row's details stand beside the rows by themselves


class DataBrowser(ViewPanel):
    """Follow what the network says of every row, of one step for all."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.table: RowTable | None = None
        self.filter, self.order = RowFilter(), Sorting((SortKey(LOSS, down=True),))
        self.line, self.rows, self.detail = RowFilterLine(), BrowserTable(), RowDetail()
        self.sheet, self.bar, self._ways = SampleSheet(), SheetBar(), QStackedWidget()
        self.clear = LinkButton(tr("Clear the filters"))
        self.foot = Caption("")
        self._of: tuple[object, ...] = ()  # samples and edits that the table was made of
        self._wide = True
        self._detail_wanted: bool | None = None  # None: by the room there is
        self._build()
        self._connect()

    def _build(self) -> None:
        head = self.line.row
        head.insertWidget(head.count() - 2, self.bar.label)
        for widget in (NetworkNote(self._workspace), self.age):
            head.insertWidget(head.count() - 1, widget)
        left = QVBoxLayout()
        left.setContentsMargins(16, 0, 8, 4)
        left.setSpacing(4)
        for way in (self.rows, self.sheet):
            self._ways.addWidget(way)
        left.addLayout(self.either(self._ways, self._nothing()), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.bar)
        left.addLayout(foot)
        self._between = QFrame()
        self._between.setFrameShape(QFrame.Shape.VLine)
        self._between.setObjectName("divider")
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addLayout(left, 1)
        below.addWidget(self._between)
        below.addWidget(self.detail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addLayout(below, 1)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # or no dock gets narrow

    def _nothing(self) -> QWidget:
        """Return what stands there when no row matches."""
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setSpacing(0)
        self._empty = EmptyState("search", tr("No row matches."), "", framed=False)
        column.addWidget(self._empty, 1)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        return empty

    def _connect(self) -> None:
        views = self._workspace.views
        self.line.changed.connect(self.list_rows)
        self.line.rows_wanted.connect(lambda: self.way.setFocus())
        self.clear.clicked.connect(lambda: self.list_rows(RowFilter()))
        for asks in (self.rows.head, self.bar):
            asks.brushed.connect(lambda brush: self.list_rows(self.filter.with_brush(brush)))
            asks.cleared.connect(lambda key: self.list_rows(self.filter.without(key)))
        self.rows.head.sort_wanted.connect(lambda key, add: self._sort(clicked(self.order, key, add)))
        self.bar.sorted_by.connect(self._sort)
        self.bar.zoomed.connect(self.sheet.zoom)
        self.sheet.zoomed.connect(self._show_size)
        for way in (self.rows, self.sheet):
            way.choice.chosen.connect(self._look)
            way.choice.asked.connect(self._mend)
            way.choice.changed.connect(self._tell)
            offer_menu(self._workspace, "sample", way)
        self.detail.asked.connect(self._mend)
        self.detail.walked.connect(self._walk)
        self.detail.chosen.connect(self._go_to)
        views.subject_changed.connect(self._on_subject)
        views.filter_changed.connect(self._on_filter)
        self._workspace.samples_changed.connect(self.refresh)
        self._workspace.project_changed.connect(self._on_project)

    @property
    def way(self) -> BrowserTable | SampleSheet:
        """Return what suits the data: rows, or a sheet."""
        return self.sheet if self.sheet.data is not None else self.rows

    def _choose_way(self) -> None:
        """Show rows, or the sheet of what the network looks at."""
        samples, project = self._workspace.samples, self._workspace.project
        dark = current_theme().dark
        data = data_of(samples, project, dark, False) if samples is not None and self._is_browsed else None
        if data is None:
            self.sheet.forget()
        else:
            self.sheet.show_data(replace(data, fine=self._is_fine(data)))
        self.detail.show_data(replace(data, fine=True) if data is not None else None)
        self._ways.setCurrentWidget(self.way)
        self.bar.setVisible(data is not None)
        words = tr("A kind, mass > 4000, is wrong…") if data is None else tr("A class, a word, is wrong…")
        self.line.search.setPlaceholderText(words)

    def _is_fine(self, data: SheetData) -> bool:
        """Say whether samples are so large on the sheet that small looks of them would be coarse."""
        return self.sheet.side_of(data.kind) > FINE_ABOVE

    def _show_size(self, side: int) -> None:
        if self.sheet.data is not None:
            self.bar.show_size(self.sheet.data.kind, side)
            if self._is_fine(self.sheet.data) != self.sheet.data.fine:
                self._choose_way()

    # What is listed

    def options(self) -> Mapping[str, Any]:
        """Ask about all parts at once."""
        return {"part": ALL}

    def refresh(self) -> None:
        """Show the newest answers, or the samples of now."""
        self._choose_way()
        samples, project = self._workspace.samples, self._workspace.project
        made_of, said = (samples, project.data.edits, project.network), self._said
        if samples is None or not self._is_browsed:
            self.table, self._of = None, ()
        elif not self._is_of(made_of) or self.table is None:
            self.table, self._of = table_of(samples, project, said), made_of
        else:
            self.table = answered(self.table, said)
        self._list()

    @property
    def _said(self) -> Snapshot | None:
        """Return what is said of the rows; nothing before a step was taken."""
        return self.shown if self.shown is not None and self.shown.step else None

    def _is_of(self, made_of: tuple[object, ...]) -> bool:
        return bool(self._of) and all(a is b for a, b in zip(self._of, made_of, strict=True))

    @property
    def _is_browsed(self) -> bool:
        return is_browsed(self._workspace.project, self._workspace.fields)

    def list_rows(self, wanted: RowFilter) -> None:
        """List other rows."""
        self.filter = wanted
        if wanted.chosen != self._workspace.views.filter:
            self._workspace.views.list_samples(wanted.chosen)
        self._list()

    def _list(self) -> None:
        self.way.show_table(self.table, self.filter, self.order)
        listed = self.way.rows.rowCount()
        self.bar.show_list(self.table, self.filter, self.order)
        self.line.show_filter(self.filter, self.table, listed)
        trouble = self.filter.trouble(self.table) if self.table is not None else ""
        self._empty.set_texts(tr("No row matches."), trouble)
        self.show_empty(self.table is not None and not listed)
        self._follow()
        self._tell()

    def _sort(self, order: Sorting) -> None:
        self.order = order
        self._list()

    def _on_filter(self, wanted: SampleFilter) -> None:
        """List what another panel asks for."""
        plain = replace(wanted, order=SampleFilter().order)
        if plain != self.filter.chosen:
            self.filter = replace(self.filter, chosen=plain)
            self._list()

    # What is looked at

    def _follow(self) -> None:
        """Mark the row that the network looks at."""
        subject, table = self._workspace.views.subject, self.table
        if table is None or subject.place_in(subject.part) is None:
            return
        current = self.way.choice.current()
        if current is None or table.places[current] >= 0:
            self.way.choice.set_current(table.row_at(subject.part, subject.sample))

    def _on_subject(self, _subject: Subject) -> None:
        self._follow()
        self._tell()

    def _look(self, row: int) -> None:
        """Let every block look at a row; of one that is left out the network knows nothing."""
        table = self.table
        part = table.part_of(row) if table is not None else None
        if table is None or part is None or table.places[row] < 0:
            self._tell()
            return
        self._workspace.views.look_at(Subject(int(table.places[row]), part))
        if part == "test":
            words = tr("Row {number} is a test row: judge it by its values, not by the answer.")
            if self.way is self.sheet:
                words = tr("Sample {number} is of the test part: judge it by itself, not by the answer.")
            self._workspace.say(words.format(number=row))

    def _walk(self, step: int) -> None:
        self.way.choice.look_at_line(self.way.currentIndex().row() + step)

    def _go_to(self, row: int) -> None:
        """Look at a row, listed or not; where it is not, all are listed again."""
        if self.way.rows.line_of(row) is None:
            self.list_rows(RowFilter())
        at = self.way.rows.line_of(row)
        if at is not None:
            self.way.choice.look_at_line(at)

    def _tell(self) -> None:
        """Show the current row's details, and how many are selected."""
        current, many = self.way.choice.current(), self.way.choice.count
        self.detail.show_row(self.table, current, bool(self._classes))
        words = tr("{count} row selected") if many == 1 else tr("{count} rows selected")
        if self.way is self.sheet:
            words = tr("{count} selected")
        changed = sample_edits.told(self._workspace.project.data.edits) if self.way is self.rows else ""
        parts = [
            words.format(count=many) if many else "",
            changed,
            tr("L relabel · W mark as wrong · Del leave out"),
        ]
        self.foot.set_text("   ".join(part for part in parts if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let details stand beside the rows where there is room for both."""
        super().resizeEvent(event)
        self._wide = self.width() >= _BESIDE[0] and self.height() >= _BESIDE[1]
        self._show_detail()

    def _show_detail(self) -> None:
        seen = self._wide if self._detail_wanted is None else self._detail_wanted
        self.detail.setVisible(seen)
        self._between.setVisible(seen)

    # What is mended

    @property
    def _classes(self) -> tuple[str, ...]:
        samples = self._workspace.samples
        field = label_field(samples.dataset.fields) if samples is not None else None
        return field.classes if field is not None else ()

    def _chosen_rows(self) -> tuple[int, ...]:
        current = self.way.choice.current()
        return self.way.choice.selected() or (() if current is None else (current,))

    def _mend(self, how: str) -> None:
        """Do what a key or a button asks for to all rows that are selected."""
        rows, table = self._chosen_rows(), self.table
        if how == "detail":
            self._detail_wanted = not self.detail.isVisible()
            self._show_detail()
        elif how == "relabel":
            self.offer_classes(rows)
        elif table is not None and rows:
            flags, edit = ((table.marked, sample_edits.mark_wrong) if how == "wrong"
                           else (table.out, sample_edits.leave_out))  # fmt: skip
            self._workspace.apply(edit, rows, not bool(flags[list(rows)].all()))

    def offer_classes(self, rows: tuple[int, ...]) -> None:
        """Offer the classes that rows can have, and the one that the data give."""
        if not self._classes or not rows:
            self._workspace.say(tr("These rows have no class that could be another."))
            return
        menu = QMenu(self)
        menu.setObjectName("relabel")
        for label, name in enumerate(self._classes):
            add_action(menu, name, lambda _on=False, label=label: self._relabel(rows, label))
        menu.addSeparator()
        add_action(menu, tr("As the data have it"), lambda: self._relabel(rows, AS_GIVEN))
        menu.aboutToHide.connect(menu.deleteLater)
        at = self.way.visualRect(self.way.currentIndex()).bottomLeft()
        menu.popup(self.way.viewport().mapToGlobal(at))

    def _relabel(self, rows: tuple[int, ...], label: int) -> None:
        samples = self._workspace.samples
        field = label_field(samples.dataset.fields) if samples is not None else None
        if field is None:
            return
        given = samples.as_given.dataset.arrays[field.name]
        alike = [row for row in rows if label == int(given[row])]
        if len(alike) == len(rows):
            label = AS_GIVEN
        self._workspace.apply(sample_edits.relabel, rows, label)

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data.edits is not new.data.edits or old.network is not new.network:
            self.refresh()
