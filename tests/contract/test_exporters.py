"""Every exporter over networks that together hold every block: written, tried, used by its snippet."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.spec import Role
from playground.core.build import weights
from playground.core.build.model import build
from playground.core.build.predict import predict
from playground.core.data.prepared import fields_of, load
from playground.core.export.exporting import Exported, export
from playground.core.export.registry import EXPORTERS
from playground.core.network.values import Edge, Network, Node
from playground.core.project.records import Arrays, History, RunRecord
from playground.core.project.values import DataChoice, Project

KINDS = [spec.id for spec in EXPORTERS]
FEATURES = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")


def line(data: str, *blocks: tuple[str, dict[str, Any]]) -> Project:
    nodes = {f"n{index}": Node(kind, params) for index, (kind, params) in enumerate(blocks)}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project(f"All of {data}", Network(nodes, edges), DataChoice(data))


def scores(units: int) -> tuple[str, dict[str, Any]]:
    return ("dense", {"units": units, "activation": "linear"})


NETWORKS = {
    "points": line(
        "spiral", ("points", {"features": FEATURES}), ("dense", {"units": 6, "activation": "gelu"}),
        ("batch_norm", {}), ("activation", {"function": "leaky_relu"}), ("dropout", {"rate": 0.5}),
        ("softmax", {}), ("dense", {"units": 4, "bias": False}), scores(2), ("classify", {}),
    ),
    "pictures": line(
        "digits", ("image", {}), ("conv2d", {"filters": 3, "kernel": 2}), ("batch_norm", {}),
        ("max_pool2d", {"kernel": 3, "stride": 2}), ("average_pool2d", {"kernel": 2, "stride": 1}),
        ("conv2d", {"filters": 2, "padding": "valid", "kernel": 2}), ("flatten", {}), scores(10),
        ("classify", {}),
    ),
    "values": line(
        "plane", ("points", {}), ("dense", {"units": 3, "activation": "tanh"}), scores(1), ("regress", {})
    ),
}  # fmt: skip
HELD = {node.kind for project in NETWORKS.values() for node in project.network.nodes.values()}


def alone(kind: str) -> Project:
    """Return a network of pictures around one block, behind a Flatten where it takes no picture."""
    takes_pictures = 3 in (BLOCKS.get(kind).inputs[0].ranks or (3,))
    first, then = (kind, "flatten") if takes_pictures else ("flatten", kind)
    return line("digits", ("image", {}), (first, {}), (then, {}), scores(10), ("classify", {}))


# A kind added later is tried at once; it costs seconds until one of the networks above takes it in.
NETWORKS |= {spec.id: alone(spec.id) for spec in BLOCKS if spec.role is Role.LAYER and spec.id not in HELD}


@cache
def shaken(name: str) -> Arrays:
    """Return weights and statistics far from their defaults, so that none can be left out unseen."""
    project = NETWORKS[name]
    generator = torch.Generator().manual_seed(11)
    arrays = weights.arrays_of(build(project, fields_of(project.data)))
    return {
        key: (torch.rand(array.shape, generator=generator) + 0.1).numpy()
        if array.dtype == np.float32
        else array
        for key, array in arrays.items()
    }


def record(name: str) -> RunRecord:
    return RunRecord("run", NETWORKS[name], {}, {}, History(), {}, {}, shaken(name), {})


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Exported:
    kind, name = request.param
    path = tmp_path_factory.mktemp(kind) / f"{name}{EXPORTERS.get(kind).suffix}"
    return export(kind, record(name), path)


both = pytest.mark.parametrize(
    "exported",
    [pytest.param((kind, name), id=f"{kind}-{name}") for kind in KINDS for name in NETWORKS],
    indirect=True,
)


def name_of(exported: Exported) -> str:
    return exported.path.stem


def test_the_networks_hold_every_block() -> None:
    held = {node.kind for project in NETWORKS.values() for node in project.network.nodes.values()}
    assert held == {spec.id for spec in BLOCKS}


@both
def test_what_was_tried_agrees_and_lies_where_it_should(exported: Exported) -> None:
    assert exported.largest_difference < 1e-5
    assert exported.samples > 100
    assert exported.files == EXPORTERS.get(exported.exporter).files(exported.path)
    assert all(path.is_file() for path in exported.files)
    assert sorted(path.name for path in exported.path.parent.iterdir()) == sorted(
        f.name for f in exported.files
    )
    assert exported.note == ""


@both
def test_the_snippet_runs_where_this_program_is_not(exported: Exported) -> None:
    code = "import sys; sys.modules['playground'] = None\n" + exported.snippet
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=exported.path.parent, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@both
def test_predictions_here_and_there_agree(exported: Exported) -> None:
    """Run the file in this process on raw samples, and hold it against our own answers."""
    project = NETWORKS[name_of(exported)]
    samples = load(project.data).take("train")
    goal = list(project.network.nodes)[-1]
    ours = predict(project, fields_of(project.data), shaken(name_of(exported)), samples)[goal].output
    source = "image" if "image" in samples else "points"
    if exported.exporter == "onnx":
        import onnxruntime

        session = onnxruntime.InferenceSession(str(exported.path))
        assert [each.name for each in session.get_inputs()] == ["input"]
        assert [each.name for each in session.get_outputs()] == ["output"]
        assert session.get_inputs()[0].shape[0] == "batch"
        theirs = session.run(["output"], {"input": samples[source]})[0]
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
    "block", [spec.id for spec in BLOCKS if spec.role is Role.LAYER and spec.id not in ("flatten", "dense")]
)
def test_each_block_alone(kind: str, block: str, tmp_path: Path) -> None:
    made = export(kind, alone(block), tmp_path / f"m{EXPORTERS.get(kind).suffix}")
    assert made.largest_difference < 1e-5


def test_the_architecture_can_be_read_without_us(tmp_path: Path) -> None:
    made = export("safetensors", record("points"), tmp_path / "net.safetensors")
    document = json.loads(made.files[1].read_text(encoding="utf-8"))
    assert [layer["module"] for layer in document["layers"]][:2] == ["modules.PointFeatures", "nn.Linear"]
    assert document["inputs"][0]["parts"] == ["x1", "x2"]
    assert document["outputs"][0]["classes"] == ["Blue", "Orange"]
    assert len(document["network"]["nodes"]) == len(NETWORKS["points"].network.nodes)


@pytest.mark.parametrize("spec", list(EXPORTERS), ids=KINDS)
def test_exporters_explain_themselves(spec: Any) -> None:
    assert spec.title
    assert spec.summary.endswith(".")
    assert spec.suffix.startswith(".")
    assert spec.needs
