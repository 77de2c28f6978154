"""Blocks of published networks for sequences: GPT, Conformer and WaveNet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.core.blocks.activations import activation
from playground.core.blocks.attention import SHAPING
from playground.core.blocks.groups import REPEAT
from playground.core.blocks.params import Params, integer, number
from playground.core.blocks.ready.gates import FEATURE_COUNT, as_many_features
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import SEQUENCE, Category
from playground.core.blocks.transformers import HEADS, heads_setting
from playground.core.network.values import Network
from playground.core.sentences import Text


def gpt(p: Params) -> Network:
    """Return causal attention and a feed-forward part, each behind a norm and added to what came in."""
    sketch = Sketch()
    looked: dict[str, Any] = {"heads": p.heads, "causal": True, "dropout": p.dropout}
    steps = _added(sketch, "attention", "multi_head_attention", sketch.begin(), p, looked)
    thought: dict[str, Any] = {"width": p.width, "activation": p.activation}
    return sketch.end(_added(sketch, "forward", "feed_forward", steps, p, thought))


def _added(sketch: Sketch, name: str, kind: str, feed: str, p: Params, given: dict[str, Any]) -> str:
    made = sketch.add(name, kind, sketch.add(f"{name}_norm", "layer_norm", feed), **given)
    return sketch.add(f"{name}_sum", "add", feed, _dropped(sketch, name, made, p))


def _dropped(sketch: Sketch, name: str, feed: str, p: Params) -> str:
    return sketch.add(f"{name}_dropout", "dropout", feed, rate=p.dropout) if p.dropout else feed


def conformer(p: Params) -> Network:
    """Return attention and a convolution between two halves of a feed-forward part: figure 1."""
    sketch = Sketch()
    steps = _half(sketch, "before", sketch.begin(), p)
    looked = {name: p[name] for name in ("heads", "dropout", "places", "distance")}
    steps = _added(sketch, "attention", "multi_head_attention", steps, p, looked)
    steps = sketch.add("convolution_sum", "add", steps, _convolved(sketch, steps, p))
    return sketch.end(sketch.add("norm", "layer_norm", _half(sketch, "after", steps, p)))


def _half(sketch: Sketch, name: str, feed: str, p: Params) -> str:
    """Draw a feed-forward part of which half is added to what came in."""
    given: dict[str, Any] = {"width": p.width, "activation": "silu", "dropout": p.dropout}
    made = sketch.add(name, "feed_forward", sketch.add(f"{name}_norm", "layer_norm", feed), **given)
    return sketch.add(f"{name}_sum", "formula", feed, _dropped(sketch, name, made, p), formula="a + b / 2")


def _convolved(sketch: Sketch, feed: str, p: Params) -> str:
    """Draw a gated layer, a filter for each feature over time, and a layer that mixes them: figure 2."""
    made = sketch.add("gate", "glu", sketch.add("convolution_norm", "layer_norm", feed), units=p.features)
    slid: dict[str, Any] = {"filters": p.features, "groups": p.features, "kernel": p.kernel}
    made = sketch.add("convolution", "conv1d", made, activation="linear", **slid)
    made = sketch.add("swish", "silu", sketch.add("batch_norm", "batch_norm", made))
    made = sketch.add("mix", "dense", made, units=p.features, activation="linear")
    return _dropped(sketch, "convolution", made, p)


def wavenet(p: Params) -> Network:
    """Return gated layers that look back twice as far each, of which each adds to what comes out."""
    sketch, skips = Sketch(), []
    steps = sketch.begin()
    count = p.layers * p.cycles
    for index in range(count):
        gated = _gated(sketch, steps, index, p)
        made = sketch.add(f"skip_{index + 1}", "dense", gated, units=p.skips, activation="linear")
        skips.append(made)
        if index + 1 < count:  # nothing would read what the last one hands on
            steps = _handed_on(sketch, steps, gated, index, p)
    return sketch.end(sketch.add("all", "add", *skips) if count > 1 else skips[0])


def _gated(sketch: Sketch, feed: str, index: int, p: Params) -> str:
    """Draw a causal convolution bent by tanh, times one bent by a sigmoid."""
    slid: dict[str, Any] = {"filters": p.features, "kernel": p.kernel, "dilation": 1 << index % p.layers}
    parts = [sketch.add(f"{name}_{index + 1}", "causal_conv1d", feed, activation=function, **slid)
             for name, function in (("filter", "tanh"), ("gate", "sigmoid"))]  # fmt: skip
    return sketch.add(f"gated_{index + 1}", "multiply", *parts)


def _handed_on(sketch: Sketch, feed: str, gated: str, index: int, p: Params) -> str:
    made = sketch.add(f"mix_{index + 1}", "dense", gated, units=p.features, activation="linear")
    return sketch.add(f"sum_{index + 1}", "add", feed, made)


def _even_heads(p: Params, shape: Shape) -> int:
    return next(heads for heads in range(min(p.heads, shape.features), 0, -1) if shape.features % heads == 0)


def heads_and_width(p: Params, shape: Shape) -> dict[str, object]:
    """Return heads that the features divide among, and a middle four times as wide as they are."""
    return {"heads": _even_heads(p, shape), "width": 4 * shape.features} if shape.rank == 2 else {}


def all_sizes(p: Params, shape: Shape) -> dict[str, object]:
    """Return the same, and how many features there are."""
    return {**as_many_features(p, shape), **heads_and_width(p, shape)} if shape.rank == 2 else {}


_WIDTH = integer(
    "width", 64, minimum=1, slider=(4, 4096), logarithmic=True,
    help="How many units the feed-forward part has in its middle; usual is four times the features.",
)  # fmt: skip
_DROPOUT = number(
    "dropout", 0.0, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%",
    help="Switches off this share of attention's weights and of what is added while training.",
)  # fmt: skip


GPT = ready_group(
    "gpt_block", "GPT block", "Causal attention and feed-forward, each behind a norm.",
    "The block that language models are stacked from: every step gathers from itself and earlier ones "
    "alone, then each is worked on by itself; both are added to what came in. The norms stand before the "
    "parts, so that what goes round is never touched. Twelve of them on 768 features, with 12 heads, are "
    "those of GPT-2 small; a layer norm follows the last. Radford et al., 2019; Brown et al., "
    "arXiv:2005.14165.",
    gpt, (REPEAT, HEADS, _WIDTH, activation("gelu"), _DROPOUT), heads_and_width,
    inputs=(SEQUENCE,), keeps_shape=True, keeps_time=True, category=Category.PUBLISHED, tint="attention",
    icon="component", setting=heads_setting,
)  # fmt: skip

CONFORMER = ready_group(
    "conformer_block", "Conformer block", "Attention for what is far, convolution for what is near.",
    "Half of a feed-forward part, attention, a gated convolution over time with a filter for each feature, "
    "and the other half; each is added to what came in, and a norm ends it. Speech is recognised with it, "
    "where sounds hang on those beside them and words on the whole sentence. The paper's convolution sees "
    "32 steps, and its attention knows places by distances that sines tell, here by learned ones. Gulati "
    "et al., arXiv:2005.08100.",
    conformer,
    (
        REPEAT, FEATURE_COUNT, HEADS, _WIDTH,
        integer("kernel", 15, minimum=1, slider=(1, 31), unit="steps",
                help="How many steps the convolution sees at a time."),
        replace(SHAPING[0], default="relative"), SHAPING[1], _DROPOUT,
    ),
    all_sizes, inputs=(SEQUENCE,), keeps_shape=True, keeps_time=True, category=Category.PUBLISHED,
    tint="attention", icon="audio-lines", setting=heads_setting,
)  # fmt: skip

WAVENET = ready_group(
    "wavenet_stack", "WaveNet stack", "Gated causal layers, each looks back twice as far as the last.",
    "Each layer multiplies a causal convolution bent by tanh with one bent by a sigmoid, and adds that to "
    "what goes on to the next, whose dilation is twice as large: ten layers see a thousand steps back. What "
    "comes out is the sum of what each layer puts aside. Causal: no step sees a later one. van den Oord et "
    "al., arXiv:1609.03499.",
    wavenet,
    (
        FEATURE_COUNT,
        integer("layers", 4, minimum=1, maximum=12, slider=(1, 10),
                help="How many layers follow each other, with dilations of 1, 2, 4, 8 and so on."),
        integer("cycles", 1, minimum=1, maximum=5, slider=(1, 5),
                help="How many times that begins again with a dilation of 1; the paper has 3."),
        integer("kernel", 2, minimum=1, slider=(1, 5), unit="steps",
                help="How many steps each convolution sees at a time."),
        integer("skips", 16, minimum=1, slider=(1, 512), logarithmic=True, title="Put aside",
                help="How many features come out."),
    ),
    as_many_features, inputs=(SEQUENCE,), keeps_time=True, category=Category.PUBLISHED, tint="sequence",
    icon="audio-waveform",
    setting=lambda p: Text("{count} layers · {skips}", count=p.layers * p.cycles, skips=p.skips),
)  # fmt: skip

KINDS = (GPT, CONFORMER, WAVENET)
