"""How fast devices train the network, what memory is in use, and one click to take the fastest."""

from __future__ import annotations

from time import monotonic

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.device_speed import DeviceSpeed
from playground.core.training.hardware import memory_in_use
from playground.gui.theme.numbers import compact
from playground.gui.theme.tokens import SPACE_S
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import Caption

_MOST = 8  # lines of what was found
_EVERY_S = 2.0  # between two looks at the memory in use


class DeviceFigures(QWidget):
    """Measure when asked, and show the last answer, which may be of another session."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._looked = workspace, 0.0
        self.measure = QuietButton(tr("Measure my devices"), "gauge")
        self.words, self.memory = [Caption("") for _ in range(_MOST)], Caption("")
        self.take = QuietButton("", "check", look="tint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for widget in (self.measure, *self.words, self.take, self.memory):
            column.addWidget(widget)
        self.measure.clicked.connect(workspace.steering.devices.start)
        self.take.clicked.connect(workspace.steering.devices.use)
        workspace.steering.devices.changed.connect(self.refresh)
        workspace.project_changed.connect(self.refresh)
        workspace.live_changed.connect(self.look_at_memory)
        self.refresh()
        self.look_at_memory()

    def refresh(self, *_: object) -> None:
        """Show what was found, and offer the fastest where the recipe asks for another."""
        devices, recipe = self._workspace.steering.devices, self._workspace.project.recipe
        best = devices.best
        self.measure.hold_back(tr("Measuring…") if devices.runs else "")
        said = [_said(each) for each in devices.found] or [_waiting(devices.runs)]
        for index, caption in enumerate(self.words):
            caption.set_text(said[index] if index < len(said) else "")
            caption.setVisible(index < len(said))
        is_offered = best is not None and not devices.runs and (
            best.device, best.threads) != (recipe.device, recipe.threads)  # fmt: skip
        self.take.setVisible(is_offered)
        if best is not None:
            self.take.set_text(tr("Use the fastest: {place}").format(place=_place(best)))

    def look_at_memory(self, *_: object) -> None:
        """Show the memory in use, now and then."""
        if monotonic() - self._looked < _EVERY_S and self._looked:
            return
        self._looked = monotonic()
        used = [f"{tr(name)} {_size(amount)}" for name, amount in memory_in_use()]
        self.memory.set_text(tr("Memory in use: {amounts}").format(amounts=", ".join(used)) if used else "")


def _waiting(runs: bool) -> str:
    return tr("Measuring…") if runs else tr("A few steps on each of them.")


def _said(speed: DeviceSpeed) -> str:
    if not speed.rate:
        return tr("{place}: cannot train this").format(place=_place(speed))
    return tr("{place}: {rate} steps/s").format(place=_place(speed), rate=compact(round(speed.rate, 1)))


def _place(speed: DeviceSpeed) -> str:
    if speed.device != "cpu":
        return speed.device.upper()
    return tr("CPU, 1 thread") if speed.threads == 1 else tr("CPU, {n} threads").format(n=speed.threads)


def _size(amount: int) -> str:
    return f"{amount / 2**30:.1f} GB" if amount >= 2**30 else f"{amount / 2**20:.0f} MB"
