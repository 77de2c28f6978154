"""The measurement of devices in the worker: one at a time, between whatever else there is to do."""

from __future__ import annotations

from collections.abc import Callable

from playground.app import messages as said
from playground.core.training.device_speeds import DeviceSpeeds
from playground.core.training.session import Session


class Measuring:
    """Hold one measurement, and tell each figure as it comes; the clock is handed in."""

    def __init__(self, tell: Callable[[said.Message], None], clock: Callable[[], float]) -> None:
        self._tell, self._clock = tell, clock
        self._speeds: DeviceSpeeds | None = None

    @property
    def goes_on(self) -> bool:
        """Say whether devices are left."""
        return self._speeds is not None

    def begin(self, session: Session | None) -> None:
        """Measure a run's network; its training goes on between two devices."""
        self._speeds = DeviceSpeeds(session.project, self._clock) if session is not None else None
        if session is None:
            self._tell(said.DevicesMeasured((), True))

    def work(self) -> None:
        """Measure one more device."""
        speeds = self._speeds
        if speeds is None:
            return
        speeds.advance()
        self._speeds = None if speeds.over else speeds
        self._tell(said.DevicesMeasured(speeds.found, speeds.over))

    def leave(self) -> None:
        """Measure no more, and say so."""
        if self._speeds is not None:
            found, self._speeds = self._speeds.found, None
            self._tell(said.DevicesMeasured(found, True))
