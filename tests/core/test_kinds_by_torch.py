"""What newer kinds compute is what PyTorch's functions, or formulas of papers, give for the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from both_paths import holds
from kinds_in_torch import batch, module_of, outputs
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.layers.modules.attention import rotated, steepness
from playground.core.model import weights
from playground.core.model.model import build
from playground.core.network.edits import set_learning, set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import DataChoice, Project
from playground.core.shapes.measure import Refused, measure

LIST, STEPS, PICTURE, CLIP = Shape((6,)), Shape((4, 6)), Shape((2, 5, 6)), Shape((2, 3, 4, 5))


def made(kind: str, *shapes: Shape, **params: Any) -> tuple[Any, torch.Tensor, tuple[Any, ...]]:
    """Return the block's module, what it gives in training's absence, and what it was given."""
    torch.manual_seed(3)
    module, values = module_of(CATALOGUE.blocks.get(kind), shapes, **params).eval(), batch(shapes)
    return module, outputs(module(*values))[0], values


def refused(kind: str, *shapes: Shape | None, **params: Any) -> bool:
    """Say whether a kind cannot work on shapes."""
    spec = CATALOGUE.blocks.get(kind)
    try:
        return isinstance(measure(spec.call(spec.params_of(params), shapes), shapes), Refused)
    except ValueError:
        return True


REDUCED: list[tuple[Shape, tuple[str, ...], tuple[int, ...]]] = [
    (LIST, ("features",), (1,)), (STEPS, ("time",), (1,)), (STEPS, ("features",), (2,)),
    (PICTURE, ("height", "width"), (2, 3)), (PICTURE, ("features",), (1,)), (CLIP, ("time", "width"), (2, 4)),
]  # fmt: skip
FUNCTIONS = {
    "sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin,
    "norm": lambda values, dim, keepdim: torch.linalg.vector_norm(values, dim=dim, keepdim=keepdim),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "axes", "dims"), REDUCED)
@pytest.mark.parametrize("how", FUNCTIONS)
def test_axes_are_summed_up_as_pytorch_does(
    how: str, shape: Shape, axes: tuple[str, ...], dims: tuple[int, ...]
) -> None:
    for keep in (False, True):
        _, found, (values,) = made("reduce", shape, how=how, axes=axes, keep=keep)
        expected = FUNCTIONS[how](values, dim=dims, keepdim=keep)
        torch.testing.assert_close(found, expected.unsqueeze(1) if expected.dim() == 1 else expected)


def test_an_axis_that_what_arrives_lacks_is_refused() -> None:
    assert refused("reduce", LIST, axes=("time",)) and refused("reduce", PICTURE, axes=("time",))
    assert not refused("reduce", CLIP, axes=("time",))


def test_tables_are_multiplied_as_pytorch_does() -> None:
    _, found, (one, other) = made("matrix_product", STEPS, Shape((3, 6)))
    torch.testing.assert_close(found, torch.matmul(one, other.mT))
    _, found, (one, other) = made("matrix_product", PICTURE, Shape((2, 6, 3)), transposed=False)
    torch.testing.assert_close(found, torch.matmul(one, other))
    assert refused("matrix_product", STEPS, PICTURE) and refused("matrix_product", STEPS, Shape((3, 5)))


def test_numbers_of_no_sample_are_there_once_for_each() -> None:
    _, found, _ = made("constant_number", STEPS, channels=2, height=3, value=0.5)
    assert torch.equal(found, torch.full((3, 2, 3), 0.5))
    module, found, _ = made("learned_numbers", PICTURE, channels=4)
    (table,) = module.parameters()
    assert torch.equal(found, table.expand(3, 4)) and table.std() > 0
    for start, number in (("zeros", 0.0), ("ones", 1.0)):
        assert torch.equal(made("learned_numbers", LIST, start=start)[1], torch.full((3, 8), number))
    assert refused("constant_number", LIST, channels=0)


@pytest.mark.parametrize("shape", [PICTURE, CLIP])
def test_channels_of_a_pixel_are_normalised_as_pytorch_does_channels_last(shape: Shape) -> None:
    module, found, (values,) = made("layer_norm", shape, over="channels", epsilon=1e-3)
    (layer,) = module.parts
    with torch.no_grad():
        layer.weight.copy_(torch.randn(2))
    last = nn.functional.layer_norm(values.movedim(1, -1), (2,), layer.weight, layer.bias, 1e-3)
    torch.testing.assert_close(module(values), last.movedim(-1, 1))
    assert not torch.allclose(found, made("layer_norm", shape)[1])


def test_stochastic_depth_drops_whole_samples_and_scales_the_others() -> None:
    """Row mode of torchvision.ops.stochastic_depth: a noise of Bernoulli(1 - p) / (1 - p) for each sample."""
    module = module_of(CATALOGUE.blocks.get("stochastic_depth"), (PICTURE,), rate=0.2)
    values = torch.randn(500, 2, 5, 6)
    torch.manual_seed(4)
    found = module.train()(values)
    torch.manual_seed(4)
    noise = torch.empty(500, 1, 1, 1).bernoulli_(0.8).div_(0.8)
    assert torch.equal(found, values * noise)
    assert 0.7 < float((found.flatten(1).abs().sum(1) > 0).float().mean()) < 0.9


@pytest.mark.parametrize("side", [1, 2, 3, 9])
def test_drop_block_drops_squares_and_keeps_the_mean(side: int) -> None:
    values = torch.ones(400, 2, 8, 7)
    module = module_of(CATALOGUE.blocks.get("drop_block"), (Shape((2, 8, 7)),), rate=0.15, side=side)
    torch.manual_seed(4)
    found = module.train()(values)
    assert float(found.mean()) == pytest.approx(1.0, abs=1e-4)
    gone = found == 0
    assert 0.05 < float(gone.float().mean()) < 0.17  # squares overlap
    side = min(side, 7)  # each hole is made of whole squares: some square of zeros covers it
    squares = -nn.functional.max_pool2d(-gone.float(), side, stride=1)
    covered = nn.functional.max_pool2d(nn.functional.pad(squares, [side - 1] * 4), side, stride=1)
    assert torch.equal(covered > 0, gone)
    assert torch.equal(module.eval()(values), values)


def parametrised(norm: Callable[[nn.Module], nn.Module], given: nn.Module) -> tuple[nn.Linear, Any]:
    """Return PyTorch's dense layer under one of its norms, with the weights of ours."""
    theirs: Any = norm(nn.Linear(6, 8))
    with torch.no_grad():
        theirs.bias.copy_(given.bias)
    return theirs, theirs.parametrizations.weight


