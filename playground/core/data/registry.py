"""The data sets there are: one explicit tuple of descriptions."""

from __future__ import annotations

from dataclasses import replace

from playground.core.blocks.params import Choice, Param, choice, integer, number
from playground.core.catalogue.data_set import DataSetSpec, Task
from playground.core.data import fields

TFP = "Formula of TensorFlow Playground (Google, Apache-2.0)."
DIGITS_CREDIT = "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI (CC BY 4.0)."
DRAWN = "Drawn by this program."


def _params(noise_help: str) -> tuple[Param, ...]:
    """Describe noise, a share that is shown in per cent, and the number of points."""
    noise = number("noise", 0.1, minimum=0.0, maximum=0.5, slider=(0.0, 0.5), unit="%", help=noise_help)
    return (noise, _count(500, "How many points are made", slider=(50, 2_000)))


def _clutter(default: float) -> Param:
    """Describe how much is drawn beside shapes."""
    return number("noise", default, minimum=0.0, maximum=1.0, slider=(0.0, 1.0), unit="%", title="Clutter",
                  help="How many strokes and specks lie about that belong to no shape.")  # fmt: skip


def _count(default: int, words: str, minimum: int = 10, maximum: int = 20_000,
           slider: tuple[int, int] = (200, 10_000)) -> Param:  # fmt: skip
    """Describe how many samples there are."""
    return integer("samples", default, minimum=minimum, maximum=maximum, slider=slider, logarithmic=True,
                   help=f"{words}, before they are split.")  # fmt: skip


RIMS = choice(
    "rims", fields.EVERY_PIXEL, (Choice(fields.EVERY_PIXEL, "Judged"), Choice("out", "Not judged")),
    help="Whether pixels count that touch one of another class: where a shape ends is a matter of taste. "
         "What is not judged counts neither in training nor in figures of pixels.",
)  # fmt: skip


def _points(data_id: str, title: str, summary: str, noise_help: str, credit: str = TFP) -> DataSetSpec:
    return DataSetSpec(
        data_id, title, "points", "classify", summary, source="points", goal="classify",
        fields=fields.points_with_class, load=f"playground.core.data.points:{data_id}",
        params=_params(noise_help), credit=credit,
    )  # fmt: skip


CIRCLE = _points(
    "circle", "Circles", "A disc of one colour inside a ring of the other.",
    "How far the border between disc and ring is blurred.",
)  # fmt: skip
XOR = _points(
    "xor", "XOR", "Four squares, opposite ones of the same colour: no straight line parts them.",
    "How many points near the cross have the wrong colour.",
)  # fmt: skip
GAUSS = _points(
    "gauss", "Gauss", "Two round clouds that a straight line can part.",
    "How wide the clouds are; from about 25 % on they overlap.",
)  # fmt: skip
SPIRAL = _points(
    "spiral", "Spirals", "Two arms that wind around each other.",
    "How far points stray from their arm; at 50 % the arms nearly touch.",
)  # fmt: skip
MOONS = _points(
    "moons", "Moons", "Two half circles that interlock.",
    "How far points spread around their half circle; from about 20 % on the moons touch.",
    credit="Formula of scikit-learn's make_moons (BSD-3-Clause).",
)  # fmt: skip
PLANE = DataSetSpec(
    "plane", "Plane", "points", "regress", "A number that grows evenly towards the upper right corner.",
    source="points", goal="regress", fields=fields.points_with_value,
    load="playground.core.data.points:plane", credit=TFP,
    params=_params("How far from its point a value is read, and so how uncertain it is."),
)  # fmt: skip
DIGITS = DataSetSpec(
    "digits", "Digits", "images", "classify", "1\u2009797 handwritten digits, 8 × 8 grey values each.",
    source="image", goal="classify", fields=fields.digits, load="playground.core.data.digits:digits",
    glance="playground.core.data.digits:first", draw="playground.core.data.drawing:as_digit",
    credit=DIGITS_CREDIT,
)  # fmt: skip
PAIRS = DataSetSpec(
    "pairs", "Pairs", "images", "classify",
    "Two handwritten digits at a time, and whether they are the same one.",
    source="image", goal="classify", fields=fields.pairs, load="playground.core.data.pairs:pairs",
    credit=DIGITS_CREDIT,
)  # fmt: skip
TRIPLES = DataSetSpec(
    "triples", "Triples", "images", "classify",
    "Three handwritten digits at a time: one, another of its kind, and one of another kind.",
    source="image", goal="classify", fields=fields.triples, load="playground.core.data.triples:triples",
    credit=DIGITS_CREDIT,
)  # fmt: skip
SHAPES = DataSetSpec(
    "shapes", "Shapes", "images", "classify", "Circles, stars, hearts and more among clutter, 28 × 28.",
    source="image", goal="classify", fields=fields.shapes, load="playground.core.data.shapes:shapes",
    draw="playground.core.data.drawing:as_shape", credit=DRAWN,
    params=(_clutter(0.25), _count(2_000, "How many pictures are drawn", minimum=12), RIMS),
)  # fmt: skip

SCENES = DataSetSpec(
    "scenes", "Scenes", "images", "multi_label", "Any of six shapes in one picture, none to all, 28 × 28.",
    source="image", goal="multi_label", fields=fields.scenes, load="playground.core.data.scenes:scenes",
    draw="playground.core.data.drawing:as_shape", credit=DRAWN,
    params=(_clutter(0.1), _count(3_000, "How many pictures are drawn", minimum=12, maximum=10_000)),
)  # fmt: skip


