"""The forward pass of training gives what the model gives, and refuses data that cannot be learned."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.builtin import CATALOGUE
from playground.core.data import prepared
from playground.core.errors import PlaygroundError
from playground.core.network.edits import add_node, connect
from playground.core.network.values import Edge, Node
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project
from playground.core.training import batches, program, resident
from playground.core.training.batches import LINE, Epoch, batch_sizes, laid_out
from playground.core.training.lazy_input import LazyInput
from playground.core.training.session import Session
from run_bits import differences, run

Spoil = Callable[[dict[str, np.ndarray]], None]


def two_goals() -> Project:
    """Return the spiral with a second classify goal, on a branch of its own from the first layer."""
    project = TemplateRegistry(CATALOGUE).get("spiral-mlp").open()
    network, side = add_node(project.network, Node("dense", {"units": 2, "activation": "linear"}))
    network, goal = add_node(network, Node("classify"))
    network = connect(network, Edge("dense", "out", side, "in"))
    return project.with_network(connect(network, Edge(side, "out", goal, "in")))


def test_a_line_and_a_graph_give_the_models_own_scores() -> None:
    for project in (TemplateRegistry(CATALOGUE).get("digits-cnn").open(), two_goals()):
        parts = Session.start(project).parts
        parts.model.eval()
        raw = {name: torch.from_numpy(array[:7]) for name, array in parts.data.samples.take("train").items()}
        wanted = parts.model({name: raw[name] for name in parts.model.fields})
        brought = parts.program.brought(raw)
        feeds = tuple(brought[slot].contiguous() for slot in parts.program.feeds)
        for found in (parts.program.run(feeds), parts.program.run_hooked(feeds)):
            assert len(found) == len(wanted)
            assert all(torch.equal(*pair) for pair in zip(found, wanted.values(), strict=True))
        traced = dict(parts.program.trace(feeds)).values()
        assert all(any(torch.equal(scores, output) for output in traced) for scores in wanted.values())


def test_several_goals_add_their_losses_and_tell_all_figures() -> None:
    session = Session.start(two_goals())
    before = session.stepper
    losses = session.advance(1000).losses
    parts, train = session.parts, session.parts.data.part("train")
    assert before is session.stepper and len(train.targets) == 2 and losses[0] > 1.0  # twice about ln 2
    first, second = (goal.node for goal in parts.goals)
    ended = session.recorder.epochs[0]
    assert {"accuracy", f"{second}_accuracy", "val_accuracy", f"val_{second}_accuracy"} <= set(ended)
    assert f"{first}_accuracy" not in ended
    resumed = Session.resume(session.record())
    assert (resumed.advance(30).losses == session.advance(30).losses).all()


def test_an_epoch_gathers_samples_with_their_targets() -> None:
    values = torch.arange(10.0).reshape(10, 1)
    order = torch.tensor([3, 1, 4, 0, 5, 9, 2, 6, 8, 7])
    epoch = Epoch(order, (values,), (torch.arange(10) * 10,), (4, 4), "contiguous")
    assert epoch.steps == 2
    (feed,), (target,) = epoch.batch(1)
    assert feed.tolist() == [[5], [9], [2], [6]] and target.tolist() == [50, 90, 20, 60]
    assert epoch.batch(0)[1][0].tolist() == [30, 10, 40, 0]


@pytest.mark.parametrize("layout", ["contiguous", "channels_last"])
def test_batches_gathered_a_few_at_a_time_are_those_of_one_go(
    layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, labels, order = torch.rand(90, 3, 5, 5), torch.arange(90), torch.randperm(90)
    sizes = batch_sizes(90, 4, pairs=False)
    whole = Epoch(order, (pictures,), (labels,), sizes, layout)
    monkeypatch.setattr(batches, "DATA_AT_ONCE", 3000)
    pieces = Epoch(order, (pictures,), (labels,), sizes, layout)
    assert pieces._at_once == 4 and whole._at_once > len(sizes)  # 4 batches of pictures fill whole lines
    for index in (*range(len(sizes)), 3, 20, 0):
        (feed,), (target,) = pieces.batch(index)
        (wanted,), (aim,) = whole.batch(index)
        assert torch.equal(feed, wanted) and torch.equal(target, aim)
        assert feed.stride() == wanted.stride()
        assert feed.data_ptr() % LINE == wanted.data_ptr() % LINE  # a kernel may compute otherwise elsewhere


@pytest.mark.parametrize("template", ["digits-cnn", "digits-autoencoder", "reviews-lstm", "sensor-gru"])
def test_data_prepared_some_samples_at_a_time_are_those_of_one_go(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = TemplateRegistry(CATALOGUE).get(template).open()
    whole = Session.start(project).parts.data.part("train")
    monkeypatch.setattr(resident, "DATA_AT_ONCE", 3000)
    pieces = Session.start(project).parts.data.part("train")
    for one, other in zip((*whole.feeds, *whole.targets), (*pieces.feeds, *pieces.targets), strict=True):
        assert torch.equal(one, other) and one.stride() == other.stride() and one.dtype == other.dtype


def test_a_pool_gets_its_gradient_laid_out_as_its_picture_and_to_the_same_bits() -> None:
    """Behind a flatten it comes otherwise, over which PyTorch's backward pass takes six times as long."""
    pool, picture = nn.MaxPool2d(3, 2), torch.rand(4, 3, 9, 9).to(memory_format=torch.channels_last)
    laid, gradients = list[bool](), list[Tensor]()
    for forward in (pool, program._forward(pool)):
        value = picture.clone().requires_grad_()
        made = forward(value)
        made.register_hook(lambda each: laid.append(each.is_contiguous(memory_format=torch.channels_last)))
        made.flatten(1).square().sum().backward()
        gradients.append(value.grad)
    assert laid == [False, True] and torch.equal(*gradients)


