"""Walk along a run by the keys of two keyboards; run by test_keys_of_layouts.py.

On a German one Shift and the comma write the semicolon, on an American one Shift is what ten steps take.
"""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.theme.style import apply_theme
from playground.gui.window.main_window import MainWindow
from pointer import say, until, xdotool

# What is pressed, and the step that is looked at then, of a run that keeps every twentieth of 660.
WALKS: dict[str, tuple[tuple[str, int | None], ...]] = {
    "us": (
        ("comma", 640), ("comma", 620), ("semicolon", 640), ("shift+comma", 440), ("less", 240),
        ("shift+semicolon", 440), ("colon", 640), ("semicolon", None),
    ),
    "de": (
        ("comma", 640), ("comma", 620), ("shift+comma", 640), ("less", 440), ("comma", 420),
        ("semicolon", 440), ("shift+period", 640), ("semicolon", None),
    ),
}  # fmt: skip


def walk(workspace: Workspace, layout: str) -> None:
    """Press each key on one keyboard, and wait for where it leads."""
    subprocess.run(["setxkbmap", layout], check=True)
    for key, step in WALKS[layout]:
        xdotool("key", key)
        until(lambda step=step: workspace.time.step == step, f"{layout} {key}: {step}")


def main(folder: Path) -> None:
    """Train, and walk back and forth."""
    app = QApplication([])
    apply_theme(app, "dark")
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=30)
    workspace = Workspace(project, Settings(folder / "settings.json"))
    window = MainWindow(workspace)
    window.show()
    until(lambda: workspace.training.state == "ready", "the window is there and ready")
    window.activateWindow()
    window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
    workspace.training.set_speed("max")
    workspace.training.toggle()
    until(lambda: workspace.training.state == "done" and 640 in workspace.time.steps, "the run is trained")
    for layout in WALKS:
        walk(workspace, layout)
    window.shut_down()
    say("done")


main(Path(sys.argv[1]))
