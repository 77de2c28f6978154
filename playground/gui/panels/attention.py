"""Which word looks at which, head by head, for the sample that the blocks look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.network.block_path import BlockPath
from playground.gui.panels.attention_heads import MEAN, MOST_ROWS, Heads
from playground.gui.panels.attention_matrix import Matrix, Shown
from playground.gui.panels.pace import NUMBERS_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import integer, percent
from playground.gui.widgets.labels import Caption, ElidedLabel

VIEW = "attention"
LOW = 360  # px
NAMED = 3  # words that the sentence tells
LEAST_NAMED = 0.01  # of what a word takes, below which another is not worth telling


class AttentionPanel(ViewPanel):
    """Follow the sample looked at: all heads small, one large with the words on both axes."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, NUMBERS_MS)
        self.heads, self.matrix = Heads(), Matrix()
        self.where, self.says = Caption("", color="text2"), ElidedLabel("")
        self.menu = PanelMenu(workspace, self, tr("Attention"), self._table)
        self._content = QWidget()
        self._lay_out()
        self.heads.chosen.connect(self._show_head)
        self.matrix.pointed.connect(self._say)
        workspace.views.subject_changed.connect(self._on_subject)

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(self.heads)
        inner.addWidget(self.where)
        inner.addWidget(self.matrix, 1)
        inner.addWidget(self.says)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.headed(tr("Attention"), self.menu))
        empty = ElidedLabel(tr("No block has looked around yet."), color="text3")
        layout.addLayout(self.either(self._content, empty), 1)
        self.show_empty(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the matrix where there is little."""
        super().resizeEvent(event)
        low = self.height() < LOW
        self.heads.show_rows(1 if low else MOST_ROWS)
        self.where.setVisible(not low)

    def options(self) -> Mapping[str, Any]:
        """Ask about what the blocks look at."""
        return self._workspace.views.subject.options

    def refresh(self) -> None:
        """Show the newest weights."""
        shown = self.shown
        self.show_empty(shown is None or not shown.facts["layers"])
        if shown is None or not shown.facts["layers"]:
            return
        self.heads.show_layers([shown.arrays[layer] for layer in shown.facts["layers"]])
        self._show_head()

    def _show_head(self) -> None:
        """Show the chosen head large."""
        shown = self.shown
        if shown is None or not shown.facts["layers"]:
            return
        layer, head = self.heads.layer, self.heads.head
        node = shown.facts["layers"][layer]
        weights = shown.arrays[node]
        flat = weights.mean(axis=0) if head == MEAN else weights[head]
        facts = shown.facts
        self.matrix.show_weights(
            Shown(flat, facts["asking"][node], facts["looked"][node], facts["causal"][node])
        )
        self.where.set_text(self._where(node, layer, head))
        self._say()

    def _where(self, node: str, layer: int, head: int) -> str:
        """Say which head of which block this is."""
        if head == MEAN:
            words = tr("Layer {layer} · mean of its heads · {name}")
        else:
            words = tr("Layer {layer} · head {head} · {name}")
        return words.format(layer=integer(layer + 1), head=integer(head + 1), name=self._name(node))

    def _name(self, flat: str) -> str:
        """Return what the block is called; a network that changed meanwhile has no name for it."""
        path, project = BlockPath.of(flat), self._workspace.project
        return project.label_of(str(path.drawn)) if path.top in project.network.nodes else ""

    def _say(self) -> None:
        """Say what the word under the pointer, or the last one, looks at most."""
        drawn = self.matrix.shown
        if drawn is None or not len(drawn.weights):
            self.says.set_text("")
            return
        row = drawn.weights[self.matrix.row]
        best = [at for at in np.argsort(-row, kind="stable")[:NAMED] if row[at] >= LEAST_NAMED]
        named = " · ".join(f"{drawn.looked[at]} {percent(float(row[at]), 0)}" for at in best)
        words = tr("“{word}” looks at {words}")
        self.says.set_text(words.format(word=drawn.asking[self.matrix.row], words=named))

    def _on_subject(self, _subject: object) -> None:
        self.ask_again()

    def _table(self) -> list[list[str]]:
        """Return the matrix that is seen, as plain numbers."""
        drawn = self.matrix.shown
        if drawn is None:
            return []
        rows = [["", *drawn.looked]]
        pairs = zip(drawn.asking, drawn.weights, strict=True)
        return rows + [[word, *(f"{weight:.6g}" for weight in row)] for word, row in pairs]
