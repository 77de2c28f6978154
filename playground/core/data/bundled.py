"""Files that come with scikit-learn, found without importing it (that takes 2 s)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from playground.core.errors import PlaygroundError

MISSING = "This data set comes with scikit-learn, which is not complete here; install scikit-learn again."


def file_of(name: str) -> Path:
    """Return where one of its data files lies; PlaygroundError when scikit-learn is not there."""
    found = find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise PlaygroundError(MISSING)
    return Path(found.submodule_search_locations[0]) / "datasets" / "data" / name
