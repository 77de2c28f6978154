"""The walk through the window with a real pointer, on an X server of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import playground

SCRIPT = Path(__file__).with_name("walk_through.py")
STEPS = (
    "the window is there and ready",
    "a convolution stands on the wire",
    "the wire is gone",
    "the wire is drawn from port to port",
    "eight epochs are trained",
    "the training is paused",
    "the paper is there",
    "the drawn 1 is called a 1",
    "the export is asked for",
    "the model file is there",
    "its answers are verified",
    "done",
)


@pytest.mark.xvfb
@pytest.mark.timeout(400)
def test_the_walk_comes_to_its_end(tmp_path: Path) -> None:
    root = str(Path(playground.__file__).parents[1])
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": root}
    server = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
    command = [*server, sys.executable, str(SCRIPT), str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert tuple(done.stdout.splitlines()) == STEPS
