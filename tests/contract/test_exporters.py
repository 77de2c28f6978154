"""Every exporter over networks that together hold every block: written, tried, used by its snippet."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import playground
from export_here import stay_in_this_process
from playground.core.blocks.activations import ACTIVATIONS, ANY_NUMBER
from playground.core.blocks.spec import SAMPLE_COUNT, BlockSpec, Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.checks.check import is_trainable
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import Problem
from playground.core.export.exporting import Exported, export
from playground.core.export.registry import EXPORTERS
from playground.core.graph.wiring import trained
from playground.core.model import weights
from playground.core.model.model import build
from playground.core.model.predict import predict
from playground.core.network.nesting import inner, paths
from playground.core.network.values import Edge, Network, Node
from playground.core.project.records import Arrays, History, RunRecord
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session

KINDS = [spec.id for spec in EXPORTERS]
FEATURES = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")


def line(data: str, *blocks: tuple[str, dict[str, Any]]) -> Project:
    nodes = {f"n{index}": Node(kind, params) for index, (kind, params) in enumerate(blocks)}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project(f"All of {data}", Network(nodes, edges), DataChoice(data), catalogue=CATALOGUE)


def scores(units: int) -> tuple[str, dict[str, Any]]:
    return ("dense", {"units": units, "activation": "linear"})


NETWORKS = {
    "points": line(
        "spiral", ("points", {"features": FEATURES}), ("dense", {"units": 6, "activation": "gelu"}),
        ("batch_norm", {}), ("activation", {"function": "leaky_relu"}), ("dropout", {"rate": 0.5}),
        ("softmax", {}), ("dense", {"units": 4, "bias": False}), scores(2), ("classify", {}),
    ),
    "pictures": line(
        "digits", ("image", {}), ("conv2d", {"filters": 3, "kernel": 2, "weights": "weight_norm"}),
        ("batch_norm", {}),
        ("max_pool2d", {"kernel": 3, "stride": 2}), ("average_pool2d", {"kernel": 2, "stride": 1}),
        ("conv2d", {"filters": 2, "padding": "valid", "kernel": 2, "weights": "spectral_norm"}),
        ("flatten", {}), scores(10), ("classify", {}),
    ),
    "values": line(
        "plane", ("points", {}),
        ("dense", {"units": 3, "activation": "tanh", "weights": "weight_norm"}), scores(1), ("regress", {})
    ),
    "steps": line("sensor", ("series", {}),
                  ("dense", {"units": 3, "weights": "spectral_norm"}), scores(3), ("label_steps", {})),
    "pixels": line("shapes", ("image", {}), ("conv2d", {"filters": 2, "activation": "linear"}),
                   ("mark_pixels", {})),
    "one score": line("spiral", ("points", {}), ("dense", {"units": 3}), scores(1), ("yes_or_no", {})),
    "an order": line("iris", ("table", {}), ("dense", {"units": 3}), scores(2), ("ordinal", {})),
    "quantiles": line("plane", ("points", {}), ("dense", {"units": 3}), scores(3), ("quantiles", {})),
    "pictures of pictures": line("damaged", ("image", {}), ("conv2d", {"filters": 1, "activation": "linear"}),
                                 ("make_picture", {})),
}  # fmt: skip


def graph(data: str, nodes: dict[str, tuple[str, dict[str, Any]]], *wires: str) -> Project:
    """Return a project from blocks and wires such as "a > b.in_2" or "a.out_2 > b"."""
    edges = []
    for wire in wires:
        (source, port), (target, to) = ((*end.split("."), "")[:2] for end in wire.split(" > "))
        edges.append(Edge(source, port or "out", target, to or "in"))
    made = {name: Node(kind, params, network=RESIDUAL if kind == "group" else None)
            for name, (kind, params) in nodes.items()}  # fmt: skip
    return Project(f"Branches of {data}", Network(made, tuple(edges)), DataChoice(data), catalogue=CATALOGUE)


RESIDUAL = graph(
    "spiral",
    {"begin": ("group_input", {}), "dense": ("dense", {"units": 4}), "add": ("add", {}),
     "end": ("group_output", {})},
    "begin > dense", "dense > add", "begin > add.in_2", "add > end",
).network  # fmt: skip
SHAPED = [
    ("multi_head_attention", {"heads": 2, **params})
    for params in ({"places": "rotary", "window": 3}, {"places": "relative", "key_heads": 1},
                   {"places": "alibi", "head_width": 3, "bias": False})
]  # fmt: skip
NETWORKS |= {
    "codes": graph(
        "iris",
        {"row": ("table", {}), "one": scores(3), "like": scores(3), "other": scores(3),
         "goal": ("triplet", {}), "small": ("penalty", {}), "near": ("divergence", {})},
        "row > one", "row > like", "row > other", "one > goal", "like > goal.in_2", "other > goal.in_3",
        "one > small", "one > near", "like > near.log_variance",
    ),
    "pairs": graph(
        "spiral", {"points": ("points", {}), "one": scores(3), "other": scores(3), "goal": ("pairs", {})},
        "points > one", "points > other", "one > goal", "other > goal.in_2",
    ),
    "partners": graph(
        "spiral",
        {"points": ("points", {}), "one": scores(3), "other": scores(3),
         "goal": ("among_others", {"among": 7, "own_side": True})},
        "points > one", "points > other", "one > goal", "other > goal.in_2",
    ),
    "functions": line(
        "digits", ("image", {}), ("flatten", {}), ("dense", {"units": 8, "activation": "mish"}),
        *((entry.id, {}) for entry in ACTIVATIONS if entry.call is not None), ("softmax", {}),
        ("log_softmax", {}), ("layer_norm", {}), ("absolute_value", {}), ("softplus", {}),
        ("square_root", {}), ("exponential", {}), ("power", {}), ("logarithm", {}), ("clamp", {}),
        ("stochastic_depth", {}), ("rms_norm", {}), ("alpha_dropout", {}),
        ("gaussian_noise", {}), ("scale_shift", {}), ("identity", {}),
        ("derived_features", {"made": ("squares", "products", "sines")}), scores(10), ("classify", {}),
    ),
    "filters": line(
        "digits", ("image", {}), ("conv2d", {"filters": 4, "dilation": 2}), ("zero_pad2d", {}),
        ("reflection_pad2d", {"left": 2}), ("depthwise_conv2d", {"kernel": (2, 1)}),
        ("separable_conv2d", {"filters": 4, "kernel": (1, 4)}), ("group_norm", {"groups": 2}),
        ("instance_norm", {}), ("local_response_norm", {"alpha": 0.1}), ("dropout2d", {}), ("drop_block", {}),
        ("conv_transpose2d", {"filters": 4}), ("pixel_shuffle", {}), ("upsample", {"factor": 1.5}),
        ("permute", {"order": "swap_last"}),
        ("adaptive_pool2d", {"side": 4, "how": "max"}), ("group_norm", {}), ("global_pool", {}), scores(10),
        ("classify", {}),
    ),
    "axes": line(
        "digits", ("image", {}), ("zero_pad2d", {"mode": "circular", "left": 2}),
        ("conv2d", {"filters": 4, "kernel": (1, 7), "padding": (0, 3)}),
        ("zero_pad2d", {"mode": "replicate", "top": 0}), ("zero_pad2d", {"mode": "reflect", "right": 0}),
        ("conv2d", {"filters": 4, "kernel": (2, 3), "stride": (1, 2), "dilation": (1, 2)}),
        ("max_pool2d", {"kernel": (3, 2), "stride": (2, 1), "padding": (1, 0), "dilation": (2, 1),
                        "partial": True}),
        ("average_pool2d", {"kernel": 3, "stride": 2, "padding": 1, "partial": True}),
        ("average_pool2d", {"kernel": (3, 2), "stride": 2, "padding": 1, "partial": True, "counts": False}),
        ("conv_transpose2d", {"filters": 3, "kernel": (3, 2), "stride": (2, 1), "padding": (1, 0),
                              "output_padding": (1, 0), "dilation": (1, 2)}),
        ("flatten", {}), scores(10), ("classify", {}),
    ),
    "clips": line(
        "digits", ("image", {}), ("reshape", {"channels": 1, "frames": 4, "height": 4, "width": 4}),
        ("pad3d", {"front": 0, "left": 2, "mode": "replicate"}),
        ("conv3d", {"filters": 3, "kernel": (1, 2, 2), "padding": (0, 1, 1)}),
        ("conv_transpose3d", {"filters": 2, "kernel": (1, 2, 2), "stride": 1, "padding": 0,
                              "activation": "tanh"}),
        ("max_pool3d", {"kernel": (1, 2, 2), "stride": (1, 2, 2), "partial": True}),
        ("average_pool3d", {"kernel": (2, 3, 3), "stride": 2, "padding": 1, "partial": True,
                            "counts": False}),
        ("flatten", {}), scores(10), ("classify", {}),
    ),
    "series": line(
        "sensor", ("series", {}), ("slice", {"axis": "time", "length": 5}),
        ("pad1d", {"before": 0, "mode": "circular"}), ("conv1d", {"filters": 4, "padding": 2}),
        ("causal_conv1d", {"filters": 4, "dilation": 2}), ("conv_transpose1d", {"filters": 4}),
        ("max_pool1d", {"kernel": 2, "stride": 1, "padding": 1}),
        ("average_pool1d", {"kernel": 3, "stride": 2, "padding": 1, "partial": True}), ("rnn", {"units": 3}),
        ("gru", {"units": 4}), ("positional_encoding", {"kind": "learned"}), ("class_token", {}),
        ("multi_head_attention", {"heads": 2, "causal": True}), *SHAPED, ("over_time", {"how": "first"}),
        scores(4),
        ("classify", {}),
    ),
    "text": graph(
        "reviews",
        {
            "text": ("tokens", {}), "words": ("embedding", {"entries": 72, "features": 4}),
            "places": ("positional_encoding", {}), "read": ("lstm", {"units": 3, "bidirectional": True}),
            "look": ("multi_head_attention", {"heads": 2}), "mean": ("over_time", {"how": "mean"}),
            "block": ("transformer_encoder", {"heads": 2, "width": 6}),
            "write": ("transformer_decoder", {"heads": 2, "width": 6}), "last": ("over_time", {}),
            "both": ("concatenate", {}), "score": scores(2),
            "goal": ("classify", {}),
        },
        "text > words", "words > places", "places > look", "words > read",
        "look > block", "block > write", "look > write.in_2", "write > mean", "read > last",
        "mean > both", "last > both.in_2", "both > score", "score > goal",
    ),
    "branches": graph(
        "iris",
        {
            "row": ("table", {}), "halves": ("split", {}), "sum": ("add", {}), "product": ("multiply", {}),
            "mean": ("average", {}), "rest": ("subtract", {}), "angle": ("dot_product", {"normalise": True}),
            "all": ("concatenate", {}), "score": scores(3), "goal": ("classify", {}),
        },
        "row > halves", "halves > sum", "halves.out_2 > sum.in_2", "halves > product",
        "halves.out_2 > product.in_2", "halves > mean", "halves.out_2 > mean.in_2", "sum > mean.in_3",
        "halves > rest", "halves.out_2 > rest.in_2", "sum > angle", "product > angle.in_2", "sum > all",
        "product > all.in_2", "mean > all.in_3", "rest > all.in_4", "angle > all.in_5", "all > score",
        "score > goal",
    ),
    "gates": graph(
        "digits",
        {
            "image": ("image", {}), "maps": ("conv2d", {"filters": 6, "padding": "same"}),
            "excite": ("squeeze_excite", {"channels": 6}),
            "gate": ("sigmoid_gate", {"features": 6, "on": "pixels"}), "mean": ("global_pool", {}),
            "film": ("film", {"features": 6, "on": "pixels"}), "pool": ("adaptive_pool2d", {"side": 1}),
            "scaled": ("multiply", {}), "seven": ("add", {}), "list": ("global_pool", {}),
            "past": ("highway", {"features": 6}), "glu": ("glu", {"units": 8}),
            "swiglu": ("swiglu", {"features": 8, "width": 12}),
            "experts": ("mixture_of_experts", {"experts": 3, "width": 5}), "few": ("top_k", {"k": 3}),
            "score": scores(10), "goal": ("classify", {}),
        },
        "image > maps", "maps > excite", "excite > gate", "maps > mean", "gate > film", "mean > film.in_2",
        "film > pool", "pool > scaled", "film > scaled.in_2", "scaled > seven", "film > seven.in_2",
        "gate > seven.in_3", "excite > seven.in_4", "maps > seven.in_5", "pool > seven.in_7",
        "maps > seven.in_9", "seven > list", "list > past", "past > glu", "glu > swiglu", "swiglu > experts",
        "experts > few", "few > score", "score > goal",
    ),
    "published pictures": line(
        "digits", ("image", {}), ("residual_block", {"filters": 6, "projects": True}),
        ("bottleneck_block", {"filters": 8, "reduction": 2, "groups": 2, "projects": True}),
        ("dense_block", {"layers": 2, "growth": 3}),
        ("inverted_residual", {"channels": 14, "filters": 14, "expansion": 2, "squeezes": True,
                               "rate": 0.1}),
        ("convnext_block", {"repeat": 2, "channels": 14, "kernel": 5, "rate": 0.1}),
        ("layer_norm", {"over": "channels"}), ("window_attention", {"heads": 7, "window": 3}),
        ("window_attention", {"heads": 2, "window": 3, "shifted": True}),
        ("unet", {"depth": 2, "width": 4, "norm": True}), ("inception_a", {"narrower": 32}),
        ("inception_b", {"narrower": 64}), ("inception_c", {"narrower": 64}),
        ("reflection_pad2d", {}), ("inception_d", {"narrower": 64}), ("inception_e", {"narrower": 64}),
        ("global_pool", {}), scores(10), ("classify", {}),
    ),
    "published steps": line(
        "sensor", ("series", {}), ("dense", {"units": 6}), ("gpt_block", {"heads": 2, "width": 12}),
        ("conformer_block", {"features": 6, "heads": 2, "width": 12, "kernel": 3, "dropout": 0.1}),
        ("wavenet_stack", {"features": 6, "layers": 2, "cycles": 2, "skips": 5}), ("over_time", {}),
        scores(4), ("classify", {}),
    ),
    "groups": graph(
        "spiral",
        {
            "points": ("points", {}), "first": ("dense", {"units": 4}), "group": ("group", {"repeat": 3}),
            "score": scores(2), "goal": ("classify", {}),
        },
        "points > first", "first > group", "group > score", "score > goal",
    ),
    "products": graph(
        "sensor",
        {
            "series": ("series", {}), "ask": ("dense", {"units": 3}), "key": ("dense", {"units": 3}),
            "table": ("matrix_product", {}), "mixed": ("matrix_product", {"transposed": False}),
            "sum": ("reduce", {"axes": ("time",)}),
            "rest": ("constant_number", {"channels": 3, "value": 0.5}),
            "scale": ("learned_numbers", {"channels": 3}), "times": ("multiply", {}),
            "score": scores(4), "goal": ("classify", {}),
        },
        "series > ask", "series > key", "ask > table", "key > table.in_2", "table > mixed",
        "key > mixed.in_2", "mixed > sum", "series > rest", "series > scale", "sum > times",
        "rest > times.in_2", "scale > times.in_3", "times > score", "score > goal",
    ),
    "memories": graph(
        "sensor",
        {
            "series": ("series", {}), "few": ("slice", {"axis": "time", "length": 4}),
            "read": ("recurrent_state", {"units": 3}),
            "write": ("recurrent_state", {"units": 3}), "step": ("recurrent_step", {"units": 3}),
            "last": ("over_time", {}), "long": ("recurrent_state", {"cell": "lstm", "units": 2}),
            "more": ("recurrent_step", {"cell": "lstm", "units": 2}), "both": ("concatenate", {}),
            "score": scores(4), "goal": ("classify", {}),
        },
        "series > few", "few > read", "few > write", "read.state > write.state", "write > last",
        "last > step", "write.state > step.state", "few > long", "step > more", "long.state > more.state",
        "step.state > both", "more > both.in_2", "both > score", "score > goal",
    ),
    "places": graph(
        "digits",
        {
            "image": ("image", {}), "list": ("flatten", {}),
            "six": ("dense", {"units": 6, "activation": "tanh"}), "seen": ("spatial_transformer", {}),
            "maps": ("coordinate_channels", {"radius": True}),
            "small": ("pixel_unshuffle", {}), "mean": ("reduce", {"axes": ("height", "width")}),
            "spread": ("dense", {"units": 16, "activation": "linear"}), "code": ("sample_latent", {}),
            "score": scores(10), "goal": ("classify", {}),
        },
        "image > list", "list > six", "image > seen", "six > seen.in_2", "seen > maps", "maps > small",
        "small > mean", "mean > spread", "mean > code", "spread > code.in_2", "code > score", "score > goal",
    ),
    "written": graph(
        "iris",
        {
            "row": ("table", {}), "one": ("dense", {"units": 5}), "other": ("dense", {"units": 5}),
            "made": ("formula", {"formula": "where(a > b, max(a, 0.5), sin(b) / 3) - tanh(a * b) ** 2"}),
            "outer": ("einsum", {"equation": "i,j->ij"}), "flat": ("flatten", {}), "score": scores(3),
            "goal": ("classify", {}),
        },
        "row > one", "row > other", "one > made", "other > made.in_2", "made > outer", "other > outer.in_2",
        "outer > flat", "flat > score", "score > goal",
    ),
    "labels": line("scenes", ("image", {}), ("global_pool", {}), scores(6), ("multi_label", {})),
    "same": line("digits", ("image", {}), ("conv2d", {"filters": 1, "activation": "linear"}),
                 ("reconstruct", {})),
    "patches": line("digits", ("image", {}), ("patch_embedding", {"patch": 4, "features": 4}),
                    ("layer_norm", {}), ("feed_forward", {"width": 6}), ("flatten", {}), scores(10),
                    ("classify", {})),
}  # fmt: skip


def kinds_in(network: Network) -> set[str]:
    """Return the kinds in a network and in its groups."""
    return {node.kind for path in paths(network) for node in inner(network, path).nodes.values()}


HELD = set().union(*(kinds_in(project.network) for project in NETWORKS.values()))


def alone(kind: str) -> Project:
    """Return a network of pictures around one block, behind a Flatten where it takes no picture."""
    spec = CATALOGUE.blocks.get(kind)
    ranks = spec.inputs[0].ranks or (3,)
    row = [kind] if spec.domain(spec.params_of({})) == ANY_NUMBER else ["softplus", kind]
    row = [*row, "flatten"] if 3 in ranks else ["flatten", *row]
    return line("digits", ("image", {}), *((each, {}) for each in row), scores(10), ("classify", {}))


def has_two_ends(spec: BlockSpec) -> bool:
    """Tell whether a kind has one input and one output, as it must to stand in a line."""
    wired = [port for port in spec.inputs if not port.optional or port is SAMPLE_COUNT]
    return (len(wired), len(spec.outputs)) == (1, 1)


def check_project(project: Project) -> tuple[Problem, ...]:
    fields = fields_of(project)
    return analyse(project, fields).problems


# A kind added later is tried at once; it costs seconds until one of the networks above takes it in.
NETWORKS |= {
    spec.id: alone(spec.id) for spec in CATALOGUE.blocks if spec.role is Role.LAYER and spec.id not in HELD
}


@cache
def shaken(name: str) -> Arrays:
    """Return weights and statistics far from their defaults, so that none can be left out unseen."""
    project = NETWORKS[name]
    generator = torch.Generator().manual_seed(11)
    arrays = weights.arrays_of(build(analyse(project, fields_of(project))))
    return {
        key: (torch.rand(array.shape, generator=generator) + 0.1).numpy()
        if array.dtype == np.float32
        else array
        for key, array in arrays.items()
    }


def record(name: str, whole: bool = False) -> RunRecord:
    """Return a run of one step with shaken weights; `whole`: with all that was recorded of it."""
    if whole:
        session = Session.start(NETWORKS[name])
        session.advance(1)
        return replace(session.record(), weights=shaken(name))
    return RunRecord("run", NETWORKS[name], {}, {}, History(), {"step": 1}, {}, shaken(name), {})


RUN_ALWAYS = ("pictures", "text", "branches")  # every snippet is of one of their forms; the rest is slow
# Is exported as a person does it, by two processes; the others are, each once, where a window or a command
# exports: test_export_control.py, test_cli_training.py.
BY_PROCESSES = ("onnx", "pictures")
# safetensors keeps weights alike, whatever the network; a formula is a tree, which JSON stores as lists
WEIGHTS_ALWAYS = (*RUN_ALWAYS, "groups", "written")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Exported:
    kind, name = request.param
    path = tmp_path_factory.mktemp(kind) / f"{name}{EXPORTERS.get(kind).suffix}"
    with pytest.MonkeyPatch.context() as patch:
        if (kind, name) != BY_PROCESSES:
            stay_in_this_process(patch)
        return export(EXPORTERS.get(kind), record(name, EXPORTERS.get(kind).whole_run), path)


both = pytest.mark.parametrize(
    "exported",
    [
        pytest.param(
            (kind, name),
            id=f"{kind}-{name}",
            marks=() if kind == "onnx" or name in WEIGHTS_ALWAYS else pytest.mark.slow,
        )
        for kind in KINDS
        for name in NETWORKS
    ],
    indirect=True,
)
snippets = pytest.mark.parametrize(
    "exported",
    [
        pytest.param((kind, name), id=f"{kind}-{name}", marks=() if name in RUN_ALWAYS else pytest.mark.slow)
        for kind in KINDS
        for name in NETWORKS
    ],
    indirect=True,
)


def name_of(exported: Exported) -> str:
    return exported.path.stem


def test_the_networks_hold_every_block() -> None:
    held = set().union(*(kinds_in(project.network) for project in NETWORKS.values()))
    assert held == {spec.id for spec in CATALOGUE.blocks}


@both
def test_what_was_tried_agrees_and_lies_where_it_should(exported: Exported) -> None:
    assert exported.largest_difference < 1e-5
    assert exported.samples > 40
    assert exported.files == exported.exporter.files(exported.path)
    assert all(path.is_file() for path in exported.files)
    folder = exported.files[0].parent
    assert sorted(path.name for path in folder.iterdir()) == sorted(f.name for f in exported.files)
    assert exported.note == ""


@both
def test_no_file_says_where_it_was_made(exported: Exported) -> None:
    held = b"".join(path.read_bytes() for path in exported.files) + exported.snippet.encode()
    ours = Path(playground.__file__).parent
    for place in (
        ours,
        ours.parent,
        sys.prefix,
        Path(torch.__file__).parent,
        Path.home(),
        exported.path.parent,
    ):
        assert str(place).encode() + b"/" not in held, place
    assert b"stack_trace" not in held and b".py" not in held.replace(b"train.py", b"")
    assert b"playground" not in held.lower().replace(b"neural playground", b"").replace(
        b"neural-playground", b""
    )


@both
def test_a_snippet_imports_each_thing_once(exported: Exported) -> None:
    lines = [line for line in exported.snippet.splitlines() if line.startswith(("import ", "from "))]
    modules = [line.split()[1] for line in lines if line.startswith("from ")]
    assert len(set(lines)) == len(lines) and len(set(modules)) == len(modules)


def facts_of(name: str, folder: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return what an ONNX file and each of its nodes say of themselves."""
    import onnx

    with pytest.MonkeyPatch.context() as patch:
        stay_in_this_process(patch)
        made = export(EXPORTERS.get("onnx"), record(name), folder / "m.onnx")
    model = onnx.load(str(made.path))
    assert model.producer_name == "Neural Playground"
    nodes = [{each.key: each.value for each in node.metadata_props} for node in model.graph.node]
    return {each.key: each.value for each in model.metadata_props}, nodes


