"""The "…" of every panel: copy or save it as a picture or as numbers, detach it, let it fill the window."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.ask import Question
from playground.app.pointed import Pointed
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import write_atomically
from playground.core.files.inert_cells import inert
from playground.core.sentences import Text
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.context_menu import beneath, context_menu

Table = Sequence[Sequence[str]]  # rows of plain numbers and words, the first with the columns' names


class PanelMenu(IconButton):
    """Act on one panel; what concerns its place is asked of the window by signals."""

    detach_wanted = Signal()
    maximise_wanted = Signal()
    hide_wanted = Signal()

    def __init__(self, workspace: Workspace, panel: QWidget, name: str, numbers: Callable[[], Table]) -> None:
        super().__init__("ellipsis", tr("More about this panel"), size=24)
        self._workspace, self._panel, self._name, self._numbers = workspace, panel, name, numbers
        self._in_dock = False
        self.clicked.connect(self.open_menu)

    def place(self, in_dock: bool) -> None:
        """Know where the panel stands: in a dock, or behind a tab."""
        self._in_dock = in_dock

    @property
    def in_dock(self) -> bool:
        """Say whether the panel stands beside the canvas."""
        return self._in_dock

    def open_menu(self) -> None:
        """Show what can be done."""
        self.build_menu().popup(beneath(self))

    def build_menu(self) -> QMenu:
        """Return what can be done as a menu."""
        return context_menu(self._workspace, "panel", self, Pointed(panel=self))

    def detach(self) -> None:
        """Ask that the panel becomes a window of its own, or comes back."""
        self.detach_wanted.emit()

    def maximise(self) -> None:
        """Ask that the panel fills the window, or goes back."""
        self.maximise_wanted.emit()

    def hide_panel(self) -> None:
        """Ask that the panel is shown no longer."""
        self.hide_wanted.emit()

    def copy_picture(self) -> None:
        """Put the panel as it is seen on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self._panel.grab())
        self._workspace.say(tr("{panel}: copied as a picture.").format(panel=self._name))

    def copy_numbers(self) -> None:
        """Put the panel's numbers on the clipboard, as any spreadsheet takes them."""
        rows = self._numbers()
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))
        words = tr("{panel}: {count} rows of numbers copied.")
        self._workspace.say(words.format(panel=self._name, count=max(0, len(rows) - 1)))

    def save_picture(self) -> None:
        """Ask where, and save as PNG or SVG."""
        self._save(".png", (".png", ".svg"), self._write_picture)

    def save_numbers(self) -> None:
        """Ask where, and save as CSV."""
        self._save(".csv", (".csv",), self._write_numbers)

    def _save(self, suffix: str, suffixes: tuple[str, ...], write: Callable[[Path], None]) -> None:
        words = tr("Save {panel}").format(panel=self._name)
        question = Question("save_panel", words, kind="save", suffixes=suffixes,
                            suggested=Path(f"{self._name}{suffix}"))  # fmt: skip
        path = self._workspace.ask(question).path
        if path is None:
            return
        path = path if path.suffix.lower() in suffixes else path.with_name(path.name + suffix)
        try:
            write_atomically(path, write, lambda _path: None)
        except PlaygroundError as error:
            self._workspace.say(tr(error.message))
        else:
            self._workspace.say(tr("Saved as {path}.").format(path=path))

    def _write_numbers(self, path: Path) -> None:
        made = io.StringIO(newline="")
        csv.writer(made).writerows(map(inert, self._numbers()))
        path.write_text(made.getvalue(), encoding="utf-8", newline="")

    def _write_picture(self, path: Path) -> None:
        if path.suffix.lower() == ".svg":
            self._write_svg(path)
        elif not self._panel.grab().save(str(path), "PNG"):
            raise PlaygroundError(Text("{path} cannot be written.", path=path))

    def _write_svg(self, path: Path) -> None:
        size: QSize = self._panel.size()
        generator = QSvgGenerator()
        generator.setFileName(str(path))
        generator.setSize(size)
        generator.setViewBox(QRect(0, 0, size.width(), size.height()))
        generator.setTitle(self._name)
        with QPainter(generator) as painter:
            self._panel.render(painter, QPoint())
