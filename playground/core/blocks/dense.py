"""Blocks that most networks are made of: dense, activation, dropout, batch norm."""

from __future__ import annotations

from playground.core.blocks.activations import activation, activation_call, find_activation
from playground.core.blocks.calls import Call, Chain, chain
from playground.core.blocks.params import Params, flag, integer, number
from playground.core.blocks.spec import FLAT, BlockSpec, Category, Port, Shapes

FLAT_OR_PICTURE = Port("in", (1, 3), needs="a flat list of features or a picture")


def dense_call(p: Params, shapes: Shapes) -> Chain:
    """Return the layer (features -> units) and its activation."""
    return chain(Call("nn.Linear", shapes[0].features, p.units, bias=p.bias), activation_call(p.activation))


def dense_setting(p: Params) -> str:
    """Say "8 · tanh"."""
    return f"{p.units} · {find_activation(p.activation).short}"


def activation_block_call(p: Params, shapes: Shapes) -> Call:
    """Return the function; the identity where none is chosen."""
    return activation_call(p.function) or Call("nn.Identity")


def dropout_call(p: Params, shapes: Shapes) -> Call:
    """Return dropout of single numbers."""
    return Call("nn.Dropout", p=p.rate)


def batch_norm_call(p: Params, shapes: Shapes) -> Call:
    """Return the normalisation that fits: per feature for a flat list, per channel for pictures."""
    target = "nn.BatchNorm2d" if shapes[0].rank == 3 else "nn.BatchNorm1d"
    return Call(target, shapes[0].channels, eps=p.epsilon, momentum=p.momentum)


DENSE = BlockSpec(
    id="dense",
    title="Dense",
    category=Category.CORE,
    summary="Every unit sees every input.",
    help=(
        "Each unit multiplies every input by a weight of its own, adds a bias, and sends the sum through the "
        "activation. Training moves the weights and biases. More units can draw more complicated boundaries, "
        "at the price of more weights to learn and a greater risk of learning the noise by heart. Also "
        "called a fully connected or linear layer."
    ),
    params=(
        integer("units", 8, minimum=1, slider=(1, 64), logarithmic=True,
                help="How many outputs the layer has. Each is a weighted sum of all inputs."),
        activation("relu"),
        flag("bias", True, help="Adds a number of its own to every unit, so that its boundary need not pass "
                                "through the origin."),
    ),
    inputs=(FLAT,),
    call=dense_call,
    icon="grip",
    setting=dense_setting,
    replaces=("linear",),
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
    icon="activity",
    setting=lambda p: find_activation(p.function).short,
    keeps_shape=True,
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
    params=(
        number("rate", 0.2, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%", title="Switched off",
               help="The chance of each number to be set to zero in a training step."),
    ),
    call=dropout_call,
    icon="cloud-rain",
    setting=lambda p: f"{100 * p.rate:.3g} %",
    keeps_shape=True,
    bends=False,
    tint="activation",
)  # fmt: skip

BATCH_NORM = BlockSpec(
    id="batch_norm",
    title="Batch norm",
    category=Category.CORE,
    summary="Brings every feature to mean 0 and spread 1, batch by batch.",
    help=(
        "While training, each feature (each channel of a picture) is shifted and scaled by the mean and "
        "variance of the current batch, then by a scale and a shift that are learned. Running averages are "
        "kept and used when the network is judged or used. Deep networks learn faster with it and bear "
        "larger learning rates; it needs batches of at least two samples."
    ),
    params=(
        number("momentum", 0.1, minimum=0.0, maximum=1.0, slider=(0.01, 0.5),
               help="How much each new batch counts in the running averages."),
        number("epsilon", 1e-5, minimum=1e-12, maximum=1.0, slider=(1e-7, 1e-2), logarithmic=True,
               help="Added to the variance, so that a constant feature is not divided by zero."),
    ),
    inputs=(FLAT_OR_PICTURE,),
    call=batch_norm_call,
    icon="align-vertical-distribute-center",
    setting=lambda p: f"momentum {p.momentum:g}",
    keeps_shape=True,
    needs_pairs=True,
    tint="activation",
)  # fmt: skip

KINDS = (DENSE, ACTIVATION, DROPOUT, BATCH_NORM)
