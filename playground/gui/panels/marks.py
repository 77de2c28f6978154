"""Samples whose steps or pixels are marked, the worst or the best first; or those of a cell of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from playground.app.sample_filter import SampleFilter
from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views import places
from playground.gui.panels.mark_sheets import PixelSheet, StepSheet
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import integer, percent
from playground.gui.theme.tokens import MEDIUM
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.labels import Caption, ChipLabel, ElidedLabel
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.segments import Segments

VIEW = "marks"
UNTRAINED = "Nothing is said yet. Train to see it."


class MarksPanel(ViewPanel):
    """Follow what is said of the validation part; a click looks at a sample everywhere."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.pixels, self.steps = PixelSheet(), StepSheet()
        for sheet in (self.pixels, self.steps):
            sheet.setAccessibleName(tr("Marked samples"))
            sheet.chosen.connect(lambda sample: workspace.views.look_at(Subject(sample=sample)))
            sheet.wanted.connect(self.ask_again)
        self.order = Segments(
            [
                ("worst", tr("Worst")),
                ("sure", tr("Sure and wrong")),
                ("best", tr("Best")),
                ("any", tr("Any")),
            ],
            "worst",
            name=tr("Order"),
        )
        self.empty = ElidedLabel(tr(UNTRAINED), weight=MEDIUM, color="text3")
        self.mean = Caption("", color="text2")
        self.label = ComboField([(None, "")], None, name=tr("True class"))
        self.cell = ChipLabel("", "x", clickable=True)
        set_tip(self.cell, tr("List all samples again"))
        self.menu = PanelMenu(workspace, self, tr("Marked samples"), self._table)
        self._lay_out()
        self._connect()
        self._on_filter(workspace.views.filter)

    def _connect(self) -> None:
        views = self._workspace.views
        self.order.chosen.connect(self._on_order)
        self.label.chosen.connect(lambda label: views.list_samples(SampleFilter(label=label)))
        self.cell.clicked.connect(lambda: views.list_samples(SampleFilter()))
        views.subject_changed.connect(self._on_subject)
        views.filter_changed.connect(self._on_filter)
        self._workspace.samples_changed.connect(self._begin_again)
        self._workspace.problems_changed.connect(self._offer_classes)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        layout.addWidget(self.headed(tr("Marked samples"), self.cell, self.label, self.menu))
        row = QHBoxLayout()
        row.addWidget(self.mean, 1)
        row.addWidget(self.order)
        layout.addLayout(row)
        stack = self.either(self.pixels, self.empty)
        stack.addWidget(self.steps)
        layout.addLayout(stack, 1)
        self.show_empty(True)

    @property
    def sheet(self) -> PixelSheet:
        """Return the sheet that suits the goal."""
        project, fields = self._workspace.project, self._workspace.fields
        marked = places.marked(project, fields)
        of_steps = any(places.rule(project, node).aligned == "step" for node in list(marked)[:1])
        return self.steps if of_steps else self.pixels

    def options(self) -> Mapping[str, Any]:
        """Ask for the page that is seen."""
        sheet, wanted = self.sheet, self._workspace.views.filter
        page: dict[str, Any] = {"order": self.order.current(), "first": sheet.first, "count": sheet.room}
        page |= {"true": wanted.label} if wanted.label is not None else {}
        page |= {"said": wanted.answer} if wanted.answer is not None else {}
        return {**page, "part": "validation"}

    def refresh(self) -> None:
        """Show the newest page."""
        shown = self.shown
        if shown is None or "order" not in shown.arrays:
            self.show_empty(True)
            self.mean.set_text("")
            return
        tokens = self._workspace.fields.fields.get("tokens")
        self.steps.words = tokens.parts if tokens is not None else ()
        sheet = self.steps if shown.arrays["saids"].ndim == 2 else self.pixels
        assert self._either is not None  # it is laid out
        self._either.setCurrentWidget(sheet if shown.facts["listed"] else self.empty)
        self.empty.set_text(tr("No sample matches.") if not shown.facts["listed"] else tr(UNTRAINED))
        sheet.show_page(shown)
        self._on_subject(self._workspace.views.subject)
        self.mean.set_text(self._told(shown.facts))

    def _told(self, facts: Mapping[str, Any]) -> str:
        """Return what all samples say, and how many of them are listed where those are fewer."""
        words = tr("{share} wrong on {count} samples").format(
            share=percent(facts["mean"], 1), count=integer(facts["samples"])
        )
        sure = tr("{count} wrong though sure").format(count=integer(facts["surely"]))
        listed = tr("{count} listed").format(count=integer(facts["listed"]))
        words = f"{words} · {sure}" if self.order.current() == "sure" else words
        return f"{words} · {listed}" if self._workspace.views.filter.label is not None else words

    def _on_order(self, _key: str) -> None:
        views = self._workspace.views
        if views.filter.answer is not None:  # a cell's samples have an order of their own
            views.list_samples(replace(views.filter, answer=None))
        self._begin_again()

    @property
    def _classes(self) -> tuple[str, ...]:
        """Return the classes of the steps or pixels."""
        marked = places.marked(self._workspace.project, self._workspace.fields)
        return next((field.classes for field in marked.values()), ())

    def _offer_classes(self) -> None:
        words = tr("Class: {name}")
        options: list[tuple[object, str]] = [(None, words.format(name=tr("any")))]
        options += [(index, words.format(name=name)) for index, name in enumerate(self._classes)]
        self.label.set_options(options, self._workspace.views.filter.label)

    def _on_filter(self, wanted: SampleFilter) -> None:
        self._offer_classes()
        self.cell.setVisible(wanted.answer is not None)
        names = dict(enumerate(self._classes))
        if wanted.answer is not None:
            true = names.get(wanted.label, "?") if wanted.label is not None else "?"
            self.cell.set_text(f"{true} → {names.get(wanted.answer, '?')}")
        self._begin_again()

    def _begin_again(self, *_of: object) -> None:
        self.pixels.begin_again()
        self.steps.begin_again()
        self.ask_again()

    def _on_subject(self, subject: Subject) -> None:
        for sheet in (self.pixels, self.steps):
            sheet.set_current(subject.place_in("validation"))

    def _table(self) -> list[list[str]]:
        """Return a row a sample of the part, as plain numbers."""
        rows, shown = [["sample", "wrong"]], self.shown
        if shown is not None and "errors" in shown.arrays:
            pairs = zip(shown.arrays["number"], shown.arrays["errors"], strict=True)
            rows += [[str(int(number)), f"{error:.6g}"] for number, error in pairs]
        return rows
