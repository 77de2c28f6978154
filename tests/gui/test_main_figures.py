"""What is learned has one main figure, called and written the same everywhere, with its unit, never cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app import edits
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.metrics import METRICS
from playground.gui.canvas.bodies.base import Figures
from playground.gui.canvas.bodies.choose import body_of
from playground.gui.canvas.lanes import faces
from playground.gui.canvas.look import FIGURE_STRONG, PLAIN
from playground.gui.canvas.outline import figures_of, outline_of
from playground.gui.docks.block_facts import block_facts
from playground.gui.theme import metric_words
from playground.gui.theme.fonts import font
from playground.gui.theme.style import apply_theme
from playground.gui.theme.tokens import LIVE, SEMIBOLD
from playground.gui.widgets.painting import width_of
from playground.gui.window.topbar import FigureRow

Open = Callable[[Project], Workspace]
MAIN = {
    "regression-plane": ("r2", "R²", 0.3778, "0.378"),
    "diabetes-mlp": ("r2", "R²", -0.00042, "\u22120.00042"),
    "digits-autoencoder": ("psnr", "PSNR", 18.521, "18.52\u2009dB"),
    "shapes-multilabel": ("label_f1", "F1", 0.913, "91.3\u2009%"),
    "digits-cnn": ("accuracy", "Accuracy", 1.0, "100.0\u2009%"),
}


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    apply_theme(qapp, "dark")
    held: list[Workspace] = []

    def make(project: Project) -> Workspace:
        held.append(Workspace(project, Settings(tmp_path / "settings.json")))
        return held[-1]

    yield make
    for workspace in held:
        workspace.close()


@pytest.fixture
def row(qtbot: QtBot, qapp: QApplication) -> FigureRow:
    made = FigureRow()
    qtbot.addWidget(made)
    made.show()
    return made


def epoch(workspace: Workspace, **figures: float) -> None:
    workspace.live.add_epochs([{"epoch": 1, "step": 10, "loss": 0.00044, "val_loss": 0.5, **figures}])


@pytest.mark.parametrize("name", MAIN)
def test_bar_block_and_facts_tell_the_goals_own_figure(name: str, opened: Open, row: FigureRow) -> None:
    metric, title, value, words = MAIN[name]
    ws = opened(template(name, CATALOGUE).open())
    row.show_live(ws.live)
    assert f"{title} val.: —" in row.toolTip()  # before a run, too
    epoch(ws, **{metric: value, f"val_{metric}": value})
    row.show_live(ws.live)
    assert f"{title} val.: {words}" in row.toolTip() and "Loss train: 0.00044" in row.toolTip()
    goal = list(ws.project.network.nodes)[-1]
    assert figures_of(ws, None).of(goal, metric) == value
    assert (f"{title} val.", words) in block_facts(ws, goal)


@pytest.mark.parametrize("name", MAIN)
def test_no_figure_of_the_bar_is_wider_than_its_place(name: str, opened: Open, row: FigureRow) -> None:
    ws = opened(template(name, CATALOGUE).open())
    metric = MAIN[name][0]
    for value in (4.4e-10, MAIN[name][2]):
        epoch(ws, **{metric: MAIN[name][2], f"val_{metric}": MAIN[name][2], "loss": value, "val_loss": value})
        row.show_live(ws.live)
        row.adjustSize()
        for figure, _, _ in row._all:
            assert width_of(figure.value(), font(LIVE, SEMIBOLD, True)) <= figure.width()


def test_an_edit_of_the_goal_renames_the_figure_and_without_one_there_is_none(
    opened: Open, row: FigureRow
) -> None:
    ws = opened(template("regression-plane", CATALOGUE).open())
    goal = list(ws.project.network.nodes)[-1]
    ws.apply(edits.delete, [goal])
    row.show_live(ws.live)
    assert "R²" not in row.toolTip() and "Accuracy" not in row.toolTip()
    assert [figure.isVisible() for figure, _, _ in row._all[-2:]] == [False, False]
    ws.editing.undo()
    row.show_live(ws.live)
    assert "R² val." in row.toolTip()


def test_a_second_goal_shows_its_own_figures_not_those_of_the_first() -> None:
    figures = Figures(metrics={"val_r2": 0.9, "val_second_r2": 0.1}, first="first")
    assert figures.of("first", "r2") == 0.9 and figures.of("second", "r2") == 0.1
    assert figures.of("third", "r2") is None


@pytest.mark.parametrize("name", [name for name in MAIN if name != "digits-cnn"])
@pytest.mark.parametrize("compact", [False, True])
def test_names_and_figures_of_a_goals_block_have_room_beside_each_other(
    name: str, compact: bool, opened: Open
) -> None:
    ws = opened(template(name, CATALOGUE).open())
    goal = list(ws.project.network.nodes)[-1]
    body = body_of(faces(outline_of(ws))[goal])
    inside = body.width(compact) - 24
    for metric in body.plan.names:
        for value in (1.0, 0.00044, *((99.99,) if METRICS[metric].unit else (4.4e-10, 123456.0))):
            shown = metric_words.written(METRICS[metric], min(value, 1.0) if METRICS[metric].bar else value)
            assert PLAIN.width(METRICS[metric].name) + 4 + FIGURE_STRONG.width(shown) <= inside
