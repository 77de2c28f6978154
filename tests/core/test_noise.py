"""Blocks that stand without an input: noise, constants, learned numbers; trained, resumed, exported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from goal_cases import graph, scores
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import PlaygroundError
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.files.project_file import open_project, save_project
from playground.core.layers.modules import Noise
from playground.core.model.predict import predict
from playground.core.network.edits import connect, set_params
from playground.core.network.nesting import inner, with_inner
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import differences, run
from script_runs import differences as script_differences
from script_runs import told

STEPS = 6
LIST = {"channels": 5}


def beside(kind: str, **params: object) -> Project:
    """Return a classifier whose layer reads the rows of a table and what stands without an input."""
    return graph(
        "iris", {},
        {"free": (kind, {**LIST, **params}), "row": ("table", {}), "both": ("concatenate", {}),
         "dense": ("dense", {"units": 8}), "score": scores(3), "goal": ("classify", {})},
        "free > both.in_2", "row > both", "both > dense", "dense > score", "score > goal",
    )  # fmt: skip


def in_words() -> Project:
    """Return one beside a text, whose ids are whole numbers, with the block in a group that repeats."""
    edges = [Edge(*pair) for pair in (("start", "out", "sum", "in"), ("free", "out", "sum", "in_2"),
                                      ("sum", "out", "end", "in"))]  # fmt: skip
    inside = Network(
        {"free": Node("learned_numbers", {"channels": 6}), "start": Node("group_input"), "sum": Node("add"),
         "end": Node("group_output")}, tuple(edges))  # fmt: skip
    made = graph(
        "reviews", {"samples": 120},
        {"tokens": ("tokens", {}), "table": ("embedding", {"entries": 90, "features": 6}),
         "mean": ("over_time", {"how": "mean"}), "shift": ("group", {"repeat": 2}), "score": scores(2),
         "goal": ("classify", {})},
        "tokens > table", "table > mean", "mean > shift", "shift > score", "score > goal",
    )  # fmt: skip
    nodes = {**made.network.nodes, "shift": Node("group", {"repeat": 2}, network=inside)}
    return made.with_network(Network(nodes, made.network.edges))


CASES = {
    "noise": beside("noise"),
    "even": beside("noise", numbers="even"),
    "constant": beside("constant_number", value=0.5),
    "learned": beside("learned_numbers"),
    "in a group": in_words(),
}
EVERY = pytest.mark.parametrize("name", CASES)


@EVERY
def test_it_needs_no_wire_and_trains(name: str) -> None:
    project = CASES[name]
    assert [str(each.message) for each in analyse(project, fields_of(project)).problems] == []
    session = Session.start(project)
    before = session.evaluate("train")["loss"]
    run(session, 8 * session.steps_per_epoch)
    assert session.evaluate("train")["loss"] < before


@EVERY
def test_it_resumes_to_the_bit(name: str, tmp_path: Path) -> None:
    whole = run(Session.start(CASES[name], run_id="run"), STEPS)
    half = run(Session.start(CASES[name], run_id="run"), 2)
    save_project(tmp_path / "half.nnplay", half.project, [half.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", CATALOGUE).runs[0])
    assert differences(whole.record(), run(resumed, STEPS - 2).record()) == []


def test_scripts_repeat_the_runs(tmp_path: Path) -> None:
    records = {name: run(Session.start(each, engine="torch"), STEPS).record() for name, each in CASES.items()}
    for name, found in told(records, tmp_path).items():
        assert script_differences(records[name], found) == [], name


def test_noise_is_drawn_anew_in_training_alone() -> None:
    made, few = Noise((3, 2)), torch.zeros(4, 9)
    torch.manual_seed(1)
    first, second = made(few), made(few)
    torch.manual_seed(1)
    assert not torch.equal(first, second) and torch.equal(made(few), first)
    made.eval()
    state = torch.get_rng_state()
    assert first.shape == (4, 3, 2) and torch.equal(made(few), made(few))
    assert torch.equal(made(few), made(torch.zeros(9, 1))[:4])  # whoever else is judged beside them
    assert torch.equal(made(few)[0], made(few)[1]) and torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(("kind", "spread"), [("normal", 1.0), ("even", 3**-0.5)])
def test_noise_is_distributed_as_it_says(kind: str, spread: float) -> None:
    made = Noise((40, 500), kind)
    torch.manual_seed(0)
    for values in (made(torch.zeros(1, 1)), made.eval()(torch.zeros(1, 1))):
        assert float(values.mean()) == pytest.approx(0, abs=0.03)
        assert float(values.std()) == pytest.approx(spread, rel=0.03)
        near = torch.corrcoef(values[0]).fill_diagonal_(0)
        assert float(near.abs().max()) < 0.25
    if kind == "even":
        assert float(values.abs().max()) <= 1


def test_its_onnx_file_has_the_noise_that_judges(tmp_path: Path) -> None:
    project = CASES["noise"]
    record = run(Session.start(project), STEPS).record()
    path = tmp_path / "noise.onnx"
    export(EXPORTERS.get("onnx"), record, path)
    inputs = load_samples(project).take("validation")
    (ours,) = predict(project, fields_of(project), record.weights, inputs).values()
    session = onnxruntime.InferenceSession(str(path))
    (theirs,) = session.run(None, {session.get_inputs()[0].name: inputs["table"]})
    np.testing.assert_allclose(theirs, ours.output, atol=1e-5)


def test_without_a_source_it_is_told_that_nobody_counts_samples() -> None:
    made = graph(
        "iris", {},
        {"row": ("table", {}), "free": ("noise", LIST), "score": scores(3), "goal": ("classify", {})},
        "free > score", "score > goal",
    )  # fmt: skip
    found = [each for each in analyse(made, fields_of(made)).problems if each.severity == "error"]
    assert [str(each.message) for each in found] == [
        "Noise has no input: a source has to lead to a goal, to say how many samples there are."
    ]


def off(project: Project, *path: str) -> Project:
    """Return a project in which the block that stands without an input is switched off."""
    network = inner(project.network, path)
    nodes = {**network.nodes, "free": replace(network.nodes["free"], disabled=True)}
    return project.with_network(with_inner(project.network, path, replace(network, nodes=nodes)))


@pytest.mark.parametrize("name", ["noise", "learned", "in a group"])
def test_switched_off_it_has_nothing_to_hand_on_and_is_switched_on_by_a_click(name: str) -> None:
    """Training says so in the same words: nothing would reach what it feeds, though each wire is there."""
    project = off(CASES[name], *(("shift",) if name == "in a group" else ()))
    (problem,) = analyse(project, fields_of(project)).problems
    assert problem.severity == "error"
    assert problem.message.endswith("is switched off, and has nothing to hand on.")
    with pytest.raises(PlaygroundError) as refused:
        Session.start(project)
    assert refused.value.message == problem.message
    assert problem.fixes[0].edit(project).network == CASES[name].network


def test_switched_off_it_hands_on_what_a_wire_brings() -> None:
    project = off(beside("noise"))
    fed = project.with_network(connect(project.network, Edge("row", "out", "free", "in")))
    assert analyse(fed, fields_of(fed)).problems == ()
    assert len(Session.start(fed).advance(1).losses) == 1


@pytest.mark.parametrize("kind", ["noise", "constant_number", "learned_numbers"])
def test_numbers_without_an_axis_are_a_list_by_a_click(kind: str) -> None:
    project = beside(kind, channels=0)
    (problem,) = analyse(project, fields_of(project)).problems
    (fix,) = problem.fixes
    fixed = fix.edit(project)
    assert analyse(fixed, fields_of(fixed)).problems == ()
    assert fixed.network.nodes["free"].params["channels"] == 8


def test_noise_beyond_all_memory_is_refused() -> None:
    made = CASES["noise"]
    made = made.with_network(set_params(made.network, "free", channels=10**6, height=10**6))
    found = analyse(made, fields_of(made)).problems
    assert found and found[0].severity == "error" and found[0].where.node == "free"
