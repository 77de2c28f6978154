"""Where machine code is kept: a folder of the user's cache for each version of what is compiled."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from playground import __version__

FOLDER = "NUMBA_CACHE_DIR"  # in the environment: where machine code is kept; without it, nowhere


def code_folder() -> Path | None:
    """Return the folder of this version; None where nothing is kept."""
    kept = os.environ.get(FOLDER)
    return Path(kept) / _sources() if kept else None


def is_filled() -> bool:
    """Say whether machine code is kept there, or would be nowhere."""
    folder = code_folder()
    return folder is None or next(folder.rglob("*.nbc"), None) is not None


def _sources() -> str:
    """Return a name of what is compiled: numba looks at a function's own file, not at those it calls into."""
    files = sorted(Path(__file__).parent.glob("*.py"))  # none in a bundle
    return hashlib.sha256(
        b"".join([__version__.encode(), *(each.read_bytes() for each in files)])
    ).hexdigest()
