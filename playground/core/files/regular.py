"""Open what a person chose to read: regular files only, never waiting, never more than a stated size."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_REASONS = {
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "part of the path is not a folder",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EISDIR: "it is a folder",
    errno.EFBIG: "the file would grow too large for this disk",
    errno.EIO: "the disk reports a fault",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links go round in a circle",
}


def reason(error: OSError) -> Text:
    """Return why the system refused, in words."""
    if error.errno in _REASONS:
        return Text(_REASONS[error.errno])
    return Text(error.strerror or type(error).__name__).changed(str.lower)


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; PlaygroundError says why it cannot be, pipes and devices are refused."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else Text("its name cannot be that of a file")
        raise PlaygroundError(
            Text("{file} cannot be opened: {why}.", file=path.name or path, why=why)
        ) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise PlaygroundError(
            Text("{file} cannot be opened: it is not a regular file.", file=path.name or path)
        )
    return os.fdopen(handle, "rb")


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a whole file; PlaygroundError when it is larger than the limit or cannot be read."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            data = file.read(limit + 1) if size <= limit else b""
        except OSError as error:
            raise PlaygroundError(
                Text("{path} cannot be read: {why}.", path=path.name, why=reason(error))
            ) from None
    if max(size, len(data)) > limit:
        raise PlaygroundError(
            Text(
                "{path} has {size} bytes; at most {limit} are read.",
                path=path.name,
                size=thousands(max(size, len(data))),
                limit=thousands(limit),
            )
        )
    return data
