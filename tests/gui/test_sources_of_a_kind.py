"""Several sources of one kind in the real window: each shows what it brings, and what follows its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
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