def test_weight_norm_is_that_of_pytorch() -> None:
    module, found, (values,) = made("dense", LIST, activation="linear", weights="weight_norm")
    (ours,) = module.parts
    theirs, kept = parametrised(parametrizations.weight_norm, ours)
    with torch.no_grad():
        ours.length.mul_(1.5)
        kept.original0.copy_(ours.length.unsqueeze(1))
        kept.original1.copy_(ours.direction)
    torch.testing.assert_close(module(values), theirs(values))
    for layer in (ours, theirs):
        layer(values).square().sum().backward()
    torch.testing.assert_close(ours.direction.grad, kept.original1.grad)
    torch.testing.assert_close(ours.length.grad.unsqueeze(1), kept.original0.grad)


def test_spectral_norm_is_that_of_pytorch_step_by_step() -> None:
    module, _, (values,) = made("dense", LIST, activation="linear", weights="spectral_norm")
    (ours,) = module.parts
    theirs, kept = parametrised(parametrizations.spectral_norm, ours)
    with torch.no_grad():
        kept.original.copy_(ours.direction)
        kept[0]._u.copy_(ours.left)
        kept[0]._v.copy_(ours.right)
    for layer in (ours, theirs):
        layer.train()
    for _ in range(3):
        torch.testing.assert_close(ours(values), theirs(values))
    scaled = (ours.direction / torch.dot(ours.left, ours.direction @ ours.right)).detach()
    assert float(torch.linalg.matrix_norm(scaled, 2)) == pytest.approx(1.0, abs=1e-2)
    ours(values).square().sum().backward()
    theirs(values).square().sum().backward()
    torch.testing.assert_close(ours.direction.grad, kept.original.grad)


@pytest.mark.parametrize("norm", ["weight_norm", "spectral_norm"])
def test_normed_weights_are_saved_exported_and_printed(norm: str, tmp_path: Path) -> None:
    project = TemplateRegistry(CATALOGUE).get("iris-mlp").open()
    network = project.network
    for node, each in network.nodes.items():
        if each.kind == "dense":
            network = set_params(network, node, weights=norm)
            network = set_learning(network, node, {"initial_weights": "orthogonal"})
    holds(project.with_network(network), tmp_path)


