"""The slim bar above the canvas: one sentence and at most two buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playground.app.texts import tr
from playground.core.errors import Problem

Tone = Literal["good", "info", "question", "bad"]


@dataclass(frozen=True)
class BannerAction:
    """One button; `run` needs nothing and the banner goes away first."""

    title: str
    run: Callable[[], object]


@dataclass(frozen=True)
class Banner:
    """What the bar says; the first action of a question is the one Enter takes."""

    text: str
    tone: Tone = "info"
    actions: tuple[BannerAction, ...] = ()
    left: Callable[[], None] | None = None  # what leaving a question by Esc takes back
    # "kept", "question", "not_finite", "out_of_memory", "held", "failed", "fit_data", "note", "reset",
    # "discarded"
    id: str = ""


def waits_for(problem: Problem) -> Banner:
    """Return the bar that tells what keeps training from going on."""
    return Banner(tr("Training waits: {problem}").format(problem=tr(problem.message)), "bad", id="held")


def after_reset(take_up: Callable[[], object]) -> Banner:
    """Return the bar that tells of a reset, with the way back."""
    words = tr("Back at the first weights. The run so far is kept.")
    return Banner(words, "info", (BannerAction(tr("Take it up again"), take_up),), id="reset")
