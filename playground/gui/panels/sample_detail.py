"""The sample that the blocks look at: its picture, what it is, what the network says, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from playground.app.block_questions import options_of
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import Field, is_of_kind
from playground.core.views.feature_maps import PICTURE, raw
from playground.core.views.label_figures import GIVEN_ABOVE
from playground.core.views.places import has_only_pictures
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot
from playground.gui.panels.pace import NUMBERS_MS
from playground.gui.panels.reasons import Reasons
from playground.gui.panels.subject_picture import SubjectPicture
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import NOTHING, figure, fixed, integer, percent, shape
from playground.gui.theme.tokens import SEMIBOLD, TITLE
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.segments import Segments

VIEW = "feature_maps"
SIDE = 92
PARTS = {"validation": "Validation", "train": "Training", "test": "Test"}


class SampleDetail(ViewPanel):
    """Follow the subject of the views."""

    draw_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, NUMBERS_MS)
        self.picture = SubjectPicture(SIDE)
        self.reasons = Reasons(workspace, self)
        self.age.follow(self.reasons.asked)
        self.reasons.changed.connect(self.picture.show_reasons)
        self._title = ElidedLabel("", size=TITLE, weight=SEMIBOLD)
        self._kind, self._true, self._says, self._loss = Caption(""), *(ElidedLabel("") for _ in range(3))
        self.why = QuietButton(tr("Why this answer?"), "lightbulb", look="tint")
        self.why.setCheckable(True)
        self.why.toggled.connect(self._on_why)
        self.draw = QuietButton(tr("Draw your own"), "pencil")
        self.draw.clicked.connect(self.draw_wanted)
        self.method = Segments(
            [("occlusion", tr("Covering")), ("gradient", tr("Gradient"))], "occlusion", name=tr("Method")
        )
        self.method.chosen.connect(self.reasons.use)
        self._lay_out()
        workspace.views.subject_changed.connect(self._on_subject)
        workspace.problems_changed.connect(self._offer_drawing)
        workspace.problems_changed.connect(self.ask_again)  # other blocks are seen, in another group

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        for label in (self._title, self._kind, self._true, self._says, self._loss):
            words.addWidget(label)
        words.addWidget(self.age)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.picture)
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.why, 1)
        buttons.addWidget(self.draw, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.method)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.method.hide()
        self.setFixedWidth(332)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the sample while it is seen."""
        super().showEvent(event)
        self._offer_drawing()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden panel asks for nothing."""
        super().hideEvent(event)
        self.why.setChecked(False)

    def options(self) -> Mapping[str, Any]:
        """Ask about what the blocks look at, as the canvas does."""
        return options_of(self._workspace, VIEW)

    def _offer_drawing(self) -> None:
        spec = self._workspace.project.data_set
        alone = has_only_pictures(self._workspace.project, self._workspace.fields)
        can = alone and spec is not None and bool(spec.draw)
        self.draw.hold_back("" if can else tr("These data cannot be drawn by hand."))
        explained = VIEWS.get("saliency").applies(self._workspace.project, self._workspace.fields)
        self.why.hold_back("" if explained else tr("Only answers to pictures are explained."))
        if not explained:
            self.why.setChecked(False)

    def _on_why(self, on: bool) -> None:
        self.method.setVisible(on)
        self.reasons.want(on)

    def _on_subject(self, _subject: object) -> None:
        self.ask_again()

    def refresh(self) -> None:
        """Show the newest facts."""
        shown = self.shown
        if shown is None:
            self.picture.setVisible(False)
            for label in (self._title, self._kind, self._true, self._says, self._loss):
                label.set_text("")
            return
        facts, pictures = shown.facts, self._pictures(shown)
        self.picture.setVisible(bool(pictures))
        self.picture.show_pictures(pictures)
        drawn = facts["part"] == "drawn"
        number = integer(facts["number"]) if facts["number"] is not None else ""
        self._title.set_text(tr("Your drawing") if drawn else tr("Sample {number}").format(number=number))
        size = _size_words(shown)
        self._kind.set_text(size if drawn else f"{tr(PARTS[facts['part']])} · {size}")
        self._say_answer(facts)

    def _pictures(self, shown: Snapshot) -> list[tuple[np.ndarray, Field]]:
        """Return all pictures of the sample, in the order of the data's fields."""
        fields = self._workspace.fields.fields
        return [(shown.arrays[raw(name)], field) for name, field in fields.items()
                if is_of_kind(name, "image") and raw(name) in shown.arrays]  # fmt: skip

    def _say_answer(self, facts: Mapping[str, Any]) -> None:
        true, says, right = _judgement(facts)
        self._true.set_text("" if true is None else tr("True: {label}").format(label=true))
        self._says.set_text("" if says is None else says)
        self._says.set_color("text" if right is None else "good" if right else "bad")
        loss = facts.get("loss")
        self._loss.set_text("" if loss is None else tr("Loss: {loss}").format(loss=fixed(loss, 2)))


def _judgement(facts: Mapping[str, Any]) -> tuple[str | None, str | None, bool | None]:
    """Return what is true, what is said, and whether that is right; None where it is not known."""
    if "answer" in facts:
        names, label, answer = facts["classes"], facts["label"], facts["answer"]
        words = tr("Says: {answer} · {certainty}")
        says = words.format(answer=names[answer], certainty=percent(facts["probabilities"][answer]))
        return (None, says, None) if label is None else (names[label], says, label == answer)
    if "shares" in facts:
        return _of_labels(facts["classes"], facts["shares"], facts["labels"])
    if "value" in facts:
        true = None if facts["true"] is None else figure(facts["true"])
        return true, tr("Says: {answer}").format(answer=figure(facts["value"])), None
    return None, None, None


def _of_labels(
    names: tuple[str, ...], shares: tuple[float, ...], labels: tuple[bool, ...] | None
) -> tuple[str | None, str, bool | None]:
    given = [f"{name} {percent(share, 0)}" for name, share in zip(names, shares, strict=True)
             if share > GIVEN_ABOVE]  # fmt: skip
    says = tr("Says: {answer}").format(answer=", ".join(given) or NOTHING)
    if labels is None:
        return None, says, None
    true = ", ".join(name for name, yes in zip(names, labels, strict=True) if yes) or NOTHING
    return true, says, all(yes == (share > GIVEN_ABOVE) for yes, share in zip(labels, shares, strict=True))


def _size_words(shown: Snapshot) -> str:
    """Return how large the sample is, whatever its source: pixels of a picture, else values."""
    own = [name for name in shown.arrays if name.startswith(".")]
    if PICTURE in own:
        return tr("{size} pixels").format(size=shape(shown.arrays[PICTURE].shape[1:]))
    return tr("{size} values").format(size=shape(shown.arrays[own[0]].shape)) if own else ""
