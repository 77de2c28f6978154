"""The zero line lies where a known function is zero."""

import numpy as np

from playground.gui.panels.contour import zero_line


def grid(size: int = 100) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    return x, y


def test_a_circle_is_found_at_its_radius_all_the_way_round() -> None:
    x, y = grid()
    columns, rows = zero_line(np.hypot(x, y) - 0.5)
    px, py = columns / 49.5 - 1, rows / 49.5 - 1
    np.testing.assert_allclose(np.hypot(px, py), 0.5, atol=0.002)
    assert len(np.unique(np.round(np.arctan2(py, px), 1))) == 63


def test_segments_of_a_circle_add_up_to_its_length() -> None:
    x, y = grid()
    columns, rows = zero_line(np.hypot(x, y) - 0.5)
    lengths = np.hypot(columns[0::2] - columns[1::2], rows[0::2] - rows[1::2]) / 49.5
    assert abs(lengths.sum() - np.pi) < 0.01


def test_a_map_of_one_sign_has_no_line() -> None:
    assert len(zero_line(np.ones((5, 5)))[0]) == 0
    assert len(zero_line(-np.ones((5, 5)))[0]) == 0
