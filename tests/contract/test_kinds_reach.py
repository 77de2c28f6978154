"""Each kind looks as far as the gradients of its real module reach, in every rank it takes."""

from __future__ import annotations

import pytest

from gradient_reach import Line, seen
from kinds_in_torch import LAYERS, samples_of, settings_of
from playground.core.blocks.per_axis import along
from playground.core.blocks.reach import EVERYTHING, Windows
from playground.core.blocks.spec import BlockSpec

# Longer along each axis of places than any window that is drawn.
SAMPLES = {0: (13,), 1: (6,), 2: (13, 4), 3: (4, 11, 10), 4: (2, 7, 7, 7)}


@pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.id)
def test_a_kind_looks_as_far_as_its_gradients_reach(spec: BlockSpec) -> None:
    for shapes in samples_of(spec, SAMPLES):
        for params in settings_of(spec, shapes, 2):
            words = f"{shapes} {dict(params)}"
            assert_reach(spec.reach(params, shapes), list(seen(spec, params, shapes)), words)


def assert_reach(told: Windows, lines: list[Line], words: str) -> None:
    """Hold what is told against what spots in each line see, and how far apart their windows lie."""
    if told == EVERYTHING:
        found = [side for *_, line in lines for side in line]
        assert any(each.widest == each.places for each in found), words
        return
    windows = along(told, len(lines[0][-1]))
    for at, window in enumerate(windows):
        of = at if window.axis is None else window.axis
        sides = [line[of] for *_, line in lines]
        assert window.span == max(each.widest for each in sides), words
        assert window.kernel == max(each.most for each in sides), words
    for axes, axis, line in lines:
        if axes == len(line):
            of = axis if windows[axis].axis is None else windows[axis].axis
            spots, places = line[of].moved()
            # Where squares are painted with gaps, neighbours see other cells of them, from first to last.
            painted = windows[axis].beyond * windows[axis].stride if windows[axis].stride < 1 else 0
            assert abs(windows[axis].stride * spots - places) <= max(1, painted), words
