"""What the window asks of the worker: frozen values, served in order."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from playground.core.project.records import RunRecord
from playground.core.project.values import Project, Recipe, Speed
from playground.core.training.target import Target
from playground.core.views.key import ViewKey


@dataclass(frozen=True)
class Open:
    """Make a new run of a project, or go on with the first of the runs of a file."""

    project: Project
    runs: tuple[RunRecord, ...] = ()  # current first, as files hold them
    keep_run: bool = False  # the run so far is of the same project: it goes to the list of earlier ones
    ticket: int = 0  # answered by Begun, so that nothing of another project is taken for this one's


@dataclass(frozen=True)
class Replace:
    """End the run at a step boundary and go on with a child: another project, the weights that still fit."""

    project: Project
    label: str = ""  # the edit, for the mark on the curve


@dataclass(frozen=True)
class Discard:
    """Let go of the live model."""

    ticket: int = 0


@dataclass(frozen=True)
class Play:
    """Train: `epochs` more, or what the recipe still wants; when that is done, as many epochs again.

    After so many `steps` training rests; it ends before all that where it is to go `until` a figure has come
    so far, of which seconds count from now.
    """

    epochs: int | None = None
    steps: int | None = None
    until: Target | None = None


@dataclass(frozen=True)
class Pause:
    """Rest at the next step boundary."""


@dataclass(frozen=True)
class StepOnce:
    """Take exactly one step."""


@dataclass(frozen=True)
class SetSpeed:
    """Train so many steps a second, 10 or 100 epochs a second, or as fast as it goes."""

    speed: Speed


@dataclass(frozen=True)
class SetRecipe:
    """Change the recipe in mid-run."""

    recipe: Recipe


@dataclass(frozen=True)
class SetWeight:
    """Give one weight another value."""

    key: str
    index: tuple[int, ...]
    value: float
    number: int = 0  # of this change, by which it is taken back


@dataclass(frozen=True)
class TakeBackWeight:
    """Give a weight the value again that it had when another was typed."""

    typed: SetWeight


@dataclass(frozen=True)
class Watch:
    """Answer a question to a view from now on, or no longer."""

    key: ViewKey
    wanted: bool = True


@dataclass(frozen=True)
class LoadSamples:
    """Make the samples of a project's data choice and put them into the mailbox."""

    project: Project


@dataclass(frozen=True)
class TakeRecord:
    """Copy the run as it stands; None when no step was taken yet, unless that is wanted too."""

    reply: Future[RunRecord | None]
    even_untrained: bool = False


@dataclass(frozen=True)
class Rewind:
    """Go back to the last healthy state of the run, and train on from there with another recipe."""

    recipe: Recipe


@dataclass(frozen=True)
class Descend:
    """End the run where it stands and train a child with another recipe from all of its weights."""

    project: Project
    label: str  # the edit, for the mark on the curve


@dataclass(frozen=True)
class LookBack:
    """Let every view look at the run as it was at a step that is kept; None: at what is newest again."""

    run: str
    step: int | None


@dataclass(frozen=True)
class JudgeRun:
    """Say how a run does on each held-out sample; without a record the one that is live."""

    run: str
    record: RunRecord | None = None


@dataclass(frozen=True)
class GoOnFrom:
    """Train on from an earlier step of the run, as a project says; the run so far is dropped, or kept beside.

    With another network a child begins there, from the weights that still fit; that needs the run so far.
    Answered by WentBack where that step can be reached; whatever cannot wait meanwhile ends it.
    """

    run: str
    step: int
    project: Project
    keep: bool
    play: Play = Play()
    label: str = ""  # the edit, for the mark on the curve


@dataclass(frozen=True)
class FindRate:
    """Try learning rates on a copy of the live run, beside whatever goes on; answered by RateTested."""


@dataclass(frozen=True)
class LeaveRate:
    """Try no more of them."""


@dataclass(frozen=True)
class MeasureDevices:
    """Train the run's network for a few steps on each device, anew; the run stays as it is."""


@dataclass(frozen=True)
class PicturePast:
    """Answer a view of steps that a run kept, one by one when nothing hurries, instead of those before."""

    run: str
    key: ViewKey
    steps: tuple[int, ...]
    hurried: bool = False  # somebody waits for the first of them


@dataclass(frozen=True)
class NoteCheckpoint:
    """Take note that the last checkpoint is written, and what it took in all."""

    seconds: float


@dataclass(frozen=True)
class Close:
    """End the thread."""


Request = (
    Open
    | Replace
    | Discard
    | Play
    | Pause
    | StepOnce
    | SetSpeed
    | SetRecipe
    | SetWeight
    | TakeBackWeight
    | Watch
    | LoadSamples
    | TakeRecord
    | Rewind
    | Descend
    | LookBack
    | JudgeRun
    | GoOnFrom
    | FindRate
    | LeaveRate
    | MeasureDevices
    | PicturePast
    | NoteCheckpoint
    | Close
)
