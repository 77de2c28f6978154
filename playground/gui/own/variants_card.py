"""New variants while training: a slider for each way in which pictures are changed, and eight of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app.own_variants import offered_for, variants_of, with_augmentation
from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.core.graph.varied import VariedSource
from playground.core.project.augmentations import AugmentationSpec, switched_on
from playground.gui.docks.param_form import ParamForm, put_form
from playground.gui.docks.variant_sheet import VariantSheet
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import Caption, SectionHeader

_LABELS = 80  # px of the name beside a slider
_FORM, _SHEET = 5, 4  # parts of the width: two columns of sliders need more than eight small pictures


class VariantsCard(QWidget):
    """Sliders and variants of the picture that is chosen in the sheet; `taken` when one is let go."""

    taken = Signal(object)  # the draft that follows
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._draft: PicturesDraft | None = None
        self._source: VariedSource | None = None
        self._of: tuple[object, ...] = ()  # what is offered follows from it
        self._offered: tuple[AugmentationSpec, ...] = ()
        self._row = self.seed = 0
        self._drawn: tuple[object, ...] = ()  # what the variants that are shown follow from
        self._pictures: object = None  # and the pictures, which are told apart by being others
        self.form: ParamForm | None = None
        self.sheet, self.roll = VariantSheet(as_given=True), QuietButton(tr("Roll again"), "dices")
        self.roll.clicked.connect(self._roll)
        head, self._below = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(SectionHeader(tr("New variants while training")))
        words = tr("each picture is changed anew every time it trains; validation and test stay as they are")
        head.addWidget(Caption(words), 1)
        head.addWidget(self.roll)
        self._below.setSpacing(16)
        self._below.addWidget(self.sheet, _SHEET)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_draft(self, draft: PicturesDraft, row: int) -> None:
        """Show another draft's strengths, and what they make of one of its pictures."""
        self._draft, self._row = draft, row
        of = (draft.form, draft.start, draft.columns, draft.path, draft.refusal)
        if of != self._of:
            self._of = of
            offered, self._source = offered_for(draft)
            if offered != self._offered or self.form is None:
                self._offer(offered)
        if self.form is not None:
            self.form.show_values(self._values())
        self._draw(draft.augmentation)

    def show_picture(self, row: int) -> None:
        """Show what the strengths make of another picture, where a draft is shown."""
        self._row = row
        if self._draft is not None:
            self._draw(self._draft.augmentation)

    def _values(self) -> dict[str, Any]:
        assert self._draft is not None  # it is shown
        strengths = self._draft.augmentation
        return {spec.id: strengths.get(spec.id, spec.param.default) for spec in self._offered}

    def _offer(self, offered: tuple[AugmentationSpec, ...]) -> None:
        before, self._offered, self.form = self.form, offered, None
        if offered:
            params = [spec.param for spec in offered]
            self.form = ParamForm(params, self._values(), columns=2, label_width=_LABELS, spacing=2)
            self.form.changed.connect(self._change)
            self.form.refused.connect(self.refused)
        put_form(self._below, before, self.form, _FORM)

    def _change(self, name: str, value: object, final: bool) -> None:
        if self._draft is None:
            return
        made = with_augmentation(self._draft, name, value)
        if final:
            self.taken.emit(made)
        else:
            self._draw(switched_on(made.augmentation))

    def _draw(self, strengths: Mapping[str, Any]) -> None:
        """Draw variants, unless those that are shown follow from the same."""
        draft, source = self._draft, self._source
        if draft is None or source is None or not 0 <= self._row < draft.rows:
            self._drawn = ()
            self.sheet.show_variants(None)
            return
        now, pictures = (source, draft.form, self._row, dict(strengths), self.seed), draft.looked.pictures
        if now != self._drawn or pictures is not self._pictures:
            self._drawn, self._pictures = now, pictures
            self.sheet.show_variants(variants_of(draft, source, self._row, strengths, self.seed))

    def _roll(self) -> None:
        self.seed += 1
        self.show_picture(self._row)
