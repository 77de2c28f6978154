"""What blocks and wires show: faces, live pictures, threads, themes, detail by zoom."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import newest
from canvas_case import CanvasCase
from playground.app import edits
from playground.app.worker.requests import SetWeight
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Node
from playground.core.project.templates import TemplateRegistry
from playground.core.views.key import ViewKey
from playground.gui.canvas.outline import outgoing_shares
from playground.gui.canvas.threads import Thread, hairlines, thread_pen, width_of
from playground.gui.theme.style import apply_theme, current_theme

Make = Callable[..., CanvasCase]


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Make]:
    made: list[CanvasCase] = []

    def build(**options: object) -> CanvasCase:
        made.append(CanvasCase(qtbot, qapp, tmp_path, **options))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for case in made:
        case.close()
    made.clear()


def _maps(**units: int) -> dict[str, np.ndarray]:
    return {name: np.ones((count, 50, 50), dtype=np.float32) for name, count in units.items()}


def _colour_in(case: CanvasCase, node_id: str, unit: int) -> QColor:
    return case.colour(case.item(node_id).tile_rect(unit).center())


def test_blocks_are_painted_before_torch_is_there_with_the_size_they_keep(make: Make) -> None:
    case = make(known=False)
    before = {name: item.rect for name, item in case.view.canvas.blocks.items()}
    assert {name: item.face.plan.kind for name, item in case.view.canvas.blocks.items()} == {
        "points": "features", "dense": "rows", "dense_2": "rows", "dense_3": "logits", "classify": "classes",
    }  # fmt: skip
    case.ws.torch_ready = True
    case.ws.checks.update(case.ws.project, True)
    case.ws.problems_changed.emit()
    assert case.item("dense").face.footer == "24 parameters"
    case.feed("unit_maps", _maps(dense=8, dense_2=8, dense_3=2))
    after = {name: item.rect.width() for name, item in case.view.canvas.blocks.items()}
    assert after == {name: rect.width() for name, rect in before.items()}
    heights = {item.rect.height() for item in case.view.canvas.blocks.values()}
    assert heights == {547.0}


def test_footers_and_shapes_say_what_the_reference_says(make: Make) -> None:
    case = make()
    footers = [case.item(name).face.footer for name in ("points", "dense", "dense_2", "dense_3", "classify")]
    assert footers == ["350 + 150 points", "24 parameters", "72 parameters", "18 parameters", "114 in total"]
    words = [item.face.words for item in case.view.canvas.edges.values()]
    assert words == ["2", "8", "8", "2"]


def test_a_shape_reads_height_width_channels_and_its_tip_has_torchs_order(make: Make) -> None:
    case = make(template="digits-cnn")
    face = case.view.canvas.edges[case.edge("conv2d", "conv2d_2")].face
    assert face.words == "8 × 8 × 16"
    assert face.tip.splitlines() == [
        "8 × 8 × 16 · height, width, channels", "PyTorch: (N, 16, 8, 8) · N, channels, height, width",
        "N: 262 KB in a batch of 64",
    ]  # fmt: skip


def test_a_units_map_is_drawn_in_its_tile(make: Make) -> None:
    case = make()
    maps = _maps(dense=8)
    maps["dense"][1] = -1
    case.feed("unit_maps", maps, nodes={"dense": {"scale": 1.0}})
    tokens = case.view.canvas.look.tokens
    assert _colour_in(case, "dense", 0) == tokens.map_stops[-1]
    assert _colour_in(case, "dense", 1) == tokens.map_stops[0]


def test_a_class_is_high_in_its_own_colour(make: Make) -> None:
    case = make()
    case.feed("unit_maps", _maps(dense_3=2), nodes={"dense_3": {"scale": 1.0}})
    tokens = case.view.canvas.look.tokens
    assert _colour_in(case, "dense_3", 0) == tokens.map_stops[0]  # Blue
    assert _colour_in(case, "dense_3", 1) == tokens.map_stops[-1]  # Orange


def test_new_pictures_draw_again_only_the_block_they_change(make: Make) -> None:
    case = make()
    case.feed("unit_maps", _maps(dense=8, dense_2=8))
    drawn: list[str] = []
    for name, item in case.view.canvas.blocks.items():
        item.update = lambda *_, name=name: drawn.append(name)
    old = newest(case.ws, "unit_maps").arrays
    case.feed("unit_maps", {"dense": old["dense"], "dense_2": old["dense_2"] * 0.5})
    assert set(drawn) == {"dense_2"}


def test_the_theme_changes_live(make: Make, qapp: QApplication) -> None:
    case = make()
    corner = case.view.mapToScene(4, case.view.height() - 4)
    dark = case.colour(corner + QPointF(0, 0))
    apply_theme(qapp, "light")
    assert current_theme().tokens is case.view.canvas.look.tokens
    assert case.colour(corner).lightness() > dark.lightness() + 150
    apply_theme(qapp, "dark")


def test_detail_follows_the_zoom(make: Make) -> None:
    case = make()
    case.view.zoom_to(0.7)
    assert case.view.canvas.look.bodies and not case.view.canvas.look.captions
    case.view.zoom_to(0.4)
    assert not case.view.canvas.look.bodies
    case.view.zoom_to(0.2)
    assert case.view.canvas.overview.isVisible()
    assert not any(item.isVisible() for item in case.view.canvas.blocks.values())
    case.view.zoom_to(1.0)
    assert not case.view.canvas.overview.isVisible() and case.item("dense").isVisible()


def test_a_narrow_canvas_draws_closer_and_stores_the_same(make: Make) -> None:
    case = make(size=(712, 640))
    assert case.view.canvas.look.compact
    assert case.item("dense").pos() == QPointF(140, 0)
    assert case.item("dense").width == 84
    assert case.network.nodes["dense"].position == (184.0, 0.0)
    start = case.header("dense") - QPointF(20, 0)
    case.drag(start, start + QPointF(0, 80))
    assert case.network.nodes["dense"].position == (184.0, 80.0)


def _weigh(case: CanvasCase, **changes: float) -> np.ndarray:
    weights = np.full((8, 2), 0.5, dtype=np.float32)
    weights[3, 1] = changes.get("strong", -0.5)
    case.feed("weights", {"dense.weight": weights, "dense.bias": np.arange(8, dtype=np.float32)}, nodes={})
    return weights


def test_threads_are_wide_and_strong_by_weight(make: Make) -> None:
    case = make()
    _weigh(case)
    item = case.view.canvas.wires.threads[case.edge("points", "dense")]
    assert item.fits and item.single
    look = case.view.canvas.look
    thin, thick = thread_pen(0, True, look), thread_pen(7, False, look)
    assert thin.widthF() < 1.0 < 4.4 < thick.widthF()
    assert thin.color().alphaF() < 0.25 and thick.color().alphaF() > 0.8
    assert thin.color().rgb() == look.tokens.thread_positive.rgb()
    assert thick.color().rgb() == look.tokens.thread_negative.rgb()
    assert hairlines(0, 1.0) == 1 and hairlines(7, 1.0) == 0 and width_of(7) > 4


def test_hovering_a_thread_says_its_weight_and_a_click_changes_it(make: Make) -> None:
    case = make()
    _weigh(case)
    edge, thread = case.edge("points", "dense"), Thread(1, 3)
    place = case.view.canvas.wires.threads[edge].middle(thread)
    case.hover(place)
    assert case.view.thread_tools.hot == (edge, thread)
    assert "Weight −0.500" in case.view.bubble.words
    assert "x₂ → Dense, unit 4" in case.view.bubble.words
    asked: list[SetWeight] = []
    case.ws.run.set_weight = asked.append  # type: ignore[method-assign]
    case.click(place)
    editor = case.view.thread_tools.editor
    assert editor is not None and editor.isVisible()
    editor.selectAll()
    case.qtbot.keyClicks(editor, "1.25")
    case.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert asked == [SetWeight("dense.weight", (3, 1), 1.25, 1)]
    assert not editor.isVisible() and case.view.hasFocus() and not case.ws.selection


def test_hovering_a_unit_tells_the_window_which(make: Make) -> None:
    case = make()
    heard: list[tuple[str, object]] = []
    case.view.unit_hovered.connect(lambda node, unit: heard.append((node, unit)))
    case.hover(case.item("dense_2").tile_rect(2).center())
    case.hover(QPointF(160, 590))
    assert heard == [("dense_2", 2), ("dense_2", None)]


def test_many_units_become_tiles_and_their_weights_one_ribbon(make: Make) -> None:
    case = make()
    case.ws.apply(edits.set_param, "dense", "units", 40)
    assert case.item("dense").face.plan.kind == "tiles"
    maps = {"dense": np.ones((40, 50, 50), dtype=np.float32)}
    case.feed("unit_maps", maps, nodes={"dense": {"scale": 1.0}})
    assert _colour_in(case, "dense", 39) == case.view.canvas.look.tokens.map_stops[-1]
    case.feed("weights", {"dense_2.weight": np.ones((8, 40), dtype=np.float32)}, nodes={})
    item = case.view.canvas.wires.threads[case.edge("dense", "dense_2")]
    assert item.fits and not item.single


def test_shares_go_through_blocks_that_pass_units_on(make: Make) -> None:
    case = make()
    case.ws.apply(edits.insert, "activation", case.edge("dense", "dense_2"), case.ws.fields)
    weights = np.array([[1, 2, 0, 0, 0, 0, 0, 0]] * 8, dtype=np.float32)
    case.feed("weights", {"dense_2.weight": weights}, nodes={})
    shares = outgoing_shares(case.ws.here, newest(case.ws, "weights"))
    assert shares["dense"][:3].tolist() == [0.5, 1.0, 0.0]
    assert shares["activation"][:3].tolist() == [0.5, 1.0, 0.0]


def test_modes_switch_threads_units_and_shapes(make: Make) -> None:
    case = make()
    segments = case.view.modes.segments
    assert segments is not None
    segments.button("threads").click()
    assert not case.item("dense").anchors("in")
    segments.button("threads").click()
    segments.button("units").click()
    assert case.item("dense").face.plan.kind == "text"
    segments.button("units").click()
    assert case.item("dense").face.plan.kind == "rows"
    segments.button("shapes").click()
    assert not case.view.canvas.look.shapes


def test_digits_show_feature_maps_of_the_sample_and_arrows_choose_another(make: Make) -> None:
    case = make(template="digits-cnn")
    picture = np.full((1, 8, 8), 16, dtype=np.float32)
    maps = {".picture": picture, "conv2d": np.ones((16, 8, 8), dtype=np.float32)}
    case.feed("feature_maps", maps, nodes={"conv2d": {"scale": 1.0}}, sample=12, number=1660,
              part="validation", label=4, classes=tuple("0123456789"))  # fmt: skip
    assert _colour_in(case, "conv2d", 15) == case.view.canvas.look.tokens.map_stops[-1]
    image = case.item("image")
    assert _colour_in(case, "image", 0).lightness() > 220
    assert image.body.lines[:2] == ("Sample 1\u2009660", "True: 4")
    case.click(image.pos() + QPointF(image.width / 2 + 20, 44 + 178))
    assert ViewKey.of("feature_maps", {"sample": 1, "part": "validation"}) in case.ws.views.asked
    case.click(image.pos() + QPointF(image.width / 2 - 20, 44 + 178))
    case.click(image.pos() + QPointF(image.width / 2 - 20, 44 + 178))
    assert case.ws.views.subject.sample == case.ws.fields.samples - 1258 - 1  # wrapped around 539 samples


def test_the_goal_shows_the_runs_figures(make: Make) -> None:
    case = make()
    before = case.pixels()
    confusion = np.array([[64, 0], [1, 85]])
    case.feed("class_figures", {"confusion": confusion, "precision": np.ones(2), "recall": np.ones(2)},
              loss=0.03, accuracy=0.993)  # fmt: skip
    body = case.item("classify").body
    assert body.figures.val_loss == 0.03 and body.figures.metrics["val_accuracy"] == 0.993
    case.ws.live.add_epochs([{"step": 1, "epoch": 1, "loss": 0.5, "val_loss": 0.25, "val_accuracy": 0.75}])
    case.ws.live_changed.emit()
    case.qtbot.waitUntil(lambda: case.item("classify").body.figures.val_loss == 0.25)
    assert case.pixels() != before


def test_dots_travel_only_while_the_network_trains(make: Make) -> None:
    case = make()
    traffic = case.view.canvas.wires.traffic
    case.ws.live.running = True
    case.ws.run_changed.emit()
    assert traffic.active and case.view.canvas.wires.dots.points
    case.ws.settings.set(reduce_motion=True)
    assert not traffic.active and not case.view.canvas.wires.dots.points
    case.ws.settings.set(reduce_motion=False)
    assert traffic.active
    case.ws.live.running = False
    case.ws.run_changed.emit()
    assert not traffic.active


def test_a_hidden_canvas_asks_for_no_pictures(make: Make) -> None:
    case = make()
    assert {ViewKey("unit_maps"), ViewKey("weights")} <= case.ws.views.asked
    case.view.hide()
    assert not case.ws.views.asked
    case.view.show()
    assert ViewKey("unit_maps") in case.ws.views.asked


def test_an_unknown_kind_is_a_placeholder_kept_as_it_is(make: Make) -> None:
    project = TemplateRegistry(CATALOGUE).get("spiral-mlp").open()
    nodes = {**project.network.nodes, "mystery": Node("mystery_v2", {"x": 1}, "", (184.0, 600.0))}
    case = make(project=project.with_network(replace(project.network, nodes=nodes)))
    face = case.item("mystery").face
    assert (face.title, face.setting, face.state) == ("mystery_v2", "unknown kind", "placeholder")
    start = case.header("mystery")
    case.drag(start, start + QPointF(0, 80))
    assert case.network.nodes["mystery"].params == {"x": 1}


def _shown(case: CanvasCase) -> QRectF:
    return case.view.mapToScene(case.view.viewport().rect()).boundingRect()


def test_every_template_is_drawn_whole(make: Make) -> None:
    for template in TemplateRegistry(CATALOGUE):
        case = make(template=template.id)
        assert set(case.view.canvas.blocks) == set(case.network.nodes)
        assert len(case.view.canvas.edges) == len(case.network.edges)
        rects = [item.scene_rect for item in case.view.canvas.blocks.values()]
        overlaps = [a for a in rects for b in rects if a is not b and a.intersects(b)]
        assert not overlaps, template.id
        assert case.view.navigator.zoom >= 0.6, template.id
        if not _shown(case).contains(case.view.canvas.network_rect()):
            assert case.view.navigator.zoom >= 0.9  # the first part; F shows all of it
            case.view.fit()
        assert _shown(case).contains(case.view.canvas.network_rect()), template.id


def test_four_hundred_blocks_are_one_item_when_far_away(make: Make) -> None:
    project = TemplateRegistry(CATALOGUE).get("spiral-mlp").open()
    many = {
        f"dense_{n}": Node("dense", {}, "", (n % 20 * 184.0, 700.0 + n // 20 * 600)) for n in range(10, 410)
    }
    nodes = {**project.network.nodes, **many}
    case = make(project=project.with_network(replace(project.network, nodes=nodes)), known=False)
    case.view.fit()  # the second time: the first part was shown
    assert case.view.canvas.look.overview
    assert not any(item.isVisible() for item in case.view.canvas.blocks.values())
    place = case.item("dense_200").scene_rect.center()
    assert case.colour(place) != case.view.canvas.look.tokens.canvas
