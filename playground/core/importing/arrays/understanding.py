"""Find out what arrays hold, as of any other table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.core.importing.tables.understanding import Telling, understand_as
from playground.core.importing.understood import Understood


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what a file's arrays hold; PlaygroundError in a sentence where they make no table."""
    return understand_as("arrays", path, options, progress)
