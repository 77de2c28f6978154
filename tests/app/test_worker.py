"""The worker against the plain trainer: the same bits, whatever is watched, paused or asked on the way."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from playground.app import edits
from playground.app import messages as said
from playground.app.mailbox import Mailbox
from playground.app.worker import requests as ask
from playground.app.worker.thread import Worker
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.network import edits as network_edits
from playground.core.network.topology import outgoing
from playground.core.network.values import Node
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.compiled import compiling
from playground.core.training.compiled.first_call import take_one_step
from playground.core.training.plan import RELAY
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, ViewSpec


def plain(project: Project) -> RunRecord:
    """Train without a worker."""
    session = Session.start(project)
    for _ in train(session, Limit(), lambda: 10_000, lambda: False):
        pass
    return session.record()


def same(one: RunRecord | None, other: RunRecord | None) -> bool:
    """Compare history and weights bit by bit."""
    assert one is not None
    assert other is not None
    assert one.history.losses.tobytes() == other.history.losses.tobytes()
    assert one.history.epochs == other.history.epochs
    assert one.weights.keys() == other.weights.keys()
    return all(np.array_equal(one.weights[key], other.weights[key]) for key in one.weights)


def short(project: Project, epochs: int = 6) -> Project:
    return project.with_recipe(epochs=epochs)


@pytest.mark.parametrize("name", ["spiral-mlp", "digits-cnn"])
def test_the_worker_trains_to_the_bits_of_the_plain_trainer(driven: Any, name: str) -> None:
    project = short(template(name, CATALOGUE).open(), 6 if name == "spiral-mlp" else 1)
    driven.post(ask.Open(project), ask.Play())
    done = driven.wait(said.RunDone)
    assert (done.reason, done.problem) == ("completed", "")
    expected = plain(project)
    assert same(driven.record(), expected)
    told = np.concatenate([steps.losses for steps in driven.of(said.Steps)])
    assert told.tobytes() == expected.history.losses.tobytes()
    assert tuple(each for told in driven.of(said.Epochs) for each in told.records) == expected.history.epochs


def test_an_early_stop_tells_the_best_weights_and_their_figures(driven: Any, spiral: Project) -> None:
    project = spiral.with_recipe(learning_rate=0.5, epochs=100, early_stopping=2, keep_best=True)
    driven.post(ask.Open(project), ask.Play())
    assert driven.wait(said.RunDone).reason == "early_stop"
    epochs = [each["val_loss"] for told in driven.of(said.Epochs) for each in told.records]
    (change,) = driven.of(said.RecipeChanged)[-1].changes
    assert (change["from"], change["to"]) == (len(epochs), len(epochs) - 2)
    driven.wait_for(lambda: driven.of(said.Evaluated))
    assert driven.of(said.Evaluated)[-1].figures["val_loss"] == epochs[-3] == min(epochs)


def test_views_pauses_steps_speeds_and_copies_leave_the_bits_alone(driven: Any, spiral: Project) -> None:
    project = short(spiral, 8)
    driven.post(
        *(ask.Watch(ViewKey.of(spec.id, {"node": "dense"})) for spec in VIEWS),
        ask.Open(project),
        ask.StepOnce(),
    )
    driven.wait(said.Paused)
    driven.wait_for(lambda: {"decision_map", "unit_maps", "weights"} <= driven.pictures.keys())
    driven.post(ask.SetSpeed("10x"), ask.Play())
    driven.wait(said.Epochs)
    driven.post(ask.Pause())
    driven.wait(said.Paused, 2)
    driven.post(ask.StepOnce(), ask.StepOnce(), ask.SetSpeed("max"))
    driven.record()
    driven.post(ask.Play())
    assert driven.wait(said.RunDone).reason == "completed"
    assert same(driven.record(), plain(project))


def test_one_step_is_exactly_one(opened: Any, spiral: Project) -> None:
    for count in (1, 2, 3):
        opened.post(ask.StepOnce())
        assert opened.wait(said.Paused, count).step == count
    record = opened.record()
    assert record is not None
    assert len(record.history.losses) == 3


def test_a_step_that_ends_an_epoch_tells_the_epoch(driven: Any, spiral: Project) -> None:
    project = spiral.with_recipe(batch_size=1000)
    driven.post(ask.Open(project), ask.StepOnce())
    assert driven.wait(said.Epochs).records[0]["epoch"] == 1


def test_when_the_recipe_is_done_play_goes_on_for_as_many_epochs_more(driven: Any, spiral: Project) -> None:
    driven.post(ask.Open(short(spiral, 3)), ask.Play())
    driven.wait(said.RunDone)
    driven.post(ask.Play())
    driven.wait(said.RunDone, 2)
    assert [each["epoch"] for told in driven.of(said.Epochs) for each in told.records] == [1, 2, 3, 4, 5, 6]


def test_pictures_at_rest_follow_every_change(opened: Any) -> None:
    opened.post(ask.Watch(ViewKey("weights")))
    opened.wait_for(lambda: "weights" in opened.pictures)
    assert opened.pictures["weights"].step == 0
    opened.post(ask.StepOnce())
    opened.wait_for(lambda: opened.pictures["weights"].step == 1)
    opened.post(ask.SetWeight("dense.weight", (0, 0), 7.5))
    opened.wait_for(lambda: opened.pictures["weights"].arrays["dense.weight"][0, 0] == 7.5)
    assert opened.wait(said.RecipeChanged).changes[0]["to"] == 7.5


def test_a_weight_that_is_gone_is_passed_over(opened: Any) -> None:
    opened.post(
        ask.SetWeight("gone.weight", (0, 0), 1.0), ask.SetWeight("dense.weight", (99, 0), 1.0), ask.StepOnce()
    )
    assert opened.wait(said.Paused).step == 1
    assert not opened.of(said.Failed)


def _wider(project: Project, units: int) -> Project:
    return project.with_network(network_edits.set_params(project.network, "dense_2", units=units))


def test_an_edit_while_training_goes_on_with_the_weights_that_fit(opened: Any, spiral: Project) -> None:
    opened.post(ask.Play(epochs=1000))
    opened.wait(said.Epochs)
    wire = spiral.network.edges[-1]
    edited = edits.insert(spiral, "dense", wire, fields_of(spiral)).project
    opened.post(ask.Replace(edited, "Insert Dense 4"))
    child = opened.wait(said.SessionOpened, 2)
    assert (child.origin, child.label, child.kept.weights) == ("child", "Insert Dense 4", 24 + 72 + 18)
    opened.wait_for(
        lambda: type(opened.messages[-1]) in (said.Steps, said.Epochs) and opened.of(said.RunKept)
    )
    parent, now = opened.of(said.RunKept)[0].record, opened.record()
    assert now is not None
    assert now.parent == parent.id
    assert child.step == parent.position["step"]
    for key, array in parent.weights.items():
        assert np.array_equal(now.start[key], array)
    assert opened.of(said.Steps)[0].first == 1


def test_a_block_that_returns_brings_its_last_weights_back(opened: Any, spiral: Project) -> None:
    without = edits.delete(spiral, {"dense_2"}).project
    opened.post(ask.StepOnce(), ask.Replace(without), ask.StepOnce(), ask.StepOnce(), ask.Replace(spiral))
    back = opened.wait(said.SessionOpened, 3)
    kept, now = opened.of(said.RunKept)[0].record, opened.record(even_untrained=True)
    assert (back.origin, back.kept.weights, back.step) == ("child", 114, 3)
    assert now is not None
    assert np.array_equal(now.weights["dense_2.weight"], kept.weights["dense_2.weight"])


def test_units_that_stayed_go_on_and_units_that_return_have_their_last_weights(
    opened: Any, spiral: Project
) -> None:
    opened.post(ask.StepOnce(), ask.Replace(_wider(spiral, 3)), ask.StepOnce(), ask.StepOnce(),
                ask.Replace(spiral))  # fmt: skip
    opened.wait_for(lambda: len(opened.of(said.SessionOpened)) == 3)
    kept, now = opened.of(said.RunKept)[0].record, opened.record(even_untrained=True)
    assert now is not None
    old, new = kept.weights["dense_2.weight"], now.weights["dense_2.weight"]
    assert np.array_equal(new[3:], old[3:]) and (new[:3] != old[:3]).any()


def test_edits_at_rest_that_are_taken_back_leave_the_run_as_it_was(opened: Any, spiral: Project) -> None:
    opened.post(ask.StepOnce())
    opened.wait(said.Paused)
    before = opened.record()
    opened.post(ask.Replace(_wider(spiral, 12)))
    opened.wait(said.SessionOpened, 2)
    opened.post(ask.Replace(_wider(spiral, 13)))
    opened.wait(said.SessionOpened, 3)
    opened.post(ask.Replace(spiral))
    opened.wait(said.SessionOpened, 4)
    assert [message.origin for message in opened.of(said.SessionOpened)] == ["new", "child", "child", "back"]
    assert same(opened.record(), before)
    assert not opened.of(said.RunKept)


def test_a_record_comes_back_and_goes_on_to_the_same_bits(driven: Any, spiral: Project) -> None:
    project = short(spiral, 4)
    driven.post(ask.Open(project), *[ask.StepOnce()] * 30)
    driven.wait(said.Paused, 30)
    record = driven.record()
    driven.post(ask.Open(project, (record,)), ask.Play())
    resumed = driven.wait(said.SessionOpened, 2)
    assert (resumed.origin, resumed.step, len(resumed.histories)) == ("resumed", 30, 1)
    driven.wait(said.RunDone)
    assert same(driven.record(), plain(project))


def test_the_recipe_changes_in_mid_run_and_is_recorded(opened: Any, spiral: Project) -> None:
    opened.post(ask.StepOnce(), ask.SetRecipe(replace(spiral.recipe, learning_rate=0.5)), ask.StepOnce())
    opened.wait(said.Paused, 2)
    record = opened.record()
    assert record is not None
    assert [(change["step"], change["what"], change["to"]) for change in record.history.changes] == [
        (1, "learning_rate", 0.5)
    ]


def test_a_loss_that_is_no_number_stops_and_the_way_back_is_kept(driven: Any, spiral: Project) -> None:
    driven.post(ask.Open(spiral), ask.Play(epochs=2))
    driven.wait(said.RunDone)
    driven.post(
        ask.SetRecipe(replace(spiral.recipe, optimizer="sgd", learning_rate=1e30)), ask.Play(epochs=5)
    )
    done = driven.wait(said.RunDone, 2)
    assert done.reason == "not_finite"
    assert "1e+30" in done.problem
    assert 0 < done.good_step <= done.step
    driven.post(ask.Rewind(replace(spiral.recipe, learning_rate=0.01)), ask.Play(epochs=1))
    back = driven.wait(said.SessionOpened, 2)
    assert (back.origin, back.step, back.project.recipe.learning_rate) == ("rewound", done.good_step, 0.01)
    assert driven.wait(said.RunDone, 3).reason == "completed"


def test_what_cannot_train_is_said_and_the_worker_goes_on(driven: Any, spiral: Project) -> None:
    headless = spiral.with_network(network_edits.remove_nodes(spiral.network, ["classify"]))
    driven.post(ask.Open(headless))
    failed = driven.wait(said.Failed)
    assert failed.problem is not None
    assert failed.sentence.endswith(".")
    driven.wait(said.SessionClosed)
    driven.post(ask.Play())
    driven.wait(said.Paused)
    driven.post(ask.Open(spiral), ask.StepOnce())
    assert driven.wait(said.Paused, 2).step == 1


def _broken(*_: object) -> None:
    raise ZeroDivisionError("a fault planted by the test")


def test_a_view_that_fails_is_logged_once_and_the_others_go_on(
    opened: Any, monkeypatch: pytest.MonkeyPatch, logged: list[logging.LogRecord]
) -> None:
    real = ViewSpec.snapshot

    def snapshot(self: ViewSpec, *given: Any) -> Any:
        return _broken() if self.id == "unit_maps" else real(self, *given)

    monkeypatch.setattr(ViewSpec, "snapshot", snapshot)
    opened.post(ask.Watch(ViewKey("unit_maps")), ask.Watch(ViewKey("decision_map")), ask.Play(epochs=3))
    opened.wait(said.RunDone)
    opened.wait_for(
        lambda: opened.pictures.get("decision_map") and opened.pictures["decision_map"].step == 66
    )
    assert [record.getMessage() for record in logged] == ["The view unit_maps failed."]
    logged.clear()


def test_a_bug_is_logged_told_and_survived(
    opened: Any, monkeypatch: pytest.MonkeyPatch, logged: list[logging.LogRecord]
) -> None:
    opened.wait(said.SessionOpened)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "advance", _broken)
        opened.post(ask.Play())
        failed = opened.wait(said.Failed)
    assert failed.problem is None
    assert "log" in failed.sentence
    assert [record.getMessage() for record in logged] == ["The worker failed."]
    logged.clear()
    opened.post(ask.StepOnce())
    assert opened.wait(said.Paused).step == 1


def test_a_record_that_cannot_be_taken_reaches_who_asked(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.wait(said.SessionOpened)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "record", _broken)
        with pytest.raises(ZeroDivisionError):
            opened.record(even_untrained=True)


def test_of_edits_in_a_row_only_the_last_is_built(driven: Any, spiral: Project) -> None:
    driven = type(driven)()  # one that is not started
    edited = [ask.Replace(_wider(spiral, units)) for units in range(9, 30)]
    driven.post(ask.Open(spiral), ask.StepOnce(), *edited)  # all wait before the thread begins
    driven.worker.start()
    last = driven.wait(said.SessionOpened, 2)
    assert last.project == edited[-1].project
    assert driven.worker.close()
    driven.drain()
    assert len(driven.of(said.SessionOpened)) == 2


def huge() -> Project:
    """Return a network whose single step takes many seconds, of operations that each end soon."""
    project = template("digits-cnn", CATALOGUE).open()
    network = project.network
    for _ in range(60):
        wire = outgoing(network, "conv2d")[0]
        block = Node("conv2d", {"filters": 32, "kernel": 3, "activation": "relu"})
        network, _ = network_edits.insert_on_edge(network, block, wire, "in", "out")
    return project.with_network(network).with_recipe(batch_size=1200)


def test_closing_in_the_middle_of_a_huge_step_takes_under_three_seconds() -> None:
    mailbox = Mailbox()
    worker = Worker(mailbox)
    worker.start()
    worker.post(ask.Open(huge()))
    worker.post(ask.Play())
    playing, tick, seen = False, threading.Event(), list[said.Message]()
    while not playing:
        seen += mailbox.drain().messages
        assert not [message for message in seen if isinstance(message, said.Failed)]
        playing = any(isinstance(message, said.Playing) for message in seen)
        tick.wait(0.01)
    tick.wait(0.3)  # well inside the step
    assert not [message for message in mailbox.drain().messages if isinstance(message, said.Steps)]
    before = time.monotonic()
    assert worker.close(timeout_s=3.0)
    assert time.monotonic() - before < 3.0
    assert not worker.alive


def test_closing_in_the_middle_of_a_view_takes_under_three_seconds(
    driven: Any, spiral: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large network is passed through for long: it is left between two calls, here of an endless view."""
    begun, weight = threading.Event(), torch.ones(1, requires_grad=True)

    def snapshot(_self: ViewSpec, model: LiveModel, *_: Any) -> None:
        while True:
            (weight * 2).backward()
            begun.set()

    monkeypatch.setattr(ViewSpec, "snapshot", snapshot)
    driven.post(ask.Watch(ViewKey("decision_map")), ask.Open(spiral))
    assert begun.wait(60)
    before = time.monotonic()
    assert driven.worker.close(timeout_s=3.0)
    assert time.monotonic() - before < 3.0
    assert not weight._backward_hooks


