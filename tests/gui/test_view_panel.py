"""The base of all panels that show a view: it asks while it is seen, each panel in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.style import apply_theme


class Part(ViewPanel):
    """A panel that shows the figures on one part of the data."""

    def __init__(self, workspace: Workspace, part: str | None) -> None:
        super().__init__(workspace, "class_figures", 20)
        self.part, self.drawn = part, list[int]()

    def options(self) -> dict[str, str] | None:
        return {"part": self.part} if self.part else None

    def refresh(self) -> None:
        self.drawn.append(-1 if self.step is None else self.step)


def key(part: str) -> ViewKey:
    return ViewKey.of("class_figures", {"part": part})


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(template("spiral-mlp", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def panels(qtbot: QtBot, workspace: Workspace) -> list[Part]:
    made = [Part(workspace, part) for part in ("train", "validation", None)]
    for panel in made:
        qtbot.addWidget(panel)
    return made


def test_what_stands_in_a_panel_is_never_a_window_of_its_own(
    qtbot: QtBot, workspace: Workspace, panels: list[Part]
) -> None:
    content, empty = QWidget(), QWidget()
    row = QHBoxLayout()
    row.addLayout(panels[0].either(content, empty))
    assert not content.isVisible() and not content.isWindow()
    QHBoxLayout(panels[0]).addLayout(row)
    panels[0].show()
    qtbot.waitExposed(panels[0])
    assert content.isVisible() and not empty.isVisible()
    panels[0].show_empty(True)
    assert empty.isVisible() and not content.isVisible()


def test_a_panel_asks_only_while_it_is_seen(qtbot: QtBot, workspace: Workspace, panels: list[Part]) -> None:
    assert not workspace.views.asked
    for panel in panels:
        panel.show()
        qtbot.waitExposed(panel)
    assert workspace.views.asked == {key("train"), key("validation")}
    panels[0].hide()
    panels[2].part = "test"
    panels[2].ask_again()
    assert workspace.views.asked == {key("validation"), key("test")}
    panels[0].part = "validation"
    panels[0].ask_again()
    assert panels[0].shown is None
    for panel in panels:
        panel.hide()
    assert not workspace.views.asked


def test_two_panels_ask_one_view_differently_and_know_how_old_their_answer_is(
    qtbot: QtBot, workspace: Workspace, panels: list[Part]
) -> None:
    for panel in panels:
        panel.show()
    answers = {key(part): Snapshot("class_figures", step) for part, step in (("train", 3), ("validation", 5))}
    workspace.live.add_steps(np.zeros(7))
    workspace.views.take(answers)
    qtbot.waitUntil(lambda: panels[0].drawn[-1] == 3 and panels[1].drawn[-1] == 5)
    assert [panel.step for panel in panels] == [3, 5, None]
    assert [panel.steps_behind for panel in panels] == [4, 2, 0]
    assert set(panels[2].drawn) == {-1}


def test_many_answers_are_drawn_at_the_panels_pace_and_the_last_one_is(
    qtbot: QtBot, workspace: Workspace, panels: list[Part]
) -> None:
    panels[0].show()
    for step in range(1, 50):
        workspace.views.take({key("train"): Snapshot("class_figures", step)})
    qtbot.waitUntil(lambda: panels[0].drawn[-1] == 49)
    assert panels[0].drawn == [-1, 1, 49]


def test_another_theme_is_drawn_at_once(qapp: QApplication, panels: list[Part]) -> None:
    apply_theme(qapp, "light")
    apply_theme(qapp, "dark")
    assert panels[0].drawn[-2:] == [-1, -1]


def test_a_panel_that_lags_says_so_and_is_silent_again_when_it_is_renewed(
    qtbot: QtBot, workspace: Workspace, panels: list[Part]
) -> None:
    now, live = 100.0, workspace.live
    workspace.views.clock = lambda: now
    panel = panels[0]
    panel.show()
    for epoch in (1, 2, 3):
        live.add_steps(np.zeros(10))
        live.add_epochs([{"epoch": epoch, "step": 10 * epoch, "loss": 1.0}])
    workspace.views.take({key("train"): Snapshot("class_figures", 10)})
    live.running = True
    panel.age.tell()
    assert not panel.age.isVisible()  # it has only just come
    now += 2.0
    workspace.live_changed.emit()
    assert (panel.age.isVisible(), panel.age.text()) == (True, "as of epoch 1")
    workspace.views.take({key("train"): Snapshot("class_figures", 30)})
    assert not panel.age.isVisible()
    now += 60.0
    live.add_steps(np.zeros(5))
    workspace.live_changed.emit()
    assert not panel.age.isVisible()  # nothing newer is promised in the middle of an epoch
    live.running = False
    workspace.run_changed.emit()
    assert panel.age.text() == "as of epoch 3"
    workspace.views.take({key("train"): Snapshot("class_figures", 35)})
    assert not panel.age.isVisible()


def test_a_panel_notices_by_itself_that_it_grows_old(
    qtbot: QtBot, workspace: Workspace, panels: list[Part]
) -> None:
    workspace.views.clock = lambda: 100.0
    panels[0].show()
    workspace.views.take({key("train"): Snapshot("class_figures", 0)})
    workspace.live.add_steps(np.zeros(7))
    workspace.run_changed.emit()
    assert panels[0].age._later.isActive() and not panels[0].age.isVisible()
    workspace.views.clock = lambda: 103.0
    panels[0].age._later.timeout.emit()
    assert panels[0].age.text() == "before training"
    workspace.views.clock = lambda: 101.0
    workspace.run_changed.emit()
    panels[0].hide()
    assert not panels[0].age._later.isActive()


def test_what_is_forgotten_is_not_drawn_any_more(workspace: Workspace, panels: list[Part]) -> None:
    panels[0].show()
    workspace.views.take({key("train"): Snapshot("class_figures", 3)})
    workspace.views.forget()
    assert panels[0].drawn[-2:] == [3, -1]
