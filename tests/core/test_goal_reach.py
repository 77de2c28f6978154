"""How far a goal reaches: which blocks learn from it, to the bit, in runs, resumed ones and scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from carried_sources import formatted
from goal_cases import graph, scores
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import Project
from playground.core.training.hardware import detect
from playground.core.training.plan import plan
from playground.core.training.session import Session
from run_bits import differences, run
from script_runs import differences as script_differences
from script_runs import told

WIRES = ("image > flat", "flat > inner", "inner > code", "code > bend", "bend > back", "back > goal")
STEPS = 6


def project(*wires: str, **more: tuple[str, dict[str, Any]]) -> Project:
    """Return an autoencoder of the digits with what is wired to it beside."""
    nodes = {"image": ("image", {}), "flat": ("flatten", {}), "inner": ("dense", {"units": 12}),
             "code": scores(6), "bend": ("tanh", {}), "back": scores(64),
             "goal": ("reconstruct", {})}  # fmt: skip
    return graph("digits", {}, {**nodes, **more}, *WIRES, *wires)


def penalised(**params: Any) -> Project:
    """Return it with a penalty behind the bend of the code."""
    return project("bend > small", small=("penalty", {"weight": 0.5, **params}))


def probed(**params: Any) -> Project:
    """Return it with a classifier at its code, whose head alone is to learn."""
    return project("bend > head", "head > probe", head=scores(10), probe=("classify", params))


def gradients(made: Project) -> dict[str, np.ndarray]:
    """Return the gradients of the first step."""
    return dict(run(Session.start(made, engine="torch"), 1).stepper.gradients())


def changed(made: Project) -> set[str]:
    """Return the blocks whose gradient is another than that of the reconstruction alone."""
    plain, found = gradients(project()), gradients(made)
    return {key.split(".")[0] for key in plain if not np.array_equal(plain[key], found[key])}


def changed_by_penalty(made: Project) -> set[str]:
    """Return the weights whose gradient is another than if the penalty counted nothing."""
    plain = gradients(made.with_network(set_params(made.network, "small", weight=0.0)))
    found = gradients(made)
    return {key for key in plain if not np.array_equal(plain[key], found[key])}


def test_a_penalty_reaches_what_it_is_told_to() -> None:
    assert changed(penalised()) == {"inner", "code"}
    assert changed(penalised(reaches="nearest")) == {"code"}
    assert changed(penalised(reaches="named", reached="inner")) == {"inner"}
    assert changed(penalised(reaches="named", reached=" code , inner")) == {"inner", "code"}


def test_its_gradient_is_that_of_the_whole_loss_as_pytorch_has_it() -> None:
    made = penalised(reaches="named", reached="inner")
    parts = Session.start(made, engine="torch").parts
    feeds, targets = parts.data.part("train").feeds, parts.data.part("train").targets
    found = parts.program.run(feeds)
    wholes = [goal.mean(score, aim) for goal, score, aim in zip(parts.goals, found, targets, strict=True)]
    weights = parts.parameters["inner.weight"], parts.parameters["code.weight"]
    main = torch.autograd.grad(wholes[0], weights, retain_graph=True)
    small = torch.autograd.grad(wholes[1], weights[:1], retain_graph=True)
    loss = parts.objective.loss(found, targets)
    own = torch.autograd.grad(loss, weights)
    whole = (wholes[0] + 0.5 * wholes[1]).detach()
    assert float(loss.detach()) == pytest.approx(float(whole), rel=1e-6)
    torch.testing.assert_close(own[0], main[0] + 0.5 * small[0])
    torch.testing.assert_close(own[1], main[1])


def test_a_probe_learns_and_changes_nothing_that_it_looks_at() -> None:
    assert changed(probed(reaches="nearest")) == set()
    assert changed(probed()) == {"inner", "code"}
    session = Session.start(probed(reaches="nearest"))
    before = session.evaluate("train")["probe_accuracy"]
    run(session, 8 * session.steps_per_epoch)
    assert session.evaluate("train")["probe_accuracy"] > before + 0.3


def test_a_group_is_reached_as_a_whole() -> None:
    edges = [Edge(*pair) for pair in (("start", "out", "one", "in"), ("one", "out", "two", "in"),
                                      ("two", "out", "end", "in"))]  # fmt: skip
    inside = Network({"start": Node("group_input"), "one": Node("dense", {"units": 12}),
                      "two": Node("dense", {"units": 6}), "end": Node("group_output")},
                     tuple(edges))  # fmt: skip
    made = penalised(reaches="nearest")
    nodes = {**made.network.nodes, "code": Node("group", network=inside)}
    assert changed_by_penalty(made.with_network(replace(made.network, nodes=nodes))) == {
        f"code.0.{name}.{each}" for name in ("one", "two") for each in ("weight", "bias")
    }


def test_weights_of_linked_copies_are_reached_through_any_of_them() -> None:
    made = project("code > again", "again > small", again=("dense", {"units": 6, "activation": "linear"}),
                   small=("penalty", {"reaches": "nearest"}))  # fmt: skip
    made = made.with_network(set_params(made.network, "inner", units=6))
    nodes = {node: replace(each, linked="t") if node in ("code", "again") else each
             for node, each in made.network.nodes.items()}  # fmt: skip
    found = changed_by_penalty(made.with_network(replace(made.network, nodes=nodes)))
    assert found == {"code.weight", "code.bias"}


CASES = {"nearest": penalised(reaches="nearest"), "probe": probed(reaches="nearest"),
         "named": penalised(reaches="named", reached="inner").with_recipe(accumulate=2)}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_resumes_to_the_bit(name: str, tmp_path: Path) -> None:
    whole = run(Session.start(CASES[name], run_id="run"), STEPS)
    half = run(Session.start(CASES[name], run_id="run"), 3)
    save_project(tmp_path / "half.nnplay", half.project, [half.record()])
    resumed = Session.resume(open_project(tmp_path / "half.nnplay", CATALOGUE).runs[0])
    assert differences(whole.record(), run(resumed, STEPS - 3).record()) == []


def test_scripts_repeat_the_runs(tmp_path: Path) -> None:
    records = {name: run(Session.start(each, engine="torch"), STEPS).record() for name, each in CASES.items()}
    for name, found in told(records, tmp_path).items():
        assert script_differences(records[name], found) == []
        assert formatted(found.script.text) == found.script.text


def problems(made: Project) -> list[tuple[str, str]]:
    return [(each.severity, str(each.message)) for each in analyse(made, fields_of(made)).problems]


def test_names_that_no_block_has_are_refused() -> None:
    made = penalised(reaches="named", reached="code, core")
    assert problems(made) == [("error", "Penalty is to reach core, but no block before it is called so.")]
    assert problems(penalised(reaches="named", reached=" ,")) == [
        ("error", "Penalty reaches blocks by name, but names none.")
    ]
    found = problems(penalised(reaches="named", reached="back"))  # it stands behind, not before
    assert found == [("error", "Penalty is to reach back, but no block before it is called so.")]


def test_a_goal_that_reaches_no_weights_is_refused_and_mended() -> None:
    made = penalised(reaches="named", reached="bend")
    found = analyse(made, fields_of(made)).problems
    assert [str(each.message) for each in found] == ["Nothing that Penalty reaches has weights that learn."]
    mended = found[0].fixes[0].edit(made)
    assert problems(mended) == []


def test_blocks_that_learn_from_no_goal_are_named() -> None:
    made = project()
    made = replace(made, network=set_params(made.network, "goal", reaches="nearest"))
    assert problems(made) == [
        ("advice", "No goal reaches Dense: it stays as it began."),
        ("advice", "No goal reaches Dense: it stays as it began."),
    ]
    still = run(Session.start(made, engine="torch"), STEPS)
    first = Session.start(made, engine="torch").record().start
    weights = still.record().weights
    assert np.array_equal(weights["code.weight"], first["code.weight"])
    assert not np.array_equal(weights["back.weight"], first["back.weight"])


def test_the_compiled_engine_leaves_such_a_goal_to_pytorch() -> None:
    made = project()
    apart = replace(made, network=set_params(made.network, "goal", reaches="nearest"))
    assert plan(analyse(made, fields_of(made)), detect(), "compiled").engine == "compiled"
    with pytest.raises(PlaygroundError, match="does not know a goal that reaches some blocks alone"):
        plan(analyse(apart, fields_of(apart)), detect(), "compiled")
