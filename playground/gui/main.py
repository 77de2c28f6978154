"""Start the window: it is painted first, and everything heavy is loaded behind it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from playground.app.folders import folders
from playground.app.setting_values import read
from playground.app.texts import tr
from playground.gui.ending import ending, leave
from playground.gui.screen import no_screen


def main(path: Path | None = None) -> int:
    """Open the window with a project file, or with the starter project; return the exit code."""
    if no_screen():
        sentence = tr("There is no screen to open a window on: run `playground --demo` to train without one.")
        sys.stderr.write(f"{sentence}\n")
        return 1
    with ending() as wish:
        from playground.gui.application import make_application, run_window

        settings_path = folders().config / "settings.json"
        values = read(settings_path)
        logging.getLogger("playground").setLevel(values.log_level)
        app = make_application(sys.argv, values.theme)
        return leave(run_window(app, settings_path, values.geometry, path, wish))
