"""What bars say about the run: its device, its length, its pace."""

from __future__ import annotations

import math

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import BF16
from playground.gui.theme import numbers

_DOT = " · "


def epochs_goal(workspace: Workspace) -> int:
    """Return the epoch at which training rests: the recipe's epochs, or the next multiple of them."""
    planned = max(1, workspace.project.recipe.epochs)
    done = workspace.live.epoch
    beyond = done > planned or (done == planned and workspace.live.running)
    return (
        planned * max(1, math.ceil((done + (1 if workspace.live.running else 0)) / planned))
        if beyond
        else planned
    )


def device(workspace: Workspace) -> str:
    """Return the device in a few words: "CPU · 1 thread", "CPU · compiled", "CUDA · bf16"."""
    plan = workspace.live.plan
    if not plan:
        return tr("CPU") if workspace.torch_ready else tr("Getting ready")
    name = str(plan.get("device", "cpu")).upper()
    words, threads = [name], int(plan.get("threads", 1))
    if name.startswith("CPU"):
        counted = tr("1 thread") if threads == 1 else tr("{count} threads").format(count=threads)
        words.append(tr("compiled") if workspace.live.compiled else counted)
    return _DOT.join([*words, *([BF16] if plan.get("precision") == BF16 else [])])


def shorter(device: str) -> tuple[str, ...]:
    """Return the device in fewer and fewer words, none at last: "CPU · 1 thread · bf16", "CPU · bf16"..."""
    name, *more = device.split(_DOT)
    return tuple(dict.fromkeys((device, _DOT.join([name, *more[1:]]), name, "")))


def device_reason(workspace: Workspace) -> str:
    """Return on what training computes, why the plan chose it, what else it says, and how to choose."""
    plan = workspace.live.plan
    chosen = [f"{device(workspace)}.", str(plan.get("why", "")), *map(str, plan.get("notes", ()))]
    return " ".join([*filter(None, chosen), tr("Choose another with a click.")])


def pace(workspace: Workspace) -> str:
    """Return steps a second and what the views cost."""
    live = workspace.live
    return tr("{steps} steps/s · views take {share} of the time").format(
        steps=numbers.integer(live.steps_per_second), share=numbers.percent(live.views_share, 0)
    )


def starting(workspace: Workspace) -> str:
    """Return what a start does while somebody looks back: branch, or leave the past; "" at the newest."""
    time = workspace.time
    if workspace.live.running or not time.is_back:
        return ""
    if not time.branch_words:
        return tr("Returns to the newest step and trains (Space)")
    words = tr("{from_step} a second run begins, with what you changed; both are kept (Space)")
    return words.format(from_step=time.branch_words)
