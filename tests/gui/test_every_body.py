"""Every block body for every kind of block, with pictures of any rank and of values that are no numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.core.blocks.shapes import DataFields, Field, Shape
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.views.spec import Snapshot
from playground.gui.canvas.bodies.base import Body, Feed, Figures
from playground.gui.canvas.bodies.choose import body_of
from playground.gui.canvas.faces import BodyPlan, face
from playground.gui.canvas.look import Look
from playground.gui.canvas.project_outline import Outline
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.widgets import guard

QUICK = ("points", "image", "table", "tokens", "series", "dense", "conv2d", "gru", "classify", "regress")
SHAPES = ((), (2,), (40,), (4, 6), (3, 6, 6), (2, 3, 6, 6), (2, 2, 3, 6, 6))
ARRAYS = (
    (),
    (1,),
    (5,),
    (1, 1),
    (4, 6),
    (1, 1, 1),
    (3, 6, 6),
    (2, 3, 6, 6),
    (2, 2, 3, 6, 6),
    (0,),
    (0, 4, 4),
)
VALUES = (np.nan, np.inf, -np.inf, 3e38, -3e38, 0.0, 1.0)
NODE, CLASSES = "it", ("yes", "no")
LABEL = Field((), "int", name="label", classes=CLASSES)


def outlines(spec: BlockSpec) -> Iterator[Outline]:
    """Yield what is known about a block of a kind, for each shape that it may give and both sorts of data."""
    project = Project("One block", Network({NODE: Node(spec.id)}), DataChoice("none"), catalogue=CATALOGUE)
    words = Field((5,), "int", name=spec.field, parts=("a", "b", "c"), values=3)
    for fields in (
        {"points": Field((2,), name="points"), "label": LABEL},
        {spec.field: words, "label": LABEL},
    ):
        known = DataFields(fields, 10)
        for sizes in SHAPES:
            shape = {port.name: Shape(sizes) for port in spec.outputs}
            yield Outline(project, known, {NODE: shape}, {}, {NODE: 10}, known=True)


def bodies(spec: BlockSpec) -> Iterator[Body]:
    """Yield a body for each face that a kind may have; rows of a dense block may be answers, too."""
    seen: set[BodyPlan] = set()
    for outline in outlines(spec):
        made = face(outline, NODE, {})
        if made.plan not in seen:
            seen.add(made.plan)
            yield body_of(made)


def feeds() -> Iterator[Feed]:
    """Yield pictures of each rank, full of each value."""
    yield Feed()
    for sizes in ARRAYS:
        for value in VALUES:
            yield feed(np.full(sizes, value, np.float32), float(value))


def feed(values: np.ndarray, value: float) -> Feed:
    words = np.array([0, 1, 2, 0, 0])
    arrays = {NODE: values, f"{NODE}.bias": values.reshape(-1), ".picture": values, ".table": values,
              ".series": values, ".tokens": words}  # fmt: skip
    if values.ndim == 4:
        arrays[f"{NODE}.filters"] = values
    figures = np.full(len(CLASSES), value, np.float32)
    confusion = np.ones((len(CLASSES), len(CLASSES)), np.int64)
    nodes = {NODE: {"scale": abs(value)}}
    facts = {"goal": NODE, "classes": CLASSES, "probabilities": (value, value), "label": 1, "answer": 0,
             "loss": value, "nodes": nodes, "part": "validation", "number": 3}  # fmt: skip
    shown = Snapshot("", 1, arrays, facts)
    of_classes = {"precision": figures, "recall": figures, "confusion": confusion}
    pictures = {"unit_maps": shown, "feature_maps": shown, "weights": shown}
    return Feed(
        pictures | {"class_figures": Snapshot("class_figures", 1, of_classes, {})},
        Figures(value, {"accuracy": value, "r2": value, "psnr": value, "mse": value}, (value, 1.0, value)),
        {NODE: values.reshape(-1)},
    )


def paint(body: Body, image: QImage, look: Look) -> None:
    """Draw a body as the canvas does, near and far."""
    area = QRectF(4, 4, body.width(look.compact), body.height(look.compact))
    with QPainter(image) as painter:
        body.paint(painter, area, look)
        body.thumbnail(painter, area, look)
        body.changed(area, look)


def look_at(spec: BlockSpec) -> set[str]:
    """Draw all bodies of a kind with all pictures; return what failed."""
    image = QImage(300, 400, QImage.Format.Format_RGB32)
    look, failed = Look(current_theme().tokens), set()
    for body in bodies(spec):
        for each in feeds():
            try:
                body.show(each)
                paint(body, image, look)
            except Exception as error:  # all of them are told at once
                shape = each.pictures["feature_maps"].arrays[NODE].shape
                failed.add(f"{body.plan.kind} {shape} {error!r}")
    return failed


@pytest.mark.parametrize("kind", QUICK)
def test_bodies_of_any_data_are_drawn(qapp: QApplication, kind: str) -> None:
    apply_theme(qapp, "dark")
    assert not look_at(CATALOGUE.blocks.get(kind))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [spec.id for spec in CATALOGUE.blocks if spec.id not in QUICK])
def test_bodies_of_every_kind_are_drawn(qapp: QApplication, kind: str) -> None:
    apply_theme(qapp, "dark")
    assert not look_at(CATALOGUE.blocks.get(kind))


class Fails(QWidget):
    """Fail in the middle of a painting as long as it is told to."""

    bad = True

    @guard.painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw a ground, with a state of its own, and fail."""
        with guard.kept(painter):
            painter.translate(1000, 1000)
            if self.bad:
                raise ValueError("cannot be drawn")
        painter.fillRect(self.rect(), "#ff0000")


def test_the_guard_leaves_a_mark_tells_once_and_draws_the_next_frame(
    qtbot: QtBot, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_told", set())
    widget, plain = Fails(), QWidget()
    for each in (widget, plain):
        qtbot.addWidget(each)
        each.resize(60, 60)
    frames = [widget.grab().toImage() for _ in range(50)]
    assert [record.getMessage() for record in logged] == ["Fails could not be painted."]
    logged.clear()
    assert frames[0] == frames[-1] != plain.grab().toImage()
    ground = current_theme().tokens.panel
    assert frames[0].pixelColor(2, 2) == ground
    assert any(frames[0].pixelColor(30 + x, 30 - x) != ground for x in range(-4, 5))
    widget.bad = False
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    widget.render(image, QPoint(), QRegion())
    assert image.pixelColor(30, 30).name() == "#ff0000"
    with QPainter(image) as painter:  # nobody else holds the image
        assert painter.isActive()
