"""What the program remembers between starts: one small JSON file, written atomically."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from psygnal import Signal

log = logging.getLogger(__name__)

Theme = Literal["system", "dark", "light"]
THEMES: tuple[Theme, ...] = ("system", "dark", "light")
RECENT = 10  # files remembered
_LARGEST = 1_000_000  # bytes; a settings file is a few kilobytes


@dataclass(frozen=True)
class Values:
    """Every setting with its default."""

    theme: Theme = "system"
    recent: tuple[str, ...] = ()  # paths, newest first
    geometry: str = ""  # base64 of the window's saveGeometry
    state: str = ""  # base64 of the window's saveState
    reduce_motion: bool = False
    scale: float = 1.0  # of the interface, 0.8 to 2
    log_axis: bool = True  # curves of loss on a logarithmic axis
    canvas_mode: str = "weights"  # what the wires show
    last_folder: str = ""  # where files were last opened or saved
    log_level: str = "INFO"


class Settings:
    """Hold the settings; every change is written at once."""

    changed = Signal(str)  # name of the setting

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = _read(path)

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


def _read(path: Path) -> Values:
    """Return the stored settings; a damaged file is set aside, a damaged value has its default."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        stored = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(stored, dict):
            raise ValueError("no object")
    except OSError:
        return Values()
    except (ValueError, RecursionError) as error:
        _set_aside(path, error)
        return Values()
    return _checked(stored)


def _set_aside(path: Path, error: Exception) -> None:
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
    except OSError:
        aside = path
    log.info("The settings were damaged (%s); the file is kept as %s.", error, aside)


def _checked(stored: dict[str, Any]) -> Values:
    kept: dict[str, Any] = {}
    for field in fields(Values):
        value = stored.get(field.name, field.default)
        value = tuple(value) if isinstance(value, list) else value
        if _fits(field.name, value, field.default):
            kept[field.name] = value
    return Values(**kept)


def _fits(name: str, value: Any, default: Any) -> bool:
    if name == "theme":
        return value in THEMES
    if name == "recent":
        return (
            isinstance(value, tuple) and all(isinstance(path, str) for path in value) and len(value) <= RECENT
        )
    if name == "scale":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and 0.8 <= value <= 2
    return isinstance(value, type(default))
