"""The fields that the built-in data sets bring; no arrays, no torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DataFields, Field
from playground.core.blocks.spec import JUDGED
from playground.core.data.vocabulary import WORDS

EVERY_PIXEL = "all"  # of options: no pixel is left out
LOW, HIGH = -6.0, 6.0  # the square that TensorFlow Playground draws; a few noisy points may lie outside
COLOURS = ("Blue", "Orange")  # class 0 (TensorFlow Playground's -1) and class 1 (its +1)

POINTS = Field((2,), name="points", low=LOW, high=HIGH, parts=("x1", "x2"))
COLOUR = Field((), "int", name="label", classes=COLOURS, low=0.0, high=1.0)
VALUE = Field((), name="value", low=-1.0, high=1.0)

DIGITS = 1797
TRIPLES = 596  # as many as there are whole thirds of each digit
PICTURE = Field((1, 8, 8), name="image", low=0.0, high=16.0)
DIGIT = Field((), "int", name="label", classes=tuple("0123456789"), low=0.0, high=9.0)

SECOND_PICTURE = replace(PICTURE, name="image_2")
THIRD_PICTURE = replace(PICTURE, name="image_3")
SAME_DIGIT = Field((), "int", name="label", classes=("different", "same"), high=1.0)

SHAPE_NAMES = ("circle", "square", "triangle", "star", "cross", "heart")
SHAPE_PICTURE = Field((1, 28, 28), name="image", low=0.0, high=1.0)
SHAPE = Field((), "int", name="label", classes=SHAPE_NAMES, low=0.0, high=len(SHAPE_NAMES) - 1.0)
PARTS_SHOWN = ("ground", "shape")
PIXELS_SHOWN = Field((28, 28), "int", name="pixel_labels", classes=PARTS_SHOWN, high=1.0)

PARTS_APART = ("ground", *SHAPE_NAMES)
PIXELS_APART = Field((28, 28), "int", name="pixel_labels", classes=PARTS_APART, high=len(SHAPE_NAMES) + 0.0)
JUDGED_PIXELS = Field((28, 28), "bool", name=JUDGED)
SMALL = Field((1, 14, 14), name="image")
CLEAN = Field((1, 28, 28), name="picture")
COLOURED = Field((3, 28, 28), name="picture")
SECOND_SHAPE_PICTURE = replace(SHAPE_PICTURE, name="image_2")
ALIKE = Field((), "int", name="label", classes=("different", "alike"), high=1.0)

ROWS = Field((8,), name="table", low=0.0, high=128.0, parts=tuple(f"row {n}" for n in range(1, 9)))
SHAPES_SHOWN = Field((6,), name="labels", classes=SHAPE_NAMES)

IRIS = Field((4,), name="table", high=8.0,
             parts=("sepal length", "sepal width", "petal length", "petal width"),
             units=("cm",) * 4)  # fmt: skip
SPECIES = Field((), "int", name="label", classes=("setosa", "versicolor", "virginica"), high=2.0)
WINE = Field((13,), name="table", high=1700.0, parts=(
    "alcohol", "malic acid", "ash", "alcalinity", "magnesium", "phenols", "flavanoids", "nonflavanoids",
    "proanthocyanins", "colour", "hue", "OD280/OD315", "proline"))  # fmt: skip
GROWER = Field((), "int", name="label", classes=("grower 1", "grower 2", "grower 3"), high=2.0)
_CELL = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
         "symmetry", "fractal dimension")  # fmt: skip
CELLS = Field((30,), name="table", high=5000.0, parts=tuple(
    f"{measure} {name}" for measure in ("mean", "error of", "worst") for name in _CELL))  # fmt: skip
TUMOUR = Field((), "int", name="label", classes=("malignant", "benign"), high=1.0)
PATIENTS = Field((10,), name="table", high=400.0, parts=(
    "age", "sex", "body mass", "pressure", "cholesterol", "LDL", "HDL", "ratio", "triglycerides",
    "glucose"), units=("years", "", "kg/m²", "mmHg", "", "", "", "", "", ""))  # fmt: skip
PROGRESS = Field((), name="value", low=0.0, high=400.0, units=("points",))
DISTRICTS = ("Harbour", "Old town", "Hills", "Fields")
FLATS = Field((4,), name="table", high=200.0, parts=("area", "rooms", "age", "district"),
              units=("m²", "", "years", ""), levels=(0, 0, 0, len(DISTRICTS)),
              kinds=((), (), (), DISTRICTS))  # fmt: skip
RENT = Field((), name="value", low=0.0, high=40.0, units=("hundreds",))

LONGEST = 14  # words of a sentence
STEPS, CHANNELS = 48, 3
MOVES = ("rest", "walk", "run", "jump")
RECORDING = Field(
    (STEPS, CHANNELS),
    name="series",
    low=-30.0,
    high=30.0,
    parts=("x", "y", "z"),
    units=("m/s²",) * 3,
    interval=0.05,
)
SWINGS = ("still", "up", "down")
SWING = Field((STEPS,), "int", name="step_labels", classes=SWINGS, high=len(SWINGS) - 1.0)
MOVE = Field((), "int", name="label", classes=MOVES, high=len(MOVES) - 1.0)
MEANT = ("neither", "blame", "praise")
WORD_MEANT = Field((LONGEST,), "int", name="step_labels", classes=MEANT, high=len(MEANT) - 1.0)
AGREEMENT = Field((), "int", name="label", classes=("disagree", "agree"), high=1.0)
OPINION = Field((), "int", name="label", classes=("bad", "good"), high=1.0)


def points_with_class(options: Params) -> DataFields:
    """Return the fields of points in two colours."""
    return DataFields({"points": POINTS, "label": COLOUR}, options["samples"])


def points_with_value(options: Params) -> DataFields:
    """Return the fields of points with a number to predict."""
    return DataFields({"points": POINTS, "value": VALUE}, options["samples"])


def digits(options: Params) -> DataFields:
    """Return the fields of the handwritten digits."""
    return DataFields({"image": PICTURE, "table": ROWS, "label": DIGIT}, DIGITS)


def pairs(options: Params) -> DataFields:
    """Return the fields of two handwritten digits side by side; each picture stands in one pair alone."""
    return DataFields({"image": PICTURE, "image_2": SECOND_PICTURE, "label": SAME_DIGIT}, DIGITS // 2)


def triples(options: Params) -> DataFields:
    """Return the fields of a digit, another of its kind and one of another kind; `label` is the first's."""
    pictures = {"image": PICTURE, "image_2": SECOND_PICTURE, "image_3": THIRD_PICTURE}
    return DataFields({**pictures, "label": DIGIT}, TRIPLES)


