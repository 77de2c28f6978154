"""Blocks that say what is learned."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.calls import Call
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.params import Choice, Params, choice, number
from playground.core.blocks.spec import (
    FLAT,
    MASK,
    PICTURE,
    SAME,
    SEQUENCE,
    BlockSpec,
    Category,
    Port,
    Role,
    Shapes,
)
from playground.core.sentences import Text

CLASSES = "playground.core.training.metrics:ClassMetrics"
LABELS = "playground.core.training.metrics:LabelMetrics"
NUMBERS = "playground.core.training.metrics:NumberMetrics"

WEIGHT = number(
    "weight", 1.0, minimum=0.0, maximum=1e6, slider=(0.01, 10.0), logarithmic=True,
    help="How much this goal counts beside others: the losses are added up, each times its weight.",
)  # fmt: skip

SMOOTHING = number(
    "label_smoothing", 0.0, minimum=0.0, maximum=0.9, slider=(0.0, 0.3), unit="%",
    help="Aims a little below certainty: this share of the target is spread evenly over all classes, which "
         "keeps the network from growing overconfident.",
)  # fmt: skip

CLASS_WEIGHTS = choice(
    "class_weights", "equal", (Choice("equal", "Equal"), Choice("balanced", "Balanced")),
    help="Where some classes are rare, a network does well by ignoring them. Balanced, what is of a rare "
         "class in the training data counts the more.",
)  # fmt: skip

LOSSES = {
    "mse": ("Mean squared error", "squared error", "nn.MSELoss"),
    "mae": ("Mean absolute error", "absolute error", "nn.L1Loss"),
    "huber": ("Huber", "Huber", "nn.HuberLoss"),
}


def raw_scores(p: Params, shapes: Shapes) -> Call:
    """Return the scores as they come: the loss and the finish hold the rest."""
    return Call("nn.Identity")


ONE_CLASS = partial(  # of some: each sample, step or pixel is of one class
    GoalRule,
    loss=lambda p: Call("nn.CrossEntropyLoss", label_smoothing=p.label_smoothing),
    accumulate=CLASSES,
    width=lambda field: len(field.classes),
    target="int",
    answer="likeliest",
    shares=True,
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
        SMOOTHING,
        CLASS_WEIGHTS,
        WEIGHT,
    ),
    inputs=(FLAT,),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="label",
    goal=ONE_CLASS(
        finish=Call("nn.Softmax", dim=1),
        metrics=("accuracy", "precision", "recall", "f1"),
        picture="verdict",
        figures=("accuracy", "precision", "recall"),
        task="Tell classes apart",
    ),
    icon="target",
    setting=lambda p: Text("cross-entropy"),
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
        WEIGHT,
    ),
    inputs=(FLAT,),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="value",
    goal=GoalRule(
        loss=lambda p: Call(LOSSES[p.loss][2]),
        finish=None,
        accumulate=NUMBERS,
        metrics=("mse", "mae", "r2"),
        figures=("r2", "mae", "mse"),
        picture="value",
        aim="a value",
        task="Predict a number",
        width=lambda field: 1,
    ),
    icon="chart-spline",
    setting=lambda p: Text(LOSSES[p.loss][1]),
    tint="good",
)  # fmt: skip

MULTI_LABEL = BlockSpec(
    id="multi_label",
    title="Multi-label",
    category=Category.GOAL,
    summary="Learns which of several labels apply to each sample.",
    help=(
        "It takes one raw score a label and answers each with yes or no, whatever it says to the others: a "
        "picture may show a star and a heart at once, or nothing. A sigmoid turns each score into a "
        "probability, and binary cross-entropy measures each answer. The layer before it needs as many "
        "units as there are labels, and no activation."
    ),
    params=(WEIGHT,),
    inputs=(FLAT,),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="labels",
    goal=GoalRule(
        loss=lambda p: Call("nn.BCEWithLogitsLoss"),
        finish=Call("nn.Sigmoid"),
        accumulate=LABELS,
        answer="every",
        metrics=("label_f1", "label_precision", "label_recall", "exact_match"),
        figures=("label_f1", "label_precision", "label_recall"),
        aim="labels",
        task="Give every label that applies",
        width=lambda field: len(field.classes),
    ),
    icon="tags",
    setting=lambda p: Text("binary cross-entropy"),
    tint="good",
)

RECONSTRUCT = BlockSpec(
    id="reconstruct",
    title="Reconstruct",
    category=Category.GOAL,
    summary="Learns to give back what the source brought.",
    help=(
        "The target is the input itself, as the source hands it on: nobody has to label anything. With a "
        "narrow layer in between, the network must keep what matters and can leave the rest, which is what "
        "an autoencoder is. It takes as many numbers as the source gives, as a flat list or in the "
        "source's own shape."
    ),
    params=(
        choice("loss", "mse", tuple(Choice(id, words[0]) for id, words in LOSSES.items()),
               help="How a miss is turned into the number that training lowers."),
        WEIGHT,
    ),
    inputs=(Port("in", (1, 2, 3), needs="a flat list, a sequence or a picture"),),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field=SAME,
    goal=GoalRule(
        loss=lambda p: Call(LOSSES[p.loss][2]),
        finish=None,
        accumulate=NUMBERS,
        metrics=("mse", "mae", "psnr"),
        figures=("psnr", "mse", "mae"),
        aim="its input",
        task="Give back what came in",
        picture="reconstruction",
        width=lambda field: field.count,
    ),
    icon="refresh-cw",
    setting=lambda p: Text(LOSSES[p.loss][1]),
    tint="good",
)  # fmt: skip

LABEL_STEPS = BlockSpec(
    id="label_steps",
    title="Label steps",
    category=Category.GOAL,
    summary="Learns which class each step of a sequence belongs to.",
    help=(
        "It takes one raw score a class for every step, so what comes before must keep the steps: a "
        "recurrent layer that gives its whole sequence, a padded Conv 1D, attention. Each step is classified "
        "as a sample would be; steps that are padding do not count."
    ),
    params=(SMOOTHING, CLASS_WEIGHTS, WEIGHT),
    inputs=(SEQUENCE, MASK),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="step_labels",
    goal=ONE_CLASS(
        finish=Call("nn.Softmax", dim=-1),
        metrics=("accuracy", "precision", "recall", "f1"),
        aligned="step",
        figures=("accuracy", "precision", "recall"),
        aim="the labels of steps",
        task="Label each step",
        picture="marks",
    ),
    icon="list-filter",
    setting=lambda p: Text("cross-entropy"),
    tint="good",
)

MARK_PIXELS = BlockSpec(
    id="mark_pixels",
    title="Mark pixels",
    category=Category.GOAL,
    summary="Learns which class each pixel of a picture belongs to.",
    help=(
        "It takes one channel of raw scores a class, as wide and high as the picture: padded convolutions "
        "keep its size, and what pooling has made smaller must be enlarged again. Each pixel is classified "
        "as a sample would be. Overlap says how much of what was called a class and of what is one is both, "
        "which a share of right pixels hides where the ground is large."
    ),
    params=(SMOOTHING, CLASS_WEIGHTS, WEIGHT),
    inputs=(PICTURE,),
    outputs=(),
    call=raw_scores,
    role=Role.GOAL,
    field="pixel_labels",
    goal=ONE_CLASS(
        finish=Call("nn.Softmax", dim=1),
        metrics=("iou", "accuracy", "precision", "recall"),
        aligned="pixel",
        figures=("iou", "accuracy", "recall"),
        aim="the labels of pixels",
        task="Mark what is where",
        picture="marks",
    ),
    icon="layout-grid",
    setting=lambda p: Text("cross-entropy"),
    tint="good",
)

KINDS = (CLASSIFY, REGRESS, MULTI_LABEL, RECONSTRUCT, LABEL_STEPS, MARK_PIXELS)
