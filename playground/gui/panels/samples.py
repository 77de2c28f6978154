"""Every sample of the validation part: all, wrong, unsure; sorted, filtered, and one of them looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from playground.app.sample_filter import SampleFilter, count, far_off
from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import Field
from playground.core.views.places import has_picture, judged
from playground.core.views.spec import Snapshot
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.sample_detail import SampleDetail
from playground.gui.panels.sample_list import SampleView
from playground.gui.panels.sample_rows import RowView
from playground.gui.panels.thumbs import Thumbs
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import figure, integer
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.context_menu import offer_menu
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.labels import Caption, ChipLabel
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.segments import Segments

VIEW = "samples"
KINDS = (("all", "All"), ("wrong", "Wrong"), ("unsure", "Unsure"))
ORDERS = (("loss", "Sort: by loss"), ("certainty", "Sort: by certainty"), ("number", "Sort: by number"))


class SamplesPanel(ViewPanel):
    """Follow what the network says of each sample."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.kinds = Segments([(key, tr(title)) for key, title in KINDS], "all", name=tr("Which samples"))
        orders = [(key, tr(title)) for key, title in ORDERS]
        self.order = ComboField(orders, "loss", name=tr("Order"), icon="arrow-down-wide-narrow")
        self.label = ComboField([(None, "")], None, name=tr("True class"))
        self.answer = ChipLabel("", "x", clickable=True)
        self.list = SampleView(Thumbs(workspace))
        self.rows = RowView(workspace)
        self._ways = QStackedWidget()  # pictures, or rows
        self.detail = SampleDetail(workspace)
        self.clear = LinkButton(tr("Clear the filter"))
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.kinds, self.order, self.label, self.answer):
            head.addWidget(widget)
        head.addWidget(NetworkNote(self._workspace))
        head.addStretch(1)
        head.addWidget(self.age)
        self._below = Caption()
        self._below.set_text(tr("certainty"), "")  # which figures beneath the pictures say themselves
        head.addWidget(self._below)
        left = QVBoxLayout()
        left.setContentsMargins(16, 8, 8, 6)
        left.setSpacing(6)
        left.addLayout(head)
        self._ways.addWidget(self.list)
        self._ways.addWidget(self.rows)
        left.addLayout(self.either(self._ways, self._nothing()), 1)
        self._line = line = QFrame()
        line.setFrameShape(QFrame.Shape.VLine)
        line.setObjectName("divider")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(line)
        row.addWidget(self.detail)

    def _nothing(self) -> QWidget:
        """Return what stands there when no sample matches."""
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setSpacing(0)
        column.addWidget(EmptyState("search", tr("No sample matches."), "", framed=False), 1)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        return empty

    def _connect(self) -> None:
        views = self._workspace.views
        self.kinds.chosen.connect(lambda key: views.list_samples(replace(views.filter, show=key)))
        self.order.chosen.connect(lambda key: views.list_samples(replace(views.filter, order=key)))
        self.label.chosen.connect(lambda label: views.list_samples(replace(views.filter, label=label)))
        for button in (self.answer, self.clear):
            button.clicked.connect(lambda: views.list_samples(SampleFilter(order=views.filter.order)))
        for way in (self.list, self.rows):
            way.chosen.connect(lambda index: views.look_at(Subject(sample=index)))
            offer_menu(self._workspace, "sample", way)
        self.detail.draw_wanted.connect(lambda: self._workspace.window.show_draw_pad())
        views.filter_changed.connect(self._on_filter)
        views.subject_changed.connect(self._on_subject)
        self._workspace.samples_changed.connect(self.refresh)
        self._workspace.problems_changed.connect(self._offer_classes)
        self._offer_classes()
        self._on_filter(views.filter)

    def repaint_theme(self) -> None:
        """Paint the list again with the colours in force."""
        self._way.viewport().update()

    @property
    def _way(self) -> SampleView | RowView:
        """Return the list that suits the data: pictures, or a row a sample."""
        return self.list if has_picture(self._workspace.project, self._workspace.fields) else self.rows

    def _choose_way(self) -> None:
        """Show what suits the data; rows say all that the detail beside pictures does."""
        pictures = self._way is self.list
        self._ways.setCurrentWidget(self._way)
        for beside in (self._below, self._line, self.detail):
            beside.setVisible(pictures)

    def refresh(self) -> None:
        """Show the newest samples."""
        shown, views = self.shown, self._workspace.views
        for key, title in KINDS:
            many = f" {integer(count(shown, key))}" if shown is not None else ""  # type: ignore[arg-type]
            words = _far(shown) if key == "wrong" else ""
            self.kinds.button(key).set_text((words or tr(title)) + many)
        if shown is None:
            self.show_empty(False)
            self._way.show_samples(None, np.zeros(0, np.int64), None)
            return
        self.kinds.button("unsure").setVisible("target" not in shown.arrays)
        indices = views.filter.indices(shown)
        self.show_empty(not len(indices))
        self._way.show_samples(shown, indices, views.subject.place_in("validation"))

    @property
    def _target(self) -> Field | None:
        """Return what is true of the samples, None where nothing is judged by it."""
        return next(iter(judged(self._workspace.project, self._workspace.fields).values()), None)

    @property
    def _classes(self) -> tuple[str, ...]:
        """Return the classes or labels by which samples can be listed."""
        return self._target.classes if self._target is not None else ()

    def _offer_classes(self) -> None:
        self._choose_way()
        target = self._target
        self.label.setVisible(bool(self._classes))
        several = target is not None and bool(target.sizes)  # each sample may have several of them
        words = tr("Label: {name}") if several else tr("Class: {name}")
        self.label.setAccessibleName(tr("True label") if several else tr("True class"))
        options: list[tuple[object, str]] = [(None, words.format(name=tr("any")))]
        options += [(index, words.format(name=name)) for index, name in enumerate(self._classes)]
        self.label.set_options(options, self._workspace.views.filter.label)

    def _on_filter(self, wanted: SampleFilter) -> None:
        self.kinds.set_current(wanted.show)
        self.order.set_current(wanted.order)
        self.label.set_current(wanted.label)
        names = self._classes
        self.answer.setVisible(wanted.answer is not None)
        if wanted.answer is not None and wanted.answer < len(names):
            true = names[wanted.label] if wanted.label is not None else "?"
            self.answer.set_text(f"{true} → {names[wanted.answer]}")
            set_tip(self.answer, tr("List all samples again"))
        self.refresh()

    def _on_subject(self, subject: Subject) -> None:
        self._way.set_current(subject.place_in("validation"))


def _far(shown: Snapshot | None) -> str:
    """Say from which distance on a number is far off; "" where no number is said."""
    if shown is None or "target" not in shown.arrays:
        return ""
    return tr("Off by > {distance}").format(distance=figure(far_off(shown)))
