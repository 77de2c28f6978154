"""Blocks that say what is learned: numbers, and pictures made of them."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.calls import Call
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.goals import COUNTS, GOAL_BLOCK
from playground.core.blocks.params import Choice, Params, choice, several
from playground.core.blocks.spec import FLAT, JUDGED, PICTURE, SAME, Port
from playground.core.sentences import Text

NUMBERS = "playground.core.training.metrics:NumberMetrics"
BETWEEN = "playground.core.training.metrics:QuantileMetrics"

LOSSES = {
    "mse": ("Mean squared error", "squared error", "nn.MSELoss"),
    "mae": ("Mean absolute error", "absolute error", "nn.L1Loss"),
    "huber": ("Huber", "Huber", "nn.HuberLoss"),
}

LOSS = choice(
    "loss", "mse", tuple(Choice(id, words[0]) for id, words in LOSSES.items()),
    help="How a miss is turned into the number that training lowers.",
)  # fmt: skip

BY_DISTANCE = partial(  # from the true number, measured as is chosen
    GoalRule, loss=lambda p: Call(LOSSES[p.loss][2]), finish=None, accumulate=NUMBERS
)
SHARES = ("5", "10", "25", "50", "75", "90", "95")  # per cent of the true numbers
MIDDLE = ("50",)


def in_order(p: Params) -> tuple[str, ...]:
    """Return the shares that quantiles are asked for, the lowest first; the middle where none is chosen."""
    return tuple(each for each in SHARES if each in p.shares) or MIDDLE


REGRESS = GOAL_BLOCK(
    id="regress",
    title="Regress",
    summary="Learns to predict a number.",
    help=(
        "It takes one number a sample and compares it with the true value. Squared error punishes large "
        "misses most, absolute error treats every unit of distance alike, and Huber is squared near the "
        "truth and absolute further away, so that outliers count less. The layer before it needs one unit "
        "and no activation."
    ),
    params=(LOSS, *COUNTS),
    inputs=(FLAT,),
    field="value",
    goal=BY_DISTANCE(
        metrics=("mse", "mae", "r2"),
        figures=("r2", "mae", "mse"),
        picture="value",
        aim="a value",
        task="Predict a number",
        width=lambda field: 1,
    ),
    icon="chart-spline",
    setting=lambda p: Text(LOSSES[p.loss][1]),
)  # fmt: skip

QUANTILES = GOAL_BLOCK(
    id="quantiles",
    title="Quantiles",
    summary="Learns between which numbers the true one lies, and how surely.",
    help=(
        "Instead of one number it learns several, each of which is to lie above a share of the true ones: "
        "half of all rents lie below the 50 % answer, a tenth below the 10 % answer. Between the outer ones "
        "is a range to count on, wide where samples are uncertain; the middle one is the answer. The layer "
        "before it needs a unit for each share, and no activation."
    ),
    params=(
        several(
            "shares", ("10", "50", "90"), tuple(Choice(each, f"{each} %") for each in SHARES),
            help="Which share of the true numbers each answer is to lie above.",
        ),
        *COUNTS,
    ),
    inputs=(FLAT,),
    field="value",
    goal=GoalRule(
        loss=lambda p: Call("modules.QuantileLoss", tuple(int(each) / 100 for each in in_order(p))),
        finish=None,
        accumulate=BETWEEN,
        metrics=("mae", "coverage", "r2", "mse"),
        figures=("mae", "coverage", "r2"),
        width=lambda field: 1,
        many=lambda p: len(in_order(p)),
        each="one a share",
        aim="a value",
        task="Say between which numbers",
        picture="value",
    ),
    icon="chart-area",
    setting=lambda p: Text("{low} % to {high} %", low=in_order(p)[0], high=in_order(p)[-1]),
)  # fmt: skip

RECONSTRUCT = GOAL_BLOCK(
    id="reconstruct",
    title="Reconstruct",
    summary="Learns to give back what the source brought.",
    help=(
        "The target is the input itself, as the source hands it on: nobody has to label anything. With a "
        "narrow layer in between, the network must keep what matters and can leave the rest, which is what "
        "an autoencoder is. It takes as many numbers as the source gives, as a flat list or in the "
        "source's own shape."
    ),
    params=(LOSS, *COUNTS),
    inputs=(Port("in", (1, 2, 3), needs="a flat list, a sequence or a picture"),),
    field=SAME,
    goal=BY_DISTANCE(
        metrics=("mse", "mae", "psnr"),
        figures=("psnr", "mse", "mae"),
        aim="its input",
        task="Give back what came in",
        picture="reconstruction",
        width=lambda field: field.count,
    ),
    icon="refresh-cw",
    setting=lambda p: Text(LOSSES[p.loss][1]),
)  # fmt: skip

MAKE_PICTURE = GOAL_BLOCK(
    id="make_picture",
    title="Make a picture",
    summary="Learns to make of each picture another one that is known.",
    help=(
        "The target is a second picture of each sample: the clean one of a noisy one, the large one of a "
        "small one, the coloured one of a grey one. It takes as many channels as that picture has, as wide "
        "and high as it: padded convolutions keep a picture's size, and Upsample or a transposed convolution "
        "enlarges it. PSNR says in decibels how far below the brightest pixel the error lies. Where the data "
        "say that some pixels are not judged, they count nowhere."
    ),
    params=(LOSS, *COUNTS),
    inputs=(PICTURE,),
    field="picture",
    goal=BY_DISTANCE(
        metrics=("psnr", "mse", "mae"),
        figures=("psnr", "mse", "mae"),
        aligned="pixel",
        judged=JUDGED,
        aim="a picture",
        task="Make a picture of another",
        picture="reconstruction",
        width=lambda field: field.sizes[0],
    ),
    icon="wand-sparkles",
    setting=lambda p: Text(LOSSES[p.loss][1]),
)  # fmt: skip

KINDS = (REGRESS, QUANTILES, RECONSTRUCT, MAKE_PICTURE)
