"""Building large networks: an edit among a thousand blocks, drawing them all, opening such a project."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
from bench_window import LiveWindow, spin
from figures import Figure
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.core.build import recollection
from playground.core.build.infer import infer
from playground.core.data.prepared import fields_of
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TEMPLATES
from playground.core.project.values import DataChoice, DataFields, Project
from playground.gui.theme.style import apply_theme

MS = 1000
ACROSS, STEP_X, STEP_Y = 40, 184.0, 320.0


def figures(quick: bool) -> Iterator[Figure]:
    """Measure everything."""
    app = QApplication.instance() or QApplication([])
    apply_theme(app, "dark")
    yield edit_figure(10 if quick else 40)
    yield from drawing_figures(20 if quick else 60)


def thousand(count: int = 1000) -> Project:
    """Return dense layers in a row, laid out in lines."""
    kinds = ["points", *["dense"] * (count - 2), "classify"]
    nodes = {}
    for index, kind in enumerate(kinds):
        row, column = divmod(index, ACROSS)
        units = 2 if index == count - 2 else 16
        params = {"units": units, "activation": "relu"} if kind == "dense" else {}
        nodes[f"n{index}"] = Node(kind, params, position=(column * STEP_X, row * STEP_Y))
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project("A thousand", Network(nodes, edges), DataChoice("spiral"))


def edit_figure(repeats: int) -> Figure:
    """Measure one edit to all shapes known, each found again from nothing and compared."""
    project = thousand()
    fields, taken = fields_of(project.data), []
    infer(project, fields)
    for index in range(repeats):
        edited = project.with_network(set_params(project.network, f"n{400 + index}", units=17 + index % 7))
        started = perf_counter()
        found = infer(edited, fields)
        taken.append((perf_counter() - started) * MS)
        recollection.keep(DataFields(), {})
        if infer(edited, fields) != found:
            raise AssertionError("an edit found other shapes than a fresh look")
        infer(project, fields)
    note = "identical to a full inference"
    return Figure(
        "1,000 blocks: an edit to all shapes known", float(np.median(taken)), "ms", 5.0, False, note
    )


def drawing_figures(repeats: int) -> Iterator[Figure]:
    """Measure frames with all blocks in view, and the opening of the project to its first frame."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LiveWindow(TEMPLATES.get("spiral-mlp").open(), Path(folder)) as live,
    ):
        canvas = live.window.canvas
        started = perf_counter()
        live.workspace.replace_document(Document(thousand()))
        canvas.viewport().grab()
        opened = (perf_counter() - started) * MS
        spin(1.5)
        canvas.fit()
        spin(0.5)
        frames = frame_ms(canvas.viewport().repaint, repeats)
    yield Figure("1,000 blocks: opened to the first frame", opened, "ms", 300.0, False)
    yield Figure("1,000 blocks in view: a frame", frames, "ms", 8.0, False)


def frame_ms(draw: Callable[[], object], repeats: int) -> float:
    """Return the median time of a repaint of everything."""
    taken = []
    for _ in range(repeats):
        started = perf_counter()
        draw()
        taken.append((perf_counter() - started) * MS)
    return float(np.median(taken))
