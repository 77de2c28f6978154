"""Blocks of published networks: as many parameters as the networks made of them, and the papers' formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from dropped_groups import applied, computed, dropped, known, spec_of
from made_data import known_too, made
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import Category
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project

Block = tuple[str, dict[str, Any]]
Bend = Callable[[Tensor], Tensor]
LINEAR = {"activation": "linear"}


def as_is(values: Tensor) -> Tensor:
    return values


def counted(source: str, sizes: tuple[int, ...], *row: Block) -> int:
    """Return how many parameters blocks in a row have that read samples of a size."""
    data = made(source, sizes)
    nodes = {f"n{index}": Node(*each) for index, each in enumerate(((source, {}), *row))}
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(nodes, list(nodes)[1:], strict=False))
    nodes |= {"flat": Node("flatten"), "few": Node("slice", {"length": 3}), "goal": Node("classify")}
    ends = zip((f"n{len(row)}", "flat", "few"), ("flat", "few", "goal"), strict=True)
    wires = (*edges, *(Edge(a, "out", b, "in") for a, b in ends))
    project = Project("Row", Network(nodes, wires), DataChoice(data.id), catalogue=known_too((data,)))
    return known(project).inference.total


def conv(filters: int, kernel: int = 3, bend: str = "relu", **more: Any) -> list[Block]:
    return [("conv2d", {"filters": filters, "kernel": kernel, "bias": False, **LINEAR, **more}),
            ("batch_norm", {}), *([(bend, {})] if bend else [])]  # fmt: skip


def ended(*row: Block) -> list[Block]:
    return [*row, ("global_pool", {}), ("dense", {"units": 1000, **LINEAR})]


def resnet(kind: str, counts: tuple[int, ...], out: int, **more: Any) -> list[Block]:
    """Return the residual network for pictures of 224 × 224; He et al., arXiv:1512.03385, table 1."""
    row = [*conv(64, 7, stride=2), ("max_pool2d", {"kernel": 3, "stride": 2, "padding": 1})]
    for stage, count in enumerate(counts):
        given = {"filters": out << stage, **more}
        first = {"projects": out > 64, "stride": 2 if stage else 1}
        row += [(kind, {**given, **(first if index == 0 else {})}) for index in range(count)]
    return ended(*row)


def densenet() -> list[Block]:
    """Return DenseNet-121; Huang et al., arXiv:1608.06993, table 1."""
    row, maps = [*conv(64, 7, stride=2), ("max_pool2d", {"kernel": 3, "stride": 2, "padding": 1})], 64
    for stage, layers in enumerate((6, 12, 24, 16)):
        row.append(("dense_block", {"layers": layers, "growth": 32}))
        maps += 32 * layers
        if stage < 3:
            maps //= 2
            halved = {"filters": maps, "kernel": 1, "bias": False, **LINEAR}
            row += [("batch_norm", {}), ("relu", {}), ("conv2d", halved), ("average_pool2d", {})]
    return ended(*row, ("batch_norm", {}), ("relu", {}))


V2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1))  # fmt: skip
B0 = ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
      (6, 192, 4, 2, 5), (6, 320, 1, 1, 3))  # fmt: skip


def mobile(stages: tuple[tuple[int, ...], ...], bend: str, **more: Any) -> list[Block]:
    """Return MobileNetV2 (arXiv:1801.04381, table 2) or EfficientNet-B0 (arXiv:1905.11946, table 1)."""
    row, maps = conv(32, 3, bend, stride=2), 32
    for expansion, filters, count, stride, *kernel in stages:
        for index in range(count):
            given = {"channels": maps, "filters": filters, "expansion": expansion, "activation": bend, **more}
            given |= {"kernel": kernel[0]} if kernel else {}
            row.append(("inverted_residual", {**given, "stride": 1 if index else stride}))
            maps = filters
    return ended(*row, *conv(1280, 1, bend))


def inception() -> list[Block]:
    """Return Inception v3 for pictures of 299 × 299 without its side goal, as torchvision has it."""
    whole = {"narrower": 1}
    pool = ("max_pool2d", {"kernel": 3, "stride": 2})
    row = [*conv(32, 3, stride=2, padding="valid"), *conv(32, 3, padding="valid"), *conv(64), pool,
           *conv(80, 1), *conv(192, 3, padding="valid"), pool]  # fmt: skip
    row += [("inception_a", {**whole, "pool": count}) for count in (32, 64, 64)]
    row += [("inception_b", whole)]
    row += [("inception_c", {**whole, "sevens": count}) for count in (128, 160, 160, 192)]
    return ended(*row, ("inception_d", whole), ("inception_e", whole), ("inception_e", whole))


def convnext() -> list[Block]:
    """Return ConvNeXt-T; Liu et al., arXiv:2201.03545, table 9."""
    norm = ("layer_norm", {"over": "channels", "epsilon": 1e-6})
    row: list[Block] = [
        ("conv2d", {"filters": 96, "kernel": 4, "stride": 4, "padding": "valid", **LINEAR}),
        norm,
    ]
    for stage, count in enumerate((3, 3, 9, 3)):
        maps = 96 << stage
        if stage:
            halved = {"filters": maps, "kernel": 2, "stride": 2, "padding": "valid", **LINEAR}
            row += [norm, ("conv2d", halved)]
        row.append(("convnext_block", {"channels": maps, "repeat": count}))
    return [*row, ("global_pool", {}), ("layer_norm", {}), ("dense", {"units": 1000, **LINEAR})]


NETWORKS: dict[str, tuple[int, tuple[int, ...], list[Block]]] = {
    # torchvision tells these: `num_params` of its weights, of inception_v3 without the 3,326,696 of AuxLogits
    "resnet-18": (11_689_512, (3, 64, 64), resnet("residual_block", (2, 2, 2, 2), 64)),
    "resnet-34": (21_797_672, (3, 64, 64), resnet("residual_block", (3, 4, 6, 3), 64)),
    "resnet-50": (25_557_032, (3, 64, 64), resnet("bottleneck_block", (3, 4, 6, 3), 256)),
    "resnext-50": (25_028_904, (3, 64, 64),
                   resnet("bottleneck_block", (3, 4, 6, 3), 256, reduction=2, groups=32)),
    "densenet-121": (7_978_856, (3, 64, 64), densenet()),
    "mobilenet-v2": (3_504_872, (3, 64, 64), mobile(V2, "relu6")),
    "efficientnet-b0": (5_288_548, (3, 64, 64), mobile(B0, "silu", squeezes=True)),
    "inception-v3": (27_161_264 - 3_326_696, (3, 299, 299), inception()),
    "convnext-tiny": (28_589_128, (3, 64, 64), convnext()),
    # Ronneberger et al., arXiv:1505.04597, figure 1, two classes
    "u-net": (31_030_658, (1, 64, 64),
              [("unet", {"depth": 4, "width": 64}), ("conv2d", {"filters": 2, "kernel": 1, **LINEAR})]),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_published_networks_are_made_of_them(name: str) -> None:
    count, sizes, row = NETWORKS[name]
    assert counted("image", sizes, *row) == count


def test_gpt_2_small_is_made_of_gpt_blocks() -> None:
    """124,439,808 (openai/gpt-2, its table tied): 50,257 words, 1,024 places, 768 features."""
    given = {"repeat": 12, "heads": 12, "width": 3072}
    blocks = counted("series", (5, 768), ("gpt_block", given), ("layer_norm", {}))
    assert blocks + (50_257 + 1_024) * 768 == 124_439_808


@pytest.mark.parametrize(("places", "more"), [("none", 0), ("relative", 4 * (2 * 16 + 1))])
def test_a_conformer_block_has_the_parameters_of_its_parts(places: str, more: int) -> None:
    """144 features and a kernel of 31, as Conformer (S): arXiv:2005.08100, table 1."""
    d, wide, kernel = 144, 576, 31
    norm, forward = 2 * d, d * wide + wide + wide * d + d
    attention, convolution = 4 * (d * d + d), 2 * (d * d + d) + kernel * d + d + 2 * d + d * d + d
    given = {"features": d, "width": wide, "kernel": kernel, "places": places}
    count = counted("series", (9, d), ("conformer_block", given))
    assert count == 2 * (norm + forward) + norm + attention + norm + convolution + norm + more


@pytest.mark.parametrize(("layers", "cycles"), [(1, 1), (10, 1), (10, 3)])
def test_a_wavenet_stack_has_the_parameters_of_its_layers(layers: int, cycles: int) -> None:
    """32 features, 256 put aside, kernels of 2: arXiv:1609.03499, section 2.4, gives the layers."""
    count = layers * cycles
    each = 2 * (2 * 32 * 32 + 32) + 32 * 256 + 256
    given = {"features": 32, "skips": 256, "layers": layers, "cycles": cycles}
    assert counted("series", (9, 32), ("wavenet_stack", given)) == count * each + (count - 1) * (32 * 32 + 32)


def test_they_stand_in_a_section_with_encoder_decoder_and_squeeze_and_excite() -> None:
    titles = [spec.title for spec in CATALOGUE.blocks if spec.category is Category.PUBLISHED]
    assert set(titles) == {
        "Residual block", "Bottleneck block", "Dense block", "Inverted residual", "ConvNeXt block", "U-Net",
        "Inception A", "Inception B", "Inception C", "Inception D", "Inception E", "Encoder block",
        "Decoder block", "GPT block", "Conformer block", "WaveNet stack", "Squeeze and excite",
    }  # fmt: skip
    assert not any(spec.rare for spec in CATALOGUE.blocks if spec.category is Category.PUBLISHED)


# what they compute


def normed(own: dict[str, Tensor], name: str, values: Tensor, bend: Bend = torch.relu, eps: float = 1e-5,
           **more: Any) -> Tensor:  # fmt: skip
    """Return a convolution, its batch norm and its bend, by PyTorch's functions."""
    weight = own[f"{name}.weight"]
    pad = (weight.shape[2] // 2, weight.shape[3] // 2)
    return bend(norm(own, name, functional.conv2d(values, weight, **{"padding": pad, **more}), eps))


def norm(own: dict[str, Tensor], name: str, values: Tensor, eps: float = 1e-5) -> Tensor:
    """Return the batch norm that belongs to a block, as it is in use."""
    mean, var, weight, bias = (own[f"{name}_norm.{part}"]
                               for part in ("running_mean", "running_var", "weight", "bias"))  # fmt: skip
    return functional.batch_norm(values, mean, var, weight, bias, eps=eps)


@pytest.mark.parametrize("stride", [1, 2])
def test_a_residual_block_adds_two_convolutions_to_what_came_in(stride: int) -> None:
    values, found, own = computed(spec_of("residual_block"), 3, stride=stride)
    branch = normed(own, "second", normed(own, "first", values, stride=stride), as_is)
    way = normed(own, "projection", values, as_is, stride=2) if stride == 2 else values
    torch.testing.assert_close(found, torch.relu(branch + way))


@pytest.mark.parametrize(
    ("kind", "given", "channels", "fitted"),
    [
        ("residual_block", {}, 12, {"filters": 12}),
        ("residual_block", {}, 3, {"projects": True}),  # a picture: three maps could hardly learn
        ("bottleneck_block", {"groups": 4}, 24, {"filters": 24, "groups": 2}),
        ("bottleneck_block", {"groups": 4}, 1, {"projects": True, "groups": 4}),
        ("inverted_residual", {}, 24, {"channels": 24, "filters": 24}),
        ("inverted_residual", {"filters": 40}, 24, {"channels": 24, "filters": 40}),
        ("inverted_residual", {}, 3, {"channels": 3, "filters": 16}),
    ],
)
def test_blocks_are_as_wide_as_what_arrives(
    kind: str, given: dict[str, Any], channels: int, fitted: dict[str, object]
) -> None:
    spec = spec_of(kind)
    assert spec.refit(spec.params_of(given), Shape((channels, 8, 8))) == fitted


def test_a_bottleneck_narrows_between_its_ends() -> None:
    values, found, own = computed(spec_of("bottleneck_block"), 3, stride=2, groups=3)
    assert own["look.weight"].shape == (3, 1, 3, 3)
    few = normed(own, "look", normed(own, "narrow", values), stride=2, groups=3)
    way = normed(own, "projection", values, as_is, stride=2)
    torch.testing.assert_close(found, torch.relu(normed(own, "widen", few, as_is) + way))


@pytest.mark.parametrize("kind", ["residual_block", "bottleneck_block"])
def test_residual_blocks_weigh_their_maps_and_look_wide(kind: str) -> None:
    values, found, own = computed(spec_of(kind), 3, squeezes=True, dilation=2, filters=32, projects=True)
    wide = {"padding": 2, "dilation": 2}
    if kind == "residual_block":
        branch = normed(own, "second", normed(own, "first", values, **wide), as_is, **wide)
    else:
        few = normed(own, "look", normed(own, "narrow", values), **wide)
        branch = normed(own, "widen", few, as_is)
    scale = applied(own, "squeeze.0.narrow", branch.mean((2, 3), keepdim=True))
    assert scale.shape[1] == 32 // 16
    branch = branch * torch.sigmoid(applied(own, "squeeze.0.excite", torch.relu(scale)))
    torch.testing.assert_close(found, torch.relu(branch + normed(own, "projection", values, as_is)))


def test_each_layer_of_a_dense_block_reads_what_all_before_it_gave() -> None:
    values, found, own = computed(spec_of("dense_block"), 3, layers=2, growth=5)
    for number in (1, 2):
        made_of = values
        for name, pad in ((f"narrow_{number}", 0), (f"layer_{number}", 1)):
            made_of = functional.conv2d(
                torch.relu(norm(own, name, made_of)), own[f"{name}.weight"], padding=pad
            )
        values = torch.cat([values, made_of], 1)
    assert found.shape[1] == 12 + 2 * 5
    torch.testing.assert_close(found, values)


@pytest.mark.parametrize(("expansion", "squeezes"), [(1, False), (6, False), (3, True)])
def test_an_inverted_residual_is_wide_in_its_middle(expansion: int, squeezes: bool) -> None:
    given = {"expansion": expansion, "squeezes": squeezes, "kernel": 5}
    values, found, own = computed(spec_of("inverted_residual"), 3, **given)
    wide = normed(own, "widen", values, functional.relu6) if expansion > 1 else values
    wide = normed(own, "each", wide, functional.relu6, groups=12 * expansion)
    if squeezes:
        scale = applied(own, "squeeze.0.narrow", wide.mean((2, 3), keepdim=True))
        assert scale.shape[1] == 12 // 4
        wide = wide * torch.sigmoid(applied(own, "squeeze.0.excite", functional.relu6(scale)))
    torch.testing.assert_close(found, values + normed(own, "narrow", wide, as_is))


def test_an_inverted_residual_that_shrinks_has_no_way_round() -> None:
    values, found, own = computed(spec_of("inverted_residual"), 3, stride=2, expansion=2)
    wide = normed(own, "each", normed(own, "widen", values, functional.relu6), functional.relu6,
                  groups=24, stride=2)  # fmt: skip
    torch.testing.assert_close(found, normed(own, "narrow", wide, as_is))


def test_a_convnext_block_is_that_of_the_paper() -> None:
    values, found, own = computed(spec_of("convnext_block"), 3)
    wide = functional.conv2d(values, own["each.weight"], own["each.bias"], padding=3, groups=12)
    wide = functional.layer_norm(wide.movedim(1, -1), (12,), own["norm.weight"], own["norm.bias"], 1e-6)
    for name, bend in (("widen", functional.gelu), ("narrow", as_is)):
        wide = bend(functional.linear(wide, own[f"{name}.weight"].flatten(1), own[f"{name}.bias"]))
    scale = next(tensor for key, tensor in own.items() if key.startswith("scales."))
    torch.testing.assert_close(found, values + wide.movedim(-1, 1) * scale.reshape(1, 12, 1, 1))


def inception_row(own: dict[str, Tensor], name: str, values: Tensor, shrinks: bool = False) -> Tensor:
    """Return a branch of an Inception block; its last convolution may halve the sides."""
    numbers = [number for number in range(1, 6) if f"{name}_{number}.weight" in own]
    for number in numbers:
        more = {"stride": 2, "padding": 0} if shrinks and number == numbers[-1] else {}
        values = normed(own, f"{name}_{number}", values, eps=1e-3, **more)
    return values


@pytest.mark.parametrize("letter", ["a", "b", "c", "d", "e"])
def test_inception_blocks_put_their_branches_side_by_side(letter: str) -> None:
    values, found, own = computed(spec_of(f"inception_{letter}"), 3, narrower=32)
    shrinks = letter in ("b", "d")
    rows = {"a": ("one", "five", "threes"), "b": ("three", "threes"), "c": ("one", "seven", "sevens"),
            "d": ("three", "seven"), "e": ("one",)}[letter]  # fmt: skip
    ends = [inception_row(own, row, values, shrinks) for row in rows]
    for row in ("three", "threes") if letter == "e" else ():
        both = inception_row(own, row, values)
        ends += [inception_row(own, f"{row}_{end}", both) for end in ("row", "column")]
    mean = functional.avg_pool2d(values, 3, 1, 1)
    ends.append(functional.max_pool2d(values, 3, 2) if shrinks else inception_row(own, "pool", mean))
    torch.testing.assert_close(found, torch.cat(ends, 1))
    assert (found.shape[2] < values.shape[2]) == shrinks


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_u_net_of_any_depth_keeps_the_size(depth: int) -> None:
    values, found, own = computed(spec_of("unet"), 3, depth=depth, width=4)

    def pair(name: str, maps: Tensor) -> Tensor:
        for number in (1, 2):
            weight, bias = (own[f"{name}_{number}.{part}"] for part in ("weight", "bias"))
            maps = torch.relu(functional.conv2d(maps, weight, bias, padding=1))
        return maps

    maps, skips = values, []
    for level in range(1, depth + 1):
        skips.append(pair(f"down_{level}", maps))
        maps = functional.max_pool2d(skips[-1], 2)
    maps = pair("bottom", maps)
    assert maps.shape[1:] == (4 << depth, 8 >> depth, 8 >> depth)
    for level in range(depth, 0, -1):
        weight, bias = (own[f"larger_{level}.{part}"] for part in ("weight", "bias"))
        larger = functional.conv_transpose2d(maps, weight, bias, stride=2)
        maps = pair(f"up_{level}", torch.cat([skips[level - 1], larger], 1))
    torch.testing.assert_close(found, maps)


def test_a_u_net_is_drawn_as_one() -> None:
    """Each level stands in a row of its own, the way up beside the way down."""
    spec = spec_of("unet")
    assert spec.network is not None
    nodes = spec.network(spec.params_of({"depth": 4})).nodes
    lanes = [
        nodes[name].position
        for name in ("begin", "down_2_1", "down_4_2", "bottom_1", "up_4_1", "up_1_2", "end")
    ]
    assert all(place is not None for place in lanes)
    rows = [place[1] / 520 for place in lanes if place is not None]
    assert rows == [0, 1, 3, 4, 3, 0, 0]


def test_a_u_net_goes_no_deeper_than_its_pictures_halve() -> None:
    spec = spec_of("unet")
    node = dropped(spec, 3).network.nodes["unet"]
    assert node.params["depth"] == 3  # of 8 × 8
    fits = {side: spec.refit(spec.params_of({}), Shape((1, side, side))) for side in (28, 30, 33, 64)}
    assert fits == {28: {"depth": 2}, 30: {"depth": 1}, 33: {}, 64: {"depth": 3}}


def attention(own: dict[str, Tensor], features: int, heads: int, values: Tensor, causal: bool) -> Tensor:
    """Return what PyTorch's attention makes of values with a block's weights."""
    theirs = nn.MultiheadAttention(features, heads, batch_first=True).eval()
    with torch.no_grad():
        for kind in ("weight", "bias"):
            parts = [own[f"attention.{part}.{kind}"] for part in ("query", "key", "value")]
            getattr(theirs, f"in_proj_{kind}").copy_(torch.cat(parts))
            getattr(theirs.out_proj, kind).copy_(own[f"attention.out.{kind}"])
        steps = values.shape[1]
        mask = torch.ones(steps, steps, dtype=torch.bool).triu(1) if causal else None
        found: Tensor = theirs(values, values, values, attn_mask=mask, need_weights=False)[0]
        return found


def layer_norm(own: dict[str, Tensor], name: str, values: Tensor) -> Tensor:
    return functional.layer_norm(values, values.shape[-1:], own[f"{name}.weight"], own[f"{name}.bias"])


def forward(own: dict[str, Tensor], name: str, values: Tensor, bend: Bend) -> Tensor:
    wide = functional.linear(layer_norm(own, f"{name}_norm", values), own[f"{name}.wide.weight"],
                             own[f"{name}.wide.bias"])  # fmt: skip
    return applied(own, name, bend(wide))


def test_a_gpt_block_looks_back_and_normalises_first() -> None:
    values, found, own = computed(spec_of("gpt_block"), 2, heads=2)
    assert own["forward.wide.weight"].shape == (32, 8)  # four times the features, where it was dropped
    values = values + attention(own, 8, 2, layer_norm(own, "attention_norm", values), causal=True)
    torch.testing.assert_close(found, values + forward(own, "forward", values, functional.gelu))


def test_a_conformer_block_is_that_of_the_paper() -> None:
    values, found, own = computed(spec_of("conformer_block"), 2, places="none", kernel=5)
    values = values + forward(own, "before", values, functional.silu) / 2
    values = values + attention(own, 8, 4, layer_norm(own, "attention_norm", values), causal=False)
    near = layer_norm(own, "convolution_norm", values)
    near = applied(own, "gate.0.value", near) * torch.sigmoid(applied(own, "gate.0.gate", near))
    weight, bias = own["convolution.weight"], own["convolution.bias"]
    near = functional.conv1d(near.mT, weight, bias, padding=2, groups=8)
    near = functional.silu(
        norm({key.replace("batch_norm", "x_norm"): each for key, each in own.items()}, "x", near)
    )
    values = values + applied(own, "mix", near.mT)
    values = values + forward(own, "after", values, functional.silu) / 2
    torch.testing.assert_close(found, layer_norm(own, "norm", values))


def test_a_wavenet_stack_adds_up_what_layers_of_twice_the_reach_put_aside() -> None:
    values, found, own = computed(spec_of("wavenet_stack"), 2, layers=3, cycles=2, skips=5)

    def back(name: str, steps: Tensor, dilation: int) -> Tensor:
        padded = functional.pad(steps.mT, (dilation, 0))
        return functional.conv1d(padded, own[f"{name}.weight"], own[f"{name}.bias"], dilation=dilation).mT

    total = torch.zeros(())
    for index, dilation in enumerate((1, 2, 4, 1, 2, 4), 1):
        made_of = back(f"filter_{index}", values, dilation).tanh()
        made_of = made_of * back(f"gate_{index}", values, dilation).sigmoid()
        total = total + applied(own, f"skip_{index}", made_of)
        values = values + applied(own, f"mix_{index}", made_of) if index < 6 else values
    torch.testing.assert_close(found, total)
