"""Files of somebody's own that the person chose, remembered by their content: others are not read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from playground.app.folders import folders
from playground.app.logs import log
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import write_atomically
from playground.core.files.own_files import located
from playground.core.files.regular import read_bytes
from playground.core.project.values import Project

MOST = 500  # files, the newest
_MAX_BYTES = 2**22
_SUM = re.compile(r"[0-9a-f]{64}")


def known() -> dict[str, Path]:
    """Return where chosen files lay, by the sha256 of their content; nothing where that cannot be read."""
    try:
        told = json.loads(read_bytes(_file(), _MAX_BYTES))
    except (PlaygroundError, ValueError, RecursionError):  # none yet, or spoilt: the person is asked again
        return {}
    pairs = told.items() if isinstance(told, dict) else ()
    return {key: Path(path) for key, path in pairs if _SUM.fullmatch(key) and isinstance(path, str)}


def remember(found: Mapping[str, Path]) -> None:
    """Keep where chosen files lie; where that cannot be kept, the person is asked again."""
    before = {key: path for key, path in known().items() if key not in found}
    kept = [*before.items(), *((key, path.absolute()) for key, path in found.items())][-MOST:]
    text = json.dumps({key: str(path) for key, path in kept}, indent=1)
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_file(), lambda path: _write(path, text), lambda path: None, keep_old=False)
    except (PlaygroundError, OSError) as error:
        log.info("Chosen files cannot be remembered: %s", error)


def remember_saved(project: Project, path: Path) -> None:
    """Keep where the data of a project lie that was saved in another folder: it names what it could read."""
    own, files = project.data.own, project.catalogue.own_files
    if own is None or files.folder is None or path.absolute().parent == files.folder:
        return
    try:
        remember({fact.sha256: located(fact, files) for fact in own.files if not fact.packed})
    except PlaygroundError as error:
        log.info("Data that are not there are not remembered: %s", error.message)


def with_chosen(catalogue: Catalogue, found: Mapping[str, Path]) -> Catalogue:
    """Return a catalogue whose projects may read chosen files, too."""
    return catalogue.with_own_files(catalogue.own_files.with_chosen(found)) if found else catalogue


def _file() -> Path:
    return folders().data / "chosen-files.json"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
