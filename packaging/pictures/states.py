"""The states of the window that are photographed: adding one is adding one description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pictures.stage import Stage
from playground.app import commands, edits, group_edits
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.theme.style import ThemeName

SIZE = (1600, 1000)


@dataclass(frozen=True)
class State:
    """One picture: how a stage gets from an opened project to it."""

    id: str
    caption: str
    template: str
    lead: Callable[[Stage], None]
    epochs: int = 0  # trained before
    size: tuple[int, int] = SIZE

    def project(self) -> Project:
        """Return the project that it begins with."""
        return template(self.template, CATALOGUE).open()

    def stage(self, folder: Path, theme: ThemeName) -> Stage:
        """Return the stage it is photographed on; its settings lie in the folder."""
        return Stage(folder, self.project(), theme, self.size)


def _look_at_a_block(node: str) -> Callable[[Stage], None]:
    return lambda stage: stage.workspace.select(frozenset({node}))


def _look_at_samples(stage: Stage) -> None:
    stage.workspace.select(frozenset({"conv2d"}))
    stage.window.show_bottom("samples")


def _show_a_problem(stage: Stage) -> None:
    """Lead the wire past Flatten, and ask what is wrong."""
    workspace = stage.workspace
    workspace.apply(edits.delete, {"flatten"}, bridge=False)
    wire = Edge("max_pool2d", "out", "dense", "in")
    workspace.apply(edits.connect, wire)
    commands.perform("problems.next", workspace)


def _hold_a_block_over_a_wire(stage: Stage) -> None:
    stage.drag_over("dense", "dense", "dense_2")


def _open_a_group(stage: Stage) -> None:
    """Open one of two groups in place, and look at a block inside."""
    workspace = stage.workspace
    workspace.apply(group_edits.open_in_place, {"residual"})
    workspace.select(frozenset({"residual/conv_2"}))
    inside = stage.window.canvas.canvas.blocks["residual/conv_2"]
    stage.wait(lambda: inside.body.atlas.values is not None)


def _empty_the_canvas(stage: Stage) -> None:
    stage.show_project(stage.workspace.project.with_network(Network()))


STATES = (
    State("spiral", "Two spirals, learned by a small dense network", "spiral-mlp",
          _look_at_a_block("dense_2"), epochs=60),
    State("digits", "Handwritten digits: every map, the mistakes, the hardest samples", "digits-cnn",
          _look_at_samples, epochs=14),
    State("problem", "What is wrong stands on the wire, with a way out that one click takes", "digits-cnn",
          _show_a_problem),
    State("drag", "A block held over a wire shows what the network would become", "spiral-mlp",
          _hold_a_block_over_a_wire, epochs=60),
    State("group", "A group opened in place: its blocks stand in a frame, live as all others", "resnet-small",
          _open_a_group, epochs=4),
    State("sentence", "A sentence, and what every block makes of it", "reviews-lstm",
          _look_at_a_block("lstm"), epochs=2),
    State("empty", "An empty canvas", "spiral-mlp", _empty_the_canvas),
)  # fmt: skip
