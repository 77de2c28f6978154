"""The decision map shows what the network answers: pictures of our own in, pixels and words out."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import hand_in
from playground.app import edits
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.project.templates import template
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot
from playground.core.views.unit_maps import LARGE
from playground.gui.panels.decision_map import DecisionMapPanel
from playground.gui.panels.map_plot import MapPlot
from playground.gui.theme.colormaps import map_colour
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.segments import Segments

HALF = 6.0  # the plane reaches from -6 to 6


class Case:
    """One panel on a workspace whose worker never starts."""

    def __init__(self, qtbot: QtBot, folder: Path, name: str = "spiral-mlp") -> None:
        self.qtbot = qtbot
        self.ws = Workspace(template(name, CATALOGUE).open(), Settings(folder / "settings.json"))
        self.panel = DecisionMapPanel(self.ws)
        qtbot.addWidget(self.panel)
        self.panel.resize(392, 440)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.plot = self.panel.findChild(MapPlot)

    def show(self, values: np.ndarray) -> None:
        """Hand in a decision map as the worker would."""
        self._hand_in(Snapshot("decision_map", 1, {"value": values.astype(np.float32)}, {}))

    def show_units(self, maps: np.ndarray, scale: float, large: np.ndarray | None = None) -> None:
        """Hand in the maps of the units of "dense", and the large one of its first unit."""
        arrays = {"dense": maps} | ({LARGE: large} if large is not None else {})
        facts = {"nodes": {"dense": {"scale": scale}}}
        if large is not None:
            facts["large"] = {"node": "dense", "unit": 0, "scale": scale}
        self._hand_in(Snapshot("unit_maps", 1, arrays, facts))

    def _hand_in(self, snapshot: Snapshot) -> None:
        hand_in(self.ws, snapshot)
        self.qtbot.waitUntil(lambda: not self.panel._pace.isActive())
        QApplication.processEvents()

    def spot(self, x1: float, x2: float) -> QPoint:
        """Return where a point of the plane lies in the plot."""
        width, height = self.plot.width(), self.plot.height()
        return QPoint(round((x1 + HALF) / (2 * HALF) * width), round((HALF - x2) / (2 * HALF) * height))

    def colour(self, x1: float, x2: float, image: QImage | None = None) -> QColor:
        """Return the colour at a point of the plane."""
        return (image or self.plot.grab().toImage()).pixelColor(self.spot(x1, x2))

    def hover(self, x1: float, x2: float) -> None:
        """Move the pointer over a point of the plane."""
        port, place = self.plot, QPointF(self.spot(x1, x2))
        none = Qt.MouseButton.NoButton
        where = QPointF(port.mapToGlobal(place))
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(port, QMouseEvent(QEvent.Type.MouseMove, place, where, none, none, keys))

    def reads(self, x1: float, *wanted: str) -> bool:
        """Hover, and say whether that is told."""
        self.hover(x1, 2)
        return any(all(part in words for part in wanted) for words in self.words)

    @property
    def words(self) -> list[str]:
        """Return every text that is seen."""
        return [label.text() for label in self.panel.findChildren(ElidedLabel) if label.isVisible()]


def sides(left: float, right: float) -> np.ndarray:
    """Return a map with one value in its left half and one in its right."""
    return np.hstack([np.full((100, 50), left), np.full((100, 50), right)])


def near(one: QColor, other: QColor) -> bool:
    return max(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)) <= 6


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Case]:
    apply_theme(qapp, "dark")
    made = Case(qtbot, tmp_path)
    yield made
    made.panel.close()
    made.ws.close()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_each_class_has_its_colour_and_a_line_lies_between(
    case: Case, qapp: QApplication, theme: str
) -> None:
    case.show(sides(-1.0, 1.0))
    apply_theme(qapp, theme)  # type: ignore[arg-type]
    dark = theme == "dark"
    assert near(case.colour(-3, 2), map_colour(-1.0, dark, muted=True))
    assert near(case.colour(3, 2), map_colour(1.0, dark, muted=True))
    image, spot = case.plot.grab().toImage(), case.spot(0, 2)
    row = [image.pixelColor(spot.x() + x, spot.y()) for x in range(-4, 5)]
    boundary = current_theme().tokens.boundary
    assert min(abs(colour.lightness() - boundary.lightness()) for colour in row) < 60
    apply_theme(qapp, "dark")


def test_the_top_of_the_picture_is_where_x2_is_largest(case: Case) -> None:
    case.show(sides(-1.0, 1.0).T)  # the first row is -1
    assert near(case.colour(2, 4), map_colour(-1.0, True, muted=True))
    assert near(case.colour(2, -4), map_colour(1.0, True, muted=True))


def test_classes_shows_sides_without_shades(case: Case) -> None:
    case.show(sides(-0.3, 0.3))
    assert near(case.colour(3, 2), map_colour(0.3, True, muted=True))
    button = case.panel.findChild(Segments).button("classes")
    case.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert near(case.colour(3, 2), map_colour(1.0, True, muted=True))


def test_the_pointer_is_told_the_answer_and_the_legend_comes_back(case: Case) -> None:
    case.show(sides(-0.8, 0.6))
    assert case.reads(3, "+3.0", "→ Orange 80\u2009%")
    assert case.reads(-3, "−3.0", "→ Blue 90\u2009%")
    case.show(sides(-0.4, 0.6))  # the pointer rests, the network learns
    assert any(words.endswith("→ Blue 70\u2009%") for words in case.words)
    QApplication.sendEvent(case.plot, QEvent(QEvent.Type.Leave))
    assert any("Training" in words for words in case.words)


def test_a_hovered_unit_takes_the_maps_place_and_gives_it_back(case: Case) -> None:
    case.show(sides(-1.0, 1.0))
    case.ws.views.subscribe("unit_maps").ask()  # as the canvas does
    case.show_units(np.stack([sides(2.0, -2.0)[::2, ::2], sides(1.0, 1.0)[::2, ::2]]), scale=2.0)
    case.panel.hover_unit("dense", 0)
    assert "Dense · unit 1" in [*case.words, *titles(case)]
    large = ViewKey.of("unit_maps", {"large": ("dense", 0)})
    assert large in case.ws.views.asked
    assert near(case.colour(-3, 2), map_colour(1.0, True))
    case.show_units(np.zeros((2, 50, 50)), 2.0, large=sides(-2.0, 2.0))  # the large map comes
    assert near(case.colour(-3, 2), map_colour(-1.0, True))
    case.panel.hover_unit("dense", None)
    assert near(case.colour(-3, 2), map_colour(-1.0, True, muted=True))
    assert large not in case.ws.views.asked


def titles(case: Case) -> list[str]:
    """Return what header labels say to a screen reader."""
    return [
        child.accessibleName()
        for child in case.panel.findChildren(object)
        if hasattr(child, "accessibleName")
    ]


def test_a_unit_whose_block_is_deleted_gives_the_map_back(case: Case) -> None:
    case.show(sides(-1.0, 1.0))
    case.panel.hover_unit("dense", 0)
    case.ws.apply(edits.delete, {"dense"})
    assert near(case.colour(3, 2), map_colour(1.0, True, muted=True))


def test_points_are_drawn_where_they_lie_in_their_classes_colours(case: Case) -> None:
    case.show(np.zeros((100, 100)))
    bare = case.plot.grab().toImage()
    case.ws.samples = load_samples(case.ws.project)
    case.ws.samples_changed.emit()
    taken = case.ws.samples.take("train")
    image, tokens = case.plot.grab().toImage(), current_theme().tokens
    inks = {0: tokens.negative, 1: tokens.positive}
    found = [near(case.colour(x, y, image), inks[int(label)])
             for (x, y), label in zip(taken["points"], taken["label"], strict=True)]  # fmt: skip
    assert np.mean(found) > 0.5  # many lie under others
    assert image != bare


def test_a_hidden_panel_asks_for_nothing(case: Case) -> None:
    assert case.ws.views.asked == {ViewKey("decision_map")}
    case.panel.hide()
    assert not case.ws.views.asked
