"""Whether a file or folder looks like texts, by names and first bytes."""

from __future__ import annotations

from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file
from playground.core.files.file_names import may_be_text
from playground.core.files.held_files import is_many
from playground.core.importing.many_files import holds_mostly
from playground.core.importing.tables.looking import looks_like_table
from playground.core.importing.tables.source import contents

_HEAD = 2**14


def looks_like_texts(path: Path) -> bool:
    """Say whether a folder or zip holds texts more than anything else, or a file is one that is no table."""
    if is_many(path):
        return holds_mostly(path, may_be_text) and not looks_like_table(path)
    return may_be_text(path.name) and is_file(path) and not looks_like_table(path) and _is_prose(path)


def looks_like_json_lines(path: Path) -> bool:
    """Say whether a file holds JSON objects, one a line, by its name."""
    return path.name.lower().endswith((".jsonl", ".ndjson", ".jsonl.gz")) and is_file(path)


def _is_prose(path: Path) -> bool:
    """Say whether a file's first bytes are no binary ones."""
    try:
        with contents(path) as inside:
            head = inside.bytes.read(_HEAD)
    except PlaygroundError:
        return True  # what is wrong with it is told when it is read
    controls = sum(1 for each in head if each < 32 and each not in b"\t\n\r\f")
    return controls <= len(head) // 2  # UTF-16 has zeros in it
