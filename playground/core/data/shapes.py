"""Small pictures of one shape each, turned, filled or outlined, among strokes and specks that mean nothing.

Shapes are half-planes and level sets, laid on a grid twice as fine as the picture and averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from playground.core.blocks.params import Params
from playground.core.blocks.spec import JUDGED
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator

SIDE = fields.SHAPE_PICTURE.sizes[-1]
FINE = 2
AT_ONCE = 256  # pictures drawn in one go
STROKES = 6  # at most, at full clutter
HOLLOW = 0.62  # of the size: where an outline's inside begins

Inside = Callable[[np.ndarray, np.ndarray], np.ndarray]  # x to the right, y downwards, both about -1 to 1


def _circle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(x * x + y * y < 0.81)


def _square(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(abs(x), abs(y)) < 0.78)


def _triangle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    slope = np.sqrt(3.0)
    return np.asarray((y < 0.5) & (slope * abs(x) - y < 1.0))


def _star(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Tell whether a point lies in a five-pointed star, whose inner corners lie at 0.42 of the outer ones."""
    sector = np.pi / 5
    angle = abs((np.arctan2(x, -y) + sector) % (2 * sector) - sector)  # 0 at a point, pi / 5 between two
    radius = np.hypot(x, y)
    inner = 0.42 * np.array([np.cos(sector), np.sin(sector)])
    edge = inner[1] / (inner[1] * np.cos(angle) + (1 - inner[0]) * np.sin(angle))
    return np.asarray(radius < edge)


