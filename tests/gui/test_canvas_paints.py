"""What is kept as painted is what would be painted now, in a view that shows only a part of it, too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage, QPixmapCache
from PySide6.QtWidgets import QApplication, QGraphicsItem
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import edits
from playground.gui.canvas.painted_once import PAINTED_ONCE, PaintedOnce


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path, "spiral-mlp", size=(936, 360))
    made.view.centerOn(made.item("dense").scene_rect.topLeft())  # blocks reach out below
    yield made
    made.close()


def anew(case: CanvasCase) -> QImage:
    """Return what the view shows once everything is painted again."""
    for item in case.view.scene().items():
        if isinstance(item, PaintedOnce):
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            item.setCacheMode(PAINTED_ONCE)
    QPixmapCache.clear()
    return case.pixels()


@pytest.mark.parametrize(("node", "name", "value"), [
    ("dense", "units", 12), ("dense_2", "units", 3), ("dense", "activation", "linear"),
])  # fmt: skip
def test_a_block_that_reaches_out_of_the_view_is_drawn_anew_when_it_changes(
    case: CanvasCase, node: str, name: str, value: Any
) -> None:
    before = case.pixels()
    case.ws.apply(edits.set_param, node, name, value)
    shown = case.pixels()
    assert shown != before
    assert shown == anew(case)
