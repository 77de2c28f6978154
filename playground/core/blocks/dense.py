"""Blocks that most networks are made of: dense, activation, dropout and their small kin."""

from __future__ import annotations

from itertools import combinations

from playground.core.blocks.activations import (
    activation,
    activation_call,
    activation_span,
    activation_weights,
    find_activation,
)
from playground.core.blocks.calls import Call, Chain, chain
from playground.core.blocks.counting import linear
from playground.core.blocks.naming import BY_FEATURE, BY_UNIT, INPUTS, Labels, handed_on
from playground.core.blocks.normed_weights import NORMED_DENSE, OF_FILTERS, lengths, weights_choice
from playground.core.blocks.params import Choice, Params, flag, integer, number, several
from playground.core.blocks.spec import FLAT, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, listed

FLAT_OR_SEQUENCE = Port("in", (1, 2), needs="a flat list of features")
FLAT_SEQUENCE_OR_PICTURE = Port("in", (1, 2, 3, 4), needs="a flat list, a sequence, a picture or a clip")
_RATE = number(
    "rate", 0.2, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%", title="Switched off",
    help="The chance of each number to be set to zero in a training step.",
)  # fmt: skip


def dense_call(p: Params, shapes: Shapes) -> Chain:
    """Return the layer (features -> units) and its activation."""
    layer = Call(NORMED_DENSE[p.weights], shapes[0].features, p.units, bias=p.bias)
    return chain(layer, activation_call(p.activation))


def dense_weights(p: Params, shapes: Shapes) -> int:
    """Return a weight for each pair of feature and unit, biases, lengths, and what the activation learns."""
    own = linear(shapes[0].features, p.units, p.bias) + lengths(p.weights, p.units)
    return own + activation_weights(p.activation)


def derived_names(p: Params, given: tuple[Labels, ...], shapes: Shapes) -> Labels | None:
    """Name what is made of features after them."""
    labels = given[0]
    made = {
        "squares": tuple((block, ("square", name)) for block, name in labels),
        "products": tuple(
            (one[0] or other[0], ("product", one, other)) for one, other in combinations(labels, 2)
        ),
        "sines": tuple((block, ("sine", name)) for block, name in labels),
    }
    return (*labels, *(label for kind, each in made.items() if kind in p.made for label in each))


def dense_setting(p: Params) -> Text:
    """Say "8 · tanh"."""
    short = Text(find_activation(p.activation).short)
    return Text("{units} · {activation}", units=p.units, activation=short)


def activation_block_call(p: Params, shapes: Shapes) -> Call:
    """Return the function; the identity where none is chosen."""
    return activation_call(p.function) or Call("nn.Identity")


def dropout_call(p: Params, shapes: Shapes) -> Call:
    """Return dropout of single numbers."""
    return Call("nn.Dropout", p=p.rate)


DENSE = BlockSpec(
    id="dense",
    title="Dense",
    category=Category.CORE,
    summary="Every unit sees every input.",
    help=(
        "Each unit multiplies every input by a weight of its own, adds a bias, and sends the sum through the "
        "activation. Training moves the weights and biases. More units can draw more complicated boundaries, "
        "at the price of more weights to learn and a greater risk of learning the noise by heart. Also "
        "called a fully connected or linear layer. In a sequence, every step goes through the same layer."
    ),
    params=(
        integer("units", 8, minimum=1, slider=(1, 64), logarithmic=True, is_width=True,
                help="How many outputs the layer has. Each is a weighted sum of all inputs."),
        activation("relu"),
        flag("bias", True, help="Adds a number of its own to every unit, so that its boundary need not pass "
                                "through the origin."),
        weights_choice("unit"),
    ),
    inputs=(FLAT_OR_SEQUENCE,),
    call=dense_call,
    axes={**BY_UNIT, **OF_FILTERS, "right": (INPUTS,)},
    icon="grip",
    setting=dense_setting,
    replaces=("linear",),
    weights=dense_weights,
    fully_connected=True,
    borrows_table=True,
    taken_apart="dense",
    keeps_time=True,
    bends=False,
    tint="core",
)  # fmt: skip

ACTIVATION = BlockSpec(
    id="activation",
    title="Activation",
    category=Category.CORE,
    summary="Bends every number by the same function.",
    help=(
        "An activation has no weights: it applies one function to each number on its own. It is what makes a "
        "deep network more than one layer, since layers without anything bent between them add up to a "
        "single straight line. Dense and Conv 2D bring one along; use this block when something, such as "
        "batch norm, should stand between layer and activation."
    ),
    params=(activation("relu", name="function"),),
    call=activation_block_call,
    span=lambda p: activation_span(p.function),
    names=handed_on,
    icon="activity",
    setting=lambda p: Text(find_activation(p.function).short),
    weights=lambda p, shapes: activation_weights(p.function),
    taken_apart="pointwise",
    keeps_shape=True,
    keeps_time=True,
    tint="activation",
)

