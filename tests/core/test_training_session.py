"""A live run: its batches, penalties, changes, children, figures, limits and events."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import PlaygroundError
from playground.core.model.inheriting import meant
from playground.core.model.model import build
from playground.core.model.weights import load_weights
from playground.core.network.edits import append_after, insert_on_edge, remove_nodes
from playground.core.network.values import Network, Node
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.batches import batch_notes, batch_sizes
from playground.core.training.events import EpochsDone, Finished, Started, StepsDone
from playground.core.training.metrics import ClassMetrics
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from run_bits import differences


def spiral(**recipe: Any) -> Project:
    return template("spiral-mlp", CATALOGUE).open().with_recipe(**recipe)


def normed(batch_size: int) -> Project:
    """Return a network with batch norm on 100 points, 70 of which train."""
    network, last = Network(), None
    for kind, params in (("points", {}), ("dense", {"units": 4}), ("batch_norm", {}),
                         ("dense", {"units": 2, "activation": "linear"}), ("classify", {})):  # fmt: skip
        network, last = append_after(network, Node(kind, params), last)
    return Project(
        "Normed",
        network,
        DataChoice("xor", {"samples": 100}),
        Recipe(batch_size=batch_size),
        catalogue=CATALOGUE,
    )


def advance(session: Session, epochs: int = 1) -> None:
    for _ in train(session, Limit(epochs=epochs), lambda: 1000, lambda: False):
        pass


def model_at(session: Session) -> nn.Module:
    """Return an independent model with the session's weights, in eval mode."""
    model = build(analyse(session.project, fields_of(session.project)))
    load_weights(model, session.record().weights)
    return model.eval()


@pytest.mark.parametrize(
    ("samples", "size", "pairs", "sizes"),
    [
        (10, 5, False, (5, 5)), (10, 4, False, (4, 4, 2)), (9, 4, False, (4, 4, 1)), (9, 4, True, (4, 4)),
        (3, 100, False, (3,)), (1, 1, True, (1,)),
    ],
)  # fmt: skip
def test_batches_are_clamped_and_a_lone_last_one_dropped(
    samples: int, size: int, pairs: bool, sizes: tuple[int, ...]
) -> None:
    assert batch_sizes(samples, size, pairs) == sizes
    assert bool(batch_notes(samples, size, pairs)) == (size > samples or sum(sizes) < samples)


def test_a_dropped_batch_is_said_in_the_plan_and_the_rest_trains() -> None:
    session = Session.start(normed(23))
    assert session.parts.data.part("train").count == 70 and session.steps_per_epoch == 3
    assert session.plan.notes == (
        "Each epoch leaves out its last batch of one sample, which batch norm cannot take.",
    )
    advance(session)
    assert session.step == 3 and session.epoch == 1


def test_batch_norm_refuses_batches_of_one() -> None:
    with pytest.raises(PlaygroundError, match="samples or more"):
        Session.start(normed(1))
    session = Session.start(normed(10))
    with pytest.raises(PlaygroundError, match="samples or more"):
        session.set_recipe(replace(session.recipe, batch_size=1))
    assert session.recipe.batch_size == 10 and not session.recorder.changes


def test_a_batch_larger_than_the_data_takes_all_of_it() -> None:
    session = Session.start(spiral(batch_size=5000))
    advance(session, 2)
    assert session.step == 2 and any("350" in note for note in session.plan.notes)


def test_every_sample_is_seen_once_an_epoch_in_another_order() -> None:
    session = Session.start(spiral())
    orders = []
    for _ in range(2):
        session.advance(1)
        epoch = session.stepper.epoch
        assert epoch is not None
        orders.append(epoch.order.clone())
        session.advance(1000)
    assert all(torch.equal(order.sort().values, torch.arange(350)) for order in orders)
    assert not torch.equal(*orders)


def test_the_first_loss_is_that_of_the_initial_weights_before_the_update() -> None:
    project = spiral(batch_size=350)
    session = Session.start(project)
    model = model_at(session)
    loss = session.advance(1).losses[0]
    samples = load_samples(project).take("train")
    with torch.no_grad():
        scores = model({"points": torch.from_numpy(samples["points"])})["classify"]
    expected = nn.functional.cross_entropy(scores, torch.from_numpy(samples["label"]))
    assert loss == pytest.approx(float(expected), abs=1e-6)


