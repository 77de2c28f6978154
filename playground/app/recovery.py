"""The way out when the loss is no number any more: the last good weights with a smaller learning rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from playground.app.banners import Banner, BannerAction
from playground.app.editing import Editing
from playground.app.edits import Edit
from playground.app.messages import RunDone
from playground.app.run_control import RunControl
from playground.app.texts import tr
from playground.app.worker.requests import Rewind
from playground.core.project.values import RECIPE_FIELDS, Project


class Host(Protocol):
    """The workspace, as far as the way out needs it."""

    run: RunControl
    editing: Editing

    @property
    def project(self) -> Project:
        """Return the project as it stands."""


def mend(host: Host, done: RunDone) -> None:
    """Go on from the last good weights with a smaller learning rate."""
    if done.good_step >= 0:
        host.run.go_over(Rewind(gentler(host.project).recipe))
    host.editing.apply_whole(slower, done)
    if done.good_step < 0:
        host.run.start_fresh()


def slower(project: Project, done: RunDone) -> Edit:
    """Take a smaller learning rate after a fault."""
    return Edit(title(project, done), gentler(project))


def gentler(project: Project) -> Project:
    """Return the project with a tenth of the learning rate."""
    rate = float(f"{project.recipe.learning_rate / 10:.12g}")
    fits = RECIPE_FIELDS["learning_rate"].fits(rate)  # a tenth of the least number is nothing
    return project.with_recipe(learning_rate=rate) if fits else project


def title(project: Project, done: RunDone) -> str:
    """Say what the fix does: "Go back to step 200 with 0.1"."""
    rate = f"{gentler(project).recipe.learning_rate:g}"
    if done.good_step < 0:
        return tr("Start fresh with {rate}").format(rate=rate)
    return tr("Go back to step {step} with {rate}").format(step=done.good_step, rate=rate)


def not_finite_banner(project: Project, done: RunDone, mend: Callable[[], None]) -> Banner:
    """Tell what happened and offer the fix."""
    text = done.problem or tr(
        "Loss became infinite at step {step}. The learning rate {rate} is likely too high."
    ).format(step=done.step, rate=f"{project.recipe.learning_rate:g}")
    return Banner(text, "bad", (BannerAction(title(project, done), mend),), id="not_finite")
