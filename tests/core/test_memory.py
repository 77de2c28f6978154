"""What is counted is what a process takes: of every kind, and of published networks."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

import every_kind
from every_kind import Case, Sizes
from made_data import known_too, made
from memory_taken import BATCH, SIZES, Taken, taken
from playground.core.blocks.calls import Call
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.checks import check as check_module
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import Problem
from playground.core.files.project_file import open_project
from playground.core.network.edits import append_after, set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.registry import named
from playground.core.sentences import Text
from playground.core.shapes import infer as infer_module
from playground.core.shapes.infer import Inference
from playground.core.shapes.kept import Kept
from playground.core.shapes.measure import Measured, measure
from playground.core.shapes.memory import (
    BYTES_PER_NUMBER,
    COPIES_OF_AVERAGES,
    COPIES_OF_WEIGHTS,
    EVALUATION_BATCH,
    WAYPOINT_BYTES,
    evaluation_batch,
)
from playground.core.training.memory import AVERAGE, OPTIMIZER, memory_of
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from published import NETWORKS

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
WITHIN = 1.3
OWN = 6 * 2**20  # what Python and PyTorch take by themselves from one network to the next
MB = 10**6


def known(project: Project) -> Inference:
    return analyse(project, fields_of(project)).inference


def problems(project: Project) -> tuple[Problem, ...]:
    return analyse(project, fields_of(project)).problems


def kept(call: Call, *sizes: int) -> Kept:
    found = measure(call, (Shape(sizes),))
    assert isinstance(found, Measured)
    return found.kept


def test_autograd_says_what_it_keeps() -> None:
    assert kept(Call("nn.ReLU"), 6) == Kept(0, 0, (False,), (True,), (-1,))
    assert kept(Call("nn.GELU"), 6) == Kept(0, 0, (True,), (False,), (-1,))
    assert kept(Call("nn.Flatten"), 2, 3) == Kept(0, 0, (False,), (False,), (0,))
    assert kept(Call("nn.Linear", 6, 4), 6) == Kept(0, 0, (True,), (False,), (-1,))
    assert kept(Call("nn.MaxPool2d", 2), 1, 4, 4) == Kept(4 * 8, 0, (True,), (False,), (-1,))
    both = kept(Call("modules.Split", 1, 2), 6)
    assert both.views == (0, 0)


def test_what_nobody_keeps_is_not_counted_twice() -> None:
    """A line of activations that keep what comes out: each output once, and no gradient of another."""
    rows = 64
    wide = [("dense", {"units": 1000, "activation": "linear"}), *[("relu", {})] * 4]
    project = line(("points", {}), *wide, ("dense", {"units": 2, "activation": "linear"}), ("classify", {}))
    peak = known(project.with_recipe(batch_size=rows)).peak
    row = rows * 1000 * BYTES_PER_NUMBER
    assert 5 * row <= peak.training < 7 * row
    assert peak.sample < 3 * 1000 * BYTES_PER_NUMBER  # judged, nothing is kept


def test_blocks_that_are_frozen_keep_nothing() -> None:
    project = template("shapes-cnn", CATALOGUE).open()
    still = {
        node: replace(each, frozen=node.startswith("conv")) for node, each in project.network.nodes.items()
    }
    frozen = project.with_network(replace(project.network, nodes=still))
    assert known(frozen).peak.training < known(project).peak.training
    assert known(frozen).peak.lasting < known(project).peak.lasting


def test_every_optimizer_fits_what_weights_are_counted_with() -> None:
    most = max(
        len(spec.kept or named(spec.make).slots) for spec in OPTIMIZERS if not spec.whole
    )  # of small ones
    assert 4 + 2 * most == COPIES_OF_WEIGHTS


def test_fewer_samples_are_judged_at_a_time_where_each_takes_much() -> None:
    assert evaluation_batch(10) == evaluation_batch(2**20) == EVALUATION_BATCH == 256
    assert evaluation_batch(2**24) == 16 and evaluation_batch(2**40) == 1
    assert known(template("shapes-cnn", CATALOGUE).open()).peak.evaluation_batch == EVALUATION_BATCH


def test_a_transposed_convolution_of_kernel_1000_is_refused_with_the_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = Path(__file__).parents[1] / "cases" / "memory_conv_transpose_kernel_1000.nnplay"
    project = open_project(path, CATALOGUE).project
    for module in (infer_module, check_module):
        monkeypatch.setattr(module, "free_bytes", lambda *_: 1000 * MB)
    first = next(each for each in problems(project) if each.severity == "error")
    assert first.message == "Transposed conv would need 1.5 GB; this machine has 1.0 GB free."
    for module in (infer_module, check_module):
        monkeypatch.setattr(module, "free_bytes", lambda *_: 9000 * MB)
    whole = next(each for each in problems(project) if each.severity == "error")
    assert whole.message.startswith("This network would need 11 GB, most of it in ")


def test_a_network_is_refused_by_its_peak_and_not_by_the_sum_of_its_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = template("deep-residual-100", CATALOGUE).open()
    needed = known(project).peak.memory
    apart = sum(known(project).bytes[node] for node in project.network.nodes)
    assert needed - known(project).peak.along < apart
    monkeypatch.setattr(check_module, "free_bytes", lambda *_: needed)
    assert not [each for each in problems(project) if "would need" in each.message]
    monkeypatch.setattr(check_module, "free_bytes", lambda *_: needed - 1)
    assert [each for each in problems(project) if "would need" in each.message]


def test_a_network_too_large_for_the_gpu_is_offered_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    project = template("deep-residual-100", CATALOGUE).open()
    needed = known(project).peak.memory
    monkeypatch.setattr(check_module, "is_gpu", lambda device: device == "auto")
    monkeypatch.setattr(check_module, "holder", lambda _device: Text("the GPU"))
    monkeypatch.setattr(check_module, "free_bytes", lambda device="cpu": needed - (device == "auto"))
    (refused,) = [each for each in problems(project) if "would need" in each.message]
    assert "the GPU has" in refused.message
    (fix,) = [each for each in refused.fixes if each.title == "Train on the CPU"]
    assert not [each for each in problems(fix.edit(project)) if "would need" in each.message]


@pytest.mark.parametrize(("units", "goal", "copies"), [(128, "classify", 1), (8, "classify", 2),
                                                       (128, "reconstruct", 2)])  # fmt: skip
def test_large_data_are_counted_as_often_as_they_are_held(units: int, goal: str, copies: int) -> None:
    """Small networks may be the kernel's, which reads all of them; so do goals that are made of them."""
    spec, whole = made("table", (784,), samples=400_000), 4 * 784 * 400_000
    wide = {"units": 784 if goal == "reconstruct" else 3, "activation": "linear"}
    layers = [("table", {}), ("dense", {"units": units}), ("dense", wide), (goal, {})]
    network, last = Network(), None
    for kind, params in layers:
        network, last = append_after(network, Node(kind, params), last)
    project = Project("Large", network, DataChoice(spec.id), catalogue=known_too([spec]))
    found = known(project)
    assert not found.failures
    room = 2 * 2**26 + 50 * MB  # what validates and tests is kept; scores, weights
    assert copies * whole <= found.peak.lasting <= copies * whole + room