def test_penalties_count_weights_alone_and_stand_in_the_loss() -> None:
    plain, penalised = (
        Session.start(spiral(batch_size=350, **more)) for more in ({}, {"l1": 0.3, "l2": 0.7})
    )
    weights = [array for key, array in plain.record().weights.items() if key.endswith("weight")]
    penalty = sum(0.3 * np.abs(w).sum() + 0.7 * (w**2).sum() for w in weights)
    difference = penalised.advance(1).losses[0] - plain.advance(1).losses[0]
    assert difference == pytest.approx(penalty, rel=1e-5)
    gradients = [session.live_model().gradients() for session in (penalised, plain)]
    start = plain.start_weights
    for key in gradients[0]:
        wanted = 0.3 * np.sign(start[key]) + 1.4 * start[key] if key.endswith("weight") else 0 * start[key]
        assert gradients[0][key] - gradients[1][key] == pytest.approx(wanted, abs=1e-5), key


def test_epoch_records_are_means_of_steps_and_figures_of_the_weights() -> None:
    session = Session.start(spiral())
    advance(session, 3)
    record = session.record()
    last, sizes = record.history.epochs[-1], batch_sizes(350, 16, False)
    assert list(last)[:4] == ["epoch", "step", "loss", "val_loss"]
    assert (last["epoch"], last["step"]) == (3, 66)
    assert last["loss"] == pytest.approx(np.average(record.history.losses[44:], weights=sizes), rel=1e-12)
    samples = load_samples(session.project).take("validation")
    with torch.no_grad():
        scores = model_at(session)({"points": torch.from_numpy(samples["points"])})["classify"]
    figures = ClassMetrics(2)
    figures.update(scores.numpy(), samples["label"])
    expected = {name: value for name, value in figures.compute().items() if name != "iou"}
    assert {name: last[f"val_{name}"] for name in expected} == expected == session.held_out()
    loss = nn.functional.cross_entropy(scores, torch.from_numpy(samples["label"]))
    assert last["val_loss"] == pytest.approx(float(loss), rel=1e-6)
    assert all(type(value) is float for name, value in last.items() if name not in ("epoch", "step"))


def test_training_figures_are_those_of_the_scores_on_the_way() -> None:
    session = Session.start(spiral(learning_rate=1e-30))  # weights stand still: both ways agree
    advance(session)
    last = session.recorder.epochs[-1]
    assert last["accuracy"] == session.evaluate("train")["accuracy"]
    assert last["loss"] == pytest.approx(session.evaluate("train")["loss"], rel=1e-6)


def test_held_out_figures_are_of_the_test_part_where_there_is_one() -> None:
    project = replace(spiral(), data=replace(spiral().data, train=0.5, validation=0.3, test=0.2))
    session = Session.start(project)
    advance(session)
    tested = session.evaluate("test")
    assert session.held_out() == {name: value for name, value in tested.items() if name != "loss"}
    assert "loss" in tested and session.evaluate("validation") != tested


def test_without_validation_data_an_epoch_has_no_such_figures() -> None:
    session = Session.start(replace(spiral(), data=replace(spiral().data, train=1.0, validation=0.0)))
    advance(session)
    assert not [name for name in session.recorder.epochs[0] if name.startswith("val_")]
    assert session.held_out() == {}


def test_a_changed_recipe_holds_from_the_next_step_and_is_recorded() -> None:
    session = Session.start(spiral())
    session.advance(5)
    session.set_recipe(replace(session.recipe, learning_rate=0.5, batch_size=100))
    session.set_recipe(replace(session.recipe, learning_rate=0.25))
    assert session.recorder.changes == [
        {"step": 5, "what": "batch_size", "from": 16, "to": 100},
        {"step": 5, "what": "learning_rate", "from": 0.02, "to": 0.25},
    ]
    session.set_recipe(replace(session.recipe, learning_rate=0.02, seed=99, device="cuda"))
    assert [change["what"] for change in session.recorder.changes] == ["batch_size"]
    assert session.recipe.seed == 1 and session.recipe.device == "auto"
    assert session.project.recipe == spiral().recipe


