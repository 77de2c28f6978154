"""The keys that walk along a run, on an American and on a German keyboard, through a real X server."""

from pathlib import Path

import pytest

from under_x import under_x

SCRIPT = Path(__file__).with_name("keys_of_layouts.py")


@pytest.mark.xvfb
@pytest.mark.timeout(200)
def test_each_key_does_on_both_keyboards_what_is_printed_on_it(tmp_path: Path) -> None:
    done = under_x(SCRIPT, (1600, 1000), tmp_path)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert done.stdout.splitlines()[-1] == "done"
