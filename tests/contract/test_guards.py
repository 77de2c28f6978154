"""The guards of conftest.py and window_guards.py catch what they are there for."""

import os
import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PROBES = """
import logging, socket, threading, time
from PySide6.QtCore import Qt, QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QMainWindow, QMessageBox, QWidget

kept = []

class Window(QMainWindow):
    __module__ = "playground.gui.probe"

class Document:
    __module__ = "playground.app.probe"

def test_good_window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.setMinimumSize(200, 100)
    QTimer(window).start(1000)
    window.show()

def test_good_expected_log(logged):
    logging.getLogger("playground.probe").warning("meant")
    assert [record.getMessage() for record in logged] == ["meant"]
    logged.clear()

def test_good_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        server.accept()[0].close()

def test_bad_open_window():
    kept.append(QWidget())
    kept[-1].show()

def test_bad_ticking_timer():
    kept.append(QTimer())
    kept[-1].start(1000)

def test_bad_living_window(qtbot):
    kept.append(Window())
    qtbot.addWidget(kept[-1])

def test_bad_living_document():
    kept.append(Document())

def test_bad_question():
    try:
        QMessageBox.question(None, "Title", "Text?")
    except AssertionError:
        pass

def test_bad_dialog():
    QDialog().exec()

def test_good_held_button(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton)

def test_good_after_a_held_button():
    assert not QGuiApplication.mouseButtons()

def test_bad_qt_warning():
    qWarning("something is wrong")

def test_bad_log():
    logging.getLogger("playground.probe").error("not meant")

def test_bad_name_look_up():
    try:
        socket.create_connection(("example.org", 80))
    except OSError:
        pass

def test_bad_connection():
    with socket.socket() as client:
        client.connect(("192.0.2.1", 80))

def test_bad_thread():
    thread = threading.Thread(target=kept_waiting, daemon=True)
    thread.start()

def kept_waiting():
    threading.Event().wait(30)

kept_waiting.__module__ = "playground.app.probe"
"""


def test_every_bad_habit_is_caught_and_no_good_one(tmp_path: Path) -> None:
    (tmp_path / "test_probes.py").write_text(PROBES)
    plugins = ["-p", "conftest", "-p", "window_guards"]
    run = [sys.executable, "-m", "pytest", "-c", str(TESTS.parent / "pyproject.toml"), *plugins]
    options = ["--rootdir", str(tmp_path), "-p", "no:cacheprovider", "-q", "-rA", "--tb=line"]
    # The settings' own `pythonpath` counts from the project's folder.
    done = subprocess.run(
        [*run, *options, "-o", f"pythonpath={TESTS}", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PLAYGROUND_TEST_THREAD_GRACE": "0.2"},
    )
    blamed = set(re.findall(r"^(?:FAILED|ERROR) \S*::(\w+)", done.stdout, re.MULTILINE))
    defined = set(re.findall(r"^def (test_\w+)", PROBES, re.MULTILINE))
    assert defined, done.stdout
    assert blamed == {name for name in defined if name.startswith("test_bad")}, done.stdout + done.stderr