@pytest.mark.parametrize(
    "changes", [{}, {"learning_rate": 0.5}, {"optimizer": "sgd"}, {"average": 0.9}, {"decay_all": False}],
    ids=str,
)  # fmt: skip
def test_a_recipe_that_is_set_again_or_changed_back_leaves_no_trace(changes: dict[str, Any]) -> None:
    session = Session.start(spiral(weight_decay=0.1))
    session.advance(5)
    before, recipe = session.record(), session.recipe
    for each in (replace(recipe, **changes), recipe):
        session.set_recipe(each)
    assert differences(before, session.record()) == []
    session.advance(5)
    resumed = Session.resume(before)
    resumed.advance(5)
    assert differences(resumed.record(), session.record()) == []


def test_a_step_behind_which_a_weight_was_typed_is_reached_again_as_it_was() -> None:
    session = Session.start(spiral())
    session.advance(5)
    session.set_weight("dense.weight", (0, 1), 0.5)
    before = session.record()
    session.advance(5)
    assert differences(before, session_at(session.record(), 5).record()) == []


def test_a_learning_rate_set_to_nothing_stops_learning() -> None:
    session = Session.start(spiral())
    advance(session)
    before = session.record().weights
    session.set_recipe(replace(session.recipe, learning_rate=1e-30))
    session.advance(10)
    after = session.record().weights
    assert all(np.array_equal(before[key], after[key]) for key in before)


def test_another_optimizer_starts_with_fresh_state_and_resumes() -> None:
    session = Session.start(spiral())
    session.advance(5)
    session.set_recipe(replace(session.recipe, optimizer="sgd", options={"momentum": 0.5}))
    assert not any(tensor.any() for tensor in session.stepper.groups[0].kept().values())
    session.advance(3)
    resumed = Session.resume(session.record())
    assert resumed.recipe == session.recipe and resumed.recipe.optimizer == "sgd"
    assert (resumed.advance(5).losses == session.advance(5).losses).all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"learning_rate": 0.0}, "learning rate"), ({"learning_rate": float("nan")}, "learning rate"),
        ({"optimizer": "lion"}, "no optimizer 'lion'"), ({"batch_size": 0}, "batch size"),
        ({"epochs": 0}, "epochs"), ({"l1": -1.0}, "L1"),
        ({"optimizer": "sgd", "options": {"momentum": 2.0}}, "SGD"),
        ({"optimizer": "sgd", "options": {"momentum": 0.0, "nesterov": True}}, "Nesterov"),
        ({"threads": -1}, "threads"), ({"device": "abacus"}, "device"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_followed_is_refused(changes: dict[str, Any], words: str) -> None:
    session = Session.start(spiral())
    with pytest.raises(PlaygroundError, match=words):
        session.set_recipe(replace(session.recipe, **changes))
    with pytest.raises(PlaygroundError, match=words):
        Session.start(spiral(**changes))
    assert session.recipe == spiral().recipe


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "sgd", "options": {"momentum": 0.0, "nesterov": True}},
        {"optimizer": "adam", "options": {"beta1": 2.0}},
        {"optimizer": "lion", "options": {"speed": 9}},
    ],
    ids=["nesterov", "option", "optimizer"],
)
def test_the_fix_of_a_recipe_mends_it(changes: dict[str, Any]) -> None:
    project = spiral(**changes)
    with pytest.raises(PlaygroundError) as refused:
        Session.start(project)
    Session.start(refused.value.fixes[0].edit(project)).advance(3)


def test_one_weight_can_be_set_and_is_recorded() -> None:
    session = Session.start(spiral())
    session.advance(3)
    old = float(session.live_model().weights()["dense.weight"][2, 1])
    session.set_weight("dense.weight", (2, 1), 1.5)
    assert session.live_model().weights()["dense.weight"][2, 1] == 1.5
    assert session.recorder.changes == [{"step": 3, "what": "dense.weight[2,1]", "from": old, "to": 1.5}]
    assert Session.resume(session.record()).live_model().weights()["dense.weight"][2, 1] == 1.5
    with pytest.raises(PlaygroundError, match="finite"):
        session.set_weight("dense.weight", (0, 0), float("nan"))
    with pytest.raises(KeyError):
        session.set_weight("dense_9.weight", (0, 0), 1.0)
    with pytest.raises(IndexError):
        session.set_weight("dense.weight", (80, 0), 1.0)


