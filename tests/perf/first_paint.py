"""End the process at a paint: `bare`, `first` (the first picture) or `whole` (blocks, bars, docks).

The caller measures from before the process starts to its end.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def bare() -> None:
    """Show a window with a button and nothing else."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton

    class Window(QMainWindow):
        def paintEvent(self, _event: object) -> None:
            QTimer.singleShot(0, lambda: os._exit(0))

    app = QApplication([])
    window = Window()
    window.setCentralWidget(QPushButton("Hello"))
    window.resize(1600, 1000)
    window.show()
    app.exec()


def ours(watch: Callable[[type], None]) -> None:
    """Start the program as `playground` does, with somebody watching its window."""
    from playground.__main__ import main
    from playground.gui.window.main_window import MainWindow

    watch(MainWindow)
    main([])


def until_first(window: type) -> None:
    """End at the first picture."""
    made = window.__init__

    def make(self: object, *args: object, **options: object) -> None:
        made(self, *args, **options)
        self.painted.connect(lambda: os._exit(0))

    window.__init__ = make


def until_whole(window: type) -> None:
    """End when canvas, bars and docks are painted, before the plots are built."""
    window.complete = lambda _self: os._exit(0)


if __name__ == "__main__":
    {"bare": bare, "first": lambda: ours(until_first), "whole": lambda: ours(until_whole)}[sys.argv[1]]()
