"""The Qt binding keeps Python alive: PySide6 6.12.0 on Python 3.11 over-releases None and True.

There a plot dies after about 100 repaints (`none_dealloc`), a signal after about 500 emits (`bool_dealloc`).
A process of its own does the work, so that a crash is a failed test and not the end of the suite.
"""

import subprocess
import sys

EMITS = 20_000
FRAMES = 2_000

SIGNALS = f"""
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    flag = Signal(bool)
    thing = Signal(object)

class Listener(QObject):
    flags = things = 0
    def on_flag(self, flag):
        self.flags += flag
    def on_thing(self, thing):
        self.things += thing is None

source, listener = Source(), Listener()
source.flag.connect(listener.on_flag)
source.thing.connect(listener.on_thing)
for _ in range({EMITS}):
    source.flag.emit(True)
    source.thing.emit(None)
print(listener.flags, listener.things)
"""

FRAMES_PAINTED = f"""
import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

class Plot(pg.PlotWidget):
    frames = 0
    def paintEvent(self, event):
        super().paintEvent(event)
        self.frames += 1

app = QApplication([])
plot = Plot()
plot.resize(320, 240)
curve, values = plot.plot(), np.zeros(64)
plot.show()
app.processEvents()
while plot.frames < {FRAMES}:
    values[plot.frames % 64] = plot.frames % 7
    curve.setData(values)
    plot.viewport().repaint()
plot.close()
print(plot.frames)
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "faulthandler", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_twenty_thousand_signals_leave_the_process_alive() -> None:
    ended = _run(SIGNALS)
    assert (ended.returncode, ended.stdout.split()) == (0, [str(EMITS)] * 2), ended.stderr


def test_two_thousand_painted_frames_leave_the_process_alive() -> None:
    ended = _run(FRAMES_PAINTED)
    assert (ended.returncode, ended.stdout.split()) == (0, [str(FRAMES)]), ended.stderr
