"""What the program remembers between starts: one small JSON file, written atomically."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from psygnal import Signal

from playground.app.setting_values import RECENT, Theme, Values, read

__all__ = ["RECENT", "Settings", "Theme", "Values"]

log = logging.getLogger(__name__)


class Settings:
    """Hold the settings; every change is written at once."""

    changed = Signal(str)  # name of the setting

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = read(path)

    @property
    def path(self) -> Path:
        """Return the file."""
        return self._path

    @property
    def values(self) -> Values:
        """Return all settings as they stand."""
        return self._values

    def set(self, **changes: Any) -> None:
        """Change settings by name and write the file; TypeError for a name there is not."""
        new = replace(self._values, **changes)
        changed = [name for name in changes if getattr(new, name) != getattr(self._values, name)]
        if not changed:
            return
        self._values = new
        self._write()
        for name in changed:
            self.changed.emit(name)

    def remember(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        name = str(path.absolute())
        others = [other for other in self._values.recent if other != name]
        self.set(recent=(name, *others)[:RECENT], last_folder=str(path.absolute().parent))

    def forget(self, path: Path) -> None:
        """Drop a file from the recent ones."""
        self.set(recent=tuple(other for other in self._values.recent if other != str(path)))

    def _write(self) -> None:
        temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(asdict(self._values), indent=1), encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:  # a read-only folder costs the memory of this start, nothing else
            log.info("The settings could not be written to %s: %s", self._path, error)
