"""Exported scripts train as the program did, to the bit: losses, figures and weights of every template.

They run in processes of their own, from which our package cannot be reached.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from carried_sources import formatted
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.export.script.of_run import run_to_print
from playground.core.export.script.script import Script, script_of_run
from playground.core.model.weights import all_parameters
from playground.core.network.values import Edge, Network, Node
from playground.core.project.records import RunRecord
from playground.core.project.templates import IDS, template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from random_networks import Pile, mended, problems_of
from run_bits import run
from script_runs import Told, differences, left, put, told

QUICK = ("spiral-mlp", "reviews-transformer", "two-inputs")


def record_of(name: str, steps: int) -> RunRecord:
    return run(Session.start(template(name, CATALOGUE).open(), engine="torch"), steps).record()


def changed_run() -> RunRecord:
    """Return a run in which everything was changed that can be, at steps inside and between epochs."""
    project = template("iris-mlp", CATALOGUE).open().with_recipe(optimizer="adam", options={}, batch_size=16)
    session = Session.start(project, engine="torch")
    per_epoch = session.steps_per_epoch

    def after(steps: int, **changes: object) -> None:
        run(session, steps)
        session.set_recipe(replace(session.recipe, **changes))  # type: ignore[arg-type]

    after(3, learning_rate=0.004)
    after(2, l1=0.01, weight_decay=0.001)
    after(per_epoch - 5, batch_size=10)  # at an epoch's end
    after(2, optimizer="sgd", options={"momentum": 0.8}, learning_rate=0.05)
    after(3, options={"momentum": 0.0})
    key = next(key for key, array in session.start_weights.items() if array.ndim == 2)
    session.set_weight(key, (0, 1), 0.25)
    after(2, options={"momentum": 0.9, "nesterov": True}, l2=0.002)
    after(4, batch_size=40, optimizer="adamw", options={"beta1": 0.7})  # inside an epoch
    run(session, 10)
    session.set_weight(key, (0, 0), -0.5)  # behind the last step
    return session.record()


def graph(data: str, nodes: dict[str, Node], *wires: str, **recipe: object) -> Project:
    """Return a project from blocks and wires such as "a > b.in_2"."""
    edges = []
    for wire in wires:
        (source, port), (target, to) = ((*end.split("."), "")[:2] for end in wire.split(" > "))
        edges.append(Edge(source, port or "out", target, to or "in"))
    made = Recipe(learning_rate=0.01, batch_size=16, epochs=2, **recipe)  # type: ignore[arg-type]
    return Project("Graph", Network(nodes, tuple(edges)), DataChoice(data), made, catalogue=CATALOGUE)


SKIP = graph(
    "spiral",
    {"begin": Node("group_input"), "dense": Node("dense", {"units": 6}),
     "drop": Node("dropout", {"rate": 0.3}), "add": Node("add"), "end": Node("group_output")},
    "begin > dense", "dense > drop", "drop > add", "begin > add.in_2", "add > end",
).network  # fmt: skip
SCORES = {"units": 3, "activation": "linear"}
NETWORKS = {
    "repeats, shared and not, around each other": graph(
        "iris",
        {"row": Node("table"), "first": Node("dense", {"units": 6}),
         "own": Node("group", {"repeat": 3}, network=SKIP),
         "same": Node("group", {"repeat": 3, "shared": True}, network=SKIP),
         "still": Node("group", {"repeat": 2}, network=SKIP, frozen=True),
         "score": Node("dense", SCORES), "goal": Node("classify", {"label_smoothing": 0.1})},
        "row > first", "first > own", "own > same", "same > still", "still > score", "score > goal", l2=0.001,
    ),
    "several goals, one of them what came in": graph(
        "iris",
        {"row": Node("table"), "code": Node("dense", {"units": 5, "activation": "prelu"}),
         "norm": Node("batch_norm"), "score": Node("dense", SCORES), "goal": Node("classify"),
         "back": Node("dense", {"units": 4, "activation": "linear"}),
         "again": Node("reconstruct", {"loss": "huber", "weight": 0.5})},
        "row > code", "code > norm", "norm > score", "score > goal", "norm > back", "back > again",
        optimizer="sgd", options={"nesterov": True}, weight_decay=0.01,
        schedule="step", schedule_options={"every": 1}, warmup=0.5,
    ),
    "steps, and a mask that says which count": graph(
        "reviews",
        {"text": Node("tokens"), "words": Node("embedding", {"entries": 72, "features": 8}),
         "read": Node("lstm", {"units": 5, "bidirectional": True}),
         "begun": Node("recurrent_state", {"units": 3, "cell": "lstm"}),
         "on": Node("recurrent_state", {"units": 3, "cell": "lstm", "masked": False}),
         "all": Node("concatenate"), "wide": Node("dense", {"units": 8}),
         "near": Node("multi_head_attention", {"heads": 2, "window": 2, "places": "relative"}),
         "block": Node("transformer_encoder", {"heads": 2, "width": 6}),
         "mean": Node("over_time", {"how": "mean"}), "score": Node("dense", {**SCORES, "units": 2}),
         "goal": Node("classify")},
        "text > words", "words > read", "words > begun", "read > on", "begun.state > on.state",
        "read > all", "on > all.in_2", "all > wide", "wide > near", "near > block", "block > mean",
        "mean > score", "score > goal", schedule="one_cycle", optimizer="rmsprop",
    ),
    "pixels, channels last": graph(
        "shapes",
        {"image": Node("image"), "conv": Node("conv2d", {"filters": 4}),
         "norm": Node("group_norm", {"groups": 2}), "drop": Node("dropout2d"),
         "out": Node("conv2d", {"filters": 2, "kernel": 1, "activation": "linear"}),
         "goal": Node("mark_pixels", {"class_weights": "balanced"})},
        "image > conv", "conv > norm", "norm > drop", "drop > out", "out > goal", l1=0.0001,
    ),
    "branches left out, norms of weights, functions": graph(
        "digits",
        {"image": Node("image"), "conv": Node("conv2d", {"filters": 4, "weights": "spectral_norm"}),
         "norm": Node("layer_norm", {"over": "channels"}), "holes": Node("drop_block", {"side": 3}),
         "depth": Node("stochastic_depth", {"rate": 0.4}), "add": Node("add"),
         "mean": Node("reduce", {"axes": ("height", "width")}), "above": Node("softplus"),
         "log": Node("logarithm"), "cut": Node("clamp", {"low": -2.0, "high": 2.0}),
         "own": Node("formula", {"formula": "where(a > 0, a * sin(b), max(a, -1)) / 2"}),
         "wide": Node("dense", {"units": 6, "activation": "hardtanh", "weights": "weight_norm"}),
         "score": Node("dense", {"units": 10, "activation": "linear", "weights": "spectral_norm"}),
         "goal": Node("classify")},
        "image > conv", "conv > norm", "norm > holes", "holes > depth", "conv > add", "depth > add.in_2",
        "add > mean", "mean > above", "above > log", "log > cut", "cut > own", "above > own.in_2",
        "own > wide", "wide > score", "score > goal",
    ),
}  # fmt: skip


EXPERTS = graph(
    "iris",
    {"row": Node("table"), "some": Node("mixture_of_experts", {"experts": 2}),
     "score": Node("dense", {**SCORES, "weights": "weight_norm"}), "goal": Node("classify")},
    "row > some", "some > score", "score > goal",
)  # fmt: skip


def typed_run() -> RunRecord:
    """Return a run in which a number of every weight was typed, of blocks' parts too."""
    session = run(Session.start(EXPERTS, engine="torch"), 3)
    for place, (key, each) in enumerate(all_parameters(session.parts.model).items()):
        session.set_weight(key, (0,) * each.dim(), 0.1 + place / 100)
    return run(session, 4).record()


