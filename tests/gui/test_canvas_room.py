"""On the canvas nothing lies on anything else: blocks make room when they are added, copied, or grow."""

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.app import edits, group_edits, tidying
from playground.core.network.block_path import lies_in
from playground.core.network.values import Edge

TEMPLATES = ("spiral-mlp", "digits-cnn", "inception-small", "reviews-transformer", "deep-residual-100")
KINDS = ("dense", "conv2d", "concat", "classify", "identity", "transformer_encoder")


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., CanvasCase]]:
    made: list[CanvasCase] = []

    def open_case(template: str, **options: bool) -> CanvasCase:
        made.append(CanvasCase(qtbot, qapp, tmp_path, template, **options))
        return made[-1]

    yield open_case
    for each in made:
        each.close()


def overlaps(case: CanvasCase) -> list[tuple[str, str]]:
    """Return pairs of blocks that lie on one another; a frame lies around what it holds."""
    items = case.view.canvas.blocks
    return [
        (one, other)
        for one, other in combinations(items, 2)
        if items[one].scene_rect.intersects(items[other].scene_rect)
        and not lies_in(one, other)
        and not lies_in(other, one)
    ]


def test_what_is_dropped_on_a_block_lands_beside_it(opened: Callable[..., CanvasCase]) -> None:
    case = opened("digits-cnn")
    place = case.item("conv2d").scene_rect.center() + QPointF(0, 60)
    case.palette_enter("dense", place)
    case.palette_drop(place)
    (made,) = case.ws.selection
    assert overlaps(case) == []
    assert abs(case.item(made).y() - place.y()) < 400
    case.ws.editing.undo()
    assert overlaps(case) == []


@pytest.mark.parametrize(
    "template,kind,source",
    [
        ("digits-cnn", "conv2d", "image"),
        ("digits-cnn", "conv2d", "conv2d"),
        ("digits-cnn", "dense", "flatten"),
        ("sensor-gru", "lstm", "conv"),
        ("spiral-mlp", "dense", "dense"),
    ],
)
def test_ports_stay_where_they_are_when_a_wire_brings_pictures(
    template: str, kind: str, source: str, opened: Callable[..., CanvasCase]
) -> None:
    case = opened(template)
    place = QPointF(300, 700)
    case.palette_enter(kind, place)
    case.palette_drop(place)
    (made,) = case.ws.selection
    item = case.item(made)
    assert item.face.plan.kind == "text"
    before = [item.port(*port) for port in item.ports()]
    case.ws.apply(edits.connect, Edge(source, "out", made, "in"))
    assert item.face.plan.kind != "text"
    assert [item.port(*port) for port in item.ports()] == before
    assert item.width >= item.body.width(case.view.canvas.look.compact)
    case.ws.editing.undo()
    assert [item.port(*port) for port in item.ports()] == before


def test_blocks_that_grow_when_shapes_are_known_push_their_neighbours(
    opened: Callable[..., CanvasCase],
) -> None:
    case = opened("digits-cnn", known=False)
    assert overlaps(case) == []
    stored = {name: node.position for name, node in case.network.nodes.items()}
    case.ws.apply(edits.set_param, "conv2d", "filters", 64)
    case.ws.torch_ready = True
    case.ws.checks.update(case.ws.project, True)
    assert overlaps(case) == []
    assert {name: node.position for name, node in case.network.nodes.items()} == stored  # nothing to save


def test_a_drag_leaves_the_others_where_they_are_seen(opened: Callable[..., CanvasCase]) -> None:
    case = opened("digits-cnn")
    case.ws.apply(edits.duplicate, {"conv2d"}, (8.0, 0.0))
    (copy,) = case.ws.selection
    seen = {name: QPointF(item.pos()) for name, item in case.view.canvas.blocks.items() if name != copy}
    case.drag(case.header(copy), case.header(copy) + QPointF(0, 700))
    assert {name: case.item(name).pos() for name in seen} == seen
    assert case.network.nodes[copy].position[1] > 600
    case.ws.editing.undo()
    assert {name: case.item(name).pos() for name in seen} == seen


@pytest.mark.parametrize("template", TEMPLATES)
def test_after_any_edits_no_two_blocks_overlap(template: str, opened: Callable[..., CanvasCase]) -> None:
    case, draw = opened(template), random.Random(template)
    for _ in range(12):
        _edit(case, draw)
        assert overlaps(case) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_tidy_leaves_nothing_to_tidy_and_nobody_gives_way(
    template: str, opened: Callable[..., CanvasCase]
) -> None:
    case = opened(template)
    case.ws.apply(group_edits.open_in_place, frozenset(case.ws.here.network.nodes))
    case.ws.apply(edits.move, {"classify": (300.0, 50.0)})
    assert case.ws.apply(tidying.tidy, frozenset(), case.view.drawn_sizes())
    assert overlaps(case) == []
    density, nodes = case.view.canvas.density, case.ws.here.network.nodes
    drawn = {name: item.pos() for name, item in case.view.canvas.blocks.items()}
    assert drawn == {name: density.shown(node.position) for name, node in nodes.items()}
    assert not case.ws.apply(tidying.tidy, frozenset(), case.view.drawn_sizes())
    assert case.sentences[-1] == "Everything is tidy already."


def _edit(case: CanvasCase, draw: random.Random) -> None:
    """Do one of the things that put blocks somewhere."""
    ws, here = case.ws, case.ws.here.network
    some = draw.sample(sorted(here.nodes), min(2, len(here.nodes)))
    place = (draw.uniform(-200, 1400), draw.uniform(-200, 900))
    choice = draw.randrange(8)
    if choice == 0:
        ws.apply(edits.place, draw.choice(KINDS), place)
    elif choice == 1:
        ws.apply(edits.duplicate, frozenset(some))
    elif choice == 2 and here.edges:
        ws.apply(edits.insert, "identity", draw.choice(here.edges))
    elif choice == 3:
        ws.apply(edits.append, draw.choice(KINDS), some[0])
    elif choice == 4:
        ws.apply(edits.move, {some[0]: place})
    elif choice == 5:
        ws.apply(tidying.tidy, frozenset(some if draw.random() < 0.5 else ()), case.view.drawn_sizes())
    elif choice == 6:
        ws.apply(group_edits.open_in_place, frozenset(here.nodes))
    else:
        fixes = [fix for problem in ws.problems for fix in problem.fixes]
        if fixes:
            ws.editing.apply_fix(draw.choice(fixes))


def test_a_drag_inside_an_open_group_ends_where_it_was_dropped(opened: Callable[..., CanvasCase]) -> None:
    case = opened("reviews-transformer")
    case.ws.apply(group_edits.open_in_place, frozenset(case.ws.here.network.nodes))
    (frame,) = (name for name, item in case.view.canvas.blocks.items() if item.is_frame)
    inner = [name for name in case.view.canvas.blocks if name.startswith(f"{frame}/")]
    case.ws.apply(edits.duplicate, {inner[1]}, (8.0, 0.0))  # neighbours give way, the frame grows
    assert overlaps(case) == []
    case.view.fit()
    case.view.fit()
    seen = {name: QPointF(item.pos()) for name, item in case.view.canvas.blocks.items()}
    moved = inner[2]
    case.drag(case.header(moved), case.header(moved) + QPointF(0, 480))
    assert overlaps(case) == []
    assert abs(case.item(moved).y() - seen[moved].y() - 480) <= 8
    still = {name for name in seen if name not in (moved, frame)}
    assert {name: case.item(name).pos() for name in still} == {name: seen[name] for name in still}
