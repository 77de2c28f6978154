"""What names of files tell: which are put there by systems for themselves, which hold pictures or tables."""

from __future__ import annotations

PICTURE_ENDINGS = ("png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp", "tif", "tiff", "bmp", "dib")
TABLE_ENDINGS = ("csv", "tsv", "tab")
_JUNK = frozenset(("__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir", "$recycle.bin"))


def is_hidden(name: str) -> bool:
    """Say whether a file or folder is one that systems put there for themselves."""
    return (name.startswith(".") and name != "..") or name.lower() in _JUNK


def ending_of(name: str) -> str:
    """Return a file name's ending in small letters, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_picture(name: str) -> bool:
    """Say whether a file is a picture by its name."""
    return ending_of(name) in PICTURE_ENDINGS
