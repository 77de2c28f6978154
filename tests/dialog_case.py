"""A workspace without a window, and a window to open dialogs over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app.ask import Answer, Question
from playground.app.commands import find
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import STARTER, template
from playground.gui.theme.style import apply_theme


class DialogCase:
    """Hold workspace, window, what was asked and what was said."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path, template_id: str = STARTER) -> None:
        apply_theme(app, "dark")
        self.folder = folder
        self.asked: list[Question] = []
        self.answer: Callable[[Question], Answer] = lambda question: Answer(question.escape)
        self.said: list[str] = []
        settings = Settings(folder / "settings.json")
        settings.set(last_folder=str(folder))
        self.ws = Workspace(template(template_id, CATALOGUE).open(), settings, ask=self._ask)
        self.ws.notices.said.connect(self.said.append)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.answer(question)

    def ready(self) -> None:
        """Let the workspace believe that torch is loaded, which no dialog needs."""
        self.ws.torch_ready = True

    def close(self) -> None:
        """End the workspace."""
        apply_theme(QApplication.instance(), "dark")
        assert self.ws.close()


class Runner:
    """Run commands as the window's actions do, and keep what was run."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.ran: list[str] = []

    def run(self, command_id: str) -> None:
        """Keep the id and run the command."""
        self.ran.append(command_id)
        find(command_id).run(self._workspace)

    def why_not(self, command_id: str) -> str:
        """Return why a command cannot run now."""
        command = find(command_id)
        return "" if command.enabled(self._workspace) else command.why_not(self._workspace)


class OpenedUrls(QObject):
    """Take what would open in the file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Keep the path."""
        self.paths.append(Path(url.toLocalFile()))

    def __enter__(self) -> OpenedUrls:
        QDesktopServices.setUrlHandler("file", self, "take")
        return self

    def __exit__(self, *_error: object) -> None:
        QDesktopServices.unsetUrlHandler("file")


def keys(widget: QWidget, *pressed: object) -> None:
    """Press keys and type texts, one after the other."""
    for key in pressed:
        if isinstance(key, str):
            QTest.keyClicks(widget, key)
        else:
            QTest.keyClick(widget, key)  # type: ignore[call-overload]