def attention(**params: Any) -> tuple[Any, torch.Tensor, torch.Tensor]:
    """Return attention over twelve features, what it gives and what it was given."""
    torch.manual_seed(3)
    (layer,) = (
        module_of(CATALOGUE.blocks.get("multi_head_attention"), (Shape((7, 12)),), **params).eval().parts
    )
    values = torch.randn(3, 7, 12)
    return layer, layer(values), values


def by_hand(layer: Any, values: torch.Tensor, added: torch.Tensor) -> torch.Tensor:
    """Return softmax(Q K^T / sqrt(width) + added) V for each head, spelled out."""
    found = []
    width = layer.query.out_features // layer.heads
    for head in range(layer.heads):
        key_head = head * layer.key_heads // layer.heads
        query = layer.query(values)[..., head * width : (head + 1) * width]
        key, value = (
            part(values)[..., key_head * width : (key_head + 1) * width] for part in (layer.key, layer.value)
        )
        share = torch.softmax(query @ key.mT / width**0.5 + added[head], dim=-1)
        found.append(share @ value)
    return layer.out(torch.cat(found, dim=-1))


def test_attention_shares_keys_and_has_a_width_of_its_own() -> None:
    layer, found, values = attention(heads=4, key_heads=2, head_width=5, bias=False)
    assert layer.key.out_features == 10 and layer.out.in_features == 20 and layer.query.bias is None
    torch.testing.assert_close(found, by_hand(layer, values, torch.zeros(4, 7, 7)))
    mixed = nn.functional.scaled_dot_product_attention(
        layer._split(layer.query(values)), layer.key(values).unflatten(2, (2, 5)).transpose(1, 2),
        layer.value(values).unflatten(2, (2, 5)).transpose(1, 2), enable_gqa=True,
    )  # fmt: skip
    torch.testing.assert_close(found, layer.out(mixed.transpose(1, 2).flatten(2)))


@pytest.mark.parametrize("causal", [False, True])
def test_attention_through_a_window_sees_its_neighbours_alone(causal: bool) -> None:
    layer, found, values = attention(heads=2, window=2, causal=causal)
    row, column = torch.arange(7).unsqueeze(1), torch.arange(7)
    seen = ((row - column).abs() <= 2) & ((column <= row) | (not causal))
    added = torch.zeros(7, 7).masked_fill(~seen, float("-inf")).expand(2, 7, 7)
    torch.testing.assert_close(found, by_hand(layer, values, added))
    assert torch.equal(layer.weights(values) > 0, seen.expand(3, 2, 7, 7))


def test_distances_are_added_to_the_scores() -> None:
    layer, found, values = attention(heads=4, places="alibi", causal=True)
    row, column = torch.arange(7).unsqueeze(1), torch.arange(7)
    slopes = torch.tensor([2.0**-2, 2.0**-4, 2.0**-6, 2.0**-8])  # Press et al., section 3
    later = torch.zeros(7, 7).masked_fill(column > row, float("-inf"))
    torch.testing.assert_close(
        found, by_hand(layer, values, slopes.view(4, 1, 1) * -(row - column).abs() + later)
    )
    layer, _, values = attention(heads=2, places="relative", distance=3)
    with torch.no_grad():
        layer.nearness.copy_(torch.randn(2, 7))
    added = torch.stack([torch.stack([torch.stack([layer.nearness[head, min(max(b - a, -3), 3) + 3]
                                                   for b in range(7)]) for a in range(7)])
                         for head in range(2)])  # fmt: skip
    torch.testing.assert_close(layer(values), by_hand(layer, values, added))


def test_slopes_of_heads_that_are_no_power_of_two_are_those_of_the_paper() -> None:
    """The published code takes those of the next smaller power of two and every second of twice as many."""
    assert steepness(6) == [2.0 ** (-8 * (index + 1) / 4) for index in range(4)] + [2.0**-1, 2.0**-3]


