"""Exports go on beside the window: a thread of their own, progress to see, and a way to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock, Thread

from psygnal import Signal

from playground.app.texts import tr
from playground.app.which_network import Exportable, Which, WhichNetwork
from playground.core.errors import PlaygroundError
from playground.core.export.exporting import Exported, export
from playground.core.export.registry import EXPORTERS, ExporterRegistry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ExportState:
    """How far an export is; `result` or `failure` ends it."""

    exporter: str = ""
    path: Path | None = None
    progress: float = 0.0  # 0 to 1
    stage: str = ""  # a key for `tr`, which the dialog applies
    result: Exported | None = None
    failure: str = ""

    @property
    def running(self) -> bool:
        """Say whether it goes on."""
        return bool(self.exporter) and self.result is None and not self.failure


class ExportControl:
    """Run one export at a time; the window's thread starts it and hears of it through `pump`."""

    changed = Signal(ExportState)

    def __init__(
        self,
        which: WhichNetwork,
        say: Callable[[str], None],
        exporters: ExporterRegistry = EXPORTERS,
    ) -> None:
        self.which, self._say, self.exporters = which, say, exporters
        self._lock = Lock()
        self._state = self._shown = ExportState()
        self._stop = Event()
        self._thread: Thread | None = None

    @property
    def state(self) -> ExportState:
        """Return how far it is."""
        return self._shown

    def start(self, exporter: str, path: Path, which: Which = "drawn") -> None:
        """Export the network drawn with its weights of now, or the one trained before that was changed."""
        if self._shown.running:
            self._say(tr("An export is going on already."))
            return
        try:
            wanted = self.which.exportable(which)
        except PlaygroundError as error:
            self._put(ExportState(exporter, path, failure=tr(error.message)))
            self.pump()
            return
        self._stop = Event()
        self._put(ExportState(exporter, path, stage="Writing the model"))
        work = (exporter, path, wanted, self._stop)
        self._thread = Thread(target=self._run, args=work, name="export", daemon=True)
        self._thread.start()
        self.pump()

    def cancel(self) -> None:
        """Stop the export and wait until it has let go."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def pump(self) -> None:
        """Tell what happened since the last time; the window's thread."""
        with self._lock:
            state = self._state
        if state is not self._shown:
            self._shown = state
            self.changed.emit(state)

    def _run(self, exporter: str, path: Path, wanted: Exportable, stop: Event) -> None:
        """Do the work; the export's own thread."""
        try:
            spec = self.exporters.get(exporter)
            source = wanted.record or wanted.project
            result = export(spec, source, path, progress=self._progress, cancel=stop)
            result = replace(result, note=wanted.words or result.note)
        except PlaygroundError as error:
            self._put(ExportState(exporter, path, failure=tr(error.message)))
        except Exception:
            log.exception("The export to %s failed.", path)
            self._put(ExportState(exporter, path, failure=tr("The export failed; the log says why.")))
        else:
            self._put(ExportState(exporter, path, 1.0, result=result))

    def _progress(self, stage: str, share: float) -> None:
        with self._lock:
            state = self._state
        self._put(ExportState(state.exporter, state.path, share, stage))

    def _put(self, state: ExportState) -> None:
        with self._lock:
            self._state = state
