"""A workspace with one panel in a shown window, driven by real events: what the tests of the docks share."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.docks.param_row import ChoiceRow, FlagRow, NumberRow, ParamRow, SeveralRow
from playground.gui.theme.style import apply_theme
from playground.gui.widgets.param_slider import ParamSlider

LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)


class DockCase:
    """Hold the workspace and the window; `close` at the end."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path, name: str = "spiral-mlp") -> None:
        apply_theme(qapp, "dark")
        self.qtbot, self.app = qtbot, qapp
        self.ws = Workspace(template(name, CATALOGUE).open(), Settings(folder / "settings.json"))
        self.said: list[str] = []
        self.ws.notices.said.connect(self.said.append)
        self.window = QWidget()
        QVBoxLayout(self.window).setContentsMargins(0, 0, 0, 0)

    def show(self, make: Callable[[Workspace], W], width: int = 936, height: int = 180) -> W:
        """Show a panel in the window."""
        panel = make(self.ws)
        layout = self.window.layout()
        assert layout is not None
        layout.addWidget(panel)
        self.window.resize(width, height)
        self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.app.processEvents()
        return panel

    def get_ready(self) -> None:
        """Start the worker and wait for torch, shapes and a live model."""
        self.ws.start()
        self.pump_until(lambda: self.ws.torch_ready and bool(self.ws.live.plan))

    def pump_until(self, reached: Callable[[], bool]) -> None:
        """Let the workspace hear the worker until something is so."""

        def tried() -> bool:
            self.ws.pump()
            return reached()

        self.qtbot.waitUntil(tried, timeout=60_000)

    def undo_steps(self) -> int:
        """Undo everything, redo everything, and return how many steps that were."""
        count = 0
        while self.ws.document.undo_label:
            self.ws.editing.undo()
            count += 1
        for _ in range(count):
            self.ws.editing.redo()
        return count

    def close(self) -> None:
        """End the worker and the window."""
        self.ws.notices.said.disconnect(self.said.append)
        self.ws.close()
        self.window.close()
        self.window.deleteLater()
        del self.ws


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click in the middle of a widget, or at a point of it."""
    QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())


def drag_slider(slider: ParamSlider, *shares: float) -> None:
    """Drag a slider's handle through places given as shares of its length."""
    handle = slider.slider
    start = handle.handle_centre().toPoint()
    QTest.mousePress(handle, LEFT, pos=start)
    for share in shares:
        QTest.mouseMove(handle, QPoint(round(8 + share * (handle.width() - 16)), start.y()))
    QTest.mouseRelease(handle, LEFT, pos=QPoint(round(8 + shares[-1] * (handle.width() - 16)), start.y()))


def type_number(slider: ParamSlider, words: str) -> None:
    """Type a number into the field beside a slider."""
    slider.field.setFocus()
    slider.field.selectAll()
    QTest.keyClicks(slider.field, words)
    QTest.keyClick(slider.field, Qt.Key.Key_Return)


def number(row: ParamRow) -> ParamSlider:
    """Return the control of a number's row."""
    assert isinstance(row, NumberRow)
    return row.slider


def pick(row: ParamRow, steps: int) -> None:
    """Walk down a choice by keys."""
    assert isinstance(row, ChoiceRow)
    walk(row.combo, steps)


def walk(combo: QWidget, steps: int) -> None:
    """Walk down a combo box by keys."""
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(abs(steps)):
        QTest.keyClick(combo, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def flip(row: ParamRow) -> None:
    """Click a switch."""
    assert isinstance(row, FlagRow)
    click(row.toggle, QPoint(14, row.toggle.height() // 2))


def switch(row: ParamRow, key: str) -> None:
    """Click one chip of several."""
    assert isinstance(row, SeveralRow)
    click(row.chips.chip(key))
