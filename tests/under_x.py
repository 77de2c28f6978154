"""Run a program under an X server and a window manager of its own."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import playground


def under_x(script: Path, size: tuple[int, int], *words: object) -> subprocess.CompletedProcess[str]:
    """Run a script on a screen of some size, decorated by openbox as a desktop would."""
    root = str(Path(playground.__file__).parents[1])
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": f"{root}{os.pathsep}{root}/tests"}
    program = shlex.join([sys.executable, str(script), *map(str, words)])
    width, height = size
    server = ["xvfb-run", "-a", "-s", f"-screen 0 {width}x{height}x24"]
    command = [*server, "sh", "-c", f"openbox >/dev/null 2>&1 & {program}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
