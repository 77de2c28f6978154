"""Find out what texts there are: documents in folders, one a line, or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.core.catalogue.manifest import Column
from playground.core.importing.tables.found_cells import FoundCells
from playground.core.importing.tables.remarks import remarks_of
from playground.core.importing.tables.understanding import Telling, understand_as
from playground.core.importing.tables.unfamiliar import cut_by_need
from playground.core.importing.texts.opening import FILE
from playground.core.importing.understood import Understood


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what texts a folder or a file holds; PlaygroundError in a sentence where none can be read."""
    found = understand_as("texts", path, options, progress)
    called = found.manifest.options["called"]
    cells = zip(found.manifest.columns, found.looked.found, strict=True)
    columns = tuple(_used(*each, called) for each in cells)
    looked = replace(found.looked, columns=columns)
    manifest = replace(found.manifest, columns=columns)
    return replace(found, manifest=manifest, looked=looked, remarks=remarks_of(looked))


def _used(column: Column, found: FoundCells, called: str) -> Column:
    """Return texts as texts, however few there are; what their files are called tells nothing."""
    if column.name == called:
        return cut_by_need(Column(called, "text", "input", missing=column.missing), found)
    return Column(FILE, "path", "out") if column.name == FILE else column


def understand_json_lines(
    path: Path, options: Mapping[str, Any], progress: Telling | None = None
) -> Understood:
    """Find out what a file of JSON objects holds; PlaygroundError in a sentence where it cannot be read."""
    return understand_as("json_lines", path, options, progress)
