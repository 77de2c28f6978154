"""Names in the headers of blocks are read whole."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import edits
from playground.gui.canvas import block_paint
from playground.gui.canvas.look import HEADING, PLAIN


def room_for_name(case: CanvasCase, node_id: str) -> float:
    """Return how wide a name may be in a block's header."""
    width = case.item(node_id).width
    icon = width >= block_paint.NARROW
    return float(width - block_paint.RIGHT_OF_NAME
                 - (block_paint.LEFT_OF_NAME if icon else block_paint.BARE_LEFT))  # fmt: skip


@pytest.mark.parametrize("template", ["resnet-small", "inception-small", "spiral-mlp"])
@pytest.mark.parametrize("width", [700, 936])
def test_no_name_of_a_template_is_cut(
    template: str, width: int, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, template, size=(width, 659))
    for node_id, item in case.view.canvas.blocks.items():
        mark = block_paint.MARK * item.face.folds
        assert HEADING.width(item.face.title) <= room_for_name(case, node_id) - mark, node_id
    case.close()


def test_a_block_grows_with_its_name_up_to_a_limit_and_its_neighbour_makes_room(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, "digits-cnn")
    name = "Everything in a row"
    before = case.item("flatten").width
    assert case.ws.apply(edits.rename, "flatten", name)
    item = case.item("flatten")
    assert item.width > before and HEADING.width(name) <= room_for_name(case, "flatten")
    rects = [each.scene_rect for each in case.view.canvas.blocks.values()]
    assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
    grown = item.width
    assert case.ws.apply(edits.rename, "flatten", name * 5)
    assert grown < item.width < 320
    case.close()


@pytest.mark.parametrize("template", ["shapes-segment", "siamese-digits", "triplet-digits"])
def test_what_a_source_brings_is_read_whole(
    template: str, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, template)
    sources = [node for node, item in case.view.canvas.blocks.items() if not item.face.inputs]
    for node in sources:
        assert PLAIN.width(case.item(node).face.setting) <= room_for_name(case, node), node
    assert sources
    case.close()


def test_a_group_says_how_many_blocks_it_holds_or_how_often(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, "shapes-segment")
    insides = {node: each.network for node, each in case.network.nodes.items() if each.network is not None}
    held = {node: sum(not each.kind.startswith("group_") for each in inside.nodes.values())
            for node, inside in insides.items()}  # fmt: skip
    assert held and all(case.item(node).face.setting == f"{count} blocks" for node, count in held.items())
    group = next(iter(held))
    assert case.ws.apply(edits.set_param, group, "repeat", 2)
    assert case.item(group).face.setting == "2 times"
    case.close()


def test_a_block_without_pictures_writes_shapes_as_its_wires_do(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, "reviews-lstm")
    assert case.ws.apply(edits.attach, "einsum", (400.0, 600.0), "lstm", "out")
    (new,) = case.ws.selection
    wire = case.view.canvas.edges[case.edge("lstm", new)]
    rows = {name: value for name, value, _ in case.item(new).face.facts}
    assert rows["Gets"] == wire.face.words == "T × 64"
    case.close()