def _cross(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    wide, high = abs(x), abs(y)
    return np.asarray(((wide < 0.3) & (high < 0.95)) | ((high < 0.3) & (wide < 0.95)))


def _heart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    up, across = -y * 1.25 + 0.1, x * 1.25
    level = across * across + up * up - 1
    return np.asarray(_cubed(level) - across * across * _cubed(up) < 0)


def _cubed(x: np.ndarray) -> np.ndarray:
    """Return x ** 3, rounded once as a power is; numpy's own takes ten times as long."""
    wide = x.astype(np.float64)
    return np.asarray(wide * wide * wide, np.float32)


INSIDE: Mapping[str, Inside] = MappingProxyType({
    "circle": _circle, "square": _square, "triangle": _triangle, "star": _star, "cross": _cross,
    "heart": _heart,
})  # fmt: skip


def shapes(options: Params, seed: int) -> DataSet:
    """Draw pictures (n, 1, 28, 28) float32 of 0 to 1, and which of their pixels show the shape.

    Classes take turns, `noise` is the share of clutter.
    """
    count, clutter = options["samples"], options["noise"]
    labels = np.arange(count, dtype=np.int64) % len(INSIDE)
    random = generator(seed, "shapes")
    pictures = np.empty((count, 1, SIDE, SIDE), np.float32)
    marks = np.empty((count, SIDE, SIDE), np.int64)
    for here in stretches(count):
        pictures[here, 0], marks[here] = _drawn(labels[here], clutter, random)
    arrays = {"image": pictures, "label": labels, "pixel_labels": marks}
    return with_rims(DataSet(fields.shapes(options), arrays))


def stretches(count: int) -> Iterator[slice]:
    """Yield which pictures are drawn in one go, until so many are; how they are cut decides bits."""
    for start in range(0, count, AT_ONCE):
        yield slice(start, min(start + AT_ONCE, count))


def _drawn(labels: np.ndarray, clutter: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return some pictures and which pixels show the shape, (k, side, side) both.

    AT_ONCE of them have the same draws whatever follows.
    """
    draws = random.random((AT_ONCE, 6 + 6 * STROKES))[: len(labels)]
    specks = random.random((AT_ONCE, SIDE, SIDE), np.float32)[: len(labels)]
    ink = drawn_shapes(labels, draws)
    strokes = _strokes(draws[:, 6:].reshape(len(labels), STROKES, 6), clutter)
    return _averaged(np.maximum(ink, strokes), specks, clutter), marked(ink)


def drawn_shapes(labels: np.ndarray, draws: np.ndarray, small: float = 0.42,
                 spread: float = 0.33) -> np.ndarray:  # fmt: skip
    """Return one shape a picture on the fine grid (k, 2 * side, 2 * side); six draws say how it lies."""
    return shapes_and_wholes(labels, draws, small, spread)[0]


def shapes_and_wholes(labels: np.ndarray, draws: np.ndarray, small: float,
                      spread: float) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return the same, and which points lie in the shapes, in those too that are drawn as outlines."""
    x, y = _local(draws, small, spread)
    ink, wholes = np.zeros(x.shape, np.float32), np.zeros(x.shape, bool)
    for index, inside in enumerate(INSIDE.values()):
        mine = labels == index
        ink[mine], wholes[mine] = _filled(inside, x[mine], y[mine], draws[mine, 5])
    return np.asarray(ink * (0.65 + 0.35 * draws[:, 4])[:, None, None]), wholes


def marked(ink: np.ndarray) -> np.ndarray:
    """Say of which pixels (k, side, side) of ink on the fine grid at least half belongs to a shape."""
    return np.asarray(_means((ink > 0).astype(np.float32)) >= 0.5)


def with_rims(found: DataSet) -> DataSet:
    """Return a data set with the pixels that are judged, where its fields ask for them: all but the rims."""
    if JUDGED not in found.fields.fields:
        return found
    return DataSet(found.fields, {**found.arrays, JUDGED: ~rims(found.arrays["pixel_labels"])})


def rims(marks: np.ndarray) -> np.ndarray:
    """Say of which pixels (n, h, w) of these classes one of the eight around is of another class."""
    around = np.pad(marks, ((0, 0), (1, 1), (1, 1)), mode="edge")
    high, wide = marks.shape[1:]
    ways = [around[:, row : row + high, column : column + wide] for row in range(3) for column in range(3)]
    return np.asarray(np.any([way != marks for way in ways], axis=0))


def without_specks(ink: np.ndarray, clutter: float, random: np.random.Generator) -> np.ndarray:
    """Return pictures (k, side, side) of ink on the fine grid, with strokes."""
    return np.asarray(_means(np.maximum(ink, _strokes(random.random((len(ink), STROKES, 6)), clutter))))


def with_clutter(ink: np.ndarray, clutter: float, random: np.random.Generator) -> np.ndarray:
    """Return pictures (k, side, side) of ink on the fine grid, with strokes and specks."""
    strokes = _strokes(random.random((len(ink), STROKES, 6)), clutter)
    specks = random.random((len(ink), SIDE, SIDE), np.float32)
    return _averaged(np.maximum(ink, strokes), specks, clutter)


def _averaged(ink: np.ndarray, specks: np.ndarray, clutter: float) -> np.ndarray:
    return np.asarray(np.clip(_means(ink) + (specks - 0.5) * np.float32(0.6 * clutter), 0, 1))


def _means(ink: np.ndarray) -> np.ndarray:
    """Return the mean (k, side, side) of each pixel's points on the fine grid; their order decides bits."""
    across = np.asarray(sum(ink[:, :, column::FINE] for column in range(FINE)))
    return np.asarray(sum(across[:, row::FINE] for row in range(FINE)) / FINE**2)


def _grid() -> tuple[np.ndarray, np.ndarray]:
    """Return x (1, 2 * side) and y (2 * side, 1) of the fine grid's points, -1 to 1 across the picture."""
    steps = ((np.arange(SIDE * FINE) + 0.5) / (SIDE * FINE) * 2 - 1).astype(np.float32)
    return steps[None, :], steps[:, None]


def _local(draws: np.ndarray, small: float, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the grid in each shape's own coordinates: moved, turned a little, 1 at its rim."""
    size = small + spread * draws[:, 0]
    room = 0.95 - size
    turn = (draws[:, 3] - 0.5) * 0.9
    across, down = ((draws[:, column] * 2 - 1) * room for column in (1, 2))
    x, y = _grid()
    cos, sin, left, top, scale = (
        values.astype(np.float32)[:, None, None]
        for values in (np.cos(turn), np.sin(turn), across, down, size)
    )
    dx, dy = (x - left) / scale, (y - top) / scale
    return cos * dx + sin * dy, cos * dy - sin * dx


def _filled(inside: Inside, x: np.ndarray, y: np.ndarray, draw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ink inside the shape, or along its rim where the draw says so; and what is inside."""
    whole, outlined = inside(x, y), draw < 0.5
    ink = whole.astype(np.float32)
    ink[outlined] *= ~inside(x[outlined] / HOLLOW, y[outlined] / HOLLOW)
    return ink, whole


def _strokes(draws: np.ndarray, clutter: float) -> np.ndarray:
    """Return ink of short strokes anywhere: place, direction, length, strength and whether it is there."""
    x, y = _grid()
    ink = np.zeros((len(draws), SIDE * FINE, SIDE * FINE), np.float32)
    for one in np.moveaxis(draws.astype(np.float32), 1, 0):
        there = one[:, 5] < clutter
        px, py, angle, length, strength, _ = (column[:, None, None] for column in one[there].T)
        cos, sin = np.cos(angle * np.pi), np.sin(angle * np.pi)
        dx, dy = x - (px * 2 - 1), y - (py * 2 - 1)
        along, across = dx * cos + dy * sin, dy * cos - dx * sin
        on = (abs(across) < 0.05) & (abs(along) < 0.08 + 0.2 * length)
        ink[there] = np.maximum(ink[there], on * (0.35 + 0.5 * strength))
    return ink
