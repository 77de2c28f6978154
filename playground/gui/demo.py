"""The main job done for real without anybody at the screen: train, save, export, take a picture."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from playground.app.ask import Answer, Question
from playground.app.export_control import ExportState
from playground.app.folders import folders
from playground.app.logs import logging_to
from playground.app.settings import Settings
from playground.app.texts import tr
from playground.gui.ending import Ending, ending, leave
from playground.gui.screen import no_screen
from playground.gui.theme import numbers
from playground.gui.window.main_window import MainWindow

SIZE = (1600, 1000)
LIMIT_MS = 600_000  # a demonstration that takes longer has failed


class Demo(QObject):
    """Drive a real window through training, saving and exporting, one signal after the other."""

    failed = Signal(str)  # a fault of ours, told from any thread

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self.failed.connect(self._on_failed)
        self._window, self._workspace, self._folder = window, window.workspace, folder
        self._stage = "loading"
        self.sentence = ""
        self._workspace.ask = self._answer
        self._workspace.run_changed.connect(self._on_run)
        self._workspace.exports.changed.connect(self._on_export)
        QTimer.singleShot(LIMIT_MS, self, self._too_long)

    def _answer(self, question: Question) -> Answer:
        """Save where the demonstration's files go, without asking."""
        return Answer(option=question.default, path=self._folder / "demo.nnplay")

    def _on_run(self) -> None:
        state = self._workspace.training.state
        if self._stage == "loading" and state == "ready":
            self._stage = "training"
            self._workspace.training.set_speed("max")
            self._workspace.training.toggle()
        elif self._stage == "training" and state == "done":
            self._stage = "exporting"
            QTimer.singleShot(0, self, self._save_and_export)

    def _save_and_export(self) -> None:
        if self._workspace.run.finished != "completed" or not self._workspace.files.save_as():
            self._end(1, tr("The demonstration could not be trained and saved."))
            return
        self._workspace.exports.start("onnx", self._folder / "demo.onnx")

    def _on_export(self, state: ExportState) -> None:
        if state.failure:
            self._end(1, state.failure)
        elif state.result is not None:
            self._window.grab().save(str(self._folder / "window.png"))
            self._end(0, self._report())

    def _report(self) -> str:
        accuracy = self._workspace.live.metric("val_accuracy")
        lines = [tr("Validation accuracy {accuracy}").format(accuracy=numbers.percent(accuracy))]
        words = {"demo.nnplay": tr("Project"), "demo.onnx": tr("Model"), "window.png": tr("Window")}
        lines += [f"{word:<8} {(self._folder / name).absolute()}" for name, word in words.items()]
        return "\n".join(lines)

    def _on_failed(self, sentence: str) -> None:
        self._end(3, sentence)

    def _too_long(self) -> None:
        self._end(1, tr("The demonstration took longer than ten minutes."))

    def stop(self, code: int) -> None:
        """End early because a signal asks for it."""
        self._end(code or 1, tr("The demonstration was stopped."))

    def _end(self, code: int, sentence: str) -> None:
        self.sentence = sentence
        self._window.shut_down()
        QApplication.exit(code)


def run_demo(folder: Path) -> int:
    """Write demo.nnplay, demo.onnx and window.png into a folder; return the exit code."""
    if no_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with ending() as wish:
        code, sentence = _run(folder, wish)
        stream = sys.stdout if code == 0 else sys.stderr
        stream.write(f"{sentence}\n")
        return leave(code)


def _run(folder: Path, wish: Ending) -> tuple[int, str]:
    """Run the demonstration; return the exit code and what there is to say."""
    from playground.gui.application import make_application, make_window

    wish.holds = True  # a temporary folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary) / "settings.json")
        app = make_application(sys.argv[:1], settings.values.theme)
        window = make_window(settings)
        window.resize(*SIZE)
        window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        demo = Demo(window, folder)
        wish.follow(window, lambda: demo.stop(wish.code), lambda: QApplication.exit(1))
        window.show()
        with logging_to(folders().log, told=demo.failed.emit):
            code = app.exec()
    return code, demo.sentence