def test_a_worker_never_started_closes_too() -> None:
    assert Worker(Mailbox()).close()


def test_samples_come_once_they_are_made(driven: Any, spiral: Project) -> None:
    driven.post(ask.LoadSamples(spiral.with_data(id="nothing")), ask.LoadSamples(spiral))
    ready = driven.wait(said.SamplesReady)
    assert ready.data == spiral.data
    assert ready.samples.count("train") == 350
    assert not driven.of(said.Failed)


def test_a_view_asked_in_two_ways_gives_two_answers_while_it_trains(opened: Any) -> None:
    asked = [ViewKey.of("block_weights", {"node": node}) for node in ("dense", "dense_2")]
    asked += [ViewKey.of("class_figures", {"part": part}) for part in ("train", "validation")]
    opened.post(*map(ask.Watch, asked))
    opened.wait_for(lambda: opened.answers.keys() == set(asked))
    opened.post(ask.Play(epochs=2))
    opened.wait(said.RunDone)
    opened.wait_for(lambda: {answer.step for answer in opened.answers.values()} == {44})
    shown = [opened.answers[key] for key in asked]
    assert [answer.facts["node"] for answer in shown[:2]] == ["dense", "dense_2"]
    assert shown[0].arrays["weight"].shape != shown[1].arrays["weight"].shape
    assert [answer.facts["samples"] for answer in shown[2:]] == [350, 150]
    opened.post(ask.Watch(asked[0], wanted=False), ask.StepOnce())
    opened.wait_for(lambda: all(opened.answers[key].step == 45 for key in asked[1:]))
    assert opened.answers[asked[0]].step == 44


def test_machine_code_takes_over_in_the_window_once_it_is_there(
    compiles: Any, spiral: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_ready = threading.Event()
    monkeypatch.setattr(compiling, "is_ready", is_ready.is_set)
    compiles.post(ask.Open(spiral), ask.Play(epochs=2))
    compiles.wait(said.RunDone)
    assert compiles.wait(said.SessionOpened).plan["engine"] == RELAY
    first = compiles.record()
    assert same(first, plain(short(spiral, 2))) and not first.history.changes
    take_one_step()
    monkeypatch.setattr(compiling, "wait", lambda stop: True)
    is_ready.set()
    compiles.post(ask.Play(epochs=2))
    compiles.wait(said.RunDone, 2)
    change = {"step": first.position["step"], "what": "engine", "from": "torch", "to": "compiled"}
    whole = compiles.record()
    assert whole.history.changes == (change,) and change in compiles.of(said.RecipeChanged)[-1].changes
    assert whole.history.losses.tobytes() != plain(short(spiral, 4)).history.losses.tobytes()