def test_what_is_kept_along_a_run_counts() -> None:
    project = template("resnet-small", CATALOGUE).open()
    weights = BYTES_PER_NUMBER * known(project).total
    short = known(project.with_recipe(epochs=1)).peak.along
    long = known(project.with_recipe(epochs=1000)).peak.along
    assert short < long <= WAYPOINT_BYTES and long >= WAYPOINT_BYTES // 4
    assert known(project.with_recipe(epochs=1000, keep_best=True)).peak.along == long + weights


@pytest.mark.parametrize("recipe", [
    {"average": 0.9}, {"optimizer": "lbfgs", "options": {"history": 7}, "batch_size": 10_000},
    {"optimizer": "lbfgs", "options": {}, "batch_size": 10_000, "average": 0.9},
], ids=["an average", "a history", "both"])  # fmt: skip
def test_what_a_recipe_keeps_beside_weights_counts(recipe: dict[str, Any]) -> None:
    project = template("iris-mlp", CATALOGUE).open().with_recipe(device="cpu", engine="torch")
    asking = project.with_recipe(**recipe)
    usual = known(project.with_recipe(batch_size=asking.recipe.batch_size)).peak.lasting
    session = Session.start(asking)
    session.advance(1)
    (group,) = session.stepper.groups  # type: ignore[attr-defined]
    kept = memory_of(group).tensors.items()
    average, history = (
        sum(tensor.nbytes for key, tensor in kept if key.startswith(what)) for what in (AVERAGE, OPTIMIZER)
    )
    beside = 3 * history - COPIES_OF_AVERAGES * BYTES_PER_NUMBER * known(project).total
    beside = beside if "optimizer" in recipe else 0
    assert known(asking).peak.lasting - usual == 2 * average + beside > 0


