"""Four thousand random real events over ten minutes of training: nothing breaks."""

from pathlib import Path

import pytest

from under_x import under_x

SCRIPT = Path(__file__).with_name("storm.py")


@pytest.mark.xvfb
@pytest.mark.timeout(1200)
def test_a_storm_breaks_nothing(tmp_path: Path) -> None:
    done = under_x(SCRIPT, (1600, 1000), tmp_path, 4000, 1)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-4000:]}"
    assert done.stdout.endswith("done\n")
