"""Where wires have room for their words, and how little is asked to find out when few blocks moved."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app.document import Document
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.gui.canvas import edge_item, wire_room
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.edge_item import MIDDLE, EdgeItem
from playground.gui.canvas.ways import MOST_CHECKED
from playground.gui.canvas.wire_room import ELSEWHERE, TOUCH


def dense(count: int, seed: int | None = None) -> Project:
    """Return dense layers one after another: in rows, or strewn about by a seed."""
    kinds, draw = ["points", *["dense"] * (count - 2), "classify"], random.Random(seed)
    nodes = {}
    for index, kind in enumerate(kinds):
        row, column = divmod(index, 20)
        place = (column * 260.0, row * 320.0)
        if seed is not None:
            place = (draw.uniform(0, 900), draw.uniform(0, 900))
        nodes[f"n{index}"] = Node(kind, {"units": 16} if kind == "dense" else {}, position=place)
    edges = tuple(Edge(one, "out", other, "in") for one, other in pairwise(nodes))
    return Project("Dense", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


@pytest.fixture
def large(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    case = CanvasCase(qtbot, qapp, tmp_path, project=dense(MOST_CHECKED + 20))
    yield case
    case.close()


def said(blocks: list[BlockItem], wires: list[EdgeItem]) -> list[float | None]:
    """Return where each wire says its words, found by trying everything one after another."""
    faces = [item.scene_rect for item in blocks if not item.is_frame and not item.mood.dragging]
    words = [inner(wire.words_at(MIDDLE)) for wire in wires]
    free: list[QRectF] = []
    found: list[float | None] = []
    for rect in words:
        alone = not any(inner(face).intersects(rect) for face in faces)
        alone = alone and not any(other.intersects(rect) for other in free)
        found.append(MIDDLE if alone else None)
        free += [rect] if alone else []
    for index, wire in enumerate(wires):
        if found[index] is None and wire.slides:
            taken = [*map(inner, faces), *free]
            shares = (share for share in ELSEWHERE
                      if not any(inner(wire.words_at(share)).intersects(rect) for rect in taken))  # fmt: skip
            found[index] = at = next(shares, None)
            free += [inner(wire.words_at(at))] if at is not None else []
    return found


def inner(rect: QRectF) -> QRectF:
    """Return what of a rectangle nothing may touch."""
    return rect.adjusted(TOUCH, TOUCH, -TOUCH, -TOUCH) if not rect.isEmpty() else QRectF()


@pytest.mark.parametrize("seed", range(4))
def test_words_stand_where_trying_everything_would_put_them(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, seed: int
) -> None:
    case = CanvasCase(qtbot, qapp, tmp_path, project=dense(40, seed))
    scene, draw = case.view.canvas, random.Random(seed)
    blocks, wires = list(scene.blocks.values()), list(scene.edges.values())
    met: Counter[float | None] = Counter()
    for turn in range(6):
        chosen = draw.sample(blocks, 3)
        for item in chosen:
            item.set_mood(dragging=turn % 3 == 1)
        scene.put({item.face.node_id: QPointF(draw.uniform(0, 900), draw.uniform(0, 900)) for item in chosen})
        found = [wire._said_at for wire in wires]
        assert found == said(blocks, wires)
        met.update(found)
        for item in blocks:
            item.set_mood(dragging=False)
        scene.put({item.face.node_id: item.pos() for item in chosen})
    case.close()
    assert met[None] and met[MIDDLE] and sum(met[share] for share in ELSEWHERE)


def test_a_drag_asks_what_moved_alone(large: CanvasCase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither where the others stand nor what their wires say is looked at again."""
    asked: Counter[str] = Counter()
    told: Counter[str] = Counter()
    where, text_of = BlockItem.scene_rect.fget, edge_item.text_of
    assert where is not None

    def stands(item: BlockItem) -> QRectF:
        asked[item.face.node_id] += 1
        return where(item)

    def tells(*given: object, **more: object) -> object:
        told["words"] += 1
        return text_of(*given, **more)  # type: ignore[arg-type]

    viewport, left = large.view.viewport(), Qt.MouseButton.LeftButton
    large.view.zoom_to(1.0)
    large.view.centerOn(large.item("n210"))
    start = large.at(large.header("n210"))
    QTest.mousePress(viewport, left, pos=start)
    QTest.mouseMove(viewport, start + QPoint(40, 30))
    monkeypatch.setattr(BlockItem, "scene_rect", property(stands))
    monkeypatch.setattr(edge_item, "text_of", tells)
    for step in range(1, 5):
        QTest.mouseMove(viewport, start + QPoint(40, 30) + QPoint(8 * step, 0))
    monkeypatch.undo()
    QTest.mouseRelease(viewport, left, pos=start)
    assert "n210" in asked and asked.keys() <= {"n209", "n210", "n211"}  # it, and where its wires end
    assert 0 < told["words"] <= 2 * 4  # of the two wires at it


