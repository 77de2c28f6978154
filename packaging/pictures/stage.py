"""One window with nobody at it: a project is opened, led into a state, waited for and photographed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QImage, Qt
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.network.values import Edge
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.gui.canvas import BLOCK_MIME
from playground.gui.theme.style import ThemeName, apply_theme
from playground.gui.window.main_window import MainWindow

LIMIT_MS = 120_000  # nothing that is photographed takes longer
LOOK_MS = 20
CALM_MS = 250  # a picture that stays the same so long is finished


class Stage:
    """Use as a context; the window closes at its end."""

    def __init__(self, folder: Path, project: Project, theme: ThemeName, size: tuple[int, int]) -> None:
        self._app = QApplication.instance() or QApplication([])
        apply_theme(self._app, theme)
        settings = Settings(folder / "settings.json")
        settings.set(theme=theme, reduce_motion=True)
        self.workspace = Workspace(project, settings)
        self.window = MainWindow(self.workspace)
        self.window.resize(*size)
        self._mime: QMimeData | None = None  # Qt does not keep it

    def __enter__(self) -> Stage:
        self.window.show()
        self.wait(lambda: self.workspace.torch_ready)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.window.shut_down()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # not under another stage

    def open(self, path: Path) -> None:
        """Open a project with its runs as one that was never saved: the words about saving stay the same."""
        opened = open_project(path, CATALOGUE)
        self.show_project(opened.project, opened.runs)

    def show_project(self, project: Project, runs: tuple[RunRecord, ...] = ()) -> None:
        """Show another project, with its runs."""
        self.workspace.replace_document(Document(project, None), runs)

    def train_to(self, epoch: int) -> None:
        """Train as fast as it goes until an epoch is complete; it goes on."""
        self.workspace.training.set_speed("max")
        self.workspace.training.toggle()
        self.wait(lambda: self.workspace.live.epoch >= epoch)

    def drag_over(self, kind: str, source: str, target: str) -> None:
        """Hold a block of the palette over a wire."""
        canvas, edges = self.window.canvas, self.workspace.project.network.edges
        edge: Edge = next(edge for edge in edges if (edge.source, edge.target) == (source, target))
        place = canvas.mapFromScene(canvas.canvas.edges[edge].middle)
        self._mime = QMimeData()
        self._mime.setData(BLOCK_MIME, kind.encode())
        for event in (QDragEnterEvent, QDragMoveEvent):
            QApplication.sendEvent(
                canvas.viewport(),
                event(place, Qt.DropAction.CopyAction, self._mime, Qt.MouseButton.LeftButton,
                      Qt.KeyboardModifier.NoModifier),
            )  # fmt: skip

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is so; TimeoutError when it never is."""
        loop, timer, limit = (
            QEventLoop(),
            QTimer(interval=LOOK_MS),
            QTimer(interval=LIMIT_MS, singleShot=True),
        )
        timer.timeout.connect(lambda: loop.quit() if condition() else None)
        limit.timeout.connect(lambda: loop.exit(1))
        timer.start()
        limit.start()
        if loop.exec():
            raise TimeoutError("the window did not get there")

    def pause(self, milliseconds: int) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop, loop.quit)
        loop.exec()

    def calm(self) -> QImage:
        """Return the window's picture once every view shows the model as it stands and nothing moves."""
        self.wait(self._has_all_views)
        before = self.picture()
        while True:
            self.pause(CALM_MS)
            now = self.picture()
            if now == before:
                return now
            before = now

    def picture(self) -> QImage:
        """Return what the window shows now."""
        return self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def _has_all_views(self) -> bool:
        live, views = self.workspace.live, self.workspace.views
        if self.workspace.checks.blocker is not None or not views.asked:
            return True
        return all(key in views.answers and views.answers[key].step == live.step for key in views.asked)
