"""What makes convolutions of their parameters: calls, reach, weights and how they are told."""

from __future__ import annotations

from math import gcd, prod

from playground.core.blocks.activations import activation_call, activation_weights
from playground.core.blocks.calls import LAYER, PAD, Call, Chain, Parts, turned
from playground.core.blocks.counting import WeightRule, filters
from playground.core.blocks.normed_weights import lengths, normed
from playground.core.blocks.params import Params
from playground.core.blocks.per_axis import AxisSizes, along, by_axes, tight
from playground.core.blocks.reach import ReachRule, Window, Windows
from playground.core.blocks.spec import Shapes
from playground.core.sentences import Text, count_of


def convolution(p: Params, channels: int, filters: int, dimensions: int, groups: int = 1) -> Parts:
    """Return a convolution and, where zeros around cannot be even, the padding before it."""
    beyond = _same_size(p, dimensions)
    uneven = p.padding == "same" and any(each % 2 for each in beyond)
    options = {"stride": p.stride, "padding": 0 if uneven else _padding(p, beyond), "bias": p.bias}
    options |= {"dilation": p.dilation} if p.dilation != 1 else {}
    options |= {"groups": groups} if groups != 1 else {}
    layer = normed(Call(f"nn.Conv{dimensions}d", channels, filters, p.kernel, **options), p.weights)
    return ((PAD, _uneven_padding(beyond)), (LAYER, layer)) if uneven else ((LAYER, layer),)


def _same_size(p: Params, axes: int) -> tuple[int, ...]:
    """Return how much wider than one number the filter's view is: the zeros around that keep a size."""
    pairs = zip(along(p.kernel, axes), along(p.get("dilation", 1), axes), strict=True)
    return tuple(dilation * (kernel - 1) for kernel, dilation in pairs)


