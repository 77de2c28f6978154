"""Whatever is done to the project or the run, what the window shows is of it: by real keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout
from pytestqt.qtbot import QtBot

from playground.app import data_edits
from playground.app.ask import Answer
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.threads import Thread
from playground.gui.dialogs.templates import TemplatesDialog
from playground.gui.panels.registry import PANELS
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.numbers import integer, parse
from playground.gui.widgets.labels import ElidedLabel, SectionHeader
from real_window import RealWindow

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def digits(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-mlp", CATALOGUE).open())
    yield made
    made.close()


def figures(case: RealWindow) -> list[str]:
    """Return the figures of the bar at the top, epoch and step first."""
    return [figure.value() for figure, _, _ in case.window.top.figures._all]


def train(case: RealWindow, epochs: int = 2) -> None:
    """Train for some epochs, and go on."""
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= epochs and case.panel("confusion").model.counts.sum() > 0)
    case.wait(lambda: case.panel("hardest").wall.seen() != [] and figures(case)[3] != "—")


def rest(case: RealWindow) -> None:
    """Pause, and wait until all is shown that belongs to the weights as they rest."""
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running and agree(case) and not case.window.top._pace.isActive())


def agree(case: RealWindow) -> bool:
    """Say whether bar, matrix and list of samples tell of one moment."""
    confusion, hardest = case.panel("confusion"), case.panel("hardest")
    accuracy = case.ws.live.metric("val_accuracy")
    if None in (confusion.shown, hardest.shown, accuracy):
        return False
    wrong = int((hardest.shown.arrays["answer"] != hardest.shown.arrays["label"]).sum())
    total = int(confusion.model.counts.sum())
    return bool(
        confusion.shown.step == hardest.shown.step == case.ws.live.step
        and confusion.shown.facts["accuracy"] == accuracy
        and confusion.model.counts.trace() == total - wrong == round(accuracy * total)
        and hardest._count.text() == f"{wrong} wrong of {total}"
    )


def is_empty(case: RealWindow) -> bool:
    """Say whether nothing of a run is shown: no figure, curve, mark, matrix, sample or picture."""
    curves, confusion, hardest = (case.panel(name) for name in ("curves", "confusion", "hardest"))
    return bool(
        set(figures(case)) == {"—"}
        and curves._seen == 0
        and curves._empty.isVisibleTo(curves)
        and not confusion.model.counts.size
        and not hardest.wall.seen()
        and not hardest._count.text()
        and not case.window.strip.track._flags
        and not case.window.strip.track._started
        and not case.ws.files.unsaved
    )


def test_epoch_and_step_are_of_one_moment_while_it_trains_fast(digits: RealWindow) -> None:
    case, met, behind = digits, set[str](), 0
    case.ws.apply(data_edits.set_recipe, epochs=10_000)
    case.qtbot.mouseClick(case.window.top.speed.button("max"), LEFT)
    case.key(Qt.Key.Key_Space)

    def look() -> bool:
        nonlocal behind
        live, (epoch, step) = case.ws.live, (parse(words) for words in figures(case)[:2])
        if epoch is None or step is None:
            return False
        assert epoch == step // live.steps_per_epoch
        met.add(figures(case)[1])
        behind += epoch < live.epoch
        return len(met) > 20 and behind > 3

    case.wait(look)
    strip = case.window.strip._words.text()
    case.key(Qt.Key.Key_Space)
    assert strip.startswith("Epoch ") and " · step " in strip
    case.wait(lambda: not case.ws.live.running and figures(case)[1] == integer(case.ws.live.step))


def by_the_empty_canvas(case: RealWindow) -> None:
    case.key(Qt.Key.Key_N, CTRL)
    case.wait(lambda: bool(case.window.findChildren(TemplatesDialog)))
    case.qtbot.mouseClick(case.window.findChildren(TemplatesDialog)[-1].detail.empty_button, LEFT)


def test_the_empty_canvas_shows_nothing_of_the_training_it_interrupts(digits: RealWindow) -> None:
    train(digits)
    by_the_empty_canvas(digits)
    digits.wait(lambda: not digits.ws.project.network.nodes)
    digits.wait(lambda: is_empty(digits))
    assert digits.ws.training.state == "blocked" and not digits.ws.live.running


def test_reset_shows_the_untrained_network(digits: RealWindow) -> None:
    train(digits)
    run = digits.ws.live.run
    digits.qtbot.mouseClick(digits.window.top.reset, LEFT)
    digits.wait(lambda: set(figures(digits)) == {"—"} and digits.panel("curves")._seen == 0)
    assert not digits.window.strip.track._flags
    assert [record.id for record in digits.ws.run.earlier] == [run] and digits.ws.files.unsaved
    digits.wait(lambda: digits.panel("confusion").step == 0 and digits.panel("hardest").step == 0)
    assert not digits.ws.live.running


def test_what_is_shown_at_rest_is_of_one_moment_and_a_typed_weight_makes_another(digits: RealWindow) -> None:
    train(digits)
    rest(digits)
    before = digits.ws.live.metric("val_loss")
    digits.ws.editing.set_weight("dense", (0, 20), 60.0)
    digits.wait(lambda: figures(digits)[2] == "—")  # of training nothing is known of these weights
    digits.wait(lambda: agree(digits) and digits.ws.live.metric("val_loss") != before)
    digits.wait(lambda: figures(digits)[3] != "—")  # the bar is written ten times a second
    assert figures(digits)[2] == "—"


def test_a_weight_typed_at_its_thread_gives_figures_of_the_new_weights(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path)
    try:
        case.key(Qt.Key.Key_Space)
        case.wait(lambda: case.ws.live.epoch >= 2 and figures(case)[4] != "—")
        case.key(Qt.Key.Key_Space)
        case.wait(lambda: not case.ws.live.running and case.ws.live.steps_per_second == 0)
        tools, edge = case.window.canvas.thread_tools, case.edge("dense", "dense_2")
        case.wait(lambda: figures(case)[0] == str(case.ws.live.epoch))
        before = figures(case)
        tools.edit(edge, Thread(0, 0))
        qtbot.keyClicks(tools.editor, "75")
        qtbot.keyClick(tools.editor, Qt.Key.Key_Return)
        case.wait(lambda: figures(case)[2] == "—" and figures(case)[3] not in ("—", before[3]))
        assert figures(case)[:2] == before[:2] and figures(case)[4] == "—"
        assert case.ws.files.unsaved
    finally:
        case.close()


def test_data_that_do_not_fit_show_nothing_of_the_data_before(digits: RealWindow) -> None:
    train(digits)
    rest(digits)
    shown = figures(digits)
    digits.ws.data.choose("iris")
    assert digits.ws.notices.banner is not None
    next(each for each in digits.ws.notices.banner.actions if each.title == "Only the data").run()
    assert digits.ws.project.data.id == "iris"
    digits.wait(lambda: set(figures(digits)) == {"—"} and digits.panel("curves")._seen == 0)
    assert not digits.ws.views.answers
    digits.key(Qt.Key.Key_Z, CTRL)
    digits.wait(lambda: figures(digits) == shown and agree(digits))


def test_a_project_that_is_opened_shows_its_own_run(digits: RealWindow) -> None:
    path = digits.folder / "mine.nnplay"
    digits.answer = lambda asked: Answer(path=path) if asked.kind == "save" else Answer("discard")
    train(digits)
    rest(digits)
    digits.key(Qt.Key.Key_S, CTRL)
    digits.wait(lambda: path.exists() and not digits.ws.files.unsaved)
    step, accuracy = digits.ws.live.step, digits.ws.live.metric("val_accuracy")
    by_the_empty_canvas(digits)
    digits.wait(lambda: is_empty(digits))
    digits.ws.files.open(path)
    digits.wait(lambda: digits.ws.live.step == step and agree(digits))
    assert digits.ws.live.metric("val_accuracy") == accuracy and not digits.ws.files.unsaved


def test_every_panel_that_shows_a_view_can_say_how_old_it_is(digits: RealWindow) -> None:
    panels = [digits.panel(spec.id) for spec in PANELS if spec.applies(digits.ws)]
    views = [panel for panel in panels if isinstance(panel, ViewPanel)]
    assert {type(panel).__name__ for panel in views} >= {"ConfusionPanel", "HardestPanel", "SamplesPanel"}
    for panel in (*views, *digits.window.findChildren(ViewPanel)):
        layout = panel.age.parentWidget().layout()
        assert panel.isAncestorOf(panel.age)
        assert any(each.indexOf(panel.age) >= 0 for each in (layout, *layout.findChildren(QLayout)))


def test_a_panel_and_the_canvas_say_of_which_epoch_they_are_when_they_lag(digits: RealWindow) -> None:
    train(digits)
    rest(digits)
    panel, pill = digits.panel("confusion"), digits.window.canvas.follower._age
    assert not panel.age.isVisible() and not pill.isVisible()
    before, step, late = digits.pixels(panel), digits.ws.live.step, digits.ws.views.clock() + 5.0
    digits.ws.views.clock = lambda: late
    digits.ws.live.add_steps(np.zeros(40))
    digits.ws.run_changed.emit()
    assert panel.age.isVisible() and pill.isVisible()
    ends = digits.ws.live.epochs.column("step").tolist()
    words = f"as of epoch {ends.index(step) + 1}" if step in ends else f"as of step {integer(step)}"
    assert panel.age.text() == pill.text() == words
    assert digits.pixels(panel) != before
    title = panel.findChild(SectionHeader).findChild(ElidedLabel)
    assert title.text() == "Confusion matrix" and title.width() >= title.sizeHint().width()
    strip = digits.window.strip
    digits.ws.live.running = True
    live = digits.ws.live
    live.add_epochs([{"epoch": live.epoch + 1, "step": live.step, "loss": 0.1}])
    strip.refresh()
    assert words in strip._pill.toolTip()
    assert strip._pill._tone == "neutral"
    digits.ws.views.clock = lambda: late - 5.0
    strip.refresh()
    assert strip._pill._tone == "good" and not strip._pill.toolTip()
    digits.ws.live.running = False
