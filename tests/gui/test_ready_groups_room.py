"""Every kind that is made of others, opened: no face and no words lie on others, and one undo closes it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from dropped_groups import dropped, the_group
from playground.app.window_port import NoWindow
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.layout.boxes import BELOW, BETWEEN
from playground.core.network.rows import AISLE

MADE = [spec for spec in CATALOGUE.blocks if spec.network is not None]
WAYS = [(spec, rank) for spec in MADE for rank in spec.inputs[0].ranks]
everywhere = pytest.mark.parametrize(("spec", "rank"), WAYS, ids=lambda each: getattr(each, "id", str(each)))
TOUCH = 2.0  # px of a letter's own margin


class WindowOfCanvas(NoWindow):
    """A window of which only the canvas is there."""

    def __init__(self, case: CanvasCase) -> None:
        self.canvas = case.view


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path, spec: BlockSpec, rank: int) -> CanvasCase:
    made = CanvasCase(qtbot, qapp, tmp_path, project=dropped(spec, rank))
    made.ws.window = WindowOfCanvas(made)
    return made


def faces(case: CanvasCase) -> dict[str, QRectF]:
    blocks = case.view.canvas.blocks.items()
    return {node_id: item.scene_rect for node_id, item in blocks if not item.is_frame}


def assert_nothing_lies_on_anything(case: CanvasCase) -> None:
    blocks = faces(case)
    for (one, here), (other, there) in combinations(blocks.items(), 2):
        assert not here.intersects(there), (one, other)
    said = [wire for wire in case.view.canvas.edges.values() if wire._says and not wire.words_at().isEmpty()]
    places = [wire.words_at().adjusted(TOUCH, TOUCH, -TOUCH, -TOUCH) for wire in said]
    for wire, place in zip(said, places, strict=True):
        assert not any(place.intersects(rect) for rect in blocks.values()), wire.edge
    for one, other in combinations(range(len(said)), 2):
        assert not places[one].intersects(places[other]), (said[one].edge, said[other].edge)


@everywhere
def test_entered_it_has_room(case: CanvasCase, spec: BlockSpec, rank: int) -> None:
    before, group = case.ws.project, the_group(case.ws.project)
    viewport = case.view.viewport()
    place = case.at(case.header(group))
    case.qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert case.ws.scope.path == (group,)
    assert_nothing_lies_on_anything(case)
    items = case.view.canvas.blocks
    for edge, wire in case.view.canvas.edges.items():  # every word has room between two blocks of a row
        ahead = wire.end.x() - wire.start.x()
        if abs(wire.end.y() - wire.start.y()) < 1 and not wire._says:
            assert ahead > 2 * BETWEEN + items[edge.target].width, edge
        elif abs(wire.end.y() - wire.start.y()) < 1:
            assert ahead >= max(BETWEEN, wire.widths[0]), edge
    assert case.undo_steps() == 1
    case.ws.document.undo()
    assert case.ws.project == before


@everywhere
def test_opened_in_place_it_has_room_and_what_is_beside_it_makes_way(
    case: CanvasCase, spec: BlockSpec, rank: int
) -> None:
    before, group = case.ws.project, the_group(case.ws.project)
    stood = {node_id: node.position for node_id, node in before.network.nodes.items()}
    case.click(_unfold_icon(case, group))
    assert case.item(group).is_frame
    assert_nothing_lies_on_anything(case)
    frame = case.item(group).scene_rect
    beside = [rect for node_id, rect in faces(case).items() if not node_id.startswith(f"{group}/")]
    assert not any(frame.intersects(rect) for rect in beside)
    assert all(rect.left() - frame.right() >= BELOW or rect.left() < frame.right() for rect in beside)
    assert case.undo_steps() == 1
    case.click(_unfold_icon(case, group))
    assert {node_id: case.network.nodes[node_id].position for node_id in stood} == stood
    for _ in range(2):
        case.ws.document.undo()
    assert case.ws.project == before


def _unfold_icon(case: CanvasCase, group: str) -> QPointF:
    return QPointF(case.item(group).fold_rect.center())


def test_rows_of_low_lanes_stand_close(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The drawing leaves room for a dozen units: blocks drawn low need a fifth of it."""
    case = CanvasCase(qtbot, qapp, tmp_path, project=dropped(CATALOGUE.blocks.get("inception_e"), 3))
    case.ws.window = WindowOfCanvas(case)
    place = case.at(case.header(the_group(case.ws.project)))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    case.qtbot.mouseDClick(case.view.viewport(), left, none, place)
    tops = sorted({round(rect.top()) for rect in faces(case).values()})
    rows = [max(r.height() for r in faces(case).values() if round(r.top()) == top) for top in tops]
    gaps = [b - a - high for a, b, high in zip(tops, tops[1:], rows, strict=False)]
    assert all(AISLE <= gap < AISLE + 8 for gap in gaps[1:]), gaps
