"""What names of files tell: which systems put there for themselves, and what the others hold."""

from __future__ import annotations

from pathlib import Path

PICTURE_ENDINGS = ("png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp", "tif", "tiff", "bmp", "dib")
SOUND_ENDINGS = ("wav", "flac", "ogg")
TEXT_ENDINGS = ("txt", "text", "md")
TABLE_ENDINGS = ("csv", "tsv", "tab")
PACK_ENDINGS = ("zip", "tar", "tgz", "7z", "rar")
_LONGEST_TITLE = 100
_JUNK = frozenset(("__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir", "$recycle.bin"))


def is_hidden(name: str) -> bool:
    """Say whether a file or folder is one that systems put there for themselves."""
    return (name.startswith(".") and name != "..") or name.lower() in _JUNK


def ending_of(name: str) -> str:
    """Return a file name's ending in small letters, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def can_be_kept(path: Path) -> bool:
    """Say whether a path is text: on some systems its bytes need not mean characters."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def title_of(path: Path) -> str:
    """Return what data are called after their file or folder: one short line, whatever its name holds."""
    name = path.name or path.resolve().name
    title = "".join(each if each.isprintable() else " " for each in name.split(".")[0] or name)
    return title.strip()[:_LONGEST_TITLE] or "data"


def is_picture(name: str) -> bool:
    """Say whether a file is a picture by its name."""
    return ending_of(name) in PICTURE_ENDINGS


def is_sound(name: str) -> bool:
    """Say whether a file is a sound by its name."""
    return ending_of(name) in SOUND_ENDINGS


def is_text(name: str) -> bool:
    """Say whether a file is a text by its name."""
    return ending_of(name) in TEXT_ENDINGS


def may_be_text(name: str) -> bool:
    """Say whether a file is a text by its name, or may be one since that has no ending."""
    return is_text(name) or "." not in name.rpartition("/")[2]