def _padding(p: Params, beyond: tuple[int, ...]) -> AxisSizes:
    """Return the zeros at either end of each axis."""
    if p.padding == "same":
        return tight(each // 2 for each in beyond)
    return 0 if p.padding == "valid" else p.padding


def _uneven_padding(beyond: tuple[int, ...]) -> Call:
    """Return padding by one more number after than before: an even kernel has no middle.

    PyTorch wants the last axis first.
    """
    sides = tuple(side for each in reversed(beyond) for side in (each // 2, each - each // 2))
    return Call(f"nn.ZeroPad{len(beyond)}d", sides)


def conv2d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the convolution, its activation, and the padding an even kernel needs before it."""
    return with_activation(convolution(p, shapes[0].channels, p.filters, 2, p.groups), p)


def conv3d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over frames, rows and columns."""
    return with_activation(convolution(p, shapes[0].channels, p.filters, 3, p.groups), p)


def conv1d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over time; PyTorch wants time last, so the sequence is turned before and after."""
    made = convolution(p, shapes[0].features, p.filters, 1, p.groups)
    return with_activation(turned(made), p)


def depthwise_call(p: Params, shapes: Shapes) -> Chain:
    """Return one filter, or several, for each map by itself."""
    channels = shapes[0].channels
    return with_activation(convolution(p, channels, channels * p.multiplier, 2, channels), p)


def separable_call(p: Params, shapes: Shapes) -> Chain:
    """Return a depthwise convolution and the mixture of its maps."""
    channels = shapes[0].channels
    *pad, (_, slide) = convolution(p, channels, channels, 2, channels)
    mix = normed(Call("nn.Conv2d", channels, p.filters, 1, bias=p.bias), p.weights)
    return with_activation((*pad, ("slide", slide), (LAYER, mix)), p)


def causal_conv1d_call(p: Params, shapes: Shapes) -> Chain:
    """Return a convolution over time with all its zeros before the first step."""
    pad = Call("modules.CausalPad", p.dilation * (p.kernel - 1))
    layer = Call("nn.Conv1d", shapes[0].features, p.filters, p.kernel, dilation=p.dilation, bias=p.bias)
    return with_activation(turned(((PAD, pad), (LAYER, normed(layer, p.weights)))), p)


def conv_transpose2d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the convolution run backwards."""
    return with_activation(((LAYER, _transposed(p, shapes[0].channels, 2)),), p)


def conv_transpose3d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over frames, rows and columns."""
    return with_activation(((LAYER, _transposed(p, shapes[0].channels, 3)),), p)


def conv_transpose1d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over time."""
    return with_activation(turned(((LAYER, _transposed(p, shapes[0].features, 1)),)), p)


def _transposed(p: Params, channels: int, axes: int) -> Call:
    """Return the layer; ValueError for what PyTorch refuses on the CPU and its meta device lets through."""
    rows = zip(*(along(each, axes) for each in (p.output_padding, p.stride, p.dilation)), strict=True)
    if any(added >= max(stride, dilation) for added, stride, dilation in rows):
        raise ValueError(Text("what is added at the end must be less than the stride"))
    options = {"stride": p.stride, "padding": p.padding, "output_padding": p.output_padding, "bias": p.bias}
    options |= {"dilation": p.dilation} if p.dilation != 1 else {}
    return normed(Call(f"nn.ConvTranspose{axes}d", channels, p.filters, p.kernel, **options), p.weights)


def with_activation(parts: Parts, p: Params) -> Chain:
    """Return calls with the activation behind them."""
    bend = activation_call(p.activation)
    return Chain(parts if bend is None else (*parts, ("activation", bend)))


def sliding(axes: int) -> ReachRule:
    """Return the rule of filters: zeros around make room for a window."""

    def windows(p: Params, shapes: Shapes) -> Windows:
        beyond = _same_size(p, axes)
        if p.padding != "same":
            beyond = tuple(2 * each for each in along(_padding(p, beyond), axes))
        sizes = (p.kernel, p.stride, p.get("dilation", 1), beyond)
        row = zip(*(along(each, axes) for each in sizes), strict=True)
        return tight(Window(*each) for each in row)

    return windows


def looking_back(p: Params, shapes: Shapes) -> Window:
    """Return the window of a filter with all its zeros before the first step."""
    return Window(p.kernel, 1, p.dilation, p.dilation * (p.kernel - 1))


def painting(axes: int) -> ReachRule:
    """Return the rule of squares laid side by side: how many of them meet in one number.

    With numbers left out, those that share their remainder by the stride meet: V. Dumoulin, F. Visin,
    "A guide to convolution arithmetic for deep learning", arXiv:1603.07285, section 4.
    """

    def windows(p: Params, shapes: Shapes) -> Windows:
        row = zip(*(along(each, axes) for each in (p.kernel, p.stride, p.dilation)), strict=True)
        return tight(_painted(*each) for each in row)

    return windows


def _painted(kernel: int, stride: int, dilation: int) -> Window:
    common = gcd(stride, dilation)
    return Window(-(-kernel * common // stride), 1 / stride, dilation // common, kernel * dilation)


def filter_weights(dimensions: int, paints: bool = False) -> WeightRule:
    """Return the rule of filters that look at all channels, or at those of their group.

    Weight norm learns a length for each filter, or of those that paint for each map that arrives.
    """

    def count(p: Params, shapes: Shapes) -> int:
        inputs = shapes[0].features if dimensions == 1 else shapes[0].channels
        own = filters(inputs, p.filters, prod(along(p.kernel, dimensions)), p.get("groups", 1), p.bias)
        return own + lengths(p.weights, inputs if paints else p.filters) + activation_weights(p.activation)

    return count


def depthwise_weights(p: Params, shapes: Shapes) -> int:
    """Return a filter, or several, for each map, and a bias for each filter."""
    made = shapes[0].channels * p.multiplier
    own = filters(1, made, prod(along(p.kernel, 2)), 1, p.bias)
    return own + lengths(p.weights, made) + activation_weights(p.activation)


def separable_weights(p: Params, shapes: Shapes) -> int:
    """Return a filter for each map, and the mixture of the maps."""
    channels = shapes[0].channels
    slide = filters(1, channels, prod(along(p.kernel, 2)), 1, p.bias)
    mix = filters(channels, p.filters, 1, 1, p.bias)
    return slide + mix + lengths(p.weights, channels + p.filters) + activation_weights(p.activation)


def square_setting(p: Params) -> Text:
    """Say "16 filters · 3 × 3"."""
    return Text("{filters} · {kernel}", filters=_filters(p), kernel=by_axes(p.kernel, 2))


def length_setting(p: Params) -> Text:
    """Say "16 filters · 3 steps"."""
    steps = count_of(p.kernel, "{count} step", "{count} steps")
    return Text("{filters} · {steps}", filters=_filters(p), steps=steps)


def cube_setting(p: Params) -> Text:
    """Say "16 filters · 3 × 3 × 3"."""
    return Text("{filters} · {kernel}", filters=_filters(p), kernel=by_axes(p.kernel, 3))


def _filters(p: Params) -> Text:
    return count_of(p.filters, "{count} filter", "{count} filters")
