"""End the real window while it works: `python tests/perf/endings.py close|kill [COUNT] [--seed N]`.

Each time a window of its own process opens a project and, at a moment that the seed fixes, is closed, or
killed with -9 while it trains. Closing has to take under 3 s from the wish to the end of the process, with
exit code 0 and not a word on stderr; how much of that the process computed is told beside it, since a busy
machine keeps it waiting. Of a kill, what the next window finds has to open, to train on, and to lack no more
than may be lost; the time between two copies is shortened to a tenth. Neither way may a process that the
window started go on without it. It exits 1 where not all was well.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
CLOSED_WITHIN_S, GIVEN_UP_S = 3.0, 120.0
GONE_WITHIN_S = 5.0  # those that the window started, behind it: no person waits for them
SHORTENED = 10  # times: of the time between two copies
TOLD_EVERY_MS = 20
HARMLESS = "This plugin does not support propagateSizeHints()"
ACTS = ("building", "first step", "mid-epoch", "huge batch", "looking back", "exporting", "at rest")
LONGEST_WAIT_S = {"building": 1.5, "first step": 0.05}  # from the act's beginning to the wish; else 1 s


@dataclass(frozen=True)
class Ended:
    """How a window's process ended."""

    act: str
    seconds: float
    computed_s: float
    code: int
    said: str
    left: int  # processes that went on

    @property
    def well(self) -> bool:
        """Say whether it ended as it should."""
        return self.seconds < CLOSED_WITHIN_S and self.code == 0 and not self.said and not self.left


