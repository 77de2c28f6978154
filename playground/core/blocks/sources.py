"""Blocks that bring one field of the data set into the network."""

from __future__ import annotations

from typing import Any

from playground.core.blocks.calls import Call
from playground.core.blocks.naming import Labels, columns, labels_of_data, of_the_data
from playground.core.blocks.params import Choice, Params, choice, flag, integer, several
from playground.core.blocks.spec import BlockSpec, Category, Port, Role
from playground.core.sentences import Text, count_of

FEATURES: tuple[Choice, ...] = (
    Choice("x1", "x₁"),
    Choice("x2", "x₂"),
    Choice("x1_squared", "x₁²"),
    Choice("x2_squared", "x₂²"),
    Choice("x1_x2", "x₁x₂"),
    Choice("sin_x1", "sin x₁"),
    Choice("sin_x2", "sin x₂"),
)

FIELD = choice(
    "field", "", (Choice("", "The first"),), title="Brings", of_data=True,
    help="Which of the data set's fields of this kind comes in, where it has several, such as two pictures.",
)  # fmt: skip


def points_call(p: Params, shapes: Any) -> Call:
    """Return the module that makes the chosen features from raw coordinates (batch, 2)."""
    return Call("modules.PointFeatures", tuple(p.features))


def image_call(p: Params, shapes: Any) -> Call:
    """Return the module that scales raw pixels: (value - low) / (high - low), or leaves them."""
    field = shapes[0]
    if p.scale == "raw":
        return Call("modules.Affine", 1.0, 0.0)
    span = field.high - field.low or 1.0
    return Call("modules.Affine", 1.0 / span, 0.0 - field.low / span)


def points_setting(p: Params) -> Text:
    """Say how many features the points have."""
    return count_of(len(p.features), "{count} feature", "{count} features")


def image_setting(p: Params) -> Text:
    """Say which range the pixels have."""
    return Text("pixels 0 to 1" if p.scale == "unit" else "raw pixels")


POINTS = BlockSpec(
    id="points",
    title="Points",
    category=Category.SOURCE,
    summary="Brings the points of the data set, as the features you choose.",
    help=(
        "Every sample is a point in the plane. The network sees only the features switched on here: the two "
        "coordinates themselves, or numbers made from them by hand, such as squares and sines. A feature "
        "that fits the pattern makes the task easy for a small network; without it, hidden layers have to "
        "find something like it by themselves."
    ),
    params=(
        several(
            "features", ("x1", "x2"), FEATURES,
            help="What the network is told about each point. The sines have period 2π in the units of the "
                 "axes.",
        ),
        FIELD,
    ),
    inputs=(),
    call=points_call,
    role=Role.SOURCE,
    field="points",
    names=lambda p, given, shapes: labels_of_data(p.features),
    icon="chart-scatter",
    setting=points_setting,
    taken_apart="pointwise",
    tint="source",
)  # fmt: skip

IMAGE = BlockSpec(
    id="image",
    title="Image",
    category=Category.SOURCE,
    summary="Brings the pictures of the data set.",
    help=(
        "Every sample is a picture: a grid of pixels with one or more channels. Pixels are stored in a range "
        "of their own, 0 to 16 for the digits; networks learn more readily from numbers near one, so the "
        "range is scaled to 0 to 1 unless you ask for the raw values."
    ),
    params=(
        choice(
            "scale", "unit", (Choice("unit", "0 to 1"), Choice("raw", "Raw values")), title="Pixel range",
            help="Scaled: darkest is 0, brightest is 1. Raw: as the data set stores them.",
        ),
        FIELD,
    ),
    inputs=(),
    call=image_call,
    role=Role.SOURCE,
    field="image",
    icon="image",
    setting=image_setting,
    taken_apart="pointwise",
    varies="picture",
    is_raw=lambda p: p.scale == "raw",
    tint="source",
)  # fmt: skip


def table_call(p: Params, shapes: Any) -> Call:
    """Return the module that prepares raw rows (batch, columns); the plain one where that will do."""
    field = shapes[0]
    levels = field.levels or (0,) * field.features
    usual = (p.scaling, p.rare) == ("standard", 1) or not p.scaled
    if usual and not field.open and not field.dates:
        return Call("modules.Table", levels, p.scaled)
    return Call(
        "modules.PreparedTable", levels, scaling=p.scaling if p.scaled else "none",
        fills=tuple(fill or p.gaps for fill in field.fills or ("",) * field.features),
        flags=flagged(p, field), dates=field.dates, calendar=in_calendar(p), rare=p.rare,
        other=field.open or p.rare > 1,
    )  # fmt: skip


def flagged(p: Params, field: Any) -> tuple[int, ...]:
    """Return the columns of numbers that get one beside them which says where a value was missing."""
    return tuple(place for place in field.gaps if not field.levels[place]) if p.gap_flags else ()


def in_calendar(p: Params) -> tuple[str, ...]:
    """Return what dates are taken apart into, in one order; their place in time where nothing is chosen."""
    return tuple(each.id for each in CALENDAR if each.id in p.calendar) or ("time",)


