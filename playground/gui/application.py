"""The Qt application and the life of its one window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from playground.app.logs import telling
from playground.app.texts import tr
from playground.gui.collecting import Collector
from playground.gui.ending import Ending
from playground.gui.theme.style import ThemeName, apply_theme
from playground.gui.window.first_picture import FirstPicture
from playground.gui.window.keyguard import KeyGuard
from playground.gui.window.main_window import MainWindow

if TYPE_CHECKING:  # imported after the first paint
    from playground.app.settings import Settings
    from playground.app.workspace import Workspace

STARTER = "spiral-mlp"  # the project that a first start shows


def make_application(argv: list[str], theme: ThemeName) -> QApplication:
    """Return the application in the person's theme."""
    app = QApplication(argv)
    app.setApplicationName("Neural Playground")
    app.setDesktopFileName("neural-playground")
    apply_theme(app, theme)
    KeyGuard(app)
    Collector(app)
    return app


def make_window(settings: Settings) -> MainWindow:
    """Return the window with the starter project, not yet shown."""
    return MainWindow(make_workspace(settings))


def make_workspace(settings: Settings, compiles: bool = False) -> Workspace:
    """Return a workspace with the starter project; `compiles`: small networks go over to machine code."""
    from playground.app.chosen_files import known, with_chosen
    from playground.app.workspace import Workspace
    from playground.core.builtin import CATALOGUE
    from playground.core.project.templates import template

    catalogue = with_chosen(CATALOGUE, known())
    return Workspace(template(STARTER, catalogue).open(), settings, compiles=compiles)


class Opening:
    """Fill the window once its first picture is painted; what fails then ends the program as elsewhere."""

    def __init__(self, window: MainWindow, settings_path: Path, path: Path | None, wish: Ending) -> None:
        self._window, self._settings_path, self._path, self._wish = window, settings_path, path, wish
        self._failure: BaseException | None = None
        self._workspace: Workspace | None = None
        window.painted.connect(self._go_on)

    def _go_on(self) -> None:
        try:
            self._fill()
        except Exception as failure:  # raised again where the program started
            self._failure = failure
            QApplication.exit(1)

    def _fill(self) -> None:
        from playground.app.settings import Settings
        from playground.gui.dialogs.questions import DialogAsk

        self._wish.holds = True
        self._workspace = workspace = make_workspace(Settings(self._settings_path), compiles=True)
        workspace.ask = DialogAsk(self._window)
        self._window.show_workspace(workspace)
        if self._path is not None:
            workspace.files.open(self._path)
        workspace.copies.look()

    def report(self, sentence: str) -> None:
        """Show a sentence in the status bar, from any thread."""
        if self._workspace is not None:
            self._workspace.notices.report(tr(sentence))

    def check(self) -> None:
        """Raise what went wrong."""
        if self._failure is not None:
            raise self._failure


def run_window(app: QApplication, settings_path: Path, geometry: str, path: Path | None, wish: Ending) -> int:
    """Show the window until it is closed, by the person or by a signal."""
    window = MainWindow(first=FirstPicture(None if path else STARTER))
    window.restore(geometry)
    opening = Opening(window, settings_path, path, wish)
    wish.follow(window, window.close, lambda: end(window))
    window.show()
    with telling(opening.report):
        code = app.exec()
    opening.check()
    return code or wish.code


def end(window: MainWindow) -> None:
    """End without a question, even while one is asked."""
    window.shut_down(asked=False)
    QApplication.exit()