def test_a_child_keeps_what_fits_and_counts_on() -> None:
    parent = Session.start(spiral())
    advance(parent, 2)
    parent.advance(3)
    record = parent.record()
    edge = next(edge for edge in parent.project.network.edges if edge.target == "dense_3")
    network, added = insert_on_edge(parent.project.network, Node("dense", {"units": 8}), edge)
    child = Session.start(parent.project.with_network(network), inherit=record)
    assert child.parent == parent.id and child.kept is not None and child.kept.weights == 2 * 8 + 8 + 72 + 18
    assert np.array_equal(child.start_weights["dense_2.weight"], record.weights["dense_2.weight"])
    assert f"{added}.weight" in child.start_weights and f"{added}.weight" not in child.kept.keys
    assert (child.step, child.epoch) == (47, 2)
    advanced = child.advance(1000)
    assert advanced.first == 48 and advanced.epoch is not None
    assert (advanced.epoch["epoch"], advanced.epoch["step"]) == (3, 47 + 22)
    assert child.record().position["offset_steps"] == 47
    resumed = Session.resume(child.record())
    assert (resumed.step, resumed.epoch, resumed.parent) == (69, 3, parent.id)


def test_a_block_that_returns_has_its_last_weights_back() -> None:
    parent = Session.start(spiral())
    advance(parent)
    shorter = parent.project.with_network(remove_nodes(parent.project.network, ["dense_2"]))
    child = Session.start(shorter, inherit=parent.record())
    advance(child)
    away = {key: (each,) for key, each in meant(parent.record().weights, parent.parts.analysis).items()}
    back = Session.start(parent.project, inherit=child.record(), remembered=away)
    assert np.array_equal(back.start_weights["dense_2.weight"], parent.record().weights["dense_2.weight"])
    assert np.array_equal(back.start_weights["dense.weight"], child.record().weights["dense.weight"])


def test_a_child_completes_the_recipe_its_parent_began() -> None:
    parent = Session.start(spiral(epochs=5))
    advance(parent, 2)
    child = Session.start(parent.project, inherit=parent.record())
    events = list(train(child, Limit(), lambda: 1000, lambda: False))
    assert [each["epoch"] for event in events if isinstance(event, EpochsDone) for each in event.records] == [
        3,
        4,
        5,
    ]


def test_events_come_in_order_and_hold_every_step() -> None:
    session = Session.start(spiral(epochs=2))
    events = list(train(session, Limit(), lambda: 10, lambda: False))
    assert [type(event) for event in events] == [Started, *[StepsDone] * 3, EpochsDone, *[StepsDone] * 3, EpochsDone, Finished]  # fmt: skip  # noqa: E501
    steps = [event for event in events if isinstance(event, StepsDone)]
    assert [(event.first, len(event.losses)) for event in steps] == [(1, 10), (11, 10), (21, 2), (23, 10), (33, 10), (43, 2)]  # fmt: skip  # noqa: E501
    assert events[0] == Started(session.plan.to_json()) and events[-1] == Finished("completed", 44)
    assert np.array_equal(np.concatenate([event.losses for event in steps]), session.record().history.losses)


@pytest.mark.parametrize(
    ("before", "limit", "end"),
    [(0, Limit(steps=23), 23), (23, Limit(steps=34), 57), (23, Limit(epochs=1), 44), (0, Limit(epochs=2), 44),
     (23, Limit(), 66), (66, Limit(), 66), (66, Limit(epochs=1), 88), (0, Limit(steps=0), 0)],
)  # fmt: skip
def test_limits_count_what_comes_on_top(before: int, limit: Limit, end: int) -> None:
    session = Session.start(spiral(epochs=3))
    list(train(session, Limit(steps=before), lambda: 7, lambda: False))
    last = list(train(session, limit, lambda: 7, lambda: False))[-1]
    assert last == Finished("completed", end)


def test_a_stop_ends_at_a_step_and_training_goes_on_from_there() -> None:
    session = Session.start(spiral())
    events = list(train(session, Limit(), lambda: 5, lambda: session.step >= 15))
    assert events[-1] == Finished("stopped", 15) and session.record().position["reason"] == "stopped"


def test_more_epochs_may_be_asked_for_on_the_way() -> None:
    session = Session.start(spiral(epochs=1))
    events = train(session, Limit(), lambda: 1000, lambda: False)
    for event in events:
        if isinstance(event, EpochsDone) and event.records[0]["epoch"] == 1:
            session.set_recipe(replace(session.recipe, epochs=3))
    assert session.epoch == 3


