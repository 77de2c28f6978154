"""Where machine code is kept: a folder of the user's cache for each version of what is compiled."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
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


def unwritable() -> str:
    """Return the folder where it can be neither made nor written to; nothing where all is well."""
    folder = code_folder()
    if folder is None or is_filled():
        return ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError:
        return str(folder.parent)


def _sources() -> str:
    """Return a name of what is compiled: numba looks at a function's own file, not at those it calls into."""
    read = [each.read_bytes() for each in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"".join([__version__.encode(), *(read or [_bundle()])])).hexdigest()


def _bundle() -> bytes:
    """Return what tells a bundle, which has no sources, from another one."""
    told = Path(sys.executable).stat()
    return f"{told.st_size} {told.st_mtime_ns}".encode()
