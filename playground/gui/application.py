"""The Qt application and the life of its one window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.project.templates import template
from playground.gui.theme.style import apply_theme
from playground.gui.window.keyguard import KeyGuard
from playground.gui.window.main_window import MainWindow

STARTER = "spiral-mlp"  # the project that a first start shows


def make_application(argv: list[str], settings: Settings) -> QApplication:
    """Return the application in the person's theme."""
    app = QApplication(argv)
    app.setApplicationName("Neural Playground")
    app.setDesktopFileName("neural-playground")
    apply_theme(app, settings.values.theme)
    guard = KeyGuard(app)
    app.installEventFilter(guard)
    return app


def make_window(settings: Settings) -> MainWindow:
    """Return the window with the starter project, not yet shown."""
    return MainWindow(Workspace(template(STARTER).open(), settings))


def run_window(app: QApplication, settings: Settings, path: Path | None) -> int:
    """Show the window until it is closed."""
    window = make_window(settings)
    from playground.gui.dialogs.questions import DialogAsk

    window.workspace.ask = DialogAsk(window)
    window.show()
    if path is not None:
        QTimer.singleShot(0, window, lambda: window.workspace.files.open(path))
    return app.exec()
