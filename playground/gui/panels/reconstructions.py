"""Many samples beside what came back of them, the worst or the best first, and what PCA would reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.triple_sheet import TripleSheet, sheet_height
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import compact, integer, percent
from playground.gui.theme.tokens import MEDIUM, SEMIBOLD
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.segments import Segments

VIEW = "reconstructions"
AROUND = 122  # px above and below the sheet
ROOMY = 360  # px of width from which on there is height, too


class ReconstructionsPanel(ViewPanel):
    """Follow the reconstructions of the validation part; a click looks at a sample everywhere."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.sheet = TripleSheet()
        self.order = Segments(
            [("worst", tr("Worst")), ("best", tr("Best")), ("any", tr("Any"))], "worst", name=tr("Order")
        )
        self.baseline = ElidedLabel("", weight=SEMIBOLD)
        self.empty = ElidedLabel(tr("No reconstruction yet. Train to see one."), weight=MEDIUM, color="text3")
        self.mean = Caption("", color="text2")
        self.menu = PanelMenu(workspace, self, tr("Reconstructions"), self._table)
        self._lay_out()
        self.order.chosen.connect(self._on_order)
        self.sheet.chosen.connect(self._on_chosen)
        self.sheet.wanted.connect(self.ask_again)
        workspace.views.subject_changed.connect(self._on_subject)
        workspace.samples_changed.connect(self.sheet.begin_again)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        layout.addWidget(self.headed(tr("Reconstructions"), self.menu))
        row = QHBoxLayout()
        row.addWidget(self.mean, 1)
        row.addWidget(self.order)
        layout.addLayout(row)
        layout.addLayout(self.either(self.sheet, self.empty), 1)
        layout.addWidget(self.baseline)
        self.show_empty(True)

    def height_for(self, width: int) -> int:
        """Return the height of as many rows as suit a width."""
        return AROUND + sheet_height(6 if width >= ROOMY else 3)

    def options(self) -> Mapping[str, Any]:
        """Ask for the page that is seen."""
        page = {"order": self.order.current(), "first": self.sheet.first, "count": self.sheet.room}
        return {**page, "part": "validation"}

    def refresh(self) -> None:
        """Show the newest page."""
        shown = self.shown
        self.show_empty(shown is None or "order" not in shown.arrays)
        if shown is None or "order" not in shown.arrays:
            self.mean.set_text("")
            self.baseline.set_text("")
            return
        self.sheet.show_page(shown)
        self._on_subject(self._workspace.views.subject)
        facts = shown.facts
        ways = (tr("MSE {error} on {count} samples"), tr("MSE {error} on {count}"), tr("MSE {error}"))
        told = {"error": compact(facts["mean"], 3), "count": integer(facts["samples"])}
        self.mean.set_text(*(words.format(**told) for words in ways))
        self._say_baseline(facts)

    def _say_baseline(self, facts: Mapping[str, Any]) -> None:
        """Say how far below the error is that of as many principal components."""
        pca, code = facts["pca"], facts["code"]
        if not pca:
            self.baseline.set_text("")
            return
        below = 1 - facts["mean"] / pca
        words = tr("PCA, {code} numbers: {error} · {share} below PCA") if below > 0 else tr(
            "PCA, {code} numbers: {error} · PCA is better"
        )  # fmt: skip
        self.baseline.set_text(
            words.format(code=integer(code), error=compact(pca, 3), share=percent(below, 0))
        )
        self.baseline.set_color("good" if below > 0 else "warn")

    def _on_order(self, _key: str) -> None:
        self.sheet.begin_again()
        self.ask_again()

    def _on_chosen(self, sample: int) -> None:
        self._workspace.views.look_at(Subject(sample=sample))

    def _on_subject(self, subject: Subject) -> None:
        self.sheet.set_current(subject.place_in("validation"))

    def _table(self) -> list[list[str]]:
        """Return a row a sample of the part, as plain numbers."""
        shown = self.shown
        rows = [["sample", "mse"]]
        if shown is not None:
            pairs = zip(shown.arrays["number"], shown.arrays["errors"], strict=True)
            rows += [[str(int(number)), f"{error:.6g}"] for number, error in pairs]
        return rows
