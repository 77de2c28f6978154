"""What lies near the pointer is what one finds who asks every block and every wire, also after they moved."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.gui.canvas.geometry import around, path_distance
from playground.gui.canvas.nearby import Nearby
from playground.gui.canvas.reach import wire_at, wire_to_drop_on


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    case = CanvasCase(qtbot, qapp, tmp_path, "resnet-small")
    yield case
    case.close()


def test_it_finds_all_rectangles_around_a_point_in_their_order_also_after_one_moved() -> None:
    draw = random.Random(3)
    rects = {name: QRectF(draw.uniform(0, 90), draw.uniform(0, 90), 20, 20) for name in range(60)}
    nearby = Nearby[int](lambda name: rects[name])
    nearby.renew(rects)
    for _ in range(300):
        moved, point = draw.randrange(60), QPointF(draw.uniform(0, 110), draw.uniform(0, 110))
        rects[moved] = rects[moved].translated(draw.uniform(-30, 30), draw.uniform(-30, 30))
        nearby.moved(moved)
        assert nearby.at(point) == [name for name, rect in rects.items() if rect.contains(point)]


def test_blocks_ports_and_wires_are_found_as_by_asking_each(opened: CanvasCase) -> None:
    scene, draw, met = opened.view.canvas, random.Random(5), [0, 0, 0]
    blocks, edges = list(scene.blocks.values()), list(scene.edges.values())
    start = opened.header(blocks[2].face.node_id)
    for turn in range(3):
        if turn:
            opened.drag(start, start + QPointF(90, 250), drop=turn == 2)
        middles = [item.scene_rect.center() for item in blocks] + [edge.middle for edge in edges]
        ends = [each for edge in edges for each in (edge.start, edge.end)]
        for place in middles + ends:
            point = place + QPointF(draw.uniform(-30, 30), draw.uniform(-30, 30))
            near = {id(edge): path_distance(edge.path, point) for edge in edges}
            here = [item for item in blocks if item.covers(point)]
            ports = [(item, *each) for item in blocks for each in item.ports()
                     if around(item.port(*each), 12.0).contains(point)]  # fmt: skip
            found, line = scene.port_at(point), wire_at(scene, point)
            assert (scene.block_at(point) in here) == bool(here) and (found in ports) == bool(ports)
            under = [edge for edge in edges if near[id(edge)] <= 7 or edge.badge().contains(point)]
            assert (line in under) == bool(under)
            if min(near.values(), default=math.inf) <= 24:
                assert wire_to_drop_on(scene, point) is not None
            met = [count + bool(each) for count, each in zip(met, (here, ports, under), strict=True)]
    assert min(met) > 5  # of each there was something to find
