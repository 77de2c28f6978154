"""The inspector: what is selected, its parameters, shapes, weights and gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app import edits
from playground.app.settable import can_learn
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import Project
from playground.core.views.weight_stats import block_norms
from playground.gui.docks import block_facts
from playground.gui.docks.about import About
from playground.gui.docks.columns import Column, Columns
from playground.gui.docks.fact_list import FactList
from playground.gui.docks.head import Head
from playground.gui.docks.node_form import NodeForm
from playground.gui.docks.norms import NormHistory
from playground.gui.docks.plot_box import PlotBox
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme import numbers
from playground.gui.widgets.banner import EmptyState

if TYPE_CHECKING:
    from playground.gui.docks.plots import HistogramPlot, NormPlot

REST_MS = 150  # between two drawings of the plots
VIEW = "weight_stats"
_SETTINGS, _FACTS, _PLOT, _ABOUT = 200, 178, 104, 200  # px, the least each column is read at
_MOST_FACTS = 280  # px that a long shape may take from the other columns


class InspectorPanel(ViewPanel):
    """Follow the selection; `summary_changed(sentence)` says what a block does, "" when none is selected."""

    summary_changed = Signal(str)
    quiet_changed = Signal(bool)  # nothing is selected, or something is

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, REST_MS)
        self._node = ""  # the only block selected
        self._summary, self._quiet = "", True
        self._facts_wide = _FACTS
        self._norms = NormHistory()
        self._form: NodeForm | None = None
        self._histogram: HistogramPlot | None = None
        self._curve: NormPlot | None = None
        self._plots = False
        self._build()
        self._connect()
        self.follow()

    def _build(self) -> None:
        self.head, self.facts = Head(), FactList()
        self.weights, self.gradients = PlotBox(tr("Weights")), PlotBox(tr("Gradient norm"))
        self.about = About()
        self._empty = EmptyState("mouse-pointer", tr("Nothing selected"), framed=True)
        self._room = QWidget()
        room = QVBoxLayout(self._room)
        room.setContentsMargins(0, 8, 0, 8)
        room.addWidget(self._empty)
        self._settings = QWidget()
        self._settings_column = QVBoxLayout(self._settings)
        self._settings_column.setContentsMargins(0, 7, 0, 4)
        self._settings_column.setSpacing(4)
        self._settings_column.addWidget(self.head)
        self._settings_column.addWidget(self.age, 0, Qt.AlignmentFlag.AlignLeft)
        self.age.tell_of(self.weights)
        self._settings_column.addStretch(1)
        self.columns = Columns()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.columns)
        self.setMinimumHeight(180)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.selection_changed.connect(self._on_selection)
        workspace.project_changed.connect(self._on_project)
        workspace.problems_changed.connect(self._on_problems)
        workspace.run_changed.connect(self._on_live)
        workspace.live_changed.connect(self._on_live)
        workspace.document_replaced.connect(self._on_document)
        self.head.renamed.connect(self._on_renamed)
        self.head.turned.connect(self.follow)

    # What the window asks

    def summary(self) -> str:
        """Return what the selected block does, in a sentence."""
        return self._summary

    def quiet(self) -> bool:
        """Tell whether there is nothing to inspect."""
        return self._quiet

    def form(self) -> NodeForm | None:
        """Return the form of the selected block, if it has parameters."""
        return self._form

    def build_plots(self) -> None:
        """Make each plot from now on, once it has something to show; the window is painted by then."""
        self._plots = True
        self.refresh()

    def _histogram_made(self) -> HistogramPlot:
        if self._histogram is None:
            from playground.gui.docks.plots import HistogramPlot

            self._histogram = HistogramPlot()
            self.weights.set_plot(self._histogram)
        return self._histogram

    def _curve_made(self) -> NormPlot:
        if self._curve is None:
            from playground.gui.docks.plots import NormPlot

            self._curve = NormPlot()
            self.gradients.set_plot(self._curve)
        return self._curve

    def edit(self) -> None:
        """Put the keyboard into the first value: Enter on a block."""
        first = next(iter(self._form.rows.values()), None) if self._form is not None else None
        if first is not None:
            first.value_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._node:
            self.head.rename()

    # What is shown

    def follow(self) -> None:
        """Show what is selected now."""
        selection = self._selection()
        self._node = next(iter(selection)) if len(selection) == 1 else ""
        if self._node:
            self._show_block(self._node)
        elif selection:
            self._show_several(selection)
        else:
            self._show_network()
        self.ask_again()
        self.refresh()
        if self._quiet == bool(selection):
            self._quiet = not selection
            self.quiet_changed.emit(self._quiet)

    def _selection(self) -> frozenset[str]:
        """Return the selected blocks that are there: an edit may have removed one just now."""
        return self._workspace.selection & self._workspace.here.network.nodes.keys()

    def _show_block(self, node_id: str) -> None:
        here = self._workspace.here
        spec, title = here.blocks.find(here.network.nodes[node_id].kind), here.label_of(node_id)
        self.head.show_block(title, spec.icon if spec else "circle-help", spec.tint if spec else "unknown")
        self._take_form(node_id)
        self.about.show_words(tr(spec.help) if spec else tr("Kept as it is."))
        self._say(tr(spec.summary) if spec else tr("Kept as it is."))
        self._arrange()

    def _show_several(self, selection: frozenset[str]) -> None:
        names = block_facts.names_of(self._workspace, selection)
        title = tr("{count} blocks").format(count=len(selection))
        self.head.show_block(title, "boxes", "core", can_rename=False)
        self._empty.set_texts(names, tr("Del removes them, Ctrl+D copies them, a drag moves them."), "boxes")
        self._say("")
        self._take_form("")
        self._arrange()

    def _show_network(self) -> None:
        name = self._workspace.project.name
        self.head.show_block(name, "network", "core", can_rename=False)
        words = tr("Click a block to see its settings, weights and gradients.")
        self._empty.set_texts(tr("No block is selected"), words, "mouse-pointer")
        self._say("")
        self._take_form("")
        self._arrange()

    def _take_form(self, node_id: str) -> None:
        """Keep the form while the block is the same: a drag or typing in it goes on."""
        project = self._workspace.here
        learning = self.head.show_cap(bool(node_id) and can_learn(self._workspace, node_id))
        if self._form is not None and self._form.fits(node_id, project, learning):
            self._form.follow(project)
            return
        old, self._form = self._form, None
        if old is not None:
            self._settings_column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if node_id and project.blocks.find(project.network.nodes[node_id].kind) is not None:
            self._form = NodeForm(self._workspace, node_id, learning)
            self._settings_column.insertWidget(2, self._form)

    def _arrange(self) -> None:
        settings = Column(self._settings, max(_SETTINGS, self._form.least_width() if self._form else 0), 3)
        facts = Column(self.facts, self._facts_wide, 1)
        if not self._node:
            self.columns.set_columns((settings, facts, Column(self._room, _ABOUT, 4)))
        elif block_facts.has_weights(self._workspace, self._node):
            plots = (Column(self.weights, _PLOT, 2, True), Column(self.gradients, _PLOT, 2, True))
            self.columns.set_columns((settings, facts, *plots))
        else:
            self.columns.set_columns((settings, facts, Column(self.about, _ABOUT, 4, True)))

    def _say(self, sentence: str) -> None:
        if sentence != self._summary:
            self._summary = sentence
            self.summary_changed.emit(sentence)

    def refresh(self) -> None:
        """Show facts, weights and gradients as they are now."""
        self._show_facts()
        if self._node and block_facts.has_weights(self._workspace, self._node):
            self._show_weights()
            self._show_gradients()

    def _show_facts(self) -> None:
        workspace = self._workspace
        if self._node:
            self.facts.show_facts(block_facts.block_facts(workspace, self._node))
        elif selection := self._selection():
            self.facts.show_facts(block_facts.selection_facts(workspace, selection))
        else:
            self.facts.show_facts(block_facts.network_facts(workspace))
        wide = min(max(_FACTS, self.facts.least_width()), _MOST_FACTS)
        if wide != self._facts_wide:
            self._facts_wide = wide
            self._arrange()

    def _show_weights(self) -> None:
        stats = block_facts.stats_of(self._workspace, self._node)
        arrays = self.shown.arrays if stats and self.shown is not None else {}
        counts, edges = arrays.get("counts", np.zeros(0)), arrays.get("edges", np.zeros(0))
        if not self._plots or not len(counts):
            known = tr("Getting ready") if not stats else tr("No finite weight")
            waits = self._workspace.run.waiting == "replace"  # at an earlier step, which has no such block
            self.weights.set_words(tr("Begins with the branch") if waits else known)
            self.weights.set_note("")
            return
        limit = self._histogram_made().show_counts(counts, edges)
        decimals = 1 if limit >= 1 else 2
        ends = [numbers.fixed(end, decimals, signed=True) for end in (-limit, limit)]
        self.weights.set_axis(ends[0], "0", ends[1])
        self.weights.set_note(f"σ {numbers.fixed(stats['std'], 2)}")
        self.weights.set_words("")

    def _show_gradients(self) -> None:
        steps, norms = self._norms.of(self._workspace.shown.flat(self._node))
        if not self._plots or len(steps) < 2:
            words = tr("Appears with the next steps") if len(steps) or self._workspace.live.started else (
                tr("Appears with the first steps of training"))  # fmt: skip
            self.gradients.set_words(words)
            self.gradients.set_note("")
            return
        self._curve_made().show_norms(steps, norms)
        each = max(1, self._workspace.live.steps_per_epoch)
        self.gradients.set_axis(
            numbers.integer(steps[0] // each), tr("epoch"), numbers.integer(steps[-1] // each)
        )
        self.gradients.set_note(tr("log"))
        self.gradients.set_words("")

    # What happens

    def options(self) -> dict[str, str]:
        """Ask for the weights of the block shown, and for the gradients of all."""
        return {"node": self._workspace.shown.flat(self._node) if self._node else ""}

    def _on_selection(self, _ids: frozenset[str]) -> None:
        self.follow()

    def _on_project(self, old: Project, new: Project) -> None:
        if old.network is not new.network or old.name != new.name or old.data is not new.data:
            self.follow()

    def _on_problems(self) -> None:
        if self._form is not None and self._form.node in self._workspace.here.network.nodes:
            self._take_form(self._form.node)  # it may have weights now, or none any more
            self._form.show_problems_of(self._workspace.problems)
        self._arrange()
        self.refresh()

    def take_answer(self) -> None:
        """Keep the norms of every answer; they are drawn at the panel's pace."""
        if self.shown is None:
            self._norms.clear()
        else:
            self._norms.add(self.shown.step, block_norms(self.shown.facts.get("gradient_norms", {})))
        super().take_answer()

    def _on_live(self) -> None:
        if self.isVisible():
            self._show_facts()

    def _on_document(self) -> None:
        self._norms.clear()
        self.follow()

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        for plot in (self._histogram, self._curve):
            if plot is not None:
                plot.repaint_theme()

    def _on_renamed(self, name: str) -> None:
        if self._node:
            self._workspace.apply(edits.rename, self._node, name)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the weights, and catch up."""
        super().showEvent(event)
        self.refresh()
