"""Versions, device and folders, to copy into a report."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.app.folders import folders
from playground.app.texts import tr
from playground.gui.dialogs.sheet import Code, CopyButton, Sheet, button_row, open_folder
from playground.gui.theme.tokens import PRIMARY_HEIGHT
from playground.gui.widgets.buttons import QuietButton


class DiagnosticsDialog(Sheet):
    """Show a text with a way to copy it and to the log's folder."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Diagnostics"), parent)
        below = tr("Copy this into a report; it names versions, devices and folders.")
        self.add_heading(tr("Diagnostics"), below)
        self.text = Code(tr("Diagnostics"))
        self.text.setPlainText(text.rstrip("\n"))
        self.page.addWidget(self.text, 1)
        self.copy = CopyButton(tr("Copy"), lambda: text)
        self.log_folder = QuietButton(tr("Open log folder"), "folder-open")
        self.log_folder.clicked.connect(self._open_log)
        self.close_button = QuietButton(tr("Close"), height=PRIMARY_HEIGHT)
        self.close_button.clicked.connect(self.accept)
        self.page.addLayout(button_row(self.copy, self.log_folder, None, self.close_button))
        self.resize(640, 520)
        self.copy.setFocus(Qt.FocusReason.PopupFocusReason)

    def _open_log(self) -> None:
        """Open the folder of the log, or say why not."""
        folder = folders().log
        if not folder.is_dir():
            self.log_folder.hold_back(tr("Nothing has been logged yet."))
            self.log_folder.show_reason()
        elif not open_folder(folder):
            self.log_folder.hold_back(tr("This system has no file manager; the folder is in the text above."))
            self.log_folder.show_reason()
