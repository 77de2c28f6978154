"""The signal in each layer of a long network, against plain PyTorch; looking changes no bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from playground.core.builtin import CATALOGUE
from playground.core.network.edits import insert_on_edge, set_params
from playground.core.network.values import Network, Node
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session
from playground.core.views import depth, places
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot

REPEATS = 20


def project(name: str, repeats: int = REPEATS, **recipe: object) -> Project:
    """Return one of the two long networks with fewer layers."""
    opened = template(name, CATALOGUE).open()
    network = set_params(opened.network, "deep", repeat=repeats)
    return replace(opened, network=network, recipe=replace(opened.recipe, **recipe))  # type: ignore[arg-type]


def look(session: Session) -> Snapshot:
    """Return the view of a run as it stands."""
    return VIEWS.get("depth").snapshot(session.live_model(), {})


def plainly(session: Session, residual: bool) -> tuple[list[float], list[float]]:
    """Return gradient and activation of each layer by a loop over plain tensors of 64 bits."""
    live = session.live_model()
    keys = ["first", *(f"deep.{index}.dense" for index in range(REPEATS)), "last"]
    held = {name: torch.tensor(value, dtype=torch.float64) for name, value in live.weights().items()}
    weights = [held[f"{key}.weight"].requires_grad_() for key in keys]
    samples = live.samples("train")
    count = session.project.recipe.batch_size
    value = torch.tensor(samples["image"][:count], dtype=torch.float64).flatten(1) / 16
    activations = []
    for index, (key, weight) in enumerate(zip(keys, weights, strict=True)):
        made = nn.functional.linear(value, weight, held[f"{key}.bias"])
        made = made if key == "last" else torch.tanh(made)
        value = value + made if residual and 0 < index <= REPEATS else made
        activations.append(float(value.detach().square().mean().sqrt()))
    loss = nn.functional.cross_entropy(value, torch.tensor(samples["label"][:count], dtype=torch.int64))
    found = torch.autograd.grad(loss, weights)
    return [float(each.square().mean().sqrt()) for each in found], activations


@pytest.mark.parametrize("name", ["deep-plain-100", "deep-residual-100"])
@pytest.mark.parametrize("steps", [0, 7])
def test_gradient_and_activation_of_every_layer_are_those_of_plain_pytorch(name: str, steps: int) -> None:
    session = Session.start(project(name))
    if steps:
        session.advance(steps)
    shown = look(session)
    gradients, activations = plainly(session, residual="residual" in name)
    assert shown.arrays["gradient"] == pytest.approx(gradients, rel=2e-3)
    assert shown.arrays["activation"] == pytest.approx(activations, rel=1e-3)
    assert shown.facts["layers"] == ("first", *(f"deep/{i}/dense" for i in range(REPEATS)), "last")
    assert shown.step == steps


def test_a_gradient_of_ten_to_the_minus_24_is_seen_and_told_from_one_that_arrives() -> None:
    plain, residual = (look(Session.start(template(name, CATALOGUE).open()))
                       for name in ("deep-plain-100", "deep-residual-100"))  # fmt: skip
    deep = depth.group_part(plain.facts["layers"], "deep")
    assert deep == slice(1, 99) and depth.longest_group(plain.facts["layers"]) == "deep"
    lost, kept = depth.verdict(plain, deep), depth.verdict(residual, deep)
    assert lost.fate == "vanishes" and 0 < lost.factor < 1e-20 and lost.layers == 98
    assert kept.fate == "reaches" and 0.1 < kept.factor < 10


def noisy() -> Project:
    """Return a long network that draws random numbers and keeps running statistics."""
    opened = project("deep-residual-100", 12)
    network = opened.network
    for kind in ("batch_norm", "dropout"):
        network = insert_on_edge(network, Node(kind), next(e for e in network.edges if e.target == "last"))[0]
    return opened.with_network(network)


def test_looking_changes_no_bit_of_the_training() -> None:
    seen, unseen = Session.start(noisy()), Session.start(noisy())
    for _ in range(3):
        seen.advance(2)
        unseen.advance(2)
        torch.manual_seed(5)
        before = torch.get_rng_state()
        first, again = look(seen), look(seen)
        assert torch.equal(torch.get_rng_state(), before)
        assert all(np.array_equal(first.arrays[name], again.arrays[name]) for name in first.arrays)
    one, other = seen.record(), unseen.record()
    assert {key: value.tobytes() for key, value in one.weights.items()} == {
        key: value.tobytes() for key, value in other.weights.items()
    }
    assert {key: value.tobytes() for key, value in one.state.items()} == {
        key: value.tobytes() for key, value in other.state.items()
    }
    assert any("running" in key for key in one.weights)


def test_shared_repeats_are_layers_of_their_own_and_frozen_ones_are_said() -> None:
    opened = project("deep-residual-100", 12)
    network = set_params(opened.network, "deep", shared=True)
    frozen = {**network.nodes, "first": replace(network.nodes["first"], frozen=True)}
    shown = look(Session.start(opened.with_network(Network(frozen, network.edges))))
    assert len(shown.facts["layers"]) == 14 and shown.facts["frozen"] == (0,)
    assert shown.arrays["gradient"][0] == 0 and (shown.arrays["gradient"][1:] > 0).all()
    assert len(set(shown.arrays["gradient"][1:13])) == 1 and len(set(shown.arrays["activation"][1:13])) == 12


def written(gradient: list[float], saturated: float = 0.0, frozen: tuple[int, ...] = ()) -> Snapshot:
    values = np.array(gradient)
    arrays = {"gradient": values, "activation": np.ones(len(values)), "weight": np.full(len(values), 0.2),
              "saturated": np.full(len(values), saturated)}  # fmt: skip
    return Snapshot("depth", 1, arrays, {"layers": tuple("abcd"[: len(values)]), "frozen": frozen})


@pytest.mark.parametrize(
    ("shown", "fate", "factor"),
    [
        (written([1e-9, 1e-4, 1e-2]), "vanishes", 1e-7),
        (written([0.0, 0.0, 1e-2]), "vanishes", 0.0),
        (written([1e5, 1.0, 1.0]), "explodes", 1e5),
        (written([0.02, 0.05, 0.01]), "reaches", 2.0),
        (written([0.02, 0.05, 0.01], saturated=0.6), "saturated", 2.0),
        (written([0.1, np.inf, np.nan]), "broken", 2.0),
        (written([0.0, 0.3, 0.1], frozen=(0,)), "reaches", 3.0),
        (written([0.0, 0.0, 0.0]), "none", 1.0),
    ],
)
def test_one_thing_is_said_the_worst(shown: Snapshot, fate: str, factor: float) -> None:
    found = depth.verdict(shown)
    assert (found.fate, found.layers) == (fate, 3) and found.factor == pytest.approx(factor)


def test_of_some_layers_only_theirs_is_said() -> None:
    four, last = written([1e-9, 0.02, 0.05, 0.01]), slice(1, 4)
    assert depth.verdict(four).fate == "vanishes" and depth.verdict(four, last).fate == "reaches"
    four = written([0.5, 0.0, 0.3, 0.1], frozen=(1,))
    assert depth.verdict(four, last).factor == pytest.approx(3.0)
    four = written([0.5, 0.1, np.nan, 0.1])
    assert depth.verdict(four, last) == depth.Verdict("broken", 3, 3.0)  # the third layer of all
    four = written([0.1, 0.1, 0.1, 0.1])
    four.arrays["saturated"][:] = [1.0, 1.0, 1.0, 0.0]
    assert depth.verdict(four, slice(2, 4)).fate == "reaches"
    assert depth.verdict(four, slice(0, 3)).fate == "saturated"


def test_a_signal_that_is_no_number_is_broken_whatever_the_gradient() -> None:
    shown = written([0.1, 0.2, 0.1])
    shown.arrays["activation"][1] = np.inf
    assert depth.verdict(shown) == depth.Verdict("broken", 3, 2.0)


def test_the_gradient_that_moves_nothing_is_the_optimizers() -> None:
    shown, recipe = written([1.0, 1.0]), project("deep-plain-100").recipe
    assert depth.still_below(recipe, shown) == pytest.approx(1e-10)
    coarse = replace(recipe, options={"epsilon": 1e-4})
    assert depth.still_below(coarse, shown) == pytest.approx(1e-6)
    plain = replace(recipe, optimizer="sgd", options={}, learning_rate=0.01)
    assert depth.still_below(plain, shown) == pytest.approx(1e-7 * 0.2 / 0.01)


def test_networks_are_long_from_a_dozen_layers_on() -> None:
    fields = Session.start(project("deep-plain-100")).fields
    assert places.is_long(project("deep-plain-100", 10), fields)
    assert not places.is_long(project("deep-plain-100", 9), fields)
    assert not places.is_long(template("digits-cnn", CATALOGUE).open(), fields)
