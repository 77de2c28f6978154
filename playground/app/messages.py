"""What the worker tells the window, in the order it happened: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from playground.core.errors import Problem
from playground.core.network.values import NO_PARAMS
from playground.core.project.records import History, RunRecord
from playground.core.project.values import DataChoice, Project
from playground.core.sentences import Text
from playground.core.training.device_speed import DeviceSpeed
from playground.core.training.events import Reason
from playground.core.training.rate_test import RateTest
from playground.core.training.target import Target
from playground.core.views.key import ViewKey
from playground.core.views.outcomes import Outcome
from playground.core.views.spec import Snapshot

Origin = Literal["new", "child", "resumed", "back", "rewound"]


@dataclass(frozen=True)
class Loaded:
    """PyTorch is imported and warm: shapes can be inferred and networks trained."""


@dataclass(frozen=True)
class Note:
    """A sentence for the person, from whichever thread."""

    sentence: str


@dataclass(frozen=True)
class Begun:
    """Another project is served from now on: what came before belongs to the one before."""

    ticket: int


@dataclass(frozen=True)
class SamplesReady:
    """The samples of a data choice are made; `samples` is a core.data.prepared.Samples, read-only."""

    data: DataChoice
    samples: Any


@dataclass(frozen=True)
class Kept:
    """What went over to a run from the one before, in numbers of weights that learn."""

    weights: int = 0
    anew: int = 0  # weights of blocks that were there before, drawn again
    blocks: tuple[str, ...] = ()  # whose: ids on the canvas
    silent: int = 0  # weights for new inputs, which start at zero
    whole: bool = False  # nothing is new and nothing was lost
    same_data: bool = True


@dataclass(frozen=True)
class SessionOpened:
    """The live model is another one now."""

    run: str
    origin: Origin
    project: Project  # what it trains
    step: int
    epoch: int
    steps_per_epoch: int
    inherited_epochs: int = 0  # of them, those of the runs before it
    parent: str = ""
    kept: Kept = Kept()  # what was taken over from the run before
    label: str = ""  # the edit that asked for it
    from_past: bool = False  # it goes on from an earlier step, with the project that was asked for
    seen: tuple[Text, ...] = ()  # sentences on samples that judge and were trained on under another split
    marked: bool = False  # its figures are partly of such samples
    plan: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    histories: tuple[History, ...] = ()  # of the runs before and this one, oldest first, when resumed


@dataclass(frozen=True)
class SessionClosed:
    """There is no live model: the project cannot be trained as it stands."""


@dataclass(frozen=True)
class Playing:
    """Training goes on from now."""


@dataclass(frozen=True)
class Paused:
    """Training rests at a step boundary."""

    step: int


@dataclass(frozen=True)
class Steps:
    """Losses of steps `first`, `first + 1`..., counted from 1 along the whole curve, parents included."""

    first: int
    losses: np.ndarray  # (n,) float64
    others: Mapping[str, np.ndarray] = field(default_factory=dict)  # further losses by name


@dataclass(frozen=True)
class Epochs:
    """One epoch or several in a row are complete: their records as the history holds them."""

    records: tuple[Mapping[str, Any], ...]
    seconds: tuple[float, ...] = ()  # of training in this run up to the end of each


@dataclass(frozen=True)
class Evaluated:
    """What the held-out data say of the weights as they rest between two epochs' ends: "val_loss"..."""

    figures: Mapping[str, Any]
    typed: int = 0  # how many weights were typed, or taken back, by then, since the worker began


@dataclass(frozen=True)
class RecipeChanged:
    """All changes of this run so far, of the recipe and of single weights: {"step", "what", "from", "to"}."""

    changes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class LooksBack:
    """Pictures that come after this are of the run at a step; None: of what is newest."""

    step: int | None
    lost: int | None = None  # the step that was asked for, where it is not kept


@dataclass(frozen=True)
class PastJudged:
    """The figures of the run at the step that is looked at; every picture of it came before."""

    step: int
    figures: Mapping[str, Any]  # on held-out data: "val_loss"...


@dataclass(frozen=True)
class PastPictured:
    """What a view shows of a run at a step that is kept: a small picture on the time strip."""

    run: str
    key: ViewKey
    picture: Snapshot


@dataclass(frozen=True)
class WentBack:
    """The run stands at an earlier step and goes on from there; `whole` is what it was, for the way back."""

    whole: RunRecord
    step: int
    keep: bool  # the run so far is in the list of earlier ones


@dataclass(frozen=True)
class RunJudged:
    """How a run does on each held-out sample; None where nothing judges them one by one, or it cannot be.

    `figures` are those of the same pass as a whole: "val_loss"...; {} where it cannot be.
    """

    run: str
    outcome: Outcome | None
    figures: Mapping[str, float] = field(default_factory=dict)
    why_not: Text = Text("")


@dataclass(frozen=True)
class RunDone:
    """The run stopped by itself."""

    reason: Reason
    step: int
    problem: str = ""
    good_step: int = -1  # the last that is worth going back to where numbers ran away; -1: none
    batch: int = 0  # samples that a step takes, and where: of a run that memory was not enough for
    device: str = ""
    until: Target | None = None  # what it was to go to
    reached: float | None = None  # how far it came there


@dataclass(frozen=True)
class RateTested:
    """How far the search for a learning rate is; None: it was left."""

    test: RateTest | None


@dataclass(frozen=True)
class DevicesMeasured:
    """How fast devices train the network, those measured so far; `over`: none is left."""

    found: tuple[DeviceSpeed, ...]
    over: bool


@dataclass(frozen=True)
class RunKept:
    """A run that others follow is over: its record, for the list of earlier runs."""

    record: RunRecord


@dataclass(frozen=True)
class Checkpoint:
    """A copy of the run for the case of a crash, and what making it took."""

    record: RunRecord
    seconds: float


@dataclass(frozen=True)
class CheckpointWritten:
    """A copy was written, or could not be."""

    seconds: float  # with what making it took
    problem: str = ""


@dataclass(frozen=True)
class Failed:
    """Something could not be done; the worker goes on."""

    sentence: str
    problem: Problem | None = None  # None: a bug, written to the log


@dataclass(frozen=True)
class KeptSteps:
    """The steps of a run that can be looked at again, its first among them; only the newest counts."""

    run: str = ""
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pace:
    """Figures of the moment; only the newest counts."""

    steps_per_second: float = 0.0
    views_share: float = 0.0  # of the worker's time, 0 to 1


Message = (
    Loaded
    | Note
    | Begun
    | SamplesReady
    | SessionOpened
    | SessionClosed
    | Playing
    | Paused
    | Steps
    | Epochs
    | Evaluated
    | RecipeChanged
    | LooksBack
    | PastJudged
    | PastPictured
    | WentBack
    | RunJudged
    | RunDone
    | RateTested
    | DevicesMeasured
    | RunKept
    | Checkpoint
    | CheckpointWritten
    | Failed
)