def test_what_is_opened_is_wired_once(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tidied for the view first: where its wires would have run before nobody saw."""
    case = CanvasCase(qtbot, qapp, tmp_path)
    placed: Counter[Edge] = Counter()
    place = EdgeItem.place

    def counted(wire: EdgeItem, *ends: object, **more: object) -> None:
        placed[wire.edge] += 1
        place(wire, *ends, **more)  # type: ignore[arg-type]

    project = dense(60)
    monkeypatch.setattr(EdgeItem, "place", counted)
    case.ws.replace_document(Document(project))
    monkeypatch.undo()
    stored = {node_id: node.position for node_id, node in project.network.nodes.items()}
    assert {node_id: node.position for node_id, node in case.network.nodes.items()} != stored  # it was tidied
    assert placed == Counter(project.network.edges)
    assert all(wire.length > 0 for wire in case.view.canvas.edges.values())
    case.close()


@pytest.mark.parametrize("seed", range(8))
def test_crowded_words_make_room_for_those_behind_them(seed: int) -> None:
    """Words that lie on others which are said nowhere lie on nothing; what is empty lies nowhere."""
    draw = np.random.default_rng(seed)
    left, top = draw.uniform(0, 200, (2, 120))
    wide, high = draw.choice([0.0, 12.0, 30.0], (2, 120))
    every = np.stack([left, top, left + wide, top + high])
    words, faces = every[:, :112], every[:, 112:]
    free: list[int] = []
    behind = 0
    for word in range(112):
        on_face = any(lies_on(words[:, word], face) for face in faces.T)
        met = [lies_on(words[:, word], words[:, before]) for before in range(word)]
        alone = not on_face and not any(met[before] for before in free)
        behind += alone and any(met)
        free += [word] * alone
    assert np.flatnonzero(~wire_room._crowded(words, faces)).tolist() == free
    assert behind  # at least one has room since what it lies on is said nowhere


def lies_on(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two rectangles (left, top, right, bottom), which hold something, share some of it."""
    (a, b, c, d), (left, top, right, bottom) = one.tolist(), other.tolist()
    holds = a < c and b < d and left < right and top < bottom
    return holds and max(a, left) < min(c, right) and max(b, top) < min(d, bottom)


def test_what_is_empty_hides_no_words() -> None:
    """Such as a wire without words, or a frame, that stands amid others."""
    words, point = np.array([[0.0, 0.0, 40.0, 20.0]]).T, np.array([[10.0, 10.0, 10.0, 10.0]]).T
    assert not wire_room._lie_on(words, point).any() and not wire_room._lie_on(point, words).any()
    assert wire_room._lie_on(words, words).all()


def test_what_is_let_go_hides_words_again(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Though it was put nowhere since: where it stood when it was in motion was not kept."""
    case = CanvasCase(qtbot, qapp, tmp_path, project=dense(40, 1))
    scene = case.view.canvas
    blocks, wires = list(scene.blocks.values()), list(scene.edges.values())
    first, other = blocks[5], blocks[20]
    hidden = 0
    for spot in (wire.words_at(MIDDLE).center() for wire in wires):
        first.set_mood(dragging=True)
        scene.put({first.face.node_id: spot - QPointF(first.width / 2, 20)})
        before = said(blocks, wires)
        first.set_mood(dragging=False)
        scene.put({other.face.node_id: other.pos()})
        after = said(blocks, wires)
        assert [wire._said_at for wire in wires] == after
        hidden += before != after
    assert hidden
    case.close()
