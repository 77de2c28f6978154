"""What stands between the start and the first paint: a process of its own tells what it imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from playground import app
from playground.gui.theme.tokens import DARK

ROOT = Path(app.__file__).parents[2]
HEAVY = ("torch", "numpy", "pyqtgraph", "sklearn", "scipy", "pydantic", "psygnal", "onnx", "safetensors")

AT_THE_FIRST_PICTURE = f"""
import os, sys
from playground.__main__ import main
from playground.gui.window.main_window import MainWindow
from PySide6.QtCore import QRect
from playground.gui.window import placing
placing.room_of = lambda window: QRect(0, 0, 1600, 1040)  # the offscreen platform's screen is small
made = MainWindow.__init__
def make(self, *args, **options):
    made(self, *args, **options)
    self.painted.connect(lambda: tell(self))
def tell(window):
    print(*[name for name in {HEAVY} if name in sys.modules], flush=True)
    window.grab().save("first.png")
    os._exit(0)
MainWindow.__init__ = make
sys.exit(main([]))
"""

WITHOUT_TEMPLATE = """
import sys
from playground.__main__ import main
from playground.gui import application
def fail(*given, **named):
    raise OSError("nothing can be read")
application.make_workspace = fail
sys.exit(main([]))
"""


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    places = {f"PLAYGROUND_{name}_DIR": str(folder) for name in ("CONFIG", "DATA", "CACHE", "LOG")}
    environment = {**os.environ, **places, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False,
                          timeout=60, cwd=folder, env=environment)  # fmt: skip


def test_the_first_picture_waits_for_nothing_heavy_and_shows_the_blocks(tmp_path: Path) -> None:
    ended = run(AT_THE_FIRST_PICTURE, tmp_path)
    assert (ended.returncode, ended.stdout.split()) == (0, []), ended.stderr
    picture = QImage(str(tmp_path / "first.png"))
    assert (picture.width(), picture.height()) == (1600, 1000)
    row = [picture.pixelColor(x, 500) for x in range(272, 1208)]
    edges = sum(a != DARK.block and b == DARK.block for a, b in zip(row, row[1:], strict=False))
    assert edges == 5  # blocks
    assert picture.pixelColor(100, 500) == DARK.panel


@pytest.mark.usefixtures("qapp")
def test_what_fails_behind_the_first_picture_ends_the_program_and_is_logged(tmp_path: Path) -> None:
    ended = run(WITHOUT_TEMPLATE, tmp_path)
    assert ended.returncode == 3
    assert "Something in the program went wrong" in ended.stderr
    assert "nothing can be read" in (tmp_path / "playground.log").read_text(encoding="utf-8")
