"""Whether a file or folder looks like sounds, by names and first bytes."""

from __future__ import annotations

import re
from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file
from playground.core.files.file_names import is_sound
from playground.core.files.held_files import is_many
from playground.core.importing.many_files import holds_mostly
from playground.core.importing.tables.source import contents

_HEAD = 2**14
_NAMED = re.compile(rb"\.(?:wav|flac|ogg)\b", re.IGNORECASE)
_LINES = 3  # of which at least so many name a sound, or all but the first


def looks_like_sounds(path: Path) -> bool:
    """Say whether a folder or zip holds sounds more than anything else, or a file is one or names some."""
    if is_many(path):
        return holds_mostly(path, is_sound)
    if is_sound(path.name):
        return is_file(path)
    return path.name.lower().endswith((".csv", ".tsv")) and is_file(path) and _names_sounds(path)


def _names_sounds(path: Path) -> bool:
    try:
        with contents(path) as inside:
            lines = inside.bytes.read(_HEAD).splitlines()[1:]
    except PlaygroundError:
        return False
    hits = sum(_NAMED.search(line) is not None for line in lines)
    return hits >= _LINES and hits >= 0.9 * (len(lines) - 1)
