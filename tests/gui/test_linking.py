"""Linked copies in the real window: made by keys and by dragging, marked, trained, unlinked, taken back."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from answers import newest
from playground.app import edits
from playground.core.network.linking import linked_sets
from playground.core.network.values import Edge
from playground.gui.docks import block_facts
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.panels.thumbs import Thumbs
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, LEFT = Qt.KeyboardModifier.AltModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def marks(case: RealWindow) -> dict[str, str]:
    return {node: item.face.linked for node, item in case.window.canvas.canvas.blocks.items()}


def head(case: RealWindow, node: str) -> QPoint:
    item = case.window.canvas.canvas.blocks[node]
    return case.window.canvas.mapFromScene(item.scene_rect.topLeft() + QPointF(60, 12))


def arrays(case: RealWindow) -> Mapping[str, Any]:
    shown = newest(case.ws, "weights")
    return shown.arrays if shown is not None else {}


def drag(case: RealWindow, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier) -> None:
    port = case.window.canvas.viewport()
    QTest.mousePress(port, LEFT, keys, start)
    for share in (0.3, 0.6, 1.0):
        place = start + (end - start) * share
        QTest.mouseMove(port, place)
        QApplication.processEvents()
    QTest.mouseRelease(port, LEFT, keys, end)


def test_keys_make_a_linked_copy_that_is_marked_and_trains(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense_2"}))
    case.key(Qt.Key.Key_L, CTRL)
    case.wait(lambda: "dense_4" in marks(case))
    assert marks(case)["dense_2"] == marks(case)["dense_4"] != "" == marks(case)["dense"]
    assert "linked" in case.window.canvas.canvas.blocks["dense_4"].face.spoken
    width = case.ws.project.network.nodes["dense"].params["units"]
    for each in ("dense_2", "dense_4"):
        assert case.ws.apply(edits.set_param, each, "units", width)
    assert case.ws.apply(edits.connect, Edge("dense_2", "out", "dense_4", "in"))
    assert case.ws.apply(edits.connect, Edge("dense_4", "out", "dense_3", "in"))
    case.wait(lambda: case.ws.checks.blocker is None and case.ws.checks.complete)
    case.ws.run.step_once()
    case.wait(lambda: case.ws.live.step >= 1 and "dense_4.weight" in arrays(case))
    assert (arrays(case)["dense_4.weight"] == arrays(case)["dense_2.weight"]).all()
    facts = dict(block_facts.block_facts(case.ws, "dense_4"))
    assert facts["Linked with"] == case.ws.project.label_of("dense_2")
    assert facts["Parameters"].endswith("shared")
    case.ws.select(frozenset({"dense_4"}))
    case.key(Qt.Key.Key_U, CTRL | SHIFT)
    case.wait(lambda: not any(marks(case).values()))
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: bool(marks(case)["dense_4"]))


def test_the_chain_is_seen_from_afar(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense_2"}))
    case.key(Qt.Key.Key_L, CTRL)
    case.wait(lambda: "dense_4" in marks(case))
    canvas = case.window.canvas
    while canvas.navigator.zoom > 0.5:
        case.key(Qt.Key.Key_Minus, CTRL)
    assert coloured(case, "dense_2") and not coloured(case, "dense")


def coloured(case: RealWindow, node: str) -> bool:
    """Say whether something of the links' own colour stands at the right of a block's header."""
    canvas = case.window.canvas
    rect = canvas.canvas.blocks[node].scene_rect
    corner = rect.topRight() + QPointF(-40, 8)
    place = canvas.mapFromScene(QRectF(corner, QSizeF(28, 28))).boundingRect()
    image = canvas.viewport().grab(place).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return any(each.red() - each.green() > 20 for each in pixels)  # names and ground are grey or blue


def test_dragging_with_alt_and_shift_leaves_a_linked_copy(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    start = head(case, "dense")
    drag(case, start, start + QPoint(40, 160), ALT | SHIFT)
    case.wait(lambda: len(linked_sets(case.ws.project.network)) == 1)
    assert case.ws.selection == {"dense_4"} and marks(case)["dense_4"] != ""
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: "dense_4" not in marks(case))
    assert linked_sets(case.ws.project.network) == {}


def test_dragging_with_alt_alone_leaves_an_ordinary_copy(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    start = head(case, "dense")
    drag(case, start, start + QPoint(40, 160), ALT)
    case.wait(lambda: "dense_4" in marks(case))
    assert not any(marks(case).values())


def keys(widget: QWidget, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(widget, key)


def test_a_siamese_network_trains_and_its_second_source_chooses_its_picture(case: RealWindow) -> None:
    """The template: its second source brings another picture, which one chooses; both towers are one."""
    assert case.ws.files.new("siamese-digits")
    case.wait(lambda: case.ws.checks.complete and case.ws.checks.blocker is None)
    inspector = case.window.findChild(InspectorPanel)
    assert inspector is not None
    case.ws.select(frozenset({"image_2"}))
    case.wait(lambda: (form := inspector.form()) is not None and "field" in form.rows)
    form = inspector.form()
    assert form is not None
    combo = form.row("field").value_field
    assert isinstance(combo, QComboBox)
    assert [combo.itemText(each) for each in range(combo.count())] == ["Image", "Image 2"]
    keys(combo, Qt.Key.Key_Up)
    case.wait(lambda: case.ws.project.spec_of("image_2").field == "image")
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: case.ws.project.spec_of("image_2").field == "image_2")
    assert marks(case)["tower"] == marks(case)["tower_2"] != ""
    case.wait(lambda: case.ws.checks.complete and not case.ws.training.why_not)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step >= 1)
    record = case.ws.run.record(even_untrained=True)
    assert record is not None and not [key for key in record.weights if key.startswith("tower_2")]
    thumbs = Thumbs(case.ws)
    case.wait(lambda: thumbs.pixels(0) is not None)
    assert thumbs.pixels(0).shape == (8, 16)  # type: ignore[union-attr]
    assert thumbs.picture(0, 32, 1.0) is not None and thumbs.pixels(10_000) is None
