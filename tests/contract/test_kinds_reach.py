"""Each kind looks as far as the gradients of its real module reach, in every rank it takes."""

from __future__ import annotations

import pytest

from gradient_reach import Seen, seen
from kinds_in_torch import LAYERS, samples_of, settings_of
from playground.core.blocks.reach import EVERYTHING, Window
from playground.core.blocks.spec import BlockSpec

# Longer along each axis of places than any window that is drawn.
SAMPLES = {0: (13,), 1: (6,), 2: (13, 4), 3: (4, 11, 10), 4: (2, 7, 7, 7)}


@pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.id)
def test_a_kind_looks_as_far_as_its_gradients_reach(spec: BlockSpec) -> None:
    for shapes in samples_of(spec, SAMPLES):
        for params in settings_of(spec, shapes, 2):
            words = f"{shapes} {dict(params)}"
            assert_reach(spec.reach(params, shapes), list(seen(spec, params, shapes)), words)


def assert_reach(told: Window, lines: list[tuple[int, list[Seen]]], words: str) -> None:
    """Hold what is told against what spots in each line see, and how far apart their windows lie."""
    found = [side for _, line in lines for side in line]
    if told == EVERYTHING:
        assert any(each.widest == each.places for each in found), words
        return
    assert told.span == max(each.widest for each in found), words
    assert told.kernel == max(each.most for each in found), words
    for axes, line in lines:
        spots, places = max((each.moved() for each in line), key=lambda moved: moved[1])
        if axes == len(line):
            assert abs(told.stride * spots - places) <= 1, words
