"""The stored settings as values: reading them costs nothing that the first picture would wait for."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from playground.app.panel_places import are_places

log = logging.getLogger(__name__)

Theme = Literal["system", "dark", "light"]
THEMES: tuple[Theme, ...] = ("system", "dark", "light")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
RECENT = 10  # files remembered
_LARGEST = 1_000_000  # bytes; a settings file is a few kilobytes


@dataclass(frozen=True)
class Values:
    """Every setting with its default."""

    theme: Theme = "system"
    recent: tuple[str, ...] = ()  # paths, newest first
    geometry: str = ""  # base64 of the window's saveGeometry
    state: str = ""  # base64 of the window's saveState
    panels: tuple[str, ...] = ()  # where panels are wanted: "curves=below"; see `panel_places`
    reduce_motion: bool = False
    device_speeds: tuple[str, ...] = ()  # the project measured, then "device threads steps/s" each
    time_open: bool = False  # the time strip shows pictures along the run
    last_folder: str = ""  # where files were last opened or saved
    log_level: str = "INFO"
    steps: int = 100  # taken at once
    slow: str = "5/s"  # the pace of slow motion
    until: tuple[str, ...] = ()  # what training was to go until, newest first: "val_accuracy>=0.95"


def read(path: Path) -> Values:
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
    if name in ("recent", "until"):
        return (
            isinstance(value, tuple) and all(isinstance(path, str) for path in value) and len(value) <= RECENT
        )
    if name == "panels":
        return are_places(value)
    if name == "device_speeds":
        return isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    if name == "log_level":
        return value in LEVELS
    return isinstance(value, type(default))
