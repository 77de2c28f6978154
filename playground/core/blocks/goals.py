"""Blocks that say what is learned: classes of samples, of steps, of pixels."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.calls import Call
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.params import Choice, Params, choice, line, number
from playground.core.blocks.spec import (
    FLAT,
    JUDGED,
    MASK,
    PICTURE,
    SEQUENCE,
    BlockSpec,
    Category,
    Role,
    Shapes,
)
from playground.core.sentences import Text

CLASSES = "playground.core.training.metrics:ClassMetrics"
LABELS = "playground.core.training.metrics:LabelMetrics"
ORDERED = "playground.core.training.metrics:OrderMetrics"

WEIGHT = number(
    "weight", 1.0, minimum=0.0, maximum=1e6, slider=(0.01, 10.0), logarithmic=True,
    help="How much this goal counts beside others: the losses are added up, each times its weight.",
)  # fmt: skip

EVERYTHING, NEAREST, NAMED = "all", "nearest", "named"  # how far a goal reaches, see `graph/reached`
REACHES = choice(
    "reaches", EVERYTHING,
    (Choice(EVERYTHING, "Everything before it"), Choice(NEAREST, "The nearest layers"),
     Choice(NAMED, "Blocks by name")),
    help="Which blocks learn from this goal. The nearest layers: those with weights that stand next before "
         "it, a group as a whole; nothing further back changes for its sake, which makes a probe of it. "
         "By name: the blocks and groups that are named below.",
)  # fmt: skip
REACHED = line(
    "reached", "", maximum=500, title="Names",
    help="Where it reaches blocks by name: their names, or their ids, with commas between.",
)  # fmt: skip
COUNTS = (WEIGHT, REACHES, REACHED)  # how much a goal counts, and for whom

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


def raw_scores(p: Params, shapes: Shapes) -> Call:
    """Return the scores as they come: the loss and the finish hold the rest."""
    return Call("nn.Identity")


GOAL_BLOCK = partial(
    BlockSpec, category=Category.GOAL, outputs=(), role=Role.GOAL, call=raw_scores, tint="good"
)
ONE_OF_CLASSES = partial(  # each sample, step or pixel is of one class
    GoalRule,
    accumulate=CLASSES,
    metrics=("accuracy", "precision", "recall", "f1"),
    figures=("accuracy", "precision", "recall"),
    target="int",
    answer="likeliest",
)
ONE_CLASS = partial(  # by a score for each
    ONE_OF_CLASSES,
    loss=lambda p: Call("nn.CrossEntropyLoss", label_smoothing=p.label_smoothing),
    width=lambda field: len(field.classes),
    shares=True,
)
ONE_OF_TWO = partial(  # by a single score
    ONE_OF_CLASSES, width=lambda field: 1, kinds=2, by_answers=True, picture="verdict"
)

CLASSIFY = GOAL_BLOCK(
    id="classify",
    title="Classify",
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
        *COUNTS,
    ),
    inputs=(FLAT,),
    field="label",
    goal=ONE_CLASS(
        finish=Call("nn.Softmax", dim=1),
        picture="verdict",
        task="Tell classes apart",
    ),
    icon="target",
    setting=lambda p: Text("cross-entropy"),
)  # fmt: skip

YES_OR_NO = GOAL_BLOCK(
    id="yes_or_no",
    title="Yes or no",
    summary="Learns which of two classes each sample belongs to, by one score.",
    help=(
        "It takes a single raw score a sample: above 0 it says the second class, below 0 the first. A "
        "sigmoid turns the score into the probability of the second class, and binary cross-entropy measures "
        "it. What Classify learns with two scores it learns with one; the layer before it needs one unit and "
        "no activation."
    ),
    params=(CLASS_WEIGHTS, *COUNTS),
    inputs=(FLAT,),
    field="label",
    goal=ONE_OF_TWO(
        loss=lambda p: Call("modules.YesOrNoLoss"),
        finish=Call("modules.BothShares"),
        each="for the second class",
        task="Tell two classes apart",
    ),
    icon="binary",
    setting=lambda p: Text("binary cross-entropy"),
)

ORDINAL = GOAL_BLOCK(
    id="ordinal",
    title="Order",
    summary="Learns classes that are in an order, such as grades.",
    help=(
        "Of classes in an order, to be one off is a small miss. It takes one score fewer than there are "
        "classes: the first says how far the sample lies above the first class, the others how far apart the "
        "borders between classes are, and where the sample lies between borders is the likeliest class. The "
        "model is the cumulative link of McCullagh (1980). The layer before it needs no activation."
    ),
    params=(CLASS_WEIGHTS, *COUNTS),
    inputs=(FLAT,),
    field="label",
    goal=GoalRule(
        loss=lambda p: Call("modules.OrderLoss"),
        finish=Call("modules.OrderShares"),
        accumulate=ORDERED,
        metrics=("accuracy", "class_distance"),
        figures=("accuracy", "class_distance"),
        width=lambda field: len(field.classes) - 1,
        each="one a border between two classes",
        target="int",
        answer="likeliest",
        by_answers=True,
        picture="verdict",
        task="Tell classes of an order apart",
    ),
    icon="ruler",
    setting=lambda p: Text("cumulative link"),
)

MULTI_LABEL = GOAL_BLOCK(
    id="multi_label",
    title="Multi-label",
    summary="Learns which of several labels apply to each sample.",
    help=(
        "It takes one raw score a label and answers each with yes or no, whatever it says to the others: a "
        "picture may show a star and a heart at once, or nothing. A sigmoid turns each score into a "
        "probability, and binary cross-entropy measures each answer. The layer before it needs as many "
        "units as there are labels, and no activation."
    ),
    params=COUNTS,
    inputs=(FLAT,),
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
)

LABEL_STEPS = GOAL_BLOCK(
    id="label_steps",
    title="Label steps",
    summary="Learns which class each step of a sequence belongs to.",
    help=(
        "It takes one raw score a class for every step, so what comes before must keep the steps: a "
        "recurrent layer that gives its whole sequence, a padded Conv 1D, attention. Each step is classified "
        "as a sample would be; steps that are padding do not count."
    ),
    params=(SMOOTHING, CLASS_WEIGHTS, *COUNTS),
    inputs=(SEQUENCE, MASK),
    field="step_labels",
    goal=ONE_CLASS(
        finish=Call("nn.Softmax", dim=-1),
        aligned="step",
        aim="the labels of steps",
        task="Label each step",
        picture="marks",
    ),
    icon="list-filter",
    setting=lambda p: Text("cross-entropy"),
)

MARK_PIXELS = GOAL_BLOCK(
    id="mark_pixels",
    title="Mark pixels",
    summary="Learns which class each pixel of a picture belongs to.",
    help=(
        "It takes one channel of raw scores a class, as wide and high as the picture: padded convolutions "
        "keep its size, and what pooling has made smaller must be enlarged again. Each pixel is classified "
        "as a sample would be. Overlap says how much of what was called a class and of what is one is both, "
        "which a share of right pixels hides where the ground is large. Where the data say that some "
        "pixels are not judged, such as rims between shapes, they count nowhere: not in the loss, not in any "
        "figure."
    ),
    params=(SMOOTHING, CLASS_WEIGHTS, *COUNTS),
    inputs=(PICTURE,),
    field="pixel_labels",
    goal=ONE_CLASS(
        finish=Call("nn.Softmax", dim=1),
        metrics=("iou", "accuracy", "precision", "recall"),
        aligned="pixel",
        judged=JUDGED,
        figures=("iou", "accuracy", "recall"),
        aim="the labels of pixels",
        task="Mark what is where",
        picture="pixels",
    ),
    icon="layout-grid",
    setting=lambda p: Text("cross-entropy"),
)

KINDS = (CLASSIFY, YES_OR_NO, ORDINAL, MULTI_LABEL, LABEL_STEPS, MARK_PIXELS)