def test_an_onnx_file_says_what_its_numbers_mean(tmp_path: Path) -> None:
    facts, nodes = facts_of("branches", tmp_path)
    assert facts["project"] == "Branches of iris"
    assert json.loads(facts["input.columns"])[2] == "petal length"
    assert json.loads(facts["input.units"]) == ["cm"] * 4
    (preparation,) = json.loads(facts["input.preparation"])
    assert preparation["layer"] == "modules.Table"
    np.testing.assert_allclose(preparation["mean"], shaken("branches")["row.mean"], rtol=1e-6)
    assert json.loads(facts["output.classes"]) == ["setosa", "versicolor", "virginica"]
    assert (facts["output.block"], facts["output.answer"]) == ("Classify", "probabilities")
    blocks = {each["id"]: each["label"] for each in json.loads(facts["blocks"])}
    assert blocks["angle"] == "Dot product" and len(blocks) == len(NETWORKS["branches"].network.nodes)
    told = [node for node in nodes if node]
    assert all(blocks[node["block"]] == node["label"] for node in told)
    assert {"score", "row", "angle"} <= {node["block"] for node in told}


@pytest.mark.slow
def test_words_are_told_as_well(tmp_path: Path) -> None:
    words = json.loads(facts_of("text", tmp_path)[0]["input.vocabulary"])
    assert words == list(fields_of(NETWORKS["text"]).fields["tokens"].parts)


