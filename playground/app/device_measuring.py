"""The measurement of this machine's devices as the window has it: start, what was found, take the fastest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from psygnal import Signal

from playground.app import data_edits
from playground.app.editing import Editing
from playground.app.messages import DevicesMeasured, Message
from playground.app.notices import Notices
from playground.app.run_control import RunControl
from playground.app.settings import Settings
from playground.app.training import Training
from playground.app.worker.requests import MeasureDevices, Request
from playground.core.project.values import Project
from playground.core.training.device_speed import DeviceSpeed, fastest


class Host(Protocol):
    """The workspace, as far as the measurement needs it."""

    editing: Editing
    notices: Notices
    run: RunControl
    settings: Settings
    training: Training

    @property
    def project(self) -> Project:
        """Return the project as it stands."""


class DeviceMeasuring:
    """Ask the worker for the speed of each device; the last answer is kept with the settings."""

    changed = Signal()

    def __init__(self, host: Host, post: Callable[[Request], None]) -> None:
        self._host, self._post = host, post
        stored = host.settings.values.device_speeds
        self.found = tuple(each for each in map(_read, stored[1:]) if each is not None)
        self.name = stored[0] if stored else ""  # of the project that was measured
        self.runs = False

    @property
    def best(self) -> DeviceSpeed | None:
        """Return the fastest that was found."""
        return fastest(self.found)

    def start(self) -> None:
        """Measure with the network as it is drawn; say why where it cannot be trained."""
        if why_not := self._host.training.why_not:
            self._host.notices.say(why_not)
            return
        self._host.run.catch_up()
        self.found, self.runs, self.name = (), True, self._host.project.name
        self._post(MeasureDevices())
        self.changed.emit()

    def heard(self, message: Message) -> bool:
        """Take in what was measured; False for what is none of its business."""
        if not isinstance(message, DevicesMeasured):
            return False
        self.found, self.runs = message.found, not message.over
        if message.over and message.found:
            stored = (self.name, *map(_written, message.found))
            self._host.settings.set(device_speeds=stored)
        self.changed.emit()
        return True

    def use(self) -> None:
        """Let the recipe train on the fastest, as one step of undo."""
        best = self.best
        if best is not None:
            self._host.editing.apply(data_edits.set_recipe, device=best.device, threads=best.threads)


def _written(speed: DeviceSpeed) -> str:
    return f"{speed.device} {speed.threads} {speed.rate:.6g}"


def _read(text: str) -> DeviceSpeed | None:
    """Return what was stored; None for what somebody else wrote there."""
    try:
        device, threads, rate = text.split(" ")
        return DeviceSpeed(device, int(threads), float(rate))
    except ValueError:
        return None
