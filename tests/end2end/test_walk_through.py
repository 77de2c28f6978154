"""The walk through the window with a real pointer, on an X server of its own."""

from pathlib import Path

import pytest

from under_x import under_x

SCRIPT = Path(__file__).with_name("walk_through.py")
STEPS = (
    "the window is there and ready",
    "a convolution stands on the wire",
    "everything stands still",
    "the wire is gone",
    "everything stands still",
    "the wire is drawn from port to port",
    "eight epochs are trained",
    "the training is paused",
    "the past is shown",
    "its figures are those of then",
    "what is newest is shown again",
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
    done = under_x(SCRIPT, (1600, 1000), tmp_path)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert tuple(done.stdout.splitlines()) == STEPS
