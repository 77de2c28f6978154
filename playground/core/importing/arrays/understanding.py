"""Find out what arrays hold, and read their columns, as of any other table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType, Manifest
from playground.core.importing.arrays.table import open_arrays
from playground.core.importing.tables.understanding import Telling, columns_by, retyped_by, understand_by
from playground.core.importing.understood import Understood


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what a file's arrays hold; PlaygroundError in a sentence where they make no table."""
    return understand_by("arrays", open_arrays, path, options, progress)


def columns(path: Path, manifest: Manifest, progress: Telling | None = None) -> dict[str, np.ndarray]:
    """Return those columns of a manifest that the arrays have, see `Importer.columns`."""
    return columns_by(open_arrays, path, manifest, progress)


def retyped_column(path: Path, manifest: Manifest, name: str, to: ColumnType) -> Column:
    """Return a column as another type, with how many of its numbers do not fit that."""
    return retyped_by(open_arrays, path, manifest, name, to)