def child_run() -> RunRecord:
    parent = record_of("iris-mlp", 20)
    return run(Session.start(parent.project, inherit=parent, engine="torch"), 12).record()


UNTRAINED = template("iris-mlp", CATALOGUE).open().with_recipe(epochs=3)
CHANGED, CHILD, FRESH = "changed on the way", "child of another run", "not trained yet"
TYPED = "weights of all parts typed"


@pytest.fixture(scope="module")
def records() -> dict[str, RunRecord]:
    made = {name: record_of(name, 30) for name in QUICK}
    made |= {
        name: run(Session.start(project, engine="torch"), 14).record() for name, project in NETWORKS.items()
    }
    return made | {
        CHANGED: changed_run(),
        CHILD: child_run(),
        TYPED: typed_run(),
        FRESH: Session.start(UNTRAINED, engine="torch").record(),
    }


@pytest.fixture(scope="module")
def found(records: dict[str, RunRecord], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Run all scripts in one process: starting PyTorch takes longer than they do."""
    return told(records, tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("name", [*QUICK, *NETWORKS, CHANGED, CHILD, TYPED])
def test_the_script_of_a_run_repeats_it(
    name: str, records: dict[str, RunRecord], found: dict[str, Told]
) -> None:
    assert differences(records[name], found[name]) == []


def test_changes_in_mid_run_are_made_and_told(records: dict[str, RunRecord], found: dict[str, Told]) -> None:
    script, history = found[CHANGED].script, found[CHANGED].history
    assert "CHANGES = {" in script.text and "STEPS = " in script.text
    recorded = records[CHANGED].history.changes
    assert [each["step"] for each in history["changes"]] == [each["step"] for each in recorded]
    rates = [each for each in history["changes"] if each["what"] == "learning_rate"]
    assert rates == [dict(each) for each in recorded if each["what"] == "learning_rate"]


def test_a_child_of_a_run_goes_on_counting(found: dict[str, Told]) -> None:
    assert found[CHILD].history["steps"][0]["step"] == 21


def test_an_untrained_project_is_trained_to_the_end_of_its_recipe(found: dict[str, Told]) -> None:
    trained = run(Session.start(UNTRAINED, engine="torch"), None).record()
    assert differences(trained, replace(found[FRESH], ours=found[FRESH].weights)) == []
    assert "STEPS" not in found[FRESH].script.text


@pytest.mark.slow
@pytest.mark.parametrize("names", [IDS[start::5] for start in range(5)], ids=", ".join)
def test_the_scripts_of_all_templates_repeat_their_runs(names: tuple[str, ...], tmp_path: Path) -> None:
    records = {name: record_of(name, 40) for name in names}
    found = told(records, tmp_path)
    assert {name: wrong for name in names if (wrong := differences(records[name], found[name]))} == {}


def test_a_change_that_cannot_be_made_again_is_refused_before_a_script_is_written() -> None:
    record = run(Session.start(UNTRAINED, engine="torch"), 2).record()
    change = {"step": 1, "what": "dense.weight[99,99]", "from": 0.0, "to": 1.0}
    damaged = replace(record, history=replace(record.history, changes=(change,)))
    with pytest.raises(PlaygroundError, match="what was changed in it is damaged"):
        run_to_print(damaged)


@pytest.mark.parametrize("what", ["frobnicate", "seed"])
def test_a_change_of_what_is_not_known_is_refused_in_one_sentence_whatever_is_asked(what: str) -> None:
    record = run(Session.start(UNTRAINED, engine="torch"), 4).record()
    change = {"step": 3, "what": what, "from": 0, "to": 1}
    later = replace(record, history=replace(record.history, changes=(change,)))
    asked: tuple[Callable[[RunRecord], object], ...] = (
        run_to_print, Session.resume, lambda each: session_at(each, 2), lambda each: session_at(each, 4),
    )  # fmt: skip
    for ask in asked:
        with pytest.raises(PlaygroundError) as refused:
            ask(later)
        words = "of which nothing is known here; start a new run from its weights."
        assert refused.value.message == f"In this run {what!r} was changed, {words}"


def random_records(seeds: range) -> dict[str, RunRecord]:
    made = {}
    for seed in seeds:
        project = mended(Pile(seed).project())
        if not any(problem.severity == "error" for problem in problems_of(project)):
            record = run(Session.start(project, engine="torch"), 5).record()
            # Where the first step is not finite none is taken; the script of such a run trains it all.
            if len(record.history.losses) and can_be_printed(record):
                made[f"seed {seed}"] = record
    return made


def can_be_printed(record: RunRecord) -> bool:
    """Say whether there is a script; a sentence says why not."""
    try:
        script_of_run(run_to_print(record).printed)
    except PlaygroundError as refusal:
        assert str(refusal.message).startswith("A script cannot ")
        return False
    return True


@pytest.mark.parametrize(
    "seeds",
    [range(2_000, 2_008), *(pytest.param(range(start, start + 50), marks=pytest.mark.slow)
                            for start in range(3_000, 3_300, 50))],
    ids=lambda seeds: f"{seeds.start} to {seeds.stop}",
)  # fmt: skip
def test_the_scripts_of_random_networks_repeat_their_runs(seeds: range, tmp_path: Path) -> None:
    records = random_records(seeds)
    assert len(records) * 4 > len(seeds)
    found = told(records, tmp_path)
    assert {name: wrong for name in records if (wrong := differences(records[name], found[name]))} == {}
    for name, each in found.items():
        assert formatted(each.script.text) == each.script.text, name


FAULTS = {
    "the order of samples": ("ORDER_SEED = ", "ORDER_SEED = 1 + "),
    "what is drawn on the way": ("DROPOUT_SEED = ", "DROPOUT_SEED = 1 + "),
    "dropout left out": ("    network.train()\n    weights", "    network.eval()\n    weights"),
    "judged as in training": ("    network.eval()\n    with", "    with"),
    "judging that goes on": ("    network.train()\n    return", "    return"),
    "no weight decay": ("weight_decay=recipe", "weight_decay=0 * recipe"),
    "another epsilon": ('"eps": 1e-08', '"eps": 1e-07'),
    "another beta": ('"betas": (0.9, ', '"betas": (0.91, '),
    "another learning rate": ('"learning_rate": 0.01', '"learning_rate": 0.0100001'),
    "the plain kernel": ('"fused": True', '"fused": False'),
    "gradients that add up": ("            optimizer.zero_grad(set_to_none=False)\n", ""),
    "no penalty": ("            loss = penalised(loss, weights, recipe)\n", ""),
    "another batch size": ('"batch_size": 16', '"batch_size": 15'),
    "batches that are not shuffled": ("torch.randperm(len(samples[0]), generator=generator)",
                                      "torch.arange(len(samples[0]))"),
    "another start": ("torch.from_numpy(array) for", "torch.from_numpy(array) * 1.0001 for"),
    "no smoothing of labels": ("label_smoothing=0.1", "label_smoothing=0.0"),
    "what is frozen learns": (".requires_grad_(False)", ".requires_grad_(True)"),
    "a skip left out": ("return x + given", "return x"),
}  # fmt: skip


Faultless = tuple[RunRecord, Path, Script, dict[str, np.ndarray]]


@pytest.fixture(scope="module")
def printed(
    tmp_path_factory: pytest.TempPathFactory,
) -> Faultless:
    project = NETWORKS["repeats, shared and not, around each other"]
    record = run(Session.start(project.with_recipe(weight_decay=0.01), engine="torch"), 16).record()
    folder = tmp_path_factory.mktemp("faults")
    return record, folder, *put(record, folder)


def run_here(folder: Path, text: str) -> None:
    """Run a script in this process: what it does to PyTorch's own state is taken back."""
    (folder / "train.py").write_text(text, encoding="utf-8")
    random, threads = torch.get_rng_state(), torch.get_num_threads()
    try:
        runpy.run_path(str(folder / "train.py"), run_name="__main__")
    finally:
        torch.set_rng_state(random)
        torch.set_num_threads(threads)


@pytest.mark.parametrize("fault", ["none", *FAULTS])
def test_a_fault_in_a_script_is_caught(fault: str, printed: Faultless) -> None:
    record, folder, script, ours = printed
    right, wrong = FAULTS.get(fault, ("", ""))
    assert right in script.text
    run_here(folder, script.text.replace(right, wrong) if right else script.text)
    found = differences(record, Told(script, *left(folder), ours))
    assert bool(found) is (fault != "none")
