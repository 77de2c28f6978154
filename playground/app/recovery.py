"""The ways out when a run cannot go on: gentler steps where numbers ran away, smaller ones without memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from playground.app.banners import Banner, BannerAction
from playground.app.editing import Editing
from playground.app.edits import Edit
from playground.app.messages import RunDone
from playground.app.run_control import RunControl
from playground.app.texts import tr
from playground.app.worker.requests import Descend, Rewind
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import RECIPE_FIELDS, Project
from playground.core.sentences import thousands

CLIP = 1.0
GENTLE = 1.0  # learning rates above are no matter of halves

WayOut = Callable[[Project, RunDone], Edit]


class Host(Protocol):
    """The workspace, as far as the ways out need it."""

    run: RunControl
    editing: Editing

    @property
    def project(self) -> Project:
        """Return the project as it stands."""


def banner(host: Host, done: RunDone) -> Banner:
    """Tell why a run could not go on, and offer the ways out."""
    ways, take = (_smaller_ways, _descend) if done.reason == "out_of_memory" else (_gentler_ways, _rewind)
    actions = tuple(
        BannerAction(way(host.project, done).label, partial(take, host, done, way))
        for way in ways(host.project, done)
    )
    return Banner(tr(done.problem), "bad", actions, id=done.reason)


def slower(project: Project, done: RunDone) -> Edit:
    """Take half the learning rate after a fault."""
    rate = _gentler(project)
    return _changed(project, _back(done, rate), learning_rate=rate)


def clipped(project: Project, done: RunDone) -> Edit:
    """Shorten long gradients after a fault."""
    clip = f"{CLIP:g}"
    words = tr("Start fresh, clip at {clip}") if done.good_step < 0 else tr("Go back, clip at {clip}")
    return _changed(project, words.format(clip=clip), clip=CLIP)


def in_halves(project: Project, done: RunDone) -> Edit:
    """Take half the batch, twice before the weights change: the same in half the memory."""
    half, times = (done.batch + 1) // 2, 2 * project.recipe.accumulate
    words = tr("Batches of {half}, accumulate {times}").format(half=thousands(half), times=thousands(times))
    return _changed(project, words, batch_size=max(1, half), accumulate=times)


def on_the_cpu(project: Project, done: RunDone) -> Edit:
    """Leave the GPU, whose memory was not enough."""
    return _changed(project, tr("Go on on the CPU"), device="cpu")


def _changed(project: Project, label: str, **changes: Any) -> Edit:
    """Return an edit of the recipe, but for what the recipe cannot hold."""
    fitting = {name: value for name, value in changes.items() if RECIPE_FIELDS[name].fits(value)}
    return Edit(label, project.with_recipe(**fitting))


def _gentler(project: Project) -> float:
    rate = project.recipe.learning_rate
    less = float(f"{rate / (2 if rate <= GENTLE else 10):.12g}")
    return less if RECIPE_FIELDS["learning_rate"].fits(less) else rate  # half the least number is nothing


def _back(done: RunDone, rate: float) -> str:
    if done.good_step < 0:
        return tr("Start fresh with {rate}").format(rate=f"{rate:g}")
    return tr("Go back to step {step} with {rate}").format(step=thousands(done.good_step), rate=f"{rate:g}")


def _gentler_ways(project: Project, _done: RunDone) -> Iterator[WayOut]:
    yield slower
    if not 0 < project.recipe.clip <= CLIP:
        yield clipped


def _smaller_ways(project: Project, done: RunDone) -> Iterator[WayOut]:
    takes_parts = not OPTIMIZERS.get(project.recipe.optimizer).whole
    if takes_parts and done.batch > 1 and RECIPE_FIELDS["accumulate"].fits(2 * project.recipe.accumulate):
        yield in_halves
    if done.device not in ("", "cpu"):
        yield on_the_cpu


def _rewind(host: Host, done: RunDone, way: WayOut) -> None:
    """Go on from the last good weights with another recipe."""
    if done.good_step >= 0:
        host.run.go_over(Rewind(way(host.project, done).project.recipe))
    host.editing.apply_whole(way, done)
    if done.good_step < 0:
        host.run.start_fresh()


def _descend(host: Host, done: RunDone, way: WayOut) -> None:
    """Go on from the weights as they are, in another run: where the old one stands, the next step fails."""
    edit = way(host.project, done)
    host.run.go_over(Descend(edit.project, edit.label))
    host.editing.apply_whole(way, done)