def environment(folder: Path) -> dict[str, str]:
    """Return where a window keeps what it keeps."""
    places = {f"PLAYGROUND_{name}_DIR": str(folder) for name in ("CONFIG", "DATA", "CACHE", "LOG")}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "perf")])
    return {**os.environ, **places, "PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"}


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start a window that does as it is told."""
    return subprocess.Popen([sys.executable, __file__, "window", *words], env=environment(folder), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def closed(act: str, wait_s: float) -> Ended:
    """Close a window in the middle of something."""
    with tempfile.TemporaryDirectory(prefix="playground-endings-") as folder:
        window = begun(Path(folder), act, str(wait_s))
        assert window.stdout is not None
        line, taken_before = "", _of_children()
        while (line := window.stdout.readline()) and not line.startswith("closing"):
            pass
        wished, computed = time.monotonic(), float(line.partition(" ")[2] or 0)
        started = _started_by(window)
        try:
            _, said = window.communicate(timeout=GIVEN_UP_S)
        finally:
            window.kill()
        seconds = time.monotonic() - wished
        left = _left(started)
    computed = _of_children() - taken_before - computed
    return Ended(act, seconds, computed, window.returncode, said.replace(HARMLESS, "").strip(), left)


def _started_by(window: subprocess.Popen[str]) -> list[psutil.Process]:
    return list(psutil.Process(window.pid).children(recursive=True))


def _left(started: list[psutil.Process]) -> int:
    """Return how many processes go on without the window that started them, and end them."""
    _, left = psutil.wait_procs(started, timeout=GONE_WITHIN_S)
    for process in left:
        process.kill()
    return len(left)


def _of_children() -> float:
    """Return the seconds that children which have ended computed."""
    taken = os.times()
    return taken.children_user + taken.children_system


def killed(wait_s: float) -> tuple[float, str]:
    """Kill a window while it trains; return how many seconds of training are lost, and what else is wrong."""
    with tempfile.TemporaryDirectory(prefix="playground-endings-") as folder:
        window = begun(Path(folder), "to be killed", "0")
        assert window.stdout is not None
        times: dict[int, float] = {}
        end = float("inf")
        for line in window.stdout:
            step, now = int(line), time.monotonic()
            end = end if times else now + wait_s
            times.setdefault(step, now)
            if now >= end:
                break
        started = _started_by(window)
        window.kill()
        window.wait()
        killed_at, left = time.monotonic(), _left(started)
        lost, wrong = _lost(Path(folder), times, killed_at)
        return lost, wrong or (f"{left} processes went on" if left else "")


def _lost(folder: Path, times: dict[int, float], killed_at: float) -> tuple[float, str]:
    """Open what is left as the next window does, and take a step."""
    os.environ.update(environment(folder))
    from playground.app.checkpoints.copies import left_behind
    from playground.core.builtin import CATALOGUE
    from playground.core.files.project_file import open_project
    from playground.core.training.session import Session

    begun_at = min(times.values(), default=killed_at)
    copy = next(left_behind(), None)
    if copy is None:
        return killed_at - begun_at, ""
    run = open_project(copy.file, CATALOGUE).runs[0]
    copy.remove()
    session = Session.resume(run)
    session.advance(1)
    kept = int(run.position["step"])
    later = [at for step, at in times.items() if step > kept]
    return (killed_at - min(later) if later else 0.0), "" if session.step == kept + 1 else "it does not go on"


def window(act: str, wait_s: float) -> int:
    """Be the window: do something, and close in its middle."""
    from PySide6.QtCore import QTimer

    from playground.__main__ import main
    from playground.app.ask import Answer
    from playground.app.checkpoints import timing
    from playground.gui.window.main_window import MainWindow

    made, acting = MainWindow.__init__, _ACTS[act]
    if act == "to be killed":
        timing.EVERY_S /= SHORTENED

    def close(self: MainWindow) -> None:
        print("closing", time.process_time(), flush=True)
        self.close()

    def look(self: MainWindow, timer: QTimer) -> None:
        if acting(self):
            timer.stop()
            QTimer.singleShot(int(1000 * wait_s), self, lambda: close(self))

    def begin(self: MainWindow, timer: QTimer) -> None:
        self.workspace.ask = lambda question: Answer("discard")
        timer.start()

    def make(self: MainWindow, *args: object, **options: object) -> None:
        made(self, *args, **options)  # type: ignore[arg-type]
        timer = QTimer(self, interval=TOLD_EVERY_MS)
        timer.timeout.connect(lambda: look(self, timer))
        self.completed.connect(lambda: begin(self, timer))
        if act == "building":
            QTimer.singleShot(int(1000 * wait_s), self, lambda: close(self))

    MainWindow.__init__ = make  # type: ignore[method-assign,assignment]
    return main([])


def _trains(window: object) -> bool:
    """Start training when it can be, and say whether it goes on."""
    ws = window.workspace  # type: ignore[attr-defined]
    if ws.training.state == "ready":
        ws.training.toggle()
    return bool(ws.live.running)


def _mid_epoch(window: object) -> bool:
    return _trains(window) and window.workspace.live.epoch >= 1  # type: ignore[attr-defined]


def _huge(window: object) -> bool:
    from bench_stopping import heavy

    from playground.app.document import Document

    ws = window.workspace  # type: ignore[attr-defined]
    if ws.torch_ready and ws.project.name != "huge":
        from dataclasses import replace

        ws.replace_document(Document(replace(heavy(), name="huge"), None))
    return ws.project.name == "huge" and _trains(window)


def _looks_back(window: object) -> bool:
    ws = window.workspace  # type: ignore[attr-defined]
    if not _trains(window) or len(ws.time.steps) < 3:
        return False
    ws.time.look_near(ws.live.step / 2)
    ws.time.play()
    return True


def _exports(window: object) -> bool:
    ws = window.workspace  # type: ignore[attr-defined]
    if not _mid_epoch(window):
        return False
    ws.exports.start("onnx", Path(os.environ["PLAYGROUND_DATA_DIR"]) / "model.onnx", "trained")
    return True


def _tells(window: object) -> bool:
    """Tell which step is reached; nobody closes."""
    if _trains(window):
        print(window.workspace.live.step, flush=True)  # type: ignore[attr-defined]
    return False


_ACTS: dict[str, Callable[[object], bool]] = {
    "building": lambda window: False,
    "first step": _trains,
    "mid-epoch": _mid_epoch,
    "huge batch": _huge,
    "looking back": _looks_back,
    "exporting": _exports,
    "at rest": lambda window: bool(window.workspace.torch_ready),  # type: ignore[attr-defined]
    "to be killed": _tells,
}


def close_some(count: int, chance: random.Random) -> bool:
    """Close so many windows and print how they ended."""
    ended: list[Ended] = []
    for index in range(count):
        act = ACTS[index % len(ACTS)]
        ended.append(closed(act, chance.uniform(0, LONGEST_WAIT_S.get(act, 1.0))))
        print("" if ended[-1].well else "BAD", ended[-1], flush=True)
    longest = {act: max((each.seconds for each in ended if each.act == act), default=0.0) for act in ACTS}
    print("longest:", ", ".join(f"{act} {seconds:.2f} s" for act, seconds in longest.items()))
    print(f"computed at most {max(each.computed_s for each in ended):.2f} s of that")
    print(f"{sum(each.well for each in ended)} of {count} windows closed well")
    return all(each.well for each in ended)


def kill_some(count: int, chance: random.Random) -> bool:
    """Kill so many windows and print what was lost."""
    from playground.app.checkpoints.timing import EVERY_S, LOST_S

    allowed, found, well = EVERY_S / SHORTENED + LOST_S - EVERY_S, list[float](), 0
    for _ in range(count):
        lost, wrong = killed(chance.uniform(0.1, 3 * EVERY_S / SHORTENED))
        found.append(lost)
        well += lost <= allowed and not wrong
        print(f"{len(found)}: {lost:.2f} s lost", flush=True)
        if wrong or lost > allowed:
            print(f"BAD: {lost:.1f} s lost; {wrong}", flush=True)
    print(
        f"lost at most {max(found):.2f} s, {sum(found) / count:.2f} s on average; {allowed:.1f} s are allowed"
    )
    print(f"{well} of {count} kills ended well")
    return well == count


def main() -> int:
    """End windows, and tell."""
    parser = argparse.ArgumentParser(description="End the window while it works.")
    parser.add_argument("what", choices=("close", "kill", "window"))
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.what == "window":
        return window(given.rest[0], float(given.rest[1]))
    count, chance = int(given.rest[0]) if given.rest else 20, random.Random(given.seed)
    return 0 if (close_some if given.what == "close" else kill_some)(count, chance) else 1


if __name__ == "__main__":
    sys.exit(main())
