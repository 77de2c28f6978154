"""How fast a network trains on each device there is, and with how many threads: a few steps on each."""

from __future__ import annotations

from collections.abc import Callable

import torch

from playground.core.errors import PlaygroundError
from playground.core.project.values import Project
from playground.core.training.device_speed import DeviceSpeed, places
from playground.core.training.hardware import Hardware, detect
from playground.core.training.session import Session

_WARM_STEPS = 10
_ROUND = 10  # steps timed in one go
_SECONDS = 0.3  # for all rounds of a device


class DeviceSpeeds:
    """Measure one device after the other; the clock is handed in."""

    def __init__(
        self, project: Project, clock: Callable[[], float], *, hardware: Hardware | None = None
    ) -> None:
        self._project, self._clock = project, clock
        self._hardware = hardware or detect()
        self._left = places(self._hardware)
        self.found: tuple[DeviceSpeed, ...] = ()

    @property
    def over(self) -> bool:
        """Say whether all are measured."""
        return not self._left

    def advance(self) -> None:
        """Measure the next."""
        (device, threads), *rest = self._left
        self._left = tuple(rest)
        before = torch.get_num_threads()
        try:
            rate = self._rate(device, threads)
        except PlaygroundError:
            rate = 0.0
        finally:
            torch.set_num_threads(before)
        self.found += (DeviceSpeed(device, threads, rate),)

    def _rate(self, device: str, threads: int) -> float:
        """Return the steps a second of the best round: whatever else the machine did only slowed others."""
        project = self._project.with_recipe(device=device, threads=threads)
        session = Session.start(project, hardware=self._hardware)
        session.advance(_WARM_STEPS)
        end, best = self._clock() + _SECONDS, 0.0
        while not best or self._clock() < end:
            began, first = self._clock(), session.step
            if session.advance(_ROUND).problem or session.step == first:
                break
            best = max(best, (session.step - first) / max(self._clock() - began, 1e-9))
        return best
