"""What the export dialog shows below: how far it is, what was verified, or why it failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from playground.app.export_control import ExportState
from playground.app.folders import folders
from playground.app.texts import tr
from playground.gui.dialogs.sheet import Code, CopyButton, Paragraph, button_row, open_folder
from playground.gui.theme import numbers
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import MEDIUM, RADIUS_BLOCK, SEMIBOLD, SPACE_M, SPACE_S, TITLE, mix
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.painting import box


class Bar(QProgressBar):
    """A thin bar that fills from the left."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self.setAccessibleName(tr("Progress of the export"))
        self.setFixedHeight(6)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw ground and share."""
        tokens = current_theme().tokens
        rect = QRectF(self.rect())
        box(painter, rect, 3, tokens.raised, tokens.line)
        share = self.value() / self.maximum()
        if share > 0:
            box(painter, QRectF(0, 0, max(6.0, rect.width() * share), rect.height()), 3, tokens.accent)


class ProgressPane(QWidget):
    """The stage, its share and a way to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = ElidedLabel(weight=MEDIUM)
        self.share = ElidedLabel(color="text2", tabular=True)
        self.bar = Bar()
        self.cancel = QuietButton(tr("Cancel"), "x")
        words = button_row(self.stage, None, self.share)
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        column.addLayout(words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addLayout(column, 1)
        row.addWidget(self.cancel)

    def show_state(self, state: ExportState) -> None:
        """Show how far it is."""
        self.stage.set_text(tr(state.stage) or tr("Starting"))
        self.share.set_text(numbers.percent(state.progress, 0))
        self.bar.setValue(round(1000 * state.progress))


class Notice(QWidget):
    """A sentence with an icon on a ground of its tone: good, bad or plain."""

    def __init__(self, icon: str, tone: str, below: bool = False) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.sentence = Paragraph(weight=SEMIBOLD, color=tone if tone != "neutral" else "text2")
        self.detail = Paragraph(color="text2")
        self.detail.setVisible(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(2)
        column.addWidget(self.sentence)
        column.addWidget(self.detail)

    def say(self, sentence: str, detail: str = "") -> None:
        """Show another sentence, and a quieter one below."""
        self.sentence.set_text(sentence)
        self.detail.set_text(detail)
        self.detail.setVisible(bool(detail))
        self.setAccessibleName(f"{sentence} {detail}".strip())

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw ground and icon."""
        tokens = current_theme().tokens
        tint = tokens.text2 if self._tone == "neutral" else tokens.colour(self._tone)
        ground = tokens.bad_ground if self._tone == "bad" else mix(tokens.panel, tint, 0.1)
        box(painter, QRectF(self.rect()), RADIUS_BLOCK, ground, mix(tokens.panel, tint, 0.4))
        top = self.sentence.y() + 0.0
        paint_icon(painter, self._icon, QRectF(14, top, 16, 16), tint)


class FailurePane(QWidget):
    """Why it failed, in one sentence, and what can be done next."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice("circle-alert", "bad")
        self.retry = QuietButton(tr("Try again"), "rotate-cw")
        self.elsewhere = QuietButton(tr("Choose another place…"), "folder-open")
        self.log = QuietButton(tr("Open log folder"), "file-text", look="flat")
        self.log.clicked.connect(_open_log)
        self.retry.clicked.connect(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addWidget(self.notice)
        column.addLayout(button_row(self.retry, self.elsewhere, None, self.log))

    def show_failure(self, sentence: str) -> None:
        """Show why."""
        self.notice.say(sentence)
        self.log.setVisible(folders().log.is_dir())


def _open_log() -> None:
    open_folder(folders().log)


class ResultPane(QWidget):
    """What was verified, where the file is, and code that uses it."""

    def __init__(self) -> None:
        super().__init__()
        self._path, self._folder, self._words = Path(), Path(), ""
        self.notice = Notice("circle-check", "good", below=True)
        self.note = Paragraph(color="text2")
        self.name = ElidedLabel(weight=SEMIBOLD, size=TITLE)
        self.folder = Caption()
        self.open_folder = QuietButton(tr("Open folder"), "folder-open")
        self.open_folder.clicked.connect(self._open)
        self.copy_path = CopyButton(tr("Copy path"), lambda: str(self._path))
        self.needs = Caption()
        self.code = Code(tr("Code that uses the file"))
        self.copy_code = CopyButton(tr("Copy"), lambda: self._words)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.notice)
        column.addWidget(self.note)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.folder)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(SPACE_S)
        row.addLayout(names, 1)
        row.addWidget(self.open_folder)
        row.addWidget(self.copy_path)
        column.addLayout(row)
        title = ElidedLabel(tr("Use it"), weight=SEMIBOLD)
        column.addLayout(button_row(title, self.needs, None, self.copy_code))
        column.addWidget(self.code)

    def show_result(self, result: Any, noun: str, told: str = "") -> None:
        """Show an Exported of the core; `noun` says what the samples are, `told` what stands above."""
        self._path, self._words = Path(result.path), str(result.snippet)
        same = tr("Verified: same outputs on {count} {things}.")
        difference = tr("Largest difference {size}.")
        self.notice.say(
            same.format(count=numbers.integer(result.samples), things=noun),
            difference.format(size=numbers.compact(result.largest_difference, 2)),
        )
        self.note.set_text(tr(result.note))
        self.note.setVisible(self.note.text() not in ("", told))
        self.name.set_text(" + ".join(path.name for path in result.files))
        self._folder = result.files[0].absolute().parent
        self.folder.set_text(str(self._folder))
        needs = result.exporter.needs
        self.needs.set_text(tr("needs {packages}").format(packages=needs) if needs else "")
        self.code.show_lines(self._words)
        for button in (self.copy_path, self.copy_code):
            button.reset()

    def _open(self) -> None:
        if not open_folder(self._folder):
            self.open_folder.hold_back(tr("This system has no file manager; copy the path instead."))
            self.open_folder.show_reason()