# One interpreter for all snippets, each in its folder and with names of its own: it imports torch once.
ALONE = """
import contextlib, io, json, os, sys, traceback
sys.modules["playground"] = None
for folder, code in map(json.loads, sys.stdin):
    os.chdir(folder)
    sys.modules.pop("train", None)  # that of the folder before
    said, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
        except BaseException:
            failed = traceback.format_exc()
    print(json.dumps([said.getvalue(), failed]), flush=True)
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[subprocess.Popen[str]]:
    """Give a process that runs snippets where this program is not."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", ALONE], stdin=pipe, stdout=pipe, text=True) as process:
        yield process


@snippets
def test_the_snippet_runs_where_this_program_is_not(
    exported: Exported, elsewhere: subprocess.Popen[str]
) -> None:
    assert elsewhere.stdin is not None and elsewhere.stdout is not None
    print(json.dumps([str(exported.files[0].parent), exported.snippet]), file=elsewhere.stdin, flush=True)
    said, failed = json.loads(elsewhere.stdout.readline())
    assert failed == "" and said.strip()


@both
def test_predictions_here_and_there_agree(exported: Exported) -> None:
    """Run the file in this process on raw samples, and hold it against our own answers."""
    project = NETWORKS[name_of(exported)]
    samples = load_samples(project).take("train")
    goal = next(iter(trained(project, Role.GOAL)))
    ours = predict(project, fields_of(project), shaken(name_of(exported)), samples)[goal].output
    source = CATALOGUE.blocks.get(next(iter(project.network.nodes.values())).kind).field
    if exported.exporter is EXPORTERS.get("onnx"):
        import onnxruntime

        session = onnxruntime.InferenceSession(str(exported.path))
        assert [each.name for each in session.get_inputs()] == ["input"]
        assert [each.name for each in session.get_outputs()] == ["output"]
        assert session.get_inputs()[0].shape[0] == "batch"
        theirs = session.run(["output"], {"input": samples[source]})[0]
    elif exported.exporter is EXPORTERS.get("python"):
        return  # its answers are held against ours when it is tried
    else:
        from safetensors.numpy import load_file

        held = load_file(exported.path)
        assert set(held) == set(shaken(name_of(exported)))
        assert all(np.array_equal(array, shaken(name_of(exported))[key]) for key, array in held.items())
        return
    np.testing.assert_allclose(theirs, ours, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "block",
    [
        spec.id
        for spec in CATALOGUE.blocks
        if spec.role is Role.LAYER and spec.id not in ("flatten", "dense") and has_two_ends(spec)
    ],
)
def test_each_block_alone(kind: str, block: str, tmp_path: Path) -> None:
    if not is_trainable(check_project(alone(block))):
        pytest.skip("this kind does not stand in a line of pictures with its defaults")
    made = export(EXPORTERS.get(kind), alone(block), tmp_path / f"m{EXPORTERS.get(kind).suffix}")
    assert made.largest_difference < 1e-5


def test_the_architecture_can_be_read_without_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stay_in_this_process(monkeypatch)
    made = export(EXPORTERS.get("safetensors"), record("points"), tmp_path / "net.safetensors")
    document = json.loads(made.files[1].read_text(encoding="utf-8"))
    assert [layer["module"] for layer in document["layers"]][:2] == ["modules.PointFeatures", "nn.Linear"]
    assert document["inputs"][0]["parts"] == ["x1", "x2"]
    assert document["outputs"][0]["classes"] == ["Blue", "Orange"]
    assert len(document["network"]["nodes"]) == len(NETWORKS["points"].network.nodes)


@pytest.mark.parametrize("spec", list(EXPORTERS), ids=KINDS)
def test_exporters_explain_themselves(spec: Any) -> None:
    assert spec.title
    assert spec.summary.endswith(".")
    assert spec.suffix.startswith(".") or spec.inside
    assert spec.needs
