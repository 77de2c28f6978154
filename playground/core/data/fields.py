"""The fields that the built-in data sets bring; no arrays, no torch."""

from __future__ import annotations

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import Field
from playground.core.project.values import DataFields

LOW, HIGH = -6.0, 6.0  # the square that TensorFlow Playground draws; a few noisy points may lie outside
COLOURS = ("Blue", "Orange")  # class 0 (TensorFlow Playground's -1) and class 1 (its +1)

POINTS = Field((2,), name="points", low=LOW, high=HIGH, parts=("x1", "x2"))
COLOUR = Field((), "int", name="label", classes=COLOURS, low=0.0, high=1.0)
VALUE = Field((), name="value", low=-1.0, high=1.0)

DIGITS = 1797
PICTURE = Field((1, 8, 8), name="image", low=0.0, high=16.0)
DIGIT = Field((), "int", name="label", classes=tuple("0123456789"), low=0.0, high=9.0)

SHAPE_NAMES = ("circle", "square", "triangle", "star", "cross", "heart")
SHAPE_PICTURE = Field((1, 28, 28), name="image", low=0.0, high=1.0)
SHAPE = Field((), "int", name="label", classes=SHAPE_NAMES, low=0.0, high=len(SHAPE_NAMES) - 1.0)


def points_with_class(options: Params) -> DataFields:
    """Return the fields of points in two colours."""
    return DataFields({"points": POINTS, "label": COLOUR}, options["samples"])


def points_with_value(options: Params) -> DataFields:
    """Return the fields of points with a number to predict."""
    return DataFields({"points": POINTS, "value": VALUE}, options["samples"])


def digits(options: Params) -> DataFields:
    """Return the fields of the handwritten digits."""
    return DataFields({"image": PICTURE, "label": DIGIT}, DIGITS)


def shapes(options: Params) -> DataFields:
    """Return the fields of the drawn shapes."""
    return DataFields({"image": SHAPE_PICTURE, "label": SHAPE}, options["samples"])
