"""Blocks that say what is learned, and the softmax that turns scores into shares."""

from __future__ import annotations

from playground.core.blocks.calls import Call
from playground.core.blocks.params import Choice, Params, choice, number
from playground.core.blocks.spec import FLAT, BlockSpec, Category, GoalRule, Port, Role, Shapes

SOFTMAX_INPUT = Port("in", (1, 3), needs="a flat list of features or a picture")
LOSSES = {
    "mse": ("Mean squared error", "squared error", "nn.MSELoss"),
    "mae": ("Mean absolute error", "absolute error", "nn.L1Loss"),
    "huber": ("Huber", "Huber", "nn.HuberLoss"),
}


def raw_scores(p: Params, shapes: Shapes) -> Call:
    """Return the scores as they come: the loss and the finish hold the rest."""
    return Call("nn.Identity")


SOFTMAX = BlockSpec(
    id="softmax",
    title="Softmax",
    category=Category.CORE,
    summary="Turns scores into shares that add up to 1.",
    help=(
        "Each score is raised to a power of e and divided by the sum of all: the largest score gets the "
        "largest share. In a picture this is done across the channels of each pixel. Do not put it before "
        "Classify, which takes raw scores and applies softmax itself; twice would flatten the answer and "
        "slow learning down."
    ),
    inputs=(SOFTMAX_INPUT,),
    call=lambda p, shapes: Call("nn.Softmax", dim=1),
    icon="percent",
    keeps_shape=True,
    tint="activation",
)

CLASSIFY = BlockSpec(
    id="classify",
    title="Classify",
    category=Category.GOAL,
    summary="Learns which class each sample belongs to.",
    help=(
        "It takes one raw score a class. Softmax turns the scores into probabilities, and cross-entropy "
        "measures how little probability the true class got; training lowers that. The class with the "
        "highest score is the answer. The layer before it needs as many units as there are classes, and no "
        "activation."
    ),
    params=(
        number("label_smoothing", 0.0, minimum=0.0, maximum=0.9, slider=(0.0, 0.3), unit="%",
               help="Aims a little below certainty: this share of the target is spread evenly over all "
                    "classes, which keeps the network from growing overconfident."),
    ),
    inputs=(FLAT,),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="label",
    goal=GoalRule(
        loss=lambda p: Call("nn.CrossEntropyLoss", label_smoothing=p.label_smoothing),
        finish=Call("nn.Softmax", dim=1),
        metrics=("accuracy", "precision", "recall", "f1"),
        width=lambda field: len(field.classes),
    ),
    icon="target",
    setting=lambda p: "cross-entropy",
    tint="good",
)  # fmt: skip

REGRESS = BlockSpec(
    id="regress",
    title="Regress",
    category=Category.GOAL,
    summary="Learns to predict a number.",
    help=(
        "It takes one number a sample and compares it with the true value. Squared error punishes large "
        "misses most, absolute error treats every unit of distance alike, and Huber is squared near the "
        "truth and absolute further away, so that outliers count less. The layer before it needs one unit "
        "and no activation."
    ),
    params=(
        choice("loss", "mse", tuple(Choice(id, words[0]) for id, words in LOSSES.items()),
               help="How a miss is turned into the number that training lowers."),
    ),
    inputs=(FLAT,),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="value",
    goal=GoalRule(
        loss=lambda p: Call(LOSSES[p.loss][2]),
        finish=None,
        metrics=("mse", "mae", "r2"),
        width=lambda field: 1,
    ),
    icon="chart-spline",
    setting=lambda p: LOSSES[p.loss][1],
    tint="good",
)  # fmt: skip

KINDS = (SOFTMAX, CLASSIFY, REGRESS)
