"""Start the window: it is painted first, and everything heavy is loaded behind it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playground.app.folders import folders
from playground.app.logs import logging_to
from playground.app.settings import Settings
from playground.app.texts import tr


def no_screen() -> bool:
    """Tell whether there is nothing to open a window on."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(path: Path | None = None) -> int:
    """Open the window with a project file, or with the starter project; return the exit code."""
    if no_screen():
        sentence = tr("There is no screen to open a window on: run `playground --demo` to train without one.")
        sys.stderr.write(f"{sentence}\n")
        return 1
    from playground.gui.application import make_application, run_window

    places = folders()
    settings = Settings(places.config / "settings.json")
    app = make_application(sys.argv, settings)
    with logging_to(places.log, settings.values.log_level):
        return run_window(app, settings, path)