def test_an_order_is_never_written_beyond_its_row() -> None:
    with pytest.raises(ValueError, match="as long as there are samples"):
        batches.draw_order(10, torch.Generator(), torch.empty(9, dtype=torch.int64))


LAZY = {"digits-cnn": True, "two-inputs": True, "reviews-lstm": True, "digits-autoencoder": False}


@pytest.mark.parametrize("template", LAZY)
def test_data_prepared_as_they_are_asked_for_train_to_the_same_bits(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goals are made of stays as a whole."""
    project = TemplateRegistry(CATALOGUE).get(template).open().with_recipe(engine="torch")
    whole = Session.start(project)
    monkeypatch.setattr(resident, "PREPARED_AT_MOST", 1000)
    pieces = Session.start(project)
    feeds = pieces.parts.data.part("train").feeds
    assert [isinstance(each, LazyInput) for each in feeds] == [LAZY[template]] * len(feeds)
    steps = whole.steps_per_epoch + 3
    assert differences(run(whole, steps).record(), run(pieces, steps).record()) == []
    assert pieces.live_model().signals() == whole.live_model().signals()


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_are_laid_out_as_planned(channels: int) -> None:
    pictures = torch.rand(5, channels, 4, 6)
    last = laid_out(pictures, "channels_last")
    assert torch.equal(last, pictures) and last.stride() == (24 * channels, 1, 6 * channels, channels)
    assert laid_out(pictures, "contiguous") is pictures
    assert laid_out(pictures[:, 0, 0], "channels_last").is_contiguous() == pictures[:, 0, 0].is_contiguous()


def spoilt(monkeypatch: pytest.MonkeyPatch, template: str, spoil: Spoil) -> Project:
    """Return a template whose data, once loaded, are damaged."""
    project = TemplateRegistry(CATALOGUE).get(template).open()
    samples = prepared.load_samples(project)
    arrays = {name: array.copy() for name, array in samples.dataset.arrays.items()}
    spoil(arrays)
    damaged = replace(samples, dataset=replace(samples.dataset, arrays=arrays))
    monkeypatch.setattr("playground.core.data.held_out.load_samples", lambda data: damaged)
    return project


@pytest.mark.parametrize("label", [-100, -1, 2, 10**6])
def test_labels_outside_the_classes_are_refused(monkeypatch: pytest.MonkeyPatch, label: int) -> None:
    project = spoilt(
        monkeypatch, "spiral-mlp", lambda arrays: arrays["label"].__setitem__(slice(None), label)
    )
    with pytest.raises(PlaygroundError, match=f"label {label}, but the classes go from 0 to 1"):
        Session.start(project)


@pytest.mark.parametrize(("template", "field"), [("spiral-mlp", "points"), ("regression-plane", "value")])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(
    monkeypatch: pytest.MonkeyPatch, template: str, field: str, value: float
) -> None:
    project = spoilt(monkeypatch, template, lambda arrays: arrays[field].fill(value))
    with pytest.raises(PlaygroundError, match=f"The field {field} of the data"):
        Session.start(project)
