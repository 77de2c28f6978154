"""Draw your own: paper, what the network gets to see of it, what it says, and why."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.feature_maps import PICTURE
from playground.core.views.looked import DRAWN
from playground.gui.panels.draw_pad import DrawPad
from playground.gui.panels.reasons import Reasons
from playground.gui.panels.subject_picture import SubjectPicture
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, HERO_LARGE, MEDIUM, SEMIBOLD, TITLE
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.painting import RIGHT, box, text
from playground.gui.widgets.segments import Segments

VIEW = "feature_maps"
SEEN = 120
BARS = 4


class DrawDialog(QDialog):
    """Let the blocks look at a drawing as long as it is open; the window goes on beside it."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(tr("Draw your own"))
        self._workspace, self._looked = workspace, workspace.views.subscribe(VIEW)
        self.pad, self.seen, self.answer = DrawPad(), SubjectPicture(SEEN), Verdict()
        self.undo_button = QuietButton(tr("Undo"), "undo-2")
        self.clear_button = QuietButton(tr("Clear"), "eraser")
        self.why = QuietButton(tr("Why this answer?"), "lightbulb", look="tint")
        self.why.setCheckable(True)
        self.method = Segments(
            [("occlusion", tr("Covering")), ("gradient", tr("Gradient"))], "occlusion", name=tr("Method")
        )
        self.reasons = Reasons(workspace, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.addWidget(self.undo_button)
        tools.addWidget(self.clear_button)
        tools.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(ElidedLabel(tr("Draw here"), size=TITLE, weight=SEMIBOLD))
        left.addWidget(self.pad)
        left.addLayout(tools)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(ElidedLabel(tr("What the network sees"), size=TITLE, weight=SEMIBOLD))
        right.addWidget(self.seen)
        right.addWidget(Caption(tr("Made as the data set's own pictures are.")))
        right.addWidget(self.answer, 1)
        right.addWidget(self.method)
        right.addWidget(self.why)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(20)
        row.addLayout(left)
        row.addLayout(right)
        self.method.hide()

    def _connect(self) -> None:
        self.pad.changed.connect(self._look)
        self.undo_button.clicked.connect(self.pad.undo)
        self.clear_button.clicked.connect(self.pad.clear)
        self.why.toggled.connect(self._on_why)
        self.method.chosen.connect(self.reasons.use)
        self.reasons.changed.connect(self.seen.show_reasons)
        self._looked.answered.connect(self._on_answer)
        self._workspace.project_changed.connect(self._on_project)
        self._workspace.document_replaced.connect(self._leave)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the blocks look at the empty paper."""
        super().showEvent(event)
        self.pad.setFocus()
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the blocks look at the sample again that they looked at before."""
        super().hideEvent(event)
        self.why.setChecked(False)
        self._looked.stop()
        if self._workspace.views.subject.is_drawn:
            self._workspace.views.look_at(replace(self._workspace.views.subject, picture=None))

    def _look(self) -> None:
        """Hand the drawing on, reduced as the data are."""
        spec = self._workspace.project.data_set
        if spec is None or not spec.draw:
            self.close()
            return
        picture = spec.picture_of(self.pad.drawing())
        self.seen.show_pictures([(picture, self._workspace.fields.fields["image"])])
        subject = Subject(self._workspace.views.subject.sample, picture=picture)
        self._workspace.views.look_at(subject)
        self._looked.ask(subject.options)

    def _on_why(self, on: bool) -> None:
        self.method.setVisible(on)
        self.reasons.want(on)

    def _leave(self) -> None:
        self.close()

    def _on_project(self, old: object, new: object) -> None:
        if getattr(old, "data", None) != getattr(new, "data", None):
            self.close()

    def _on_answer(self) -> None:
        shown = self._looked.answer
        if shown is not None and shown.facts["part"] != DRAWN:  # it takes other data, too: this is a sample's
            return
        if shown is not None and "answer" in shown.facts and shown.arrays[PICTURE].any():
            self.answer.show_answer(shown.facts["classes"], shown.facts["probabilities"])
        else:
            self.answer.show_answer((), ())


class Verdict(QWidget):
    """What the network takes the drawing for, and what else it might be."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self._ranked: list[tuple[str, float]] = []
        self.setMinimumSize(220, 46 + 20 * BARS)

    def show_answer(self, classes: tuple[str, ...], shares: tuple[float, ...]) -> None:
        """Show the likeliest classes; none for an empty paper."""
        ranked = sorted(zip(classes, shares, strict=True), key=lambda pair: -pair[1])[:BARS]
        self.said, self._ranked = ranked[0][0] if ranked else "", ranked
        self.setAccessibleName(f"{self.said}, {percent(ranked[0][1])}" if ranked else "")
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the answer large and the bars beneath."""
        tokens = current_theme().tokens
        if not self._ranked:
            text(painter, QRectF(0, 0, self.width(), 30), tr("Draw something."), tokens.text3)
        for row, (name, share) in enumerate(self._ranked):
            if not row:
                text(painter, QRectF(0, 0, 120, 38), name, tokens.text, font(HERO_LARGE, SEMIBOLD))
                text(painter, QRectF(100, 8, self.width() - 100, 24), percent(share, 0), tokens.text2,
                     font(TITLE, SEMIBOLD, True), RIGHT)  # fmt: skip
            line = QRectF(0, 44 + 20 * row, self.width(), 18)
            text(painter, line, name, tokens.text2, font(BODY, MEDIUM))
            track = QRectF(56, line.center().y() - 3, self.width() - 112, 6)
            box(painter, track, 3, tokens.raised)
            track.setWidth(max(2.0, track.width() * share))
            box(painter, track, 3, tokens.accent)
            text(painter, line, percent(share, 1), tokens.text2, font(BODY, MEDIUM, True), RIGHT)