def test_a_recipe_that_cannot_be_followed_is_counted_all_the_same() -> None:
    project = template("iris-mlp", CATALOGUE).open()
    for spoilt in ({"optimizer": "abacus"}, {"optimizer": "lbfgs", "options": {"history": "long"}}):
        assert known(project.with_recipe(**spoilt)).peak.lasting == known(project).peak.lasting


def test_waypoints_take_what_is_counted() -> None:
    project = template("digits-mlp", CATALOGUE).open().with_recipe(epochs=5)
    session = Session.start(project)
    for _ in train(session, Limit(), lambda: 1000, lambda: False):
        pass
    kept = sum(each.nbytes for each in session.trail.row())
    assert kept / WITHIN < known(project).peak.along < kept * WITHIN


def test_an_edit_counts_what_a_fresh_look_counts() -> None:
    project = template("resnet-small", CATALOGUE).open()
    fields, before = fields_of(project), analyse(project, fields_of(project))
    node = next(node for node, each in project.network.nodes.items() if each.kind == "dense")
    edited = project.with_network(set_params(project.network, node, units=10, bias=False))
    after = analyse(edited, fields, before).inference.peak.memory
    assert known(edited).peak.memory == after < before.inference.peak.memory


@ON_LINUX
def test_a_few_kinds_take_what_is_counted() -> None:
    assert_counted(["conv2d", "conv_transpose2d", "batch_norm", "lstm"])


@ON_LINUX
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_kind_takes_what_is_counted() -> None:
    assert_counted([spec.id for spec in CATALOGUE.blocks if not spec.inner])


@ON_LINUX
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NETWORKS)
def test_published_networks_take_what_is_counted(name: str) -> None:
    (told,) = taken([{"published": name}], gaps=True)
    assert told.measured / WITHIN < told.counted < told.measured * WITHIN, words(told)


def assert_counted(kinds: list[str]) -> None:
    """Train each kind behind a block that learns, on large samples."""

    def usual(case: Case, sizes: Sizes) -> dict[str, Any]:
        return every_kind.usual_settings(CATALOGUE.blocks.get(case.kind), sizes[case.rank])

    wanted = [
        replace(case, batch=BATCH, params=usual(case, SIZES))
        for case in every_kind.cases(kinds)
        if case.batch == 2 and case.params == usual(case, every_kind.SIZES)
        if case.place == ("middle" if case.rank > 1 else "first")
        and case.kind not in UNFIT
        and (case.kind, case.rank) not in UNFIT_THERE
    ]
    found = taken([asdict(case) for case in wanted], gaps=False)
    wrong = {f"{case.kind} on {case.rank} axes": words(told)
             for case, told in zip(wanted, found, strict=True) if not is_right(told)}  # fmt: skip
    assert wrong == {}


def is_right(told: Taken) -> bool:
    return not told.failed and told.measured / WITHIN - OWN < told.exact < told.measured * WITHIN + OWN


def words(told: Taken) -> str:
    if told.failed:
        return told.failed
    exact, gaps, took = (size / MB for size in (told.exact, told.counted, told.measured))
    return f"counted {exact:.0f} MB ({gaps:.0f} with gaps in the heap), took {took:.0f} MB"


def line(*blocks: tuple[str, dict[str, object]]) -> Project:
    nodes = {f"n{index}": Node(kind, params) for index, (kind, params) in enumerate(blocks)}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project("Line", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


# A reshape's sizes are for small samples alone; giving back a large sample takes a dense layer of gigabytes.
UNFIT = ("reshape", "reconstruct")
# As wide at the end as at the beginning, long lists take gigabytes of weights; FiLM's second input is a list.
# Of a sum of many, one gradient goes to all that are summed up, and is counted for each.
UNFIT_THERE = {("group", 1), ("sigmoid_gate", 1), ("highway", 1), ("swiglu", 1), ("film", 1), ("film", 2),
               ("film", 3), ("mixture_of_experts", 1)}  # fmt: skip
