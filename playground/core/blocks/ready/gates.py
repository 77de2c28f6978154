"""Gates: a branch decides how much of another goes through, for each channel, feature or number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.core.blocks.activations import activation
from playground.core.blocks.params import Choice, Params, choice, flag, integer
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import FLAT, PICTURE, Category, Port, SettingRule, no_refit
from playground.core.network.values import Network
from playground.core.sentences import Text

FEATURES = Port("in", (1, 2), needs="a flat list of features or a sequence")
NUMBERS = Port("in", (1, 2, 3), needs="a flat list, a sequence or a picture")
CHANNELS = integer(
    "channels", 16, minimum=1, slider=(1, 512), logarithmic=True,
    help="How many channels arrive, and leave: it is set where the group is dropped.",
)  # fmt: skip
FEATURE_COUNT = integer(
    "features", 16, minimum=1, slider=(1, 512), logarithmic=True,
    help="How many features arrive, and leave: it is set where the group is dropped.",
)  # fmt: skip
_WORKS_ON = choice("on", "features", (Choice("features", "Features"), Choice("steps", "Features of steps"),
                                      Choice("pixels", "Channels of pixels")),
                   help="What arrives: a flat list, a sequence or a picture.")  # fmt: skip
_ON = {1: "features", 2: "steps", 3: "pixels"}


def as_many_channels(p: Params, shape: Shape) -> dict[str, object]:
    """Return as many channels as a picture has."""
    return {"channels": shape.channels} if shape.rank == 3 else {}


def as_many_features(p: Params, shape: Shape) -> dict[str, object]:
    """Return as many features as a list or a step has."""
    return {"features": shape.features} if shape.rank in (1, 2) else {}


def as_it_arrives(p: Params, shape: Shape) -> dict[str, object]:
    """Return what arrives: features, features of steps or channels of pixels, and how many."""
    return {"features": shape.feature_count, "on": _ON[shape.rank]} if shape.rank in _ON else {}


def layer(sketch: Sketch, name: str, feed: str, p: Params, function: str) -> str:
    """Draw a layer as wide as what arrives: dense, or filters of one pixel."""
    if p.on == "pixels":
        given: dict[str, Any] = {"filters": p.features, "kernel": 1}
        return sketch.add(name, "conv2d", feed, activation=function, **given)
    return sketch.add(name, "dense", feed, units=p.features, activation=function)


def squeeze_excite(p: Params) -> Network:
    """Return one number for each map, made of the means of all of them."""
    sketch = Sketch()
    maps, middle = sketch.begin(), squeezed(p)
    mean = sketch.add("squeeze", "adaptive_pool2d", maps, side=1)
    few = sketch.add("narrow", "conv2d", mean, filters=middle, kernel=1, activation=p.activation)
    gate = sketch.add("excite", "conv2d", few, filters=p.channels, kernel=1, activation=p.gate)
    return sketch.end(sketch.add("scale", "multiply", maps, gate))


def squeezed(p: Params) -> int:
    """Return how many units the middle of a squeeze has."""
    return int(p.middle or max(1, p.channels // p.reduction))


def gate(p: Params) -> Network:
    """Return what arrives times a sigmoid of itself."""
    sketch = Sketch()
    values = sketch.begin()
    share = layer(sketch, "gate", values, p, "sigmoid")
    return sketch.end(sketch.add("scale", "multiply", values, share))


def highway(p: Params) -> Network:
    """Return T H(x) + (1 - T) x, drawn as x + T (H(x) - x)."""
    sketch = Sketch()
    values = sketch.begin()
    made = layer(sketch, "transform", values, p, p.activation)
    share = layer(sketch, "gate", values, p, "sigmoid")
    change = sketch.add("change", "subtract", made, values)
    return sketch.end(sketch.add("sum", "add", values, sketch.add("scale", "multiply", change, share)))


def glu(p: Params) -> Network:
    """Return one layer times a bent other one."""
    sketch = Sketch()
    return sketch.end(_gated(sketch, sketch.begin(), p.units, p.gate, p.bias))


def swiglu(p: Params) -> Network:
    """Return the feed-forward part of today's language models: a gated layer and one that narrows again."""
    sketch = Sketch()
    wide = _gated(sketch, sketch.begin(), p.width, p.gate, p.bias)
    back: dict[str, Any] = {"units": p.features, "activation": "linear", "bias": p.bias}
    return sketch.end(sketch.add("narrow", "dense", wide, **back))


def _gated(sketch: Sketch, feed: str, units: int, function: str, bias: bool) -> str:
    gate = sketch.add("gate", "dense", feed, units=units, activation=function, bias=bias)
    value = sketch.add("value", "dense", feed, units=units, activation="linear", bias=bias)
    return sketch.add("scale", "multiply", gate, value)


def film(p: Params) -> Network:
    """Return what arrives times one list of numbers plus another, both made of the condition."""
    sketch = Sketch()
    values, condition = sketch.begin(), sketch.begin("condition")
    spread = {"pixels": {"channels": p.features, "height": 1, "width": 1},
              "steps": {"channels": 1, "height": p.features, "width": 0}}.get(p.on)  # fmt: skip
    ends = []
    for name in ("scale", "shift"):
        made = sketch.add(f"{name}s", "dense", condition, units=p.features, activation="linear")
        ends.append(sketch.add(f"{name}s_of_all", "reshape", made, **spread) if spread else made)
    scaled = sketch.add("scale", "multiply", values, ends[0])
    return sketch.end(sketch.add("shift", "add", scaled, ends[1]))


