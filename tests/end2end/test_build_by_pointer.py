"""Six networks drawn from the empty canvas by a real pointer, on a laptop's screen and on a wide one."""

from pathlib import Path

import pytest

from under_x import under_x

SCRIPT = Path(__file__).with_name("build_by_pointer.py")
NETWORKS = ("digits-cnn", "residual", "small-u-net", "two-inputs", "transformer", "autoencoder")


@pytest.mark.xvfb
@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", [(1366, 768), (1600, 1000)], ids=["laptop", "wide"])
def test_networks_are_built_from_the_empty_canvas(tmp_path: Path, size: tuple[int, int]) -> None:
    done = under_x(SCRIPT, size, tmp_path)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    for name in NETWORKS:
        assert f"{name} rests\n" in done.stdout
