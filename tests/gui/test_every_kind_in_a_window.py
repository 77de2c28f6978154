"""Every kind of block in a real window: every tab and panel is painted while each block is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.builtin import CATALOGUE
from playground.core.checks import rewire
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.gui.panels.registry import PANELS
from random_networks import LAYERS, Pile, mended, problems_of
from real_window import RealWindow

QUICK = range(0, len(LAYERS), 20)


def trainable(project: Project) -> bool:
    return all(problem.severity != "error" for problem in problems_of(project))


def project_of(wanted: int | Callable[[], Project]) -> Project:
    """Return a project that is made so, or drawn from seeds that draw the same kind first."""
    if callable(wanted):
        return wanted()
    drawn = (mended(Pile(seed).project()) for seed in count(wanted, len(LAYERS)))
    return next(filter(trainable, drawn))


@pytest.fixture
def case(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, project_of(request.param))
    yield made
    made.close()


def steps(case: RealWindow) -> None:
    """Take two steps where the network can be trained."""
    for _ in range(2):
        before = case.ws.live.step
        case.ws.run.step_once()
        case.wait(lambda before=before: case.ws.live.step > before or bool(case.ws.run.finished))


def paint_everything(case: RealWindow) -> None:
    steps(case)
    bottom = case.window.bottom
    for key in list(bottom._panels):
        if bottom.tabs.isTabVisible(bottom.tabs.index_of(key)):
            bottom.show_panel(key)
            for node in case.ws.here.network.nodes:
                case.ws.select(frozenset({node}))
                assert not case.pixels(bottom._panels[key]).isNull()
    for spec in PANELS:
        case.pixels(case.panel(spec.id))
    assert not case.pixels(case.window).isNull()


@pytest.mark.parametrize("case", QUICK, indirect=True)
def test_a_kind_is_painted_everywhere(case: RealWindow) -> None:
    """The guards of a window see to it that nothing is logged and Qt says nothing."""
    paint_everything(case)


def normed() -> Project:
    """Return dense layers whose weights are made of others, a formula beside them."""
    made = template("spiral-mlp", CATALOGUE).open()
    nodes = dict(made.network.nodes)
    for name, norm in (("dense", "weight_norm"), ("dense_2", "spectral_norm")):
        nodes[name] = replace(nodes[name], params={**nodes[name].params, "weights": norm})
    edge = next(each for each in made.network.edges if each.target == "dense_2")
    return rewire.inserted(made.with_network(replace(made.network, nodes=nodes)), edge, "formula")


def normed_filters() -> Project:
    """Return convolutions whose weights are made of others."""
    made = template("digits-cnn", CATALOGUE).open()
    nodes = dict(made.network.nodes)
    convolutions = [name for name, node in nodes.items() if node.kind == "conv2d"]
    for name, norm in zip(convolutions, ("weight_norm", "spectral_norm"), strict=False):
        nodes[name] = replace(nodes[name], params={**nodes[name].params, "weights": norm})
    return made.with_network(replace(made.network, nodes=nodes))


@pytest.mark.parametrize("case", [normed, normed_filters], indirect=True)
def test_weights_that_are_made_of_others_are_painted_everywhere(case: RealWindow) -> None:
    paint_everything(case)
    assert case.ws.live.step == 2


@pytest.mark.slow
@pytest.mark.parametrize("case", range(len(LAYERS)), indirect=True)
def test_every_kind_is_painted_everywhere(case: RealWindow) -> None:
    paint_everything(case)