def test_rotated_scores_depend_on_how_far_apart_two_steps_are_alone() -> None:
    layer, found, values = attention(heads=2, places="rotary")
    alike = values[:1, :1].expand(1, 7, 12)  # the same at all places
    scores = layer.weights(alike).log()
    scores = scores - scores.diagonal(dim1=-2, dim2=-1).unsqueeze(-1)
    for head in scores[0]:
        for apart in range(-6, 7):
            line = head.diagonal(apart)
            torch.testing.assert_close(line, line[:1].expand_as(line), atol=1e-5, rtol=1e-4)
    pairs = torch.view_as_complex(torch.stack([torch.randn(1, 1, 7, 3), torch.randn(1, 1, 7, 3)], dim=-1))
    whole = torch.cat([pairs.real, pairs.imag], dim=-1)
    speeds = 10_000.0 ** (-2 * torch.arange(3) / 6)  # Su et al., section 3.2.2
    angle = torch.arange(7).unsqueeze(1) * speeds
    expected = pairs * torch.polar(torch.ones_like(angle), angle)
    torch.testing.assert_close(rotated(whole), torch.cat([expected.real, expected.imag], dim=-1))
    assert not torch.allclose(found, attention(heads=2)[1])


def test_padding_without_a_real_step_in_its_window_is_still_a_number() -> None:
    layer, _, values = attention(heads=2, window=1)
    mask = torch.arange(7) < torch.tensor([[7], [2], [1]])
    assert torch.isfinite(layer(values, None, mask)).all()
    changed = values.clone()
    changed[1, 2:] = 9.0
    torch.testing.assert_close(layer(values, None, mask)[1, :2], layer(changed, None, mask)[1, :2])
    assert refused("multi_head_attention", Shape((7, 12)), None, None, heads=5)
    assert refused("multi_head_attention", Shape((7, 12)), None, None, heads=4, key_heads=3)
    assert refused("multi_head_attention", Shape((7, 12)), None, None, heads=4, places="rotary")


CELLS: dict[str, Any] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


def from_state(cell: str, state: torch.Tensor) -> Any:
    """Return a flat memory as PyTorch's layer takes it."""
    parts = tuple(part.unsqueeze(0).contiguous() for part in state.chunk(2 if cell == "lstm" else 1, dim=1))
    return parts if cell == "lstm" else parts[0]


def to_state(end: Any) -> torch.Tensor:
    return torch.cat([part[0] for part in end], dim=1) if isinstance(end, tuple) else end[0]


@pytest.mark.parametrize("cell", CELLS)
def test_a_memory_goes_in_and_out_as_pytorch_does(cell: str) -> None:
    theirs, state = CELLS[cell](6, 4, batch_first=True), torch.randn(3, 8 if cell == "lstm" else 4)
    (ours,) = module_of(CATALOGUE.blocks.get("recurrent_state"), (STEPS,), cell=cell, units=4).parts
    ours.layer.load_state_dict(theirs.state_dict())
    values, lengths = torch.randn(3, 5, 6), torch.tensor([5, 2, 3])
    made, end = ours(values, state)
    expected, last = theirs(values, from_state(cell, state))
    torch.testing.assert_close((made, end), (expected, to_state(last)))
    mask = torch.arange(5) < lengths.unsqueeze(1)
    packed = nn.utils.rnn.pack_padded_sequence(values, lengths, batch_first=True, enforce_sorted=False)
    _, last = theirs(packed, from_state(cell, state))
    torch.testing.assert_close(ours(values, state, mask)[1], to_state(last))
    halfway, memory = ours(values[:, :2], state)
    torch.testing.assert_close(torch.cat([halfway, ours(values[:, 2:], memory)[0]], dim=1), made)


@pytest.mark.parametrize("cell", CELLS)
def test_steps_by_hand_are_those_of_the_layer(cell: str) -> None:
    theirs = CELLS[cell](6, 4, batch_first=True)
    (ours,) = module_of(CATALOGUE.blocks.get("recurrent_step"), (LIST,), cell=cell, units=4).parts
    ours.step.load_state_dict({name.removesuffix("_l0"): each for name, each in theirs.state_dict().items()})
    values, state, made = torch.randn(3, 5, 6), None, []
    for step in range(5):
        given, state = ours(values[:, step], state)
        made.append(given)
    expected, last = theirs(values)
    torch.testing.assert_close(torch.stack(made, dim=1), expected)
    torch.testing.assert_close(state, to_state(last))
    assert refused("recurrent_step", LIST, Shape((5,)), cell=cell, units=4)


def test_zero_is_padding_or_a_word() -> None:
    (usual,) = module_of(CATALOGUE.blocks.get("embedding"), (Shape((5,), "int"),)).parts
    (word,) = module_of(CATALOGUE.blocks.get("embedding"), (Shape((5,), "int"),), zero_is_word=True).parts
    assert usual.weight[0].count_nonzero() == 0 and word.weight[0].count_nonzero() == 32


