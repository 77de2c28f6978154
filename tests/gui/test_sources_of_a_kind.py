"""Several sources of one kind in the real window: each shows what it brings, and what follows its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.gui.canvas.bodies.records import WordsBody
from playground.gui.canvas.bodies.sequence import SequenceBody
from real_window import RealWindow


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Project], RealWindow]]:
    made: list[RealWindow] = []

    def open_project(project: Project) -> RealWindow:
        made.append(RealWindow(qtbot, qapp, tmp_path, project))
        return made[-1]

    yield open_project
    for each in made:
        each.close()


def body(case: RealWindow, node: str) -> object:
    return case.window.canvas.canvas.blocks[node].body


@pytest.mark.parametrize("name", ["siamese-digits", "triplet-digits"])
def test_each_source_shows_the_picture_that_it_brings(
    name: str, opened: Callable[[Project], RealWindow]
) -> None:
    case = opened(template(name, CATALOGUE).open())
    nodes = case.ws.project.network.nodes.items()
    fields = {name: node.params.get("field") or "image" for name, node in nodes if node.kind == "image"}
    assert len(set(fields.values())) == len(fields) > 1
    first = load_samples(case.ws.project).take("validation", None, slice(0, 1))
    for node_id, field in fields.items():
        shown = body(case, node_id)
        case.wait(lambda shown=shown: shown.atlas.values is not None)  # type: ignore[misc]
        assert np.array_equal(np.squeeze(shown.atlas.values), np.squeeze(first[field]))  # type: ignore[attr-defined]
    assert len({first[field].tobytes() for field in fields.values()}) == len(fields)


@pytest.mark.parametrize("name", ["siamese-digits", "triplet-digits"])
def test_the_sample_looked_at_is_shown_with_all_its_pictures(
    name: str, opened: Callable[[Project], RealWindow]
) -> None:
    case = opened(template(name, CATALOGUE).open())
    case.window.show_bottom("samples")
    detail = case.panel("samples").detail
    case.wait(detail.picture.isVisible)
    first = load_samples(case.ws.project).take("validation", None, slice(0, 1))
    fields = [name for name in first if name.startswith("image")]
    drawn = case.pixels(detail.picture)
    for index, field in enumerate(fields):
        place = detail.picture.place(index).adjusted(4, 4, -4, -4)
        rows, columns = first[field].shape[-2:]
        lit = {bool(first[field][0, 0, row, column] > 8): drawn.pixelColor(
                   round(place.x() + (column + 0.5) * place.width() / columns),
                   round(place.y() + (row + 0.5) * place.height() / rows)).lightness()
               for row in range(rows) for column in range(columns)
               if abs(first[field][0, 0, row, column] - 8) > 4}  # fmt: skip
        assert abs(lit[True] - lit[False]) > 80, field
    assert detail.picture.place(len(fields)).left() > drawn.width() / drawn.devicePixelRatio()


def test_blocks_and_sample_ask_one_question_in_groups_and_outside(
    opened: Callable[[Project], RealWindow],
) -> None:
    case = opened(template("siamese-digits", CATALOGUE).open())
    case.window.show_bottom("samples")

    def asked() -> list[str]:
        return [str(key.options) for key in case.ws.views.asked if key.view == "feature_maps"]

    case.wait(case.panel("samples").detail.picture.isVisible)
    assert len(asked()) == 1 and "tower" in asked()[0]
    case.ws.select(frozenset({"tower"}))
    outside = asked()
    case.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: "conv" in case.window.canvas.canvas.blocks)
    assert len(asked()) == 1 and asked() != outside
    case.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: "tower" in case.window.canvas.canvas.blocks)
    assert asked() == outside


def test_one_more_source_brings_what_none_brings_yet(opened: Callable[[Project], RealWindow]) -> None:
    case = opened(template("triplet-digits", CATALOGUE).open())
    before = set(case.ws.project.network.nodes)
    case.ws.select(frozenset({"image_2"}))
    case.key(Qt.Key.Key_Delete)
    before.remove("image_2")
    for _ in range(2):
        QTest.mouseDClick(case.window.palette_panel.chip("image"), Qt.MouseButton.LeftButton)
    nodes = case.ws.project.network.nodes
    assert [node.params.get("field", "") for name, node in nodes.items() if name not in before] == [
        "image_2",
        "",
    ]


def two_sentences() -> Project:
    nodes = {
        "one": Node("tokens"), "two": Node("tokens", {"field": "tokens_2"}),
        "read": Node("embedding", {"entries": 90}), "read_2": Node("embedding", {"entries": 90}),
        "sum": Node("over_time"), "sum_2": Node("over_time"), "both": Node("concatenate"),
        "scores": Node("dense", {"units": 2, "activation": "linear"}), "goal": Node("classify"),
    }  # fmt: skip
    wires = (
        ("one", "read", "in"), ("read", "sum", "in"), ("sum", "both", "in"), ("two", "read_2", "in"),
        ("read_2", "sum_2", "in"), ("sum_2", "both", "in_2"), ("both", "scores", "in"),
        ("scores", "goal", "in"),
    )  # fmt: skip
    edges = tuple(Edge(source, "out", target, port) for source, target, port in wires)
    return Project("Two", Network(nodes, edges), DataChoice("opinions", {"samples": 60}), catalogue=CATALOGUE)


def test_the_words_beside_a_sequence_are_those_of_the_sentence_it_is_made_of(
    opened: Callable[[Project], RealWindow],
) -> None:
    case = opened(two_sentences())
    said = {}
    for source, reader in (("one", "read"), ("two", "read_2")):
        words, rows = body(case, source), body(case, reader)
        assert isinstance(words, WordsBody) and isinstance(rows, SequenceBody)
        case.wait(lambda words=words, rows=rows: words._origin is not None and bool(rows.words))  # type: ignore[misc]
        assert words._origin is not None
        said[source] = words._words(words._origin)
        assert list(rows.words) == said[source]
    assert said["one"] != said["two"]
