"""What is worth knowing about the data: a sentence a row, with what can be done at its right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app.own_draft import Draft
from playground.app.own_ways import ways_of
from playground.app.texts import tr
from playground.core.importing.understood import Remark, RemarkKind
from playground.gui.own.sign import Sign
from playground.gui.theme.tokens import BODY
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.labels import Caption, ElidedLabel, SectionHeader

ROW = 26
_SIGNS: dict[RemarkKind, tuple[str, str]] = {  # icon and colour
    "leak": ("triangle-alert", "warn"), "rare": ("chart-column", "warn"), "double": ("copy", "warn"),
    "alike": ("copy", "warn"),
    "ambiguous": ("calendar-days", "warn"), "sensitive": ("shield-check", "warn"), "id": ("tag", "text2"),
    "constant": ("equal", "text2"), "missing": ("circle-dot", "text2"), "series": ("clock", "text2"),
    "other": ("info", "text2"),
}  # fmt: skip


class WorthKnowing(QWidget):
    """List remarks, the worst first; those beyond `most` are counted."""

    acted = Signal(object, object)  # Remark, and the RemarkWay that was chosen

    def __init__(self) -> None:
        super().__init__()
        self.most = 5
        self._draft: Draft | None = None
        self._more = Caption("")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(SectionHeader(tr("Worth knowing")))
        head.addWidget(self._more)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_draft(self, draft: Draft) -> None:
        """Show what is worth knowing of another draft."""
        self._draft = draft
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        known = draft.worth_knowing
        shown = known[: self.most]
        for remark in shown:
            self._rows.addWidget(self._row(remark, draft))
        rest = known[self.most :]
        about = ", ".join(dict.fromkeys(each.column for each in rest if each.column))
        words = tr("{count} more, about {columns}").format(count=len(rest), columns=about)
        if not rest:
            words = tr("Every guess is one click away from being another.") if shown else ""
            gaps = any(each.missing for each in draft.columns if each.use != "out")
            odd = tr("Values are missing; nothing else is odd.") if gaps else tr("Nothing odd was found.")
            words = words or odd
        self._more.set_text(words)

    def set_most(self, most: int) -> None:
        """Show at most so many rows."""
        if most != self.most:
            self.most = most
            if self._draft is not None:
                self.show_draft(self._draft)

    def _row(self, remark: Remark, draft: Draft) -> QWidget:
        row = QWidget()
        row.setFixedHeight(ROW)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        icon, colour = _SIGNS[remark.kind] if remark.done is None else ("circle-check", "good")
        layout.addWidget(Sign(icon, colour, room=1))
        words = tr(remark.message)
        if remark.done is not None:
            words = f"{tr(remark.done)} {words}"
        layout.addWidget(ElidedLabel(words, size=BODY), 1)
        for way in ways_of(remark, draft):
            button = LinkButton(way.title)
            button.clicked.connect(partial(self.acted.emit, remark, way))
            layout.addWidget(button)
        return row
