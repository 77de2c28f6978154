"""What makes convolutions of their parameters: calls, reach, weights and how they are told."""

from __future__ import annotations

from playground.core.blocks.activations import activation_call, activation_weights
from playground.core.blocks.calls import PAD, Call, Chain, chain
from playground.core.blocks.counting import WeightRule, filters
from playground.core.blocks.params import Params
from playground.core.blocks.reach import Window
from playground.core.blocks.spec import Shapes
from playground.core.sentences import Text, count_of


def convolution(p: Params, channels: int, dimensions: int, groups: int = 1) -> tuple[tuple[str, Call], ...]:
    """Return a convolution and, where zeros around cannot be even, the padding before it."""
    reach = p.dilation * (p.kernel - 1)  # how much wider than one number the filter's view is
    even = p.padding == "same" and reach % 2 == 1
    padding = reach // 2 if p.padding == "same" and not even else 0
    options = {"stride": p.stride, "padding": padding, "bias": p.bias}
    options |= {"dilation": p.dilation} if p.dilation != 1 else {}
    options |= {"groups": groups} if groups != 1 else {}
    layer = Call(f"nn.Conv{dimensions}d", channels, p.filters, p.kernel, **options)
    return ((PAD, _uneven_padding(reach, dimensions)), ("layer", layer)) if even else (("layer", layer),)


def _uneven_padding(reach: int, dimensions: int) -> Call:
    """Return padding by one more number after than before: an even kernel has no middle."""
    return Call(f"nn.ZeroPad{dimensions}d", (reach // 2, reach - reach // 2) * dimensions)


def conv2d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the convolution, its activation, and the padding an even kernel needs before it."""
    return with_activation(convolution(p, shapes[0].channels, 2, p.groups), p)


def conv3d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over frames, rows and columns."""
    return with_activation(convolution(p, shapes[0].channels, 3, p.groups), p)


def conv1d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over time; PyTorch wants time last, so the sequence is turned before and after."""
    made = convolution(p, shapes[0].features, 1, p.groups)
    return with_activation(_turned(made), p)


def causal_conv1d_call(p: Params, shapes: Shapes) -> Chain:
    """Return a convolution over time with all its zeros before the first step."""
    pad = Call("modules.CausalPad", p.dilation * (p.kernel - 1))
    layer = Call("nn.Conv1d", shapes[0].features, p.filters, p.kernel, dilation=p.dilation, bias=p.bias)
    return with_activation(_turned(((PAD, pad), ("layer", layer))), p)


def conv_transpose2d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the convolution run backwards."""
    layer = Call("nn.ConvTranspose2d", shapes[0].channels, p.filters, p.kernel, **_transposed(p))
    return chain(layer, activation_call(p.activation))


def conv_transpose1d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the same over time."""
    layer = Call("nn.ConvTranspose1d", shapes[0].features, p.filters, p.kernel, **_transposed(p))
    return with_activation(_turned((("layer", layer),)), p)


def _transposed(p: Params) -> dict[str, object]:
    """Return the options; ValueError for what PyTorch refuses on the CPU and its meta device lets through."""
    if p.output_padding >= p.stride:
        raise ValueError("what is added at the end must be less than the stride")
    return {"stride": p.stride, "padding": p.padding, "output_padding": p.output_padding, "bias": p.bias}


def _turned(parts: tuple[tuple[str, Call], ...]) -> tuple[tuple[str, Call], ...]:
    turn, back = Call("modules.ChannelsFirst"), Call("modules.ChannelsLast")
    return (("turn", turn), *parts, ("back", back))


def with_activation(parts: tuple[tuple[str, Call], ...], p: Params) -> Chain:
    """Return calls with the activation behind them."""
    bend = activation_call(p.activation)
    return Chain(parts if bend is None else (*parts, ("activation", bend)))


def sliding(p: Params, shapes: Shapes) -> Window:
    """Return the window of a filter; zeros around make room for it where the size stays."""
    dilation = p.get("dilation", 1)
    beyond = dilation * (p.kernel - 1) if p.get("padding") == "same" else 0
    return Window(p.kernel, p.stride, dilation, beyond)


def looking_back(p: Params, shapes: Shapes) -> Window:
    """Return the window of a filter with all its zeros before the first step."""
    return Window(p.kernel, 1, p.dilation, p.dilation * (p.kernel - 1))


def painting(p: Params, shapes: Shapes) -> Window:
    """Return how many of the squares laid side by side meet in one number."""
    return Window(-(-p.kernel // p.stride), 1 / p.stride, 1, p.kernel)


def filter_weights(dimensions: int) -> WeightRule:
    """Return the rule of filters that look at all channels, or at those of their group."""

    def count(p: Params, shapes: Shapes) -> int:
        inputs = shapes[0].features if dimensions == 1 else shapes[0].channels
        own = filters(inputs, p.filters, p.kernel**dimensions, p.get("groups", 1), p.bias)
        return own + activation_weights(p.activation)

    return count


def depthwise_weights(p: Params, shapes: Shapes) -> int:
    """Return a filter, or several, for each map, and a bias for each filter."""
    own = filters(1, shapes[0].channels * p.multiplier, p.kernel**2, 1, p.bias)
    return own + activation_weights(p.activation)


def separable_weights(p: Params, shapes: Shapes) -> int:
    """Return a filter for each map, and the mixture of the maps."""
    channels = shapes[0].channels
    slide, mix = filters(1, channels, p.kernel**2, 1, p.bias), filters(channels, p.filters, 1, 1, p.bias)
    return slide + mix + activation_weights(p.activation)


def square_setting(p: Params) -> Text:
    """Say "16 filters · 3 × 3"."""
    return Text("{filters} · {kernel} × {kernel}", filters=_filters(p), kernel=p.kernel)


def length_setting(p: Params) -> Text:
    """Say "16 filters · 3 steps"."""
    steps = count_of(p.kernel, "{count} step", "{count} steps")
    return Text("{filters} · {steps}", filters=_filters(p), steps=steps)


def cube_setting(p: Params) -> Text:
    """Say "16 filters · 3³"."""
    return Text("{filters} · {kernel} × {kernel} × {kernel}", filters=_filters(p), kernel=p.kernel)


def _filters(p: Params) -> Text:
    return count_of(p.filters, "{count} filter", "{count} filters")
