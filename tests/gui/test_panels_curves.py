"""The curves follow the run: figures of our own in, lines in their places out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from playground.app import edits
from playground.app.curve_marks import CurveMark
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.views.spec import Snapshot
from playground.gui.panels.curve_figures import level_of
from playground.gui.panels.curve_plot import CurvePlot, Level, Scale, Series
from playground.gui.panels.curves import CurvesPanel
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.segments import Segments

NEAR = 2  # px


class Case:
    """One panel on a workspace whose worker never starts."""

    def __init__(self, qtbot: QtBot, folder: Path, name: str = "spiral-mlp") -> None:
        self.qtbot = qtbot
        self.ws = Workspace(template(name, CATALOGUE).open(), Settings(folder / "settings.json"))
        self.panel = CurvesPanel(self.ws)
        qtbot.addWidget(self.panel)
        self.panel.resize(392, 420)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    @property
    def plots(self) -> list[CurvePlot]:
        """Return the plots that are seen, from above."""
        seen = [plot for plot in self.panel.findChildren(CurvePlot) if plot.isVisible()]
        return sorted(seen, key=lambda plot: plot.y())

    def epochs(self, losses: list[float], **more: Callable[[float], float]) -> None:
        """Let the run take epochs with these training losses."""
        for loss in losses:
            epoch = len(self.ws.live.epochs) + 1
            figures = {"val_loss": 2 * loss, "accuracy": 0.9, "val_accuracy": 0.6}
            figures |= {name: made(loss) for name, made in more.items()}
            self.ws.live.add_epochs([{"epoch": epoch, "step": 10 * epoch, "loss": loss, **figures}])
        self.tell()

    def tell(self) -> None:
        """Tell the panel as a pump does, and wait until it has drawn."""
        self.ws.live_changed.emit()
        self.qtbot.waitUntil(lambda: not self.panel._pace.isActive())
        QApplication.processEvents()

    def colour_near(self, plot: CurvePlot, place: QPointF, wanted: QColor) -> bool:
        """Say whether a colour is drawn at a place or right beside it."""
        image = plot.grab().toImage()
        around = range(-NEAR, NEAR + 1)
        spots = [(round(place.x()) + x, round(place.y()) + y) for x in around for y in around]
        inside = [(x, y) for x, y in spots if 0 <= x < image.width() and 0 <= y < image.height()]
        return any(alike(image.pixelColor(*spot), wanted) for spot in inside)


def alike(one: QColor, other: QColor) -> bool:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)) < 120


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Case]:
    apply_theme(qapp, "dark")
    made = Case(qtbot, tmp_path)
    yield made
    made.panel.close()
    made.ws.close()


def test_before_the_first_epoch_the_panel_says_what_to_do(case: Case) -> None:
    assert case.panel.findChild(EmptyState).isVisible()
    assert case.plots == []
    case.epochs([0.5])
    assert not case.panel.findChild(EmptyState).isVisible()
    assert len(case.plots) == 2


def test_within_the_first_epoch_the_panel_says_that_none_is_over(case: Case) -> None:
    case.ws.live.step = 3
    case.tell()
    (empty,) = case.panel.findChildren(EmptyState)
    assert empty.isVisible() and empty.accessibleName().startswith("No epoch is over yet.")
    case.epochs([0.5])
    assert not empty.isVisible()


def test_both_lines_end_where_the_figures_are(case: Case) -> None:
    case.epochs([0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    loss, accuracy = case.plots
    tokens = current_theme().tokens
    for plot, train, validation in ((loss, 0.5, 1.0), (accuracy, 0.9, 0.6)):
        assert case.colour_near(plot, plot.place(6, train), tokens.curve_train)
        assert case.colour_near(plot, plot.place(3, train), tokens.curve_train)
        assert case.colour_near(plot, plot.place(6, validation), tokens.curve_validation)
        assert not case.colour_near(plot, plot.place(8, train), tokens.curve_train)  # not yet there


def test_the_axes_grow_in_round_steps_with_the_run(case: Case) -> None:
    case.epochs([0.5] * 5)
    assert case.plots[0].frame.right == 10
    case.epochs([0.5] * 25)
    assert case.plots[0].frame.right == 30
    assert [words for _, words in case.plots[1].frame.up] == ["50\u2009%", "75\u2009%", "100\u2009%"]


def test_log_and_linear_put_the_same_loss_in_other_places(case: Case) -> None:
    case.epochs([1.0, 0.1, 0.01, 0.01, 0.01], val_loss=lambda _loss: 0.8)
    loss = case.plots[0]
    high, middle, low = (loss.place(3, value).y() for value in (1.0, 0.1, 0.01))
    assert middle - high == pytest.approx(low - middle)
    segments = case.panel.findChild(Segments)
    case.qtbot.mouseClick(segments.button("linear"), Qt.MouseButton.LeftButton)
    high, middle, low = (loss.place(3, value).y() for value in (1.0, 0.1, 0.01))
    assert (low - middle) * 9 == pytest.approx(middle - high, rel=0.25)
    assert case.colour_near(loss, loss.place(5, 0.01), current_theme().tokens.curve_train)


def test_marks_are_drawn_at_once_and_at_their_epoch(case: Case) -> None:
    case.epochs([0.5] * 10)
    assert case.plots[0].marks == ()
    before = [plot.grab().toImage() for plot in case.plots]
    case.ws.live.marks = [CurveMark(50, 5, "learning_rate", "LR 0.03 → 0.01")]
    case.tell()  # between two epochs
    assert [plot.marks for plot in case.plots] == [(5.0,), (5.0,)]
    for plot, old in zip(case.plots, before, strict=True):
        now, x = plot.grab().toImage(), round(plot.place(5, 0.5).x())
        changed = [y for y in range(now.height()) if now.pixel(x, y) != old.pixel(x, y)]
        assert len(changed) > 20
        assert now.pixel(x - 8, 20) == old.pixel(x - 8, 20)


def test_a_run_that_goes_back_is_drawn_as_it_happened(case: Case) -> None:
    case.epochs([0.5] * 10)
    case.ws.live.cut(40)
    case.epochs([0.25] * 8)  # as long as before, and more, when the panel looks again
    loss = case.plots[0]
    tokens = current_theme().tokens
    assert case.colour_near(loss, loss.place(12, 0.25), tokens.curve_train)
    assert case.colour_near(loss, loss.place(2, 0.5), tokens.curve_train)
    assert not case.colour_near(loss, loss.place(9, 0.5), tokens.curve_train)


def test_a_gap_and_a_loss_without_end_leave_the_rest_in_place(case: Case) -> None:
    case.epochs([0.5, float("nan"), float("inf"), 0.5, 0.5, 0.5])
    loss = case.plots[0]
    assert np.isfinite([loss.frame.bottom, loss.frame.top]).all()
    assert case.colour_near(loss, loss.place(6, 0.5), current_theme().tokens.curve_train)


@pytest.mark.parametrize(
    ("name", "metric", "title", "value"),
    [
        ("regression-plane", "r2", "R²", 0.375),
        ("digits-autoencoder", "psnr", "PSNR, dB", 18.5),
        ("shapes-multilabel", "label_f1", "F1", 0.75),
        ("reviews-lstm", "accuracy", "Accuracy", 0.75),
    ],
)
def test_every_goal_is_followed_by_its_own_main_figure(
    name: str, metric: str, title: str, value: float, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    apply_theme(qapp, "dark")
    case = Case(qtbot, tmp_path, name)
    for epoch in range(1, 6):
        figures = {"loss": 0.5, "val_loss": 0.5, metric: value, f"val_{metric}": value / 2}
        case.ws.live.add_epochs([{"epoch": epoch, "step": epoch, **figures}])
    case.tell()
    shown = [caption.text() for caption in case.panel.findChildren(Caption) if caption.isVisible()]
    assert case.panel.figures.text() == title and case.panel.figures.isVisible() and shown[:1] == ["Loss"]
    plot, tokens = case.plots[1], current_theme().tokens
    assert case.colour_near(plot, plot.place(5, value), tokens.curve_train)
    assert case.colour_near(plot, plot.place(5, value / 2), tokens.curve_validation)
    case.panel.close()
    case.ws.close()


def test_another_figure_of_the_goal_is_drawn_when_it_is_chosen(case: Case) -> None:
    case.epochs([0.5, 0.4, 0.3], recall=lambda loss: loss, val_recall=lambda loss: loss / 2)
    link, tokens = case.panel.figures, current_theme().tokens
    assert [action.text() for action in link.menu.actions()] == ["Accuracy", "Precision", "Recall"]
    link.menu.actions()[2].trigger()
    assert link.text() == "Recall"
    case.tell()
    plot = case.plots[1]
    assert case.colour_near(plot, plot.place(3, 0.3), tokens.curve_train)
    assert case.colour_near(plot, plot.place(3, 0.15), tokens.curve_validation)
    assert not case.colour_near(plot, plot.place(3, 0.9), tokens.curve_train)


@pytest.mark.parametrize("scale,value", [("share", 0.3), ("log", 40.0), ("free", -0.5)])
def test_what_the_simplest_model_reaches_is_a_dashed_line_within_the_axes(
    scale: Scale, value: float, qtbot: QtBot, qapp: QApplication
) -> None:
    apply_theme(qapp, "dark")
    plot, series = CurvePlot(scale, -1.0), Series()
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    series.append(np.array([0.9, 0.8, 0.95]))
    plot.show_series({"train": series})
    plain = plot.grab().toImage()
    plot.set_level(Level(value, "linear model"))
    image, area, y = plot.grab().toImage(), plot.area, round(plot.place(0, value).y())
    assert area.top() <= y <= area.bottom() and image != plain
    across = range(int(area.left()) + 1, int(area.right()))
    inked = [image.pixelColor(x, y) == current_theme().tokens.text2 for x in across]
    assert 0.4 < sum(inked) / len(inked) < 0.95  # dashes
    plot.set_level(Level(value, "a linear model of very many inputs, which is a good deal", "0.3"))
    named = plot.grab().toImage()
    plot.set_level(Level(value, "0.3"))
    assert named == plot.grab().toImage() != image
    plot.set_level(Level(float("nan"), "linear model"))
    assert plot.level is None and plot.grab().toImage() == plain


def test_the_simplest_answer_is_always_the_commonest_class() -> None:
    figures = Snapshot("class_figures", 1, {"support": np.array([3, 9, 0])}, {"classes": ("a", "b", "c")})
    assert level_of(figures, "accuracy") == Level(0.75, "always b 75.0\u2009%", "75.0\u2009%")
    assert level_of(figures, "recall") is None and level_of(None, "accuracy") is None


def test_without_a_goal_there_is_no_second_plot(case: Case) -> None:
    case.ws.apply(edits.delete, ["classify"])
    case.epochs([0.5, 0.4])
    assert len(case.plots) == 1
    case.ws.editing.undo()
    case.tell()
    assert len(case.plots) == 2


def test_another_theme_draws_other_grounds(case: Case, qapp: QApplication) -> None:
    case.epochs([0.5] * 4)
    dark = case.plots[0].grab().toImage()
    apply_theme(qapp, "light")
    light = case.plots[0].grab().toImage()
    assert dark.pixelColor(200, 3) == QColor("#1C2028")
    assert light.pixelColor(200, 3) == QColor("#FFFFFF")
    assert case.colour_near(case.plots[0], case.plots[0].place(4, 0.5), current_theme().tokens.curve_train)
    apply_theme(qapp, "dark")


def test_further_losses_have_curves_and_names_of_their_own(case: Case) -> None:
    case.ws.live.add_steps(np.ones(4), {"loss_d": np.ones(4), "loss_g": np.ones(4)})
    case.epochs([0.9, 0.8, 0.7, 0.6], loss_d=lambda loss: 0.3, loss_g=lambda loss: 0.5)
    case.panel.refresh()
    plot, tokens = case.plots[0], current_theme().tokens
    assert case.colour_near(plot, plot.place(4, 0.3), tokens.positive)
    assert case.colour_near(plot, plot.place(4, 0.5), tokens.negative)
    words = " ".join(label.text() for label in case.panel.findChildren(QLabel) if label.isVisible())
    assert "loss_d" in words and "loss_g" in words
