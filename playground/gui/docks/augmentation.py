"""Augmentation: a row for each that suits the data, and eight variants that follow every slider."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app import augmenting
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.augmentations import AugmentationSpec
from playground.core.project.chosen import AUGMENTATION
from playground.gui.docks.param_form import ParamForm, put_form
from playground.gui.docks.variant_sheet import VariantSheet
from playground.gui.theme.tokens import CAPTION, SEMIBOLD, SPACE_L, SPACE_S
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import ElidedLabel

LABEL_WIDTH = 80


class AugmentationSection(QWidget):
    """Rows and variants; `changed(name, value, final)` and `refused(words)` as rows say."""

    changed = Signal(str, object, bool)
    refused = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._offered: tuple[AugmentationSpec, ...] = ()
        self.sample = self.seed = 0  # which training sample is varied, by which seeds
        self.form: ParamForm | None = None
        self._drawn: tuple[object, ...] = ()  # what the variants follow from
        self._samples: object = None  # those they are of
        self.sheet = VariantSheet()
        self.roll = QuietButton(tr("Roll again"), "dices")
        self.other = QuietButton(tr("Other sample"), "shuffle")
        self._lay_out()
        self.roll.clicked.connect(self._on_roll)
        self.other.clicked.connect(self._on_other)
        workspace.samples_changed.connect(self.refresh)
        workspace.problems_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE_S)
        self._head.addWidget(ElidedLabel(tr("Augmentation"), weight=SEMIBOLD))
        words = ElidedLabel(size=CAPTION, color="text3")
        words.set_text(
            tr("Training samples alone are varied, anew each time; figures in training are of these."),
            tr("Training samples alone, anew each time"),
        )
        self._head.addWidget(words, 1)
        self._head.addWidget(self.other)
        self._head.addWidget(self.roll)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_L)
        self._row.addWidget(self.sheet, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, 6, SPACE_L, 10)
        column.setSpacing(SPACE_S)
        column.addLayout(self._head)
        column.addLayout(self._row)

    def refresh(self, *_: object) -> None:
        """Offer what suits the data, with the recipe's strengths, and draw variants if they are seen."""
        offered = augmenting.offered(self._workspace)
        if offered != self._offered or (self.form is None and offered):
            self._offer(offered)
        self.setVisible(bool(offered))
        if self.form is not None:
            self.form.show_values(AUGMENTATION.values(self._workspace.project.recipe))
        self._draw()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Mark the rows whose values keep training back."""
        if self.form is not None:
            self.form.show_problems(problems)

    def _offer(self, offered: tuple[AugmentationSpec, ...]) -> None:
        """Make other rows."""
        before, self._offered, self.form = self.form, offered, None
        if offered:
            values: dict[str, Any] = dict(AUGMENTATION.values(self._workspace.project.recipe))
            columns = 2 if len(offered) > 4 else 1
            params = [spec.param for spec in offered]
            self.form = ParamForm(params, values, columns=columns, label_width=LABEL_WIDTH, spacing=SPACE_S)
            self.form.changed.connect(self.changed)
            self.form.refused.connect(self.refused)
        put_form(self._row, before, self.form)

    def _draw(self) -> None:
        """Draw variants, unless those that are shown follow from the same."""
        workspace = self._workspace
        now = (*augmenting.follows_from(workspace), self.sample, self.seed)
        if not self.isVisible() or (now == self._drawn and workspace.samples is self._samples):
            return
        self._drawn, self._samples = now, workspace.samples
        self.sheet.show_variants(augmenting.variants(workspace, self.sample, self.seed))

    def showEvent(self, event: QShowEvent) -> None:
        """Come up to date."""
        super().showEvent(event)
        self._draw()

    def _on_roll(self) -> None:
        self.seed += 1
        self._draw()

    def _on_other(self) -> None:
        self.sample += 1
        self._draw()