def shapes(options: Params) -> DataFields:
    """Return the fields of the drawn shapes."""
    found = {"image": SHAPE_PICTURE, "label": SHAPE, "pixel_labels": PIXELS_SHOWN}
    return DataFields({**found, **_judged(options, "rims")}, options["samples"])


def _judged(options: Params, name: str) -> dict[str, Field]:
    """Return the field that says which pixels count, where an option leaves some out."""
    return {JUDGED: JUDGED_PIXELS} if options[name] != EVERY_PIXEL else {}


def scenes(options: Params) -> DataFields:
    """Return the fields of pictures with several shapes."""
    return DataFields({"image": SHAPE_PICTURE, "labels": SHAPES_SHOWN}, options["samples"])


def side_by_side(options: Params) -> DataFields:
    """Return the fields of pictures with a few shapes that do not touch."""
    found = {"image": SHAPE_PICTURE, "pixel_labels": PIXELS_APART}
    return DataFields({**found, **_judged(options, "rims")}, options["samples"])


def damaged(options: Params) -> DataFields:
    """Return the fields of pictures that lost something, and of what they were."""
    ways = {"noise": (SHAPE_PICTURE, CLEAN), "size": (SMALL, CLEAN), "colour": (SHAPE_PICTURE, COLOURED)}
    image, picture = ways[options["lost"]]
    found = {"image": image, "picture": picture, **_judged(options, "judged")}
    return DataFields(found, options["samples"])


def shape_pairs(options: Params) -> DataFields:
    """Return the fields of two pictures, and whether they show the same shape."""
    pictures = {"image": SHAPE_PICTURE, "image_2": SECOND_SHAPE_PICTURE}
    return DataFields({**pictures, "label": ALIKE}, options["samples"])


def table(rows: Field, target: Field, count: int) -> Callable[[Params], DataFields]:
    """Return the rule for a table of fixed length."""
    fields = DataFields({"table": rows, target.name: target}, count)
    return lambda options: fields


def flats(options: Params) -> DataFields:
    """Return the fields of the invented flats."""
    return DataFields({"table": FLATS, "value": RENT}, options["samples"])


def reviews(options: Params) -> DataFields:
    """Return the fields of the sentences; words by id, 0 being padding."""
    tokens = Field((LONGEST,), "int", values=len(WORDS), name="tokens", high=len(WORDS) - 1.0, parts=WORDS)
    return DataFields({"tokens": tokens, "label": OPINION, "step_labels": WORD_MEANT}, options["samples"])


def opinions(options: Params) -> DataFields:
    """Return the fields of two sentences of which one asks whether they say the same of something."""
    first = reviews(options).fields["tokens"]
    fields = {"tokens": first, "tokens_2": replace(first, name="tokens_2"), "label": AGREEMENT}
    return DataFields(fields, options["samples"])


def sensor(options: Params) -> DataFields:
    """Return the fields of the recordings."""
    return DataFields({"series": RECORDING, "label": MOVE, "step_labels": SWING}, options["samples"])


iris = table(IRIS, SPECIES, 150)
wine = table(WINE, GROWER, 178)
breast_cancer = table(CELLS, TUMOUR, 569)
diabetes = table(PATIENTS, PROGRESS, 442)
