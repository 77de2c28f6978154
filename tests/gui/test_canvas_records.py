"""Tables, sentences and recordings on the canvas: the sample itself, what blocks make of it, the verdict."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import answered, newest
from playground.app.subject import Subject
from playground.core.blocks.shapes import Field
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import TemplateRegistry
from playground.core.views.spec import Snapshot
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.bodies.base import Feed
from playground.gui.canvas.bodies.flat import BarsBody, StripBody
from playground.gui.canvas.bodies.records import RecordBody, SeriesBody, TableBody, WordsBody
from playground.gui.canvas.bodies.sequence import CAPTION, PITCH, SequenceBody, ends_of_time
from playground.gui.canvas.bodies.verdict import VerdictBody
from playground.gui.canvas.faces import BodyPlan, Face
from playground.gui.canvas.look import SMALL
from playground.gui.theme.style import current_theme
from playground.gui.theme.units import unit_of
from real_window import RealWindow

CASES = {
    "reviews-lstm": ("text", WordsBody, {"embedding": SequenceBody, "lstm": SequenceBody, "last": StripBody}),
    "sensor-gru": ("series", SeriesBody, {"conv": SequenceBody, "last": StripBody, "dense": BarsBody}),
    "wine-mlp": ("table", TableBody, {"dense": StripBody, "dense_2": BarsBody}),
}


@pytest.fixture(params=sorted(CASES))
def case(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, TemplateRegistry(CATALOGUE).get(request.param).open())
    made.template = request.param  # type: ignore[attr-defined]
    made.wait(lambda: "feature_maps" in answered(made.ws))
    yield made
    made.close()


def test_every_block_shows_what_it_makes_of_the_sample(case: RealWindow) -> None:
    source, kind, others = CASES[case.template]  # type: ignore[attr-defined]
    blocks = case.window.canvas.canvas.blocks
    shown = newest(case.ws, "feature_maps")
    body = blocks[source].body
    case.wait(lambda: body.lines != ())
    assert isinstance(body, kind) and isinstance(body, RecordBody)
    raw = case.ws.samples.take("validation")[body.field_name][0]
    assert np.array_equal(shown.arrays[f".{body.field_name}"], raw.astype(np.float32))
    assert body.lines[0].startswith("Sample ")
    for node, expected in others.items():
        assert type(blocks[node].body) is expected, node
        out = case.ws.inference.outputs[node]["out"].sizes
        assert shown.arrays[node].shape == (out if len(out) == 1 else (1, *reversed(out)))
    goal = next(item for item in blocks.values() if isinstance(item.body, VerdictBody))
    assert goal.body.said in goal.face.plan.names
    assert_columns_apart(goal)


def assert_columns_apart(goal: BlockItem) -> None:
    """Look for ground between what is said and what is true: "bad 100 %" ran into the next "bad 100 %"."""
    for sure in (0.999, 0.001):  # for either class, so that each is written
        facts = {**goal.body._facts, "probabilities": (sure, *[1 - sure] * (len(goal.face.plan.names) - 1)),
                 "answer": 0, "label": 0}  # fmt: skip
        goal.body._facts = facts
        picture = QImage(round(goal.width), 90, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.black)
        painter = QPainter(picture)
        goal.body.paint(painter, QRectF(0, 0, goal.width, 300), goal.look)
        painter.end()
        half = round(goal.width / 2)
        between = {picture.pixel(x, y) for x in range(half - 10, half) for y in range(24, 66)}
        assert len(between) == 1, sure


@pytest.mark.parametrize("case", ["reviews-lstm"], indirect=True)
def test_a_sequence_names_the_word_at_each_row_and_leaves_out_padding(case: RealWindow) -> None:
    canvas = case.window.canvas
    canvas.zoom_to(1.0)
    item = canvas.canvas.blocks["embedding"]
    body = item.body
    ids = case.ws.samples.take("validation")["tokens"]
    short = int((ids > 0).sum(axis=1).argmin())
    names = case.ws.fields.fields["tokens"].parts
    wanted = tuple(names[each] for each in ids[short] if each)
    assert 3 < len(wanted) < 14
    case.ws.views.look_at(Subject(sample=short))
    case.wait(lambda: body.words == wanted)
    assert body.words == canvas.canvas.blocks["lstm"].body.words
    values = newest(case.ws, "feature_maps").arrays["embedding"]
    assert np.array_equal(body.atlas.values[0], values[0].T[: len(wanted)])
    area, picture = item.area, body.picture(item.area)
    assert picture.height() == PITCH * len(wanted) and picture.bottom() < area.bottom() - CAPTION
    row = body.row(0, area)
    assert max(SMALL.width(name) for name in names) <= row.width() and row.right() < picture.left()
    image, ground = case.pixels(canvas), current_theme().tokens.block
    inked = [any(image.pixelColor(_spot(canvas, item, body.row(index, area), x)) != ground
                 for x in range(2, 64)) for index in range(14)]  # fmt: skip
    assert inked == [True] * len(wanted) + [False] * (14 - len(wanted))


def _spot(canvas: Any, item: Any, row: QRectF, x: int) -> QPoint:
    """Return a pixel on the middle of a row, so far from its left."""
    return canvas.mapFromScene(item.pos() + QPointF(row.x() + x, row.center().y()))


@pytest.mark.parametrize("case", ["sensor-gru"], indirect=True)
def test_a_recording_has_its_units_and_its_time(case: RealWindow) -> None:
    canvas = case.window.canvas
    canvas.zoom_to(1.0)
    source, after = (canvas.canvas.blocks[name] for name in ("series", "gru"))
    data = case.ws.fields.fields["series"]
    assert source.body.plan.data == after.body.plan.data == data and unit_of(data, 2) == "m/s²"
    assert ends_of_time(data, 48) == ends_of_time(data, 24) == ("0", "2.4 s")
    assert ends_of_time(data, 46) == ("1", "46") and ends_of_time(None, 9) == ("1", "9")
    case.wait(lambda: after.body.atlas.values is not None and source.body.lines != ())
    tokens, image = current_theme().tokens, case.pixels(canvas)
    ground = tokens.block
    area = after.area
    below = QRectF(area.x() + 12, area.y() + 204 - 20, 104, 0)
    for x in (1, 2, 3, 4), (90, 94, 98, 102):  # words at both ends of the time
        spots = [_spot(canvas, after, below.translated(0, down), place) for place in x for down in range(12)]
        assert any(image.pixelColor(spot) != ground for spot in spots)
    named = [_spot(canvas, source, QRectF(12, source.area.y() + 6, 0, 2.0 * down), x)
             for x in range(8) for down in range(16)]  # fmt: skip
    assert any(_alike(image.pixelColor(spot), tokens.positive) for spot in named)  # "x", in its colour


def _alike(one: QColor, other: QColor) -> bool:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)) < 90


def test_more_words_than_there_is_room_for_say_how_many_come_before() -> None:
    data = Field((20,), "int", name="tokens", parts=("·", *"abcdefghijklmnopqrst"))
    plan = BodyPlan("sequence", 20, pictures=True, data=data)
    body = SequenceBody(Face("b", "embedding", "", "", "", "", "", "", plan))
    ids, values = np.arange(1, 21, dtype=np.float32), np.ones((1, 5, 20), np.float32)
    values[0, :, -1] = 7.0
    answer = Snapshot("feature_maps", 1, {"b": values, ".tokens": ids}, {})
    assert body.show(Feed({"feature_maps": answer}))
    assert body.words == ("7 earlier", *"hijklmnopqrst")
    assert body.atlas.values.shape == (1, 13, 5) and (body.atlas.values[0, -1] == 7.0).all()


def test_the_next_sample_comes_by_a_click_and_changes_the_picture(case: RealWindow) -> None:
    source = CASES[case.template][0]  # type: ignore[attr-defined]
    canvas = case.window.canvas
    item, before = canvas.canvas.blocks[source], case.pixels(canvas)
    case.wait(lambda: item.body.lines != ())
    first = item.body.lines
    arrow = item.body._arrow(1, item.area).center() + item.pos()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(QPointF(arrow)))
    case.wait(lambda: item.body.lines != first)
    case.wait(lambda: case.pixels(canvas) != before)
    assert case.ws.views.subject.sample == 1