def table_labels(p: Params, given: tuple[Labels, ...], shapes: Any) -> Labels | None:
    """Name what is made of a table's columns, in the order in which its module puts them."""
    field = shapes[0]
    if table_call(p, shapes).target == "modules.Table":
        return columns(p, given, shapes)
    parts, levels = field.parts or tuple(range(field.features)), field.levels or (0,) * field.features
    plain = [name for place, name in enumerate(parts) if not levels[place] and place not in field.dates]
    taken = [(parts[place], part, side) for place in field.dates for part in in_calendar(p)
             for side in (("",) if part == "time" else ("sin", "cos"))]  # fmt: skip
    missing = [(parts[place], "missing") for place in flagged(p, field)]
    rest = ("other",) if table_call(p, shapes).kwargs["other"] else ()
    kinds = [(name, kind) for name, count in zip(parts, levels, strict=True) if count
             for kind in (*range(count), *rest)]  # fmt: skip
    return labels_of_data((*plain, *taken, *missing, *kinds)) if field.parts else None


CALENDAR = (
    Choice("time", "Place in time"), Choice("season", "Season"), Choice("weekday", "Weekday"),
    Choice("clock", "Time of day"),
)  # fmt: skip
PREPARING = (
    choice(
        "scaling", "standard",
        (Choice("standard", "Mean and spread"), Choice("range", "0 to 1"), Choice("robust", "Median"),
         Choice("log", "Logarithm")),
        title="Scaled by",
        help="Mean 0 and spread 1; from the least to the most as 0 to 1; by median and quartiles, which "
             "outliers do not move; or by logarithms, for numbers of many sizes.",
    ),
    choice(
        "gaps", "mean",
        (Choice("mean", "Mean"), Choice("median", "Median"), Choice("frequent", "Most frequent")),
        title="Missing numbers",
        help="What stands where a number is missing, found in the training part.",
    ),
    flag("gap_flags", False, title="Say where missing",
         help="Adds a column for each with missing numbers, which is 1 where one was missing."),
    integer("rare", 1, title="Rare below", minimum=1, maximum=10**6, slider=(1, 100), logarithmic=True,
            help="Categories with fewer training samples count as other, as unknown and missing ones do."),
    several("calendar", ("time", "season", "weekday"), CALENDAR, title="Dates as",
            help="What dates are taken apart into. Season, weekday and time of day are places on a circle."),
)  # fmt: skip

SCALED = flag("scaled", True, help="Brings numbers to mean 0 and spread 1, as they are in the training part.")

TABLE = BlockSpec(
    id="table",
    title="Table",
    category=Category.SOURCE,
    summary="Brings the rows of the data set's table.",
    help=(
        "Every sample is a row: numbers in units of their own, and categories such as a district. Numbers "
        "are brought to mean 0 and spread 1, measured on the training part alone; each category becomes one "
        "column of its own that holds 1 where it applies. In data of your own, missing numbers are filled, "
        "categories that are missing or unknown count as other, and dates are taken apart. Measures and "
        "columns are kept with the weights."
    ),
    params=(SCALED, *PREPARING, FIELD),
    inputs=(),
    call=table_call,
    role=Role.SOURCE,
    field="table",
    names=table_labels,
    icon="table",
    setting=lambda p: Text("scaled" if p.scaled else "raw"),
    tint="source",
)

TOKENS = BlockSpec(
    id="tokens",
    title="Text",
    category=Category.SOURCE,
    summary="Brings the words of the data set's sentences.",
    help=(
        "Every sample is a sentence, each word a whole number; shorter sentences are filled up with 0. An "
        "Embedding behind it turns words into lists of numbers. The second output says which places hold a "
        "word: blocks that need to know find it by themselves."
    ),
    params=(FIELD,),
    inputs=(),
    outputs=(Port("out", (1,), "int"), Port("mask", (1,), "bool")),
    call=lambda p, shapes: Call("modules.Tokens"),
    role=Role.SOURCE,
    field="tokens",
    names=of_the_data,
    icon="type",
    keeps_time=True,
    varies="text",
    tint="source",
)

SERIES = BlockSpec(
    id="series",
    title="Series",
    category=Category.SOURCE,
    summary="Brings the data set's recordings over time.",
    help=(
        "Every sample is a recording: a few channels, measured step by step. Each channel is brought to mean "
        "0 and spread 1, measured on the training part alone and kept with the weights. Recurrent layers, "
        "Conv 1D and attention read it as time × features."
    ),
    params=(SCALED, FIELD),
    inputs=(),
    call=lambda p, shapes: Call("modules.Series", shapes[0].features, p.scaled),
    role=Role.SOURCE,
    field="series",
    names=of_the_data,
    icon="audio-lines",
    setting=lambda p: Text("scaled" if p.scaled else "raw"),
    keeps_time=True,
    varies="series",
    is_raw=lambda p: not p.scaled,
    tint="source",
)

KINDS = (POINTS, IMAGE, TABLE, TOKENS, SERIES)