def test_a_mask_is_pulled_off_and_put_on_again() -> None:
    project = TemplateRegistry(CATALOGUE).get("reviews-lstm").open()
    fields = fields_of(project)
    before = analyse(project, fields)
    (node,) = (name for name, each in project.network.nodes.items() if each.kind == "lstm")
    assert (node, "mask") in before.graph.held
    off = project.with_network(set_params(project.network, node, masked=False))
    known = analyse(off, fields, before)
    assert (node, "mask") not in known.graph.held
    again = analyse(project, fields, known)
    assert (node, "mask") in again.graph.held and again.inference.outputs == before.inference.outputs


def test_a_window_is_placed_as_pytorch_does() -> None:
    module, found, (values, numbers) = made("spatial_transformer", PICTURE, LIST, from_identity=False)
    grid = nn.functional.affine_grid(numbers.view(-1, 2, 3), [3, 2, 5, 6], align_corners=False)
    expected = nn.functional.grid_sample(values, grid, align_corners=False)
    torch.testing.assert_close(found, expected)
    same = made("spatial_transformer", PICTURE, LIST)[0](values, torch.zeros(3, 6))
    torch.testing.assert_close(same, values)
    assert refused("spatial_transformer", PICTURE, Shape((5,)))


def test_pixels_know_where_they_lie() -> None:
    _, found, (values,) = made("coordinate_channels", PICTURE, radius=True)
    assert torch.equal(found[:, :2], values) and found.shape == (3, 5, 5, 6)
    torch.testing.assert_close(found[1, 2, :, 3], torch.tensor([-1.0, -0.5, 0.0, 0.5, 1.0]))
    torch.testing.assert_close(found[1, 3, 2], torch.linspace(-1, 1, 6))
    torch.testing.assert_close(found[0, 4], found[0, 2:4].square().sum(0).sqrt())


def test_space_to_depth_is_undone_by_pixel_shuffle() -> None:
    _, found, (values,) = made("pixel_unshuffle", Shape((2, 4, 6)))
    assert found.shape == (3, 8, 2, 3) and torch.equal(nn.functional.pixel_shuffle(found, 2), values)
    assert refused("pixel_unshuffle", PICTURE)


def test_a_latent_is_drawn_in_training_and_is_its_mean_otherwise() -> None:
    module, found, (mean, _) = made("sample_latent", LIST, LIST)
    assert torch.equal(found, mean)
    mean, log_variance = torch.full((20_000, 2), 3.0), torch.tensor([0.0, -2.0]).expand(20_000, 2)
    drawn = module.train()(mean, log_variance)
    torch.testing.assert_close(drawn.mean(0), torch.tensor([3.0, 3.0]), atol=0.05, rtol=0)
    torch.testing.assert_close(drawn.std(0), torch.tensor([1.0, 0.3679]), atol=0.02, rtol=0)


def test_slopes_per_channel_are_those_of_features_in_a_sequence() -> None:
    spec = CATALOGUE.blocks.get("prelu")
    module, _, (values,) = made("prelu", STEPS, per_channel=True)
    (layer,) = module.parts
    slopes = torch.rand(6)
    with torch.no_grad():
        layer.slopes.copy_(slopes)
    torch.testing.assert_close(module(values), torch.where(values > 0, values, slopes * values))
    for shape, count in ((STEPS, 6), (PICTURE, 2), (LIST, 6)):
        assert spec.weights(spec.params_of({"per_channel": True}), (shape,)) == count


def test_weights_of_slopes_that_counted_steps_are_refused() -> None:
    """They would mean something else now, also where a sequence has as many steps as features."""
    nodes = {
        "series": Node("series"), "bend": Node("prelu", {"per_channel": True}), "last": Node("over_time"),
        "score": Node("dense", {"units": 4}), "goal": Node("classify"),
    }  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    project = Project("Old", Network(nodes, edges), DataChoice("sensor"), catalogue=CATALOGUE)
    model = build(analyse(project, fields_of(project)))
    arrays = weights.arrays_of(model)
    arrays["bend.weight"] = arrays.pop("bend.slopes")
    with pytest.raises(PlaygroundError, match="The weights of block bend are incomplete"):
        weights.load_weights(model, arrays)
