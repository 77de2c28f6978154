"""Building large networks: an edit among a thousand blocks, drawing them all, opening such a project."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
from bench_window import LiveWindow, spin
from figures import Figure
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.published.registry import PUBLISHED
from playground.gui.canvas.view import CanvasView
from playground.gui.collecting import Collector
from playground.gui.theme.style import apply_theme

MS = 1000
DEEP = "densenet-121"  # 431 blocks, laid flat
ACROSS, STEP_X, STEP_Y = 40, 184.0, 320.0


def figures(quick: bool) -> Iterator[Figure]:
    """Measure everything."""
    app = QApplication.instance() or QApplication([])
    apply_theme(app, "dark")
    Collector(app)
    yield edit_figure(10 if quick else 40)
    yield from published_figures(5 if quick else 20)
    yield from drawing_figures(20 if quick else 60)


def thousand(count: int = 1000, linked: bool = False) -> Project:
    """Return dense layers in a row, laid out in lines; `linked`: most share their weights with others."""
    kinds = ["points", *["dense"] * (count - 2), "classify"]
    nodes = {}
    for index, kind in enumerate(kinds):
        row, column = divmod(index, ACROSS)
        units = 2 if index == count - 2 else 16
        params = {"units": units, "activation": "relu"} if kind == "dense" else {}
        shared = f"shared {index // 40}" if linked and 1 < index < count - 2 and index % 4 else ""
        nodes[f"n{index}"] = Node(kind, params, position=(column * STEP_X, row * STEP_Y), linked=shared)
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project("A thousand", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


def edit_figure(repeats: int) -> Figure:
    """Measure one edit to all shapes known, each found again from nothing and compared."""
    project = thousand()
    fields, taken = fields_of(project), []
    before = analyse(project, fields)
    for index in range(repeats):
        edited = project.with_network(set_params(project.network, f"n{400 + index}", units=17 + index % 7))
        started = perf_counter()
        found = analyse(edited, fields, before).inference
        taken.append((perf_counter() - started) * MS)
        if analyse(edited, fields).inference != found:
            raise AssertionError("an edit found other shapes than a fresh look")
    note = "identical to a full inference"
    return Figure(
        "1,000 blocks: an edit to all shapes known", float(np.median(taken)), "ms", 5.0, False, note
    )


def published_figures(repeats: int) -> Iterator[Figure]:
    """Measure DenseNet-121 as the paper draws it: opened and checked, and an edit at its front."""
    entry = PUBLISHED.get(DEEP)
    started = perf_counter()
    project = entry.project(CATALOGUE)
    fields = fields_of(project)
    before = analyse(project, fields)
    found = before.problems
    opened = (perf_counter() - started) * MS
    if any(problem.severity == "error" for problem in found):
        raise AssertionError(f"{DEEP} cannot be trained: {found[0].message}")
    yield Figure("DenseNet-121: opened and checked", opened, "ms", 500.0, False, "torch is loaded")
    first = next(name for name, node in project.network.nodes.items() if node.kind == "conv2d")
    taken = []
    for index in range(repeats):
        edited = project.with_network(set_params(project.network, first, filters=72 + 8 * (index % 7)))
        started = perf_counter()
        analyse(edited, fields, before)
        taken.append((perf_counter() - started) * MS)
    yield Figure("DenseNet-121: an edit at its front", float(np.median(taken)), "ms", 20.0, False)


def drawing_figures(repeats: int) -> Iterator[Figure]:
    """Measure opening a project to its first frame, frames with all its blocks in view, and a drag."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LiveWindow(template("spiral-mlp", CATALOGUE).open(), Path(folder)) as live,
    ):
        canvas = live.window.canvas
        gc.freeze()  # torch was imported above; the app does the same once it has loaded it
        yield from thousand_figures(live, repeats, "1,000 blocks", False)
        yield from thousand_figures(live, repeats, "1,000 blocks, most linked copies", True)
        opened_ms(live, thousand(3000))
        yield Figure("3,000 blocks in view: a frame, panning", panned_ms(canvas, repeats), "ms", 16.0, False)
        yield Figure("3,000 blocks in view: a frame, zooming", zoomed_ms(canvas, repeats), "ms", 16.0, False)


def thousand_figures(live: LiveWindow, repeats: int, name: str, linked: bool) -> Iterator[Figure]:
    """Measure what a thousand blocks take, also where most are linked copies."""
    canvas = live.window.canvas
    opened = opened_ms(live, thousand(linked=linked))
    yield Figure(f"{name}: opened to the first frame", opened, "ms", 300.0, False)
    yield Figure(f"{name} in view: a frame, panning", panned_ms(canvas, repeats), "ms", 8.0, False)
    yield Figure(f"{name} in view: a frame, zooming", zoomed_ms(canvas, repeats), "ms", 8.0, False)
    dragged, framed = dragged_ms(canvas, repeats)
    note = f"the frame after it, with 512 weights drawn again: {framed:.0f} ms"
    yield Figure(f"{name}: one is dragged, a move", dragged, "ms", 2.0, False, note)


def opened_ms(live: LiveWindow, project: Project) -> float:
    """Return how long a project takes to its first frame; wait until all is quiet."""
    started = perf_counter()
    live.workspace.replace_document(Document(project))
    live.window.canvas.viewport().grab()
    opened = (perf_counter() - started) * MS
    spin(1.5)
    live.window.canvas.fit()
    spin(0.5)
    return opened


def panned_ms(canvas: CanvasView, repeats: int) -> float:
    """Return the time of a frame while everything is moved a little to and fro."""

    def pan(index: int) -> None:
        canvas.navigator.pan(QPointF(3.0 if index % 20 < 10 else -3.0, 1.0 if index % 10 < 5 else -1.0))
        canvas.viewport().repaint()

    return median_ms(pan, repeats)


def zoomed_ms(canvas: CanvasView, repeats: int) -> float:
    """Return the time of a frame while everything grows and shrinks a little."""

    def zoom(index: int) -> None:
        canvas.zoom_by(1.02 if index % 10 < 5 else 1 / 1.02)
        canvas.viewport().repaint()

    return median_ms(zoom, repeats)


def dragged_ms(canvas: CanvasView, repeats: int) -> tuple[float, float]:
    """Return the time of one move of a dragged block at 100 %, and of the frame after it."""
    canvas.zoom_to(1.0)
    item = canvas.canvas.blocks["n420"]
    canvas.centerOn(item)
    spin(0.5)
    header = canvas.mapFromScene(item.scene_rect.topLeft() + QPointF(40, 12))
    viewport, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, pos=header)
    moves, frames = [], []
    for index in range(repeats):
        started = perf_counter()
        QTest.mouseMove(viewport, header + QPoint(8 * (index % 12), 30 + 8 * (index % 7)))
        moved = perf_counter()
        viewport.repaint()
        moves.append((moved - started) * MS)
        frames.append((perf_counter() - moved) * MS)
    QTest.mouseRelease(viewport, left, pos=header)
    return float(np.median(moves)), float(np.median(frames))


def median_ms(draw: Callable[[int], object], repeats: int) -> float:
    """Return the median time of what is done again and again."""
    taken = []
    for index in range(repeats):
        started = perf_counter()
        draw(index)
        taken.append((perf_counter() - started) * MS)
    return float(np.median(taken))