def _count(name: str) -> SettingRule:
    return lambda p: Text("{count} {of}", count=p[name], of=Text(name))


_GLU = (
    choice("gate", "sigmoid", (Choice("sigmoid", "Sigmoid (GLU)"), Choice("silu", "SiLU (SwiGLU)"),
                               Choice("gelu", "GELU (GEGLU)"), Choice("relu", "ReLU (ReGLU)"),
                               Choice("linear", "None (bilinear)")),
           help="What bends the branch that decides."),
    flag("bias", True, help="Adds a learned number to every unit."),
)  # fmt: skip

SQUEEZE_EXCITE = ready_group(
    "squeeze_excite", "Squeeze and excite", "Weighs whole maps by what all of them show.",
    "The mean of each map goes through two narrow layers, which give one number between 0 and 1 for every "
    "map; with these the maps are multiplied. So a network can turn up the maps that matter for the picture "
    "at hand, at hardly any cost. Hu et al., arXiv:1709.01507.",
    squeeze_excite,
    (
        CHANNELS,
        integer("reduction", 4, minimum=1, slider=(1, 32), logarithmic=True,
                help="How many times fewer units the middle has than channels arrive; the paper has 16."),
        activation("relu"),
        choice("gate", "sigmoid", (Choice("sigmoid", "Sigmoid"), Choice("hardsigmoid", "Hardsigmoid")),
               help="What brings the numbers between 0 and 1; MobileNetV3 has the one of straight pieces."),
        integer("middle", 0, minimum=0, slider=(0, 64),
                help="How many units the middle has; 0: as many as the reduction leaves."),
    ),
    as_many_channels, inputs=(PICTURE,), category=Category.PUBLISHED, tint="image",
    icon="sliders-horizontal",
    setting=lambda p: Text("{channels} channels · {middle}", channels=p.channels,
                           middle=squeezed(p)),
)  # fmt: skip

GATE = ready_group(
    "sigmoid_gate", "Gate", "Lets through as much of each number as a branch decides.",
    "A layer with a sigmoid looks at what arrives and gives a number between 0 and 1 for each feature; with "
    "these what arrived is multiplied: near 0 it is shut out, near 1 it goes through.",
    gate, (FEATURE_COUNT, _WORKS_ON), as_it_arrives,
    inputs=(NUMBERS,), keeps_time=True, tint="sequence", icon="filter",
    setting=_count("features"),
)  # fmt: skip

HIGHWAY = ready_group(
    "highway", "Highway", "Mixes a layer with what went past it, number by number.",
    "A gate between 0 and 1 decides for each feature how much of the layer's answer is taken and how much of "
    "what came in goes on as it was. Before residual networks this is what made dozens of layers trainable. "
    "Srivastava et al., arXiv:1505.00387.",
    highway, (FEATURE_COUNT, activation("relu"), _WORKS_ON), as_it_arrives,
    inputs=(NUMBERS,), keeps_time=True, tint="sequence", icon="route",
    setting=_count("features"),
)  # fmt: skip

GLU = ready_group(
    "glu", "GLU", "Multiplies one dense layer by another that decides.",
    "Two dense layers see the same features; the second, bent by a sigmoid, says how much of the first goes "
    "on. With SiLU it is SwiGLU, with GELU GEGLU. Dauphin et al., arXiv:1612.08083; Shazeer, "
    "arXiv:2002.05202.",
    glu,
    (integer("units", 32, minimum=1, slider=(1, 512), logarithmic=True,
             help="How many features come out."), *_GLU),
    no_refit, inputs=(FEATURES,), keeps_time=True, tint="sequence", icon="filter",
    setting=_count("units"),
)  # fmt: skip

SWIGLU = ready_group(
    "swiglu", "SwiGLU", "The gated feed-forward part of today's language models.",
    "A gated layer, wide in the middle, and a layer that brings its features back to as many as came in, so "
    "that they can be added to what went round: (SiLU(x W) · x V) U. Shazeer, arXiv:2002.05202.",
    swiglu,
    (
        FEATURE_COUNT,
        integer("width", 64, minimum=1, slider=(4, 2048), logarithmic=True,
                help="How many units the middle has; usual is 8 / 3 of the features."),
        replace(_GLU[0], default="silu"), replace(_GLU[1], default=False),
    ),
    as_many_features, inputs=(FEATURES,), keeps_time=True, tint="attention", icon="expand",
    setting=lambda p: Text("{width} wide", width=p.width),
)  # fmt: skip

FILM = ready_group(
    "film", "FiLM", "Scales and shifts whole channels by what a second input says.",
    "From the condition, such as a question about the picture or the class that is wanted, two dense layers "
    "make a scale and a shift for each channel or feature. So one input tells the network how to look at "
    "the other. Perez et al., arXiv:1709.07871.",
    film, (FEATURE_COUNT, _WORKS_ON), as_it_arrives,
    inputs=(NUMBERS, replace(FLAT, name="in_2")), keeps_time=True, tint="sequence",
    icon="sliders-horizontal", setting=_count("features"),
)  # fmt: skip

KINDS = (SQUEEZE_EXCITE, GATE, HIGHWAY, GLU, SWIGLU, FILM)
