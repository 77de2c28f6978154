"""What a goal block asks for: the only place where a kind of goal is described, beside its block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.core.blocks.calls import Call
from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DType, Field

Alignment = Literal["sample", "step", "pixel"]  # what has one target: (n, k), (n, time, k), (n, k, h, w)
AnswerKind = Literal["likeliest", "every", "number"]  # one class, every class above one half, or the value
GoalPicture = Literal["verdict", "figures", "value", "marks", "pixels", "reconstruction"]


def one(p: Params) -> int:
    """Say that each of what it needs is one score."""
    return 1


LAYERS: Mapping[Alignment, str] = {"sample": "dense", "step": "dense", "pixel": "conv2d"}
SIZES: Mapping[Alignment, str] = {"sample": "units", "step": "units", "pixel": "filters"}


@dataclass(frozen=True)
class GoalRule:
    """What a goal minimises, of what, and how its raw scores become answers.

    Its block says what it aims at: `field` is a field of the data, or its own input.
    """

    loss: Callable[[Params], Call]  # (scores, target) -> mean loss over what counts
    finish: Call | None  # raw scores -> what predictions and exports give; None: as they are
    accumulate: str  # "module:class" of core/training/metrics.py's Metrics: (width,) -> its figures
    metrics: tuple[str, ...]  # ids of those figures that are told, the main one first
    width: Callable[[Field], int]  # how many scores a sample, a step or a pixel needs
    many: Callable[[Params], int] = one  # times so many: of a number, how many answers are given
    each: str = ""  # what each of those scores is, in words; "": a class, or the number itself
    kinds: int = 0  # of how many classes its target must be; 0: any number of them
    # Of goals that take more than scores: how many numbers a sample the call of its block makes of all that
    # arrives, in the place of scores; 0: what arrives are scores.
    makes: int = 0
    spans: bool = False  # its loss of a sample is of others of the batch, too
    aims: bool = True  # at something of each sample; else its loss is of what arrives alone
    answers: bool = True  # says something of each sample; else it is there for what it adds to the loss
    target: DType = "float"  # what the loss compares the scores with: numbers, or the ids of classes
    aligned: Alignment = "sample"
    # "module:function" of what it aims at, a tensor -> the targets themselves, -100 or NaN where there is
    # none; "": as it is.
    made: str = ""
    # The field of the data, a mask of steps or pixels, that says which of them count, where data have it.
    judged: str = ""
    answer: AnswerKind = "number"
    shares: bool = False  # its answers are shares that add up to 1: it applies softmax itself
    by_answers: bool = False  # figures are of its answers, one a class, where scores stand for none
    figures: tuple[str, ...] = ()  # what its block shows, the first with a bar where it is a share
    aim: str = "a label"  # what it learns of each sample, in words
    task: str = ""  # what is asked of the network: "Tell classes apart"
    picture: GoalPicture = "figures"  # what its block shows

    @property
    def main(self) -> str:
        """Return the figure that counts most."""
        return (self.figures or self.metrics)[0]

    @property
    def axis(self) -> int:
        """Return the axis of a batch of scores along which they stand for one target."""
        return -1 if self.aligned == "step" else 1

    @property
    def width_axis(self) -> int:
        """Return the axis of one sample's scores along which they stand for one target."""
        return -1 if self.aligned == "step" else 0

    def classes(self, field: Field) -> int:
        """Return how many classes a target field has."""
        return len(field.classes) or self.width(field)

    def sizes(self, field: Field, params: Params) -> tuple[int, ...]:
        """Return the sizes of the scores that a target field needs, without the batch axis."""
        width = self.width(field) * self.many(params)
        if self.aligned == "sample":
            return (width,)
        return (field.sizes[0], width) if self.aligned == "step" else (width, *field.sizes[-2:])

    def arriving(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        """Return the sizes of a sample's scores, where what arrives first has such sizes."""
        return (self.makes,) if self.makes else sizes

    def counted(self, field: Field, sizes: tuple[int, ...]) -> int:
        """Return how many numbers of a sample's scores, of such sizes, its figures take for one target."""
        if self.by_answers:
            return self.classes(field)
        return 1 if self.aligned == "sample" and len(sizes) != 1 else sizes[self.width_axis]

    def scorer(self, width: int) -> tuple[str, dict[str, Any]]:
        """Return kind and parameters of a layer that gives so many raw scores a target."""
        window = {"kernel": 1} if self.aligned == "pixel" else {}
        return LAYERS[self.aligned], {SIZES[self.aligned]: width, "activation": "linear", **window}
