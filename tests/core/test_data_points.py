"""Points follow TensorFlow Playground's formulas."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE


def made(data_id: str, seed: int = 0, **options: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points and targets of a data set."""
    arrays = CATALOGUE.data.get(data_id).make(options, seed).arrays
    return arrays["points"], arrays.get("label", arrays.get("value"))


def test_circles_without_noise_are_parted_by_half_the_radius() -> None:
    points, label = made("circle", samples=1000, noise=0.0)
    radius = np.hypot(points[:, 0], points[:, 1])
    assert label.sum() == 500
    assert (radius[label == 1] <= 2.5).all()
    assert radius[label == 0].min() >= 3.499 and radius[label == 0].max() <= 5.001


def test_noise_of_circles_changes_labels_and_no_point() -> None:
    clean, label = made("circle", samples=1000, noise=0.0)
    noisy, blurred = made("circle", samples=1000, noise=0.3)
    assert (clean == noisy).all()
    assert 0 < (label != blurred).sum() < 300


def test_exclusive_or_follows_the_sign_of_the_product_outside_the_cross() -> None:
    points, label = made("xor", samples=1000, noise=0.0)
    assert (label == (points[:, 0] * points[:, 1] >= 0)).all()
    assert np.abs(points).min() >= 0.299 and np.abs(points).max() <= 5.301


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gaussians_have_the_stated_centres_and_variance(noise: float, variance: float) -> None:
    points, label = made("gauss", samples=20_000, noise=noise)
    for value, centre in ((1, 2.0), (0, -2.0)):
        cloud = points[label == value]
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.08)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.05)


def test_spirals_without_noise_are_the_written_curve() -> None:
    points, label = made("spiral", samples=8, noise=0.0)
    expected = []
    for start in (0.0, np.pi):
        for i in range(4):
            angle = 1.75 * i / 4 * 2 * np.pi + start
            expected.append((i / 4 * 5 * np.sin(angle), i / 4 * 5 * np.cos(angle)))
    assert points == pytest.approx(np.array(expected), abs=1e-5)
    assert label.tolist() == [1, 1, 1, 1, 0, 0, 0, 0]


def test_noise_moves_points_of_spirals_by_at_most_its_share() -> None:
    moved = made("spiral", noise=0.4)[0] - made("spiral", noise=0.0)[0]
    assert 0.38 < np.abs(moved).max() <= 0.4001
    assert moved == pytest.approx(2 * (made("spiral", noise=0.2)[0] - made("spiral", noise=0.0)[0]), abs=1e-5)


def test_moons_without_noise_agree_with_scikit_learn() -> None:
    from sklearn.datasets import make_moons

    points, label = made("moons", samples=100, noise=0.0)
    theirs, classes = make_moons(100, shuffle=False)
    for value in (0, 1):
        assert points[label == value] == pytest.approx(
            (theirs[classes == value] - [0.5, 0.25]) * 3.2, abs=1e-5
        )


def test_the_plane_is_a_tenth_of_the_sum() -> None:
    points, value = made("plane", noise=0.0)
    assert value == pytest.approx(points.sum(axis=1) / 10, abs=1e-6)
    assert np.abs(points).max() > 5.9
    assert np.abs(made("plane", noise=0.5)[1] - value).max() <= 0.6001


@pytest.mark.parametrize("data_id", ["xor", "plane"])
def test_more_samples_keep_the_ones_before(data_id: str) -> None:
    few, many = made(data_id, samples=50), made(data_id, samples=80)
    assert (few[0] == many[0][:50]).all() and (few[1] == many[1][:50]).all()


def test_an_odd_number_of_points_gives_the_middle_one_to_class_1() -> None:
    points, label = made("spiral", samples=11)
    assert len(points) == 11 and label.sum() == 6


@pytest.mark.parametrize("seed", [-1, 2**70])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    assert (made("xor", seed=seed)[0] == made("xor", seed=seed)[0]).all()