DROPOUT = BlockSpec(
    id="dropout",
    title="Dropout",
    category=Category.CORE,
    summary="Switches off random inputs while training.",
    help=(
        "In every training step a random share of the numbers is set to zero and the rest is scaled up to "
        "make up for it. No unit can rely on one single input, which makes it harder to learn the training "
        "samples by heart. When the network is judged or used, dropout does nothing."
    ),
    params=(_RATE,),
    call=dropout_call,
    names=handed_on,
    icon="cloud-rain",
    setting=lambda p: Text("{share:.3g} %", share=100 * p.rate),
    keeps_shape=True,
    passes_on=True,
    drops_out=True,
    taken_apart="pointwise",
    keeps_time=True,
    bends=False,
    tint="activation",
)  # fmt: skip

ALPHA_DROPOUT = BlockSpec(
    id="alpha_dropout",
    rare=True,
    title="Alpha dropout",
    category=Category.CORE,
    summary="Dropout that keeps mean and spread, for SELU networks.",
    help=(
        "Like dropout, but what is switched off is set to the value SELU has far below zero, and the rest is "
        "scaled and shifted so that mean and spread stay as they were. It belongs between layers with SELU, "
        "which rely on that; elsewhere plain dropout is the better choice."
    ),
    params=(_RATE,),
    call=lambda p, shapes: Call("nn.AlphaDropout", p=p.rate),
    names=handed_on,
    icon="cloud-rain",
    setting=lambda p: Text("{share:.3g} %", share=100 * p.rate),
    keeps_shape=True,
    passes_on=True,
    drops_out=True,
    taken_apart="pointwise",
    keeps_time=True,
    tint="activation",
)

GAUSSIAN_NOISE = BlockSpec(
    id="gaussian_noise",
    rare=True,
    title="Gaussian noise",
    category=Category.CORE,
    summary="Adds random noise while training.",
    help=(
        "In every training step a random number is added to each value. A network that learns in spite of it "
        "bears noisy inputs better; an autoencoder that is to give back the clean input learns to remove "
        "noise. When the network is judged or used, nothing is added."
    ),
    params=(
        number("spread", 0.1, minimum=0.0, maximum=100.0, slider=(0.0, 1.0),
               help="The standard deviation of the noise, in the units of the values."),
    ),
    call=lambda p, shapes: Call("modules.GaussianNoise", p.spread),
    names=handed_on,
    icon="waves",
    setting=lambda p: Text("σ {spread:g}", spread=p.spread),
    keeps_shape=True,
    passes_on=True,
    taken_apart="pointwise",
    keeps_time=True,
    bends=False,
    tint="activation",
)  # fmt: skip

SCALE_SHIFT = BlockSpec(
    id="scale_shift",
    rare=True,
    title="Scale and shift",
    category=Category.CORE,
    summary="Multiplies each feature by a weight and adds another.",
    help=(
        "The smallest layer that learns: each feature (each channel of a picture) has a scale and a shift of "
        "its own and looks at no other. Normalisation blocks end with such a step; alone it shows which "
        "inputs a network turns up and which it turns off."
    ),
    call=lambda p, shapes: Call("modules.ScaleShift", shapes[0].feature_count, shapes[0].feature_axis),
    inputs=(FLAT_SEQUENCE_OR_PICTURE,),
    weights=lambda p, shapes: 2 * shapes[0].feature_count,
    names=handed_on,
    axes=BY_FEATURE,
    icon="sliders-horizontal",
    keeps_shape=True,
    keeps_time=True,
    bends=False,
    tint="core",
)

DERIVED_FEATURES = BlockSpec(
    id="derived_features",
    rare=True,
    title="Derived features",
    category=Category.CORE,
    summary="Adds squares, products or sines of the inputs.",
    help=(
        "Features made by hand: beside the inputs themselves go on their squares, the products of each two "
        "of them, or their sines. Where the answer depends on such a term, even a network without hidden "
        "layers can give it; otherwise hidden layers have to find it by themselves."
    ),
    params=(
        several("made", ("squares",), (Choice("squares", "Squares"), Choice("products", "Products"),
                                       Choice("sines", "Sines")),
                title="Features", help="What is made of the inputs and goes on beside them."),
    ),
    inputs=(FLAT,),
    call=lambda p, shapes: Call("modules.DerivedFeatures", tuple(p.made)),
    names=derived_names,
    icon="square-function",
    setting=lambda p: listed(map(Text, p.made), "{first}, {second}"),
    tint="core",
)  # fmt: skip

IDENTITY = BlockSpec(
    id="identity",
    title="Identity",
    category=Category.CORE,
    summary="Hands everything on as it is.",
    help=(
        "It does nothing, and that is its use: a place where several wires begin, a stand-in for a block "
        "that is still to come, or the short way round in a drawing. It has no weights and costs nothing."
    ),
    call=lambda p, shapes: Call("nn.Identity"),
    names=handed_on,
    icon="equal",
    keeps_shape=True,
    passes_on=True,
    taken_apart="pointwise",
    keeps_time=True,
    bends=False,
    tint="core",
)

KINDS = (DENSE, ACTIVATION, DROPOUT, ALPHA_DROPOUT, GAUSSIAN_NOISE, SCALE_SHIFT, DERIVED_FEATURES, IDENTITY)
