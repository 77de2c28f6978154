"""Read samples in a thread of its own, those that are seen first: files may be large and far away."""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Iterable
from threading import Lock, Thread

from playground.gui.sheets.kind import SheetData, SheetLook

log = logging.getLogger(__name__)
MOST = 192 * 2**20  # bytes of looks that are kept


class SheetReader:
    """Hold what was read of the samples of one sheet; its thread lives as long as something is wanted."""

    def __init__(self, data: SheetData, most: int = MOST) -> None:
        self.data = data
        self._most = most
        self._lock = Lock()
        self._wanted: deque[int] = deque()
        self._known: OrderedDict[int, SheetLook] = OrderedDict()
        self._bytes = 0
        self._came: set[int] = set()
        self._thread: Thread | None = None

    def want(self, rows: Iterable[int]) -> None:
        """Read these next, the first of them first, and nothing that was wanted before."""
        with self._lock:
            self._wanted = deque(row for row in rows if row not in self._known)
            if self._wanted and self._thread is None:
                self._thread = Thread(target=self._run, name="sheet", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Want nothing any more."""
        self.want(())

    def get(self, row: int) -> SheetLook | None:
        """Return what was read of a sample, None as long as it was not."""
        with self._lock:
            found = self._known.get(row)
            if found is not None:
                self._known.move_to_end(row)
            return found

    def take(self) -> tuple[set[int], bool]:
        """Return which samples came since this was asked last, and whether more are on their way."""
        with self._lock:
            came, self._came = self._came, set()
            return came, self._thread is not None

    def _run(self) -> None:
        while (row := self._next()) is not None:
            made = self._read(row)
            with self._lock:
                self._known[row] = made
                self._bytes += made.size
                while self._bytes > self._most and len(self._known) > 1:
                    self._bytes -= self._known.popitem(last=False)[1].size
                self._came.add(row)

    def _next(self) -> int | None:
        """Return what to read now; None: the thread ends."""
        with self._lock:
            while self._wanted:
                row = self._wanted.popleft()
                if row not in self._known:
                    return row
            self._thread = None
            return None

    def _read(self, row: int) -> SheetLook:
        """Read a sample; one that cannot be read has a mark in its place, and a line in the log."""
        try:
            return self.data.reads(self.data, row)
        except Exception as error:
            log.error("Sample %s could not be read to be looked at.", row, exc_info=error)
            return SheetLook(None, 0)