SIDE_BY_SIDE = DataSetSpec(
    "side_by_side", "Side by side", "images", "mark_pixels",
    "Two or three shapes in one picture, and where each is, 28 × 28.",
    source="image", goal="mark_pixels", fields=fields.side_by_side,
    load="playground.core.data.side_by_side:side_by_side", draw="playground.core.data.drawing:as_shape",
    credit=DRAWN,
    params=(_clutter(0.25), _count(3_000, "How many pictures are drawn", minimum=12, maximum=10_000), RIMS),
)  # fmt: skip

DAMAGED = DataSetSpec(
    "damaged", "Damaged", "images", "make_picture",
    "Pictures with noise, too small or without colour, and what they were.",
    source="image", goal="make_picture", fields=fields.damaged, load="playground.core.data.damaged:damaged",
    credit=DRAWN,
    params=(
        choice("lost", "noise", (Choice("noise", "Noise"), Choice("size", "Half the size"),
                                 Choice("colour", "Colour lost")), title="Damage",
               help="What happened to each picture: what was before is to be made again."),
        number("noise", 0.2, minimum=0.0, maximum=0.5, slider=(0.0, 0.5),
               help="How far pixels stray, where noise is added: its standard deviation, white being 1."),
        choice("judged", fields.EVERY_PIXEL, (Choice(fields.EVERY_PIXEL, "Every pixel"),
                                              Choice("shape", "Shapes and their rims")),
               help="Which pixels count in training and in figures: all, or a shape's own and its rim."),
        _count(2_000, "How many pictures are drawn", minimum=12, maximum=10_000),
    ),
)  # fmt: skip


SHAPE_PAIRS = DataSetSpec(
    "shape_pairs", "Two shapes", "images", "classify",
    "Two drawn shapes at a time, and whether they are of one kind, 28 × 28.",
    source="image", goal="classify", fields=fields.shape_pairs,
    load="playground.core.data.pairs:shape_pairs", credit=DRAWN,
    params=(_clutter(0.1), _count(2_000, "How many pairs are drawn", minimum=12, maximum=10_000)),
)  # fmt: skip


def _table(data_id: str, title: str, summary: str, credit: str, goal: str = "classify") -> DataSetSpec:
    task: Task = "classify" if goal == "classify" else "regress"
    return DataSetSpec(
        data_id, title, "tables", task, summary, source="table", goal=goal,
        fields=getattr(fields, data_id), load=f"playground.core.data.tables:{data_id}", credit=credit,
    )  # fmt: skip


IRIS = _table(
    "iris", "Iris", "150 flowers of three species, told apart by the size of their petals.",
    "R. A. Fisher, 1936; UCI (CC BY 4.0), as it comes with scikit-learn.",
)  # fmt: skip
WINE = _table(
    "wine", "Wine", "178 wines of three growers, by what a chemist finds in them.",
    "M. Forina et al., UCI (CC BY 4.0), as it comes with scikit-learn.",
)  # fmt: skip
BREAST_CANCER = _table(
    "breast_cancer", "Breast cancer", "569 tumours, malignant or benign, by the shape of their cells.",
    "W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI (CC BY 4.0), as it comes with scikit-learn.",
)  # fmt: skip
DIABETES = _table(
    "diabetes", "Diabetes", "442 patients, and how far their illness went on within a year.",
    "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, 2004, as it comes with scikit-learn.", "regress",
)  # fmt: skip
FLATS = replace(
    _table("flats", "Flats", "Invented flats to let: area, rooms, age and district give the rent.",
           "Made by this program.", "regress"),
    params=(
        number("noise", 0.1, minimum=0.0, maximum=1.0, slider=(0.0, 1.0), unit="%",
               help="How far rents stray from the rule."),
        _count(1_000, "How many flats there are", slider=(100, 10_000)),
    ),
)  # fmt: skip
REVIEWS = DataSetSpec(
    "reviews", "Reviews", "text", "classify",
    "One-sentence opinions, where “not” and “nobody” turn words round.",
    source="tokens", goal="classify", fields=fields.reviews, load="playground.core.data.reviews:reviews",
    credit="Written by this program.",
    params=(_count(4_000, "How many sentences are written"),),
)  # fmt: skip
OPINIONS = DataSetSpec(
    "opinions", "Opinions", "text", "classify",
    "Two of the reviews at a time, and whether their opinions agree.",
    source="tokens", goal="classify", fields=fields.opinions, load="playground.core.data.pairs:opinions",
    credit="Written by this program.", params=REVIEWS.params,
)  # fmt: skip
SENSOR = DataSetSpec(
    "sensor", "Sensor", "series", "classify", "Rest, walk, run or jump: three directions over 48 steps.",
    source="series", goal="classify", fields=fields.sensor, load="playground.core.data.sensor:sensor",
    credit="Made by this program.",
    params=(
        number("noise", 0.25, minimum=0.0, maximum=1.0, slider=(0.0, 1.0), unit="%",
               help="How much the sensor trembles by itself."),
        _count(1_600, "How many recordings are made", minimum=12),
    ),
)  # fmt: skip

BUILTIN = (
    SPIRAL, CIRCLE, XOR, GAUSS, MOONS, PLANE, DIGITS, PAIRS, TRIPLES, SHAPES, SCENES, SIDE_BY_SIDE, DAMAGED,
    SHAPE_PAIRS, IRIS, WINE, BREAST_CANCER, DIABETES, FLATS, REVIEWS, OPINIONS, SENSOR,
)  # fmt: skip
