"""Where settings, data, caches and logs live; environment variables may say otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

NAME = "neural-playground"


@dataclass(frozen=True)
class Folders:
    """The program's own folders; none is created before something is written to it."""

    config: Path
    data: Path
    cache: Path
    log: Path


def folders(environment: Mapping[str, str] | None = None) -> Folders:
    """Return the folders: PLAYGROUND_CONFIG_DIR, _DATA_DIR, _CACHE_DIR, _LOG_DIR win over the platform's."""
    given = os.environ if environment is None else environment

    def choose(name: str, default: str) -> Path:
        return Path(given.get(f"PLAYGROUND_{name}_DIR") or default)

    data = choose("DATA", platformdirs.user_data_dir(NAME, appauthor=False))
    moved = bool(given.get("PLAYGROUND_DATA_DIR"))
    logs = str(data / "log") if moved else platformdirs.user_log_dir(NAME, appauthor=False)
    return Folders(
        config=choose("CONFIG", platformdirs.user_config_dir(NAME, appauthor=False)),
        data=data,
        cache=choose("CACHE", platformdirs.user_cache_dir(NAME, appauthor=False)),
        log=choose("LOG", logs),
    )


def file_name(name: str) -> str:
    """Return a project's name without what file systems refuse."""
    kept = "".join(letter if letter.isalnum() or letter in " -_()." else "-" for letter in name)
    return kept.strip(" .")[:80] or "project"
