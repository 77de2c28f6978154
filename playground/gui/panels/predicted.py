"""How well a number is predicted: what is said against what is true, and what a linear model reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import Part
from playground.core.views.spec import Snapshot
from playground.gui.panels.card import HEIGHT, Card, side_by_side
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.scatter_plot import ScatterPlot
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import figure
from playground.gui.widgets.labels import Note
from playground.gui.widgets.segments import Segments

VIEW = "class_figures"
FIGURES = ("r2", "mae")
NARROW = 360  # px of width of a panel whose plot is low
NOT_SQUARE = 8 + 28 + 8 + 8 + HEIGHT + 6 + 20 + 8


class PredictedPanel(ViewPanel):
    """Follow the figures on held-out data, or on those trained on; a click on a point looks at its sample."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.plot = ScatterPlot()
        self.cards = {name: Card(name) for name in FIGURES}
        self.verdict = Note("", "info")
        self.parts = Segments([("validation", tr("Validation")), ("train", tr("Training"))], "validation",
                              name=tr("Which part"))  # fmt: skip
        self.menu = PanelMenu(workspace, self, tr("Predicted against true"), self._table)
        self._build()
        self.parts.chosen.connect(lambda _part: self.ask_again())
        self.plot.chosen.connect(self._on_chosen)
        workspace.views.subject_changed.connect(self._on_subject)
        workspace.run_changed.connect(self.refresh)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(6)
        layout.addWidget(self.headed(tr("Predicted against true"), self.parts, self.menu))
        layout.addWidget(self.plot, 1)
        layout.addLayout(side_by_side(self.cards.values()))
        layout.addWidget(self.verdict)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words beside the title where there is little room."""
        super().resizeEvent(event)
        short = self.width() < NARROW
        self.parts.button("validation").set_text(tr("Val.") if short else tr("Validation"))
        self.parts.button("train").set_text(tr("Train") if short else tr("Training"))

    def height_for(self, width: int) -> int:
        """Return the height that gives a square plot; less of it where there is little room."""
        return (232 if width < NARROW else width - 32) + NOT_SQUARE

    def options(self) -> Mapping[str, Any]:
        """Ask for the part that is chosen."""
        part = self.parts.current()
        return {} if part == "validation" else {"part": part}

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self.plot.repaint_theme()
        self.update()

    def refresh(self) -> None:
        """Show the newest figures."""
        shown = self.shown
        if shown is None or "target" not in shown.arrays:
            self._clear()
            return
        names = ("target", "answer", "number")
        target, answer, number = (shown.arrays[name] for name in names)
        if not self._workspace.seen.started:  # what chance says is no prediction
            target, answer, number = target[:0], answer[:0], number[:0]
        self.plot.show_points(target, answer, number, float(shown.facts.get("mae", 0.0)))
        self._on_subject(self._workspace.views.subject)
        for name, card in self.cards.items():
            self._show_figure(card, name, shown)
        self.verdict.set_text(verdict(shown.facts) if self._workspace.seen.started else "")

    def _clear(self) -> None:
        """Show that nothing is known."""
        nothing = np.zeros(0, np.float32)
        self.plot.show_points(nothing, nothing, nothing, 0.0)
        for card in self.cards.values():
            card.clear()
        self.verdict.set_text("")

    def _show_figure(self, card: Card, name: str, shown: Snapshot) -> None:
        facts, started = shown.facts, self._workspace.seen.started
        half, simple = facts.get("interval", {}).get(name), facts.get("linear", {}).get(name)
        note = tr("linear model {value}").format(value=figure(simple)) if simple is not None else ""
        card.show_figure(facts.get(name) if started else None, half, int(facts["samples"]), note)

    @property
    def _part(self) -> Part:
        return "train" if self.parts.current() == "train" else "validation"

    def _on_subject(self, subject: Subject) -> None:
        self.plot.show_current(subject.place_in(self._part))

    def _on_chosen(self, index: int) -> None:
        self._workspace.views.look_at(Subject(sample=index, part=self._part))

    def _table(self) -> list[list[str]]:
        """Return every sample as plain numbers."""
        shown = self.shown
        if shown is None or "target" not in shown.arrays:
            return []
        names = [name for name in ("number", "target", "answer", "linear") if name in shown.arrays]
        rows = zip(*(shown.arrays[name].tolist() for name in names), strict=True)
        return [names, *([f"{value:.9g}" for value in row] for row in rows)]


def verdict(facts: Mapping[str, Any]) -> str:
    """Return in a sentence whether a linear model does as well, as far as so many samples can tell."""
    ends = facts.get("ahead", ())
    if not ends:
        return ""
    ahead = facts["r2"] - facts["linear"]["r2"]
    if ends[0] <= 0 <= ends[1]:
        return tr("A linear model does as well: the difference is within noise.")
    if ahead < 0:
        return tr("A linear model is better: its R² is {ahead} higher.").format(ahead=figure(-ahead))
    return tr("Better than a linear model: R² is {ahead} higher.").format(ahead=figure(ahead))
