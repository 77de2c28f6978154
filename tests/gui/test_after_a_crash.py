"""A window that is killed while it trains loses nothing: the next one offers what it had."""

import os
import subprocess
import sys
from pathlib import Path

from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.sentences import thousands

TRAINING = """
import sys
from PySide6.QtCore import QTimer
from playground.__main__ import main
from playground.app.checkpoints import timing
from playground.app.checkpoints.copies import folder
from playground.gui.window.main_window import MainWindow
timing.SHARE = 1e9
made = MainWindow.__init__
def make(self, *args, **options):
    made(self, *args, **options)
    self.look = QTimer(self, interval=20)
    self.look.timeout.connect(lambda: tell(self))
    self.completed.connect(self.look.start)
def tell(window):
    ws = window.workspace
    if ws.training.state == "ready":
        ws.training.toggle()
    elif list(folder().glob("[!.]*.nnplay")):
        print("kept", flush=True)
MainWindow.__init__ = make
sys.exit(main(sys.argv[1:]))
"""

NEXT = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from playground.__main__ import main
from playground.gui.widgets.banner import Banner
from playground.gui.window.main_window import MainWindow
made = MainWindow.__init__
def make(self, *args, **options):
    made(self, *args, **options)
    self.look = QTimer(self, interval=20)
    self.look.timeout.connect(lambda: restore(self))
    self.completed.connect(self.look.start)
def restore(window):
    if not window.workspace.torch_ready:
        return
    window.look.stop()
    bar = next(each for each in window.findChildren(Banner) if each.isVisible())
    print(bar.text(), flush=True)
    button = bar.action("0")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    print(window.workspace.files.unsaved, window.workspace.document.path, flush=True)
    window.workspace.files.save()
    print(window.workspace.notices.banner, flush=True)
    window.close()
MainWindow.__init__ = make
sys.exit(main([]))
"""


def environment(folder: Path) -> dict[str, str]:
    places = {f"PLAYGROUND_{name}_DIR": str(folder) for name in ("CONFIG", "DATA", "CACHE", "LOG")}
    root = str(Path(sys.modules["playground"].__file__ or "").parents[1])
    return {**os.environ, **places, "PYTHONPATH": root, "QT_QPA_PLATFORM": "offscreen"}


def test_a_window_that_was_killed_is_restored_by_the_next_and_a_clean_end_leaves_nothing(
    tmp_path: Path,
) -> None:
    from playground.core.files.project_file import save_project
    from playground.core.project.templates import template

    mine, data = tmp_path / "mine.nnplay", tmp_path / "data"
    save_project(mine, template("spiral-mlp", CATALOGUE).open())
    with subprocess.Popen([sys.executable, "-c", TRAINING, str(mine)], stdout=subprocess.PIPE, text=True,
                          env=environment(data)) as window:  # fmt: skip
        assert window.stdout is not None and window.stdout.readline() == "kept\n"
        window.kill()
    (left,) = (data / "recovery").glob("[!.]*.nnplay")
    step = open_project(left, CATALOGUE).runs[0].position["step"]
    ended = subprocess.run([sys.executable, "-c", NEXT], capture_output=True, text=True, check=False,
                           timeout=120, env=environment(data))  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    offered, state, after = ended.stdout.splitlines()
    assert offered.startswith(f"Training of mine.nnplay was cut off at step {thousands(step)}")
    assert (state, after) == (f"True {mine}", "None")
    assert open_project(mine, CATALOGUE).runs[0].position["step"] == step
    assert list((data / "recovery").iterdir()) == []
