"""Every view, on every kind of network it is offered for, over real PyTorch models."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.model.model import build
from playground.core.model.weights import load_weights
from playground.core.network.block_path import BlockPath
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TemplateRegistry, template
from playground.core.project.values import DataChoice, Project
from playground.core.registry import Registry
from playground.core.training.session import Session
from playground.core.views import feature_maps, places, plane, registry
from playground.core.views.places import has_only_pictures
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec

BLOCKS: dict[str, tuple[str, tuple[Node, ...]]] = {
    "spiral": (
        "spiral",
        (
            Node("points", {"features": ("x1", "x2", "sin_x1")}),
            Node("dense", {"units": 8, "activation": "silu"}),
            Node("batch_norm"), Node("dropout"), Node("dense", {"units": 70}), Node("activation"),
            Node("dense", {"units": 2, "activation": "linear"}), Node("classify"),
        ),
    ),
    "plane": ("plane", (Node("points"), Node("dense", {"units": 1}), Node("regress"))),
    "digits": (
        "digits",
        (
            Node("image"), Node("conv2d", {"filters": 6}), Node("batch_norm"), Node("max_pool2d"),
            Node("flatten"), Node("dense", {"units": 10, "activation": "linear"}), Node("classify"),
        ),
    ),
}  # fmt: skip
VIEW = pytest.mark.parametrize("spec", list(VIEWS), ids=lambda spec: spec.id)
PROJECT = pytest.mark.parametrize("name", list(BLOCKS))


@cache
def project(name: str) -> Project:
    """Return one of the networks, its blocks in a row."""
    data_id, nodes = BLOCKS[name]
    ids = [f"{node.kind}_{i}" for i, node in enumerate(nodes)]
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project(
        name, Network(dict(zip(ids, nodes, strict=True)), edges), DataChoice(data_id), catalogue=CATALOGUE
    )


@cache
def session(name: str) -> Session:
    """Return a run of one of the networks, five steps old."""
    started = Session.start(project(name))
    started.advance(5)
    return started


@cache
def model(name: str) -> LiveModel:
    """Return what the views see of that run."""
    return session(name).live_model()


def directly(name: str, inputs: Mapping[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """Return every block's output by a model of its own with the run's weights."""
    own = build(analyse(project(name), model(name).fields))
    load_weights(own, session(name).record().weights)
    with torch.no_grad():
        return own.eval().outputs({field: torch.tensor(values) for field, values in inputs.items()})


def options(name: str) -> dict[str, Any]:
    """Return options that reach everything a view can show."""
    dense = next(node for node in model(name).project.network.nodes if node.startswith("dense"))
    return {"node": dense, "sample": 3, "large": (dense, 0), "gradients": True}


def snapshot(view: str, name: str, **given: Any) -> Snapshot:
    """Return a view of one of the networks."""
    return VIEWS.get(view).snapshot(model(name), given)


def plain(value: Any) -> bool:
    """Tell whether facts are plain values, which may leave the worker's thread."""
    if isinstance(value, (tuple, list)):
        return all(plain(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(item) for key, item in value.items())
    return value is None or type(value) in (str, int, float, bool)


@VIEW
@PROJECT
def test_a_view_that_applies_gives_finite_arrays_and_plain_facts(spec: ViewSpec, name: str) -> None:
    live = model(name)
    if not spec.applies(live.project, live.fields):
        assert (spec.id, name) in {("feature_maps", "spiral"), ("feature_maps", "plane"),
                                   ("decision_map", "digits"), ("unit_maps", "digits"),
                                   ("samples", "spiral"), ("samples", "plane"),
                                   ("label_figures", "spiral"), ("label_figures", "plane"),
                                   ("label_figures", "digits"),
                                   ("saliency", "spiral"), ("saliency", "plane"),
                                   *(("depth", each) for each in BLOCKS),
                                   *(("attention", each) for each in BLOCKS),
                                   *(("marks", each) for each in BLOCKS),
                                   *(("skips", each) for each in BLOCKS),
                                   *(("reconstructions", each) for each in BLOCKS)}  # fmt: skip
        return
    shown = spec.snapshot(live, options(name))
    assert (shown.view, shown.step) == (spec.id, 5)
    assert shown.arrays and plain(dict(shown.facts))
    for values in shown.arrays.values():
        assert values.size and np.isfinite(values).all()


@VIEW
@PROJECT
def test_what_is_shown_is_a_copy(spec: ViewSpec, name: str) -> None:
    live = model(name)
    if not spec.applies(live.project, live.fields):
        return
    first = spec.snapshot(live, options(name))
    kept = {key: values.copy() for key, values in first.arrays.items()}
    for values in first.arrays.values():
        values[...] = 7
    again = spec.snapshot(live, options(name))
    assert all((again.arrays[key] == values).all() for key, values in kept.items())


@VIEW
def test_a_view_is_described(spec: ViewSpec) -> None:
    assert spec.title and spec.summary.endswith(".")
    assert 0 < spec.rate_hz <= 20
    assert VIEWS.get(spec.id) is VIEWS.find(spec.id) is spec


def test_two_views_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        Registry((registry.WEIGHTS, registry.WEIGHTS))
    assert VIEWS.find("clouds") is None and len(VIEWS) == len(registry.BUILTIN)


def test_descriptions_and_where_they_apply_need_no_torch() -> None:
    script = (
        "import json, sys\n"
        "from playground.core.builtin import CATALOGUE\n"
        "from playground.core.data.prepared import fields_of\n"
        "from playground.core.network.values import Edge, Network, Node\n"
        "from playground.core.project.values import DataChoice, Project\n"
        "from playground.core.views.registry import VIEWS\n"
        "nodes = {'p': Node('points'), 'c': Node('classify')}\n"
        "network = Network(nodes, (Edge('p', 'out', 'c', 'in'),))\n"
        "project = Project('', network, DataChoice('xor'), catalogue=CATALOGUE)\n"
        "found = [spec.id for spec in VIEWS if spec.applies(project, fields_of(project))]\n"
        "print(json.dumps([found, 'torch' in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["decision_map", "unit_maps", "class_figures"], False]


def test_the_decision_map_is_what_the_model_answers() -> None:
    value = snapshot("decision_map", "spiral").arrays["value"]
    points = plane.grid(-6, 6)[[0, 99, 5017, 9999]]
    shares = torch.softmax(directly("spiral", {"points": points})["classify_7"], dim=1)
    assert value.ravel()[[0, 99, 5017, 9999]] == pytest.approx(
        (shares[:, 1] - shares[:, 0]).numpy(), abs=1e-6
    )


def test_unit_maps_cover_every_flat_block_and_stop_at_64() -> None:
    shown = snapshot("unit_maps", "spiral")
    units = {node: len(maps) for node, maps in shown.arrays.items()}
    assert units == {
        "points_0": 3, "dense_1": 8, "batch_norm_2": 8, "dropout_3": 8, "dense_4": 64, "activation_5": 64,
        "dense_6": 2, "classify_7": 2,
    }  # fmt: skip
    assert shown.facts["nodes"]["dense_4"]["of"] == 70


def test_feature_maps_are_the_blocks_outputs_for_the_chosen_picture() -> None:
    shown, live = snapshot("feature_maps", "digits", sample=3), model("digits")
    one = live.samples("validation")
    assert (shown.arrays[feature_maps.PICTURE] == one["image"][3]).all()
    assert (shown.arrays["image_0"] == one["image"][3] / 16).all()
    assert shown.arrays["conv2d_1"].shape == (6, 8, 8) and shown.arrays["max_pool2d_3"].shape == (6, 4, 4)
    assert shown.arrays["flatten_4"].shape == (96,) and shown.arrays["classify_6"].shape == (10,)
    conv = directly("digits", {"image": one["image"][3:4]})["conv2d_1"][0].numpy()
    assert shown.arrays["conv2d_1"] == pytest.approx(conv, abs=1e-6)
    assert shown.facts["nodes"]["conv2d_1"]["scale"] == pytest.approx(np.abs(conv).max())
    assert shown.facts["label"] == one["label"][3] and shown.facts["count"] == len(one["label"])
    assert sum(shown.facts["probabilities"]) == pytest.approx(1)
    assert shown.facts["probabilities"][shown.facts["answer"]] == max(shown.facts["probabilities"])


def test_a_sample_beyond_the_last_wraps_around() -> None:
    count = snapshot("feature_maps", "digits").facts["count"]
    assert snapshot("feature_maps", "digits", sample=count + 2).facts["sample"] == 2


def test_without_validation_the_training_pictures_are_shown() -> None:
    live = Session.start(project("digits").with_data(train=1.0, validation=0.0)).live_model()
    shown = VIEWS.get("feature_maps").snapshot(live, {})
    assert shown.facts["part"] == "train" and shown.facts["count"] == 1797


def test_figures_are_of_the_validation_part() -> None:
    live, shown = model("digits"), snapshot("class_figures", "digits")
    part = live.samples("validation")
    scores = directly("digits", {"image": part["image"]})["classify_6"]
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(part["label"]))
    assert shown.facts["loss"] == pytest.approx(float(loss), rel=1e-5)
    assert shown.facts["loss"] == pytest.approx(session("digits").evaluate("validation")["loss"], rel=1e-5)
    assert shown.facts["accuracy"] == pytest.approx(float((scores.argmax(1).numpy() == part["label"]).mean()))
    assert shown.arrays["confusion"].sum() == len(part["label"])


@PROJECT
def test_looking_changes_not_a_bit_of_training(name: str) -> None:
    watched, alone = (Session.start(project(name), run_id="same") for _ in range(2))
    live = watched.live_model()
    for _ in range(4):
        for spec in (each for each in VIEWS if each.applies(live.project, live.fields)):
            spec.snapshot(live, options(name))
        watched.advance(3)
    for _ in range(4):
        alone.advance(3)
    one, two = watched.record(), alone.record()
    assert one.history.losses.tobytes() == two.history.losses.tobytes()
    for held, other in ((one.weights, two.weights), (one.state, two.state)):
        assert {key: value.tobytes() for key, value in held.items()} == {
            k: v.tobytes() for k, v in other.items()
        }


def test_gradients_are_there_after_the_first_step() -> None:
    started = Session.start(project("plane"))
    view = VIEWS.get("weight_stats")
    assert view.snapshot(started.live_model(), {}).facts["gradient_norms"] == {}
    started.advance(1)
    norms = view.snapshot(started.live_model(), {}).facts["gradient_norms"]
    assert set(norms) == {"dense_1.weight", "dense_1.bias"} and min(norms.values()) > 0


def test_samples_are_what_the_model_says_of_each() -> None:
    live, shown = model("digits"), snapshot("samples", "digits")
    part = live.samples("validation")
    scores = directly("digits", {"image": part["image"]})["classify_6"]
    shares = torch.softmax(scores, dim=1)
    losses = torch.nn.functional.cross_entropy(scores, torch.tensor(part["label"]), reduction="none")
    assert shown.arrays["loss"] == pytest.approx(losses.numpy(), rel=1e-4, abs=1e-6)
    assert shown.arrays["certainty"] == pytest.approx(shares.max(1).values.numpy(), rel=1e-5)
    assert (shown.arrays["answer"] == shares.argmax(1).numpy()).all()
    assert (shown.arrays["label"] == part["label"]).all()
    third = snapshot("feature_maps", "digits", sample=3).facts
    assert third["number"] == shown.arrays["number"][3]
    assert third["loss"] == pytest.approx(shown.arrays["loss"][3], rel=1e-5)


def test_a_drawing_is_looked_at_like_a_sample() -> None:
    picture = model("digits").samples("validation")["image"][3]
    drawn, sample = (
        snapshot("feature_maps", "digits", picture=picture),
        snapshot("feature_maps", "digits", sample=3),
    )
    assert (drawn.arrays["conv2d_1"] == sample.arrays["conv2d_1"]).all()
    assert drawn.facts["part"] == "drawn"
    assert drawn.facts["number"] is drawn.facts["label"] is drawn.facts["loss"] is None


def test_a_blocks_weights_are_named_and_compared_with_the_start() -> None:
    live = model("digits")
    dense, conv = (snapshot("block_weights", "digits", node=node) for node in ("dense_5", "conv2d_1"))
    assert (dense.arrays["weight"] == live.weights()["dense_5.weight"][:, :64]).all()
    assert dense.facts["rows"] == tuple("0123456789") and len(dense.facts["columns"]) == 64
    assert conv.arrays["weight"].shape == (6, 1, 3, 3) and conv.facts["rows"][0] == "filter 1"
    assert dense.arrays["counts_now"].sum() == dense.arrays["counts_before"].sum() == 10 * 96
    assert (dense.arrays["counts_now"] != dense.arrays["counts_before"]).any()
    assert not snapshot("block_weights", "digits", node="flatten_4").arrays
    points = snapshot("block_weights", "spiral", node="dense_1")
    assert points.facts["columns"] == ("x1", "x2", "sin_x1")


@pytest.mark.parametrize("name", [entry.id for entry in TemplateRegistry(CATALOGUE)])
def test_every_view_that_applies_works_on_every_template(name: str) -> None:
    session = Session.start(template(name, CATALOGUE).open())
    session.advance(2)
    model = session.live_model()
    node = next(each for each, block in model.project.network.nodes.items() if block.kind != "points")
    for each in model.graph.network.nodes:
        shown = VIEWS.get("block_weights").snapshot(model, {"node": each})
        learns = any(key.startswith(BlockPath.of(each).key("")) for key in model.weights())
        assert bool(shown.arrays) is learns
    for spec in VIEWS:
        if spec.applies(model.project, model.fields):
            made = spec.snapshot(model, {"node": node, "unit": (0,)} if spec.id == "unit_at_work" else {})
            assert made.view == spec.id
            assert all(np.isfinite(array).all() for array in made.arrays.values() if array.dtype.kind == "f")


def test_a_picture_beside_other_data_is_looked_at_and_cannot_be_drawn() -> None:
    model = Session.start(template("two-inputs", CATALOGUE).open()).live_model()
    given = {"picture": np.zeros((1, 8, 8), np.float32), "method": "occlusion"}
    maps = VIEWS.get("feature_maps").snapshot(model, given)
    assert maps.facts["part"] == "validation" and maps.arrays["conv"].shape[1:] == (8, 8)
    seen = VIEWS.get("saliency").snapshot(model, given)
    assert seen.arrays["map"].shape == (8, 8) and np.abs(seen.arrays["map"]).max() > 0
    assert not has_only_pictures(model.project, model.fields)


@pytest.mark.parametrize("method", ["occlusion", "gradient"])
def test_an_answer_to_two_pictures_hangs_on_pixels_of_both(method: str) -> None:
    session = Session.start(template("siamese-digits", CATALOGUE).open())
    session.advance(20)
    model = session.live_model()
    seen = VIEWS.get("saliency").snapshot(model, {"sample": 3, "column": 1, "method": method})
    maps = [seen.arrays["map"], seen.arrays["map.image_2"]]
    assert all(each.shape == (8, 8) and np.abs(each).max() > 0 for each in maps)
    assert seen.facts["scale"] == max(np.abs(each).max() for each in maps)
    if method == "occlusion":
        held = model.samples("validation")
        pair = {name: held[name][3:4].astype(np.float32) for name in ("image", "image_2")}
        covered = pair["image_2"].copy()
        covered[:, :, 2:5, 3:6] = covered.min()
        asked = {"whole": pair, "less": {**pair, "image_2": covered}}
        outputs = (model.outputs(given, memo) for memo, given in asked.items())
        whole, less = (model.answers("goal", places.scores(model.project, each, "goal")) for each in outputs)
        assert maps[1][3, 4] == pytest.approx(float(whole[0, 1] - less[0, 1]), abs=1e-6)
