"""Whether a window can be opened at all: Qt ends the process when a display is named that nobody serves."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

PATIENCE_S = 2.0  # for a display on another machine
X_FOLDER, X_PORT = "/tmp/.X11-unix", 6000
ON_A_SCREEN = ("", "xcb", "wayland", "wayland-egl")


def no_screen() -> bool:
    """Tell whether there is nothing to open a window on: no display that is named answers."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if sys.platform != "linux" or platform not in ON_A_SCREEN:
        return False
    return not (_x_answers(os.environ.get("DISPLAY", "")) or _wayland_answers())


def _x_answers(display: str) -> bool:
    """Tell whether an X server listens where `host:number.screen` says."""
    named = re.fullmatch(r"(?P<host>.*):(?P<number>\d{1,5})(\.\d+)?", display)
    if named is None:
        return False
    host, number = named["host"], int(named["number"])
    if host not in ("", "unix"):
        return _listens_far(host, X_PORT + number)
    path = f"{X_FOLDER}/X{number}"
    return _listens(f"\0{path}") or _listens(path)


def _wayland_answers() -> bool:
    """Tell whether a Wayland compositor listens where the environment says."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _listens(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / name))


def _listens(path: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE_S)
            client.connect(path)
    except (OSError, ValueError):
        return False
    return True


def _listens_far(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), PATIENCE_S).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True