def test_a_project_that_cannot_train_is_refused_with_its_problem() -> None:
    project = spiral()
    with pytest.raises(PlaygroundError):
        Session.start(project.with_network(remove_nodes(project.network, ["dense_2"], bridge=False)))
    lonely = project.with_network(remove_nodes(project.network, ["dense", "dense_2", "dense_3"]))
    with pytest.raises(PlaygroundError, match="has weights"):
        Session.start(lonely)
    with pytest.raises(PlaygroundError, match="training"):
        Session.start(project.with_data(train=0.0, validation=1.0))


def changed_in(record: RunRecord, what: str, to: object) -> RunRecord:
    change = {"step": 3, "what": what, "from": 0.0, "to": to}
    return replace(record, history=replace(record.history, changes=(change,)))


DAMAGE: dict[str, Any] = {
    "position": lambda r: replace(r, position={**r.position, "step_in_epoch": -1}),
    "step": lambda r: replace(r, position={**r.position, "step": 3}),
    "permutation": lambda r: replace(r, state={**r.state, "order.permutation": np.zeros(350, np.int64)}),
    "permutation's length": lambda r: replace(r, state={**r.state, "order.permutation": np.arange(9)}),
    "generator": lambda r: replace(r, state={**r.state, "order.generator": np.zeros(9, np.uint8)}),
    "generator's inside": lambda r: replace(
        r, state={**r.state, "order.generator": np.full(5056, 255, np.uint8)}
    ),
    "dropout": lambda r: replace(r, state={**r.state, "random.cpu": np.zeros(9, np.uint8)}),
    "optimizer": lambda r: replace(r, state={**r.state, "optimizer.exp_avg.dense.bias": np.zeros(3)}),
    "nothing there": lambda r: replace(r, state={}),
    "scores": lambda r: replace(r, state={**r.state, "outputs.classify": np.zeros((1, 2), np.float32)}),
    "weights": lambda r: replace(r, weights={}),
    "plan": lambda r: replace(r, plan={}),
    "engine": lambda r: replace(r, plan={**r.plan, "engine": "steam"}),
    "device": lambda r: replace(r, plan={**r.plan, "device": "tpu"}),
    "changes": lambda r: replace(r, history=replace(r.history, changes=({"what": "options", "to": 3},))),
    "optimizer's name": lambda r: replace(
        r, history=replace(r.history, changes=({"what": "optimizer", "to": []},))
    ),
    "a weight of no block": lambda r: changed_in(r, "steam.weight[0,0]", 1.0),
    "a weight beyond its layer": lambda r: changed_in(r, "dense.weight[99,99]", 1.0),
    "a row of weights": lambda r: changed_in(r, "dense.weight[0]", 1.0),
    "a weight's value": lambda r: changed_in(r, "dense.weight[0,0]", "much"),
    "patience": lambda r: changed_in(r, "patience_from", "later"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_is_refused_in_one_sentence(damage: str) -> None:
    session = Session.start(spiral(), engine="torch")
    session.advance(5)
    with pytest.raises(PlaygroundError) as refused:
        Session.resume(DAMAGE[damage](session.record()))
    assert refused.value.message.endswith(".") and "\n" not in refused.value.message


def test_a_record_is_a_copy() -> None:
    session = Session.start(spiral())
    session.advance(5)
    record = session.record()
    kept = {key: array.copy() for key, array in record.weights.items()}
    session.advance(5)
    assert all(np.array_equal(kept[key], record.weights[key]) for key in kept)
    assert len(record.history.losses) == 5 and record.position["step"] == 5
    assert record.environment["torch"] == torch.__version__ and record.environment["threads"] == 1


def test_scores_in_the_shape_of_a_picture_are_resumed_in_mid_epoch() -> None:
    network, last = append_after(Network(), Node("image"), None)
    network, last = append_after(network, Node("conv2d", {"filters": 1, "activation": "linear"}), last)
    network, _ = append_after(network, Node("reconstruct"), last)
    session = Session.start(Project("Pictures", network, DataChoice("digits"), catalogue=CATALOGUE))
    session.advance(2)
    again = Session.resume(session.record())
    assert np.array_equal(again.advance(1).losses, session.advance(1).losses)
