"""Blocks that leave out branches or squares of a picture while training, or draw what they pass on."""

from __future__ import annotations

from playground.core.blocks.calls import Call
from playground.core.blocks.naming import handed_on
from playground.core.blocks.params import integer, number
from playground.core.blocks.spec import PICTURE, BlockSpec, Category, Port
from playground.core.sentences import Text

STOCHASTIC_DEPTH = BlockSpec(
    id="stochastic_depth",
    rare=True,
    title="Stochastic depth",
    category=Category.CORE,
    summary="Switches off a whole branch for random samples while training.",
    help=(
        "It stands at the end of a branch that is added to what went round it: for a random share of the "
        "samples of each training step the branch counts nothing, so that they go through a shallower "
        "network, and for the others it is scaled up to make up for it. When the network is judged or used, "
        "it does nothing. Huang et al., arXiv:1603.09382; as torchvision does by rows."
    ),
    params=(
        number("rate", 0.1, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%", title="Switched off",
               help="The chance of each sample to go without the branch in a training step."),
    ),
    call=lambda p, shapes: Call("modules.StochasticDepth", p.rate),
    names=handed_on,
    icon="shuffle",
    setting=lambda p: Text("{share:.3g} %", share=100 * p.rate),
    keeps_shape=True,
    passes_on=True,
    drops_out=True,
    taken_apart="pointwise",
    keeps_time=True,
    bends=False,
    tint="activation",
)  # fmt: skip

DROP_BLOCK = BlockSpec(
    id="drop_block",
    rare=True,
    title="DropBlock",
    category=Category.IMAGE,
    summary="Punches random squares out of each map while training.",
    help=(
        "Neighbouring pixels say nearly the same, so dropping single ones hides little. Here whole squares "
        "of each map are set to zero in each training step, and what is left is scaled up. A square larger "
        "than the picture shrinks to its shorter side. When the network is judged or used, it does nothing. "
        "Ghiasi, Lin, Le, arXiv:1810.12890."
    ),
    params=(
        number("rate", 0.1, minimum=0.0, maximum=0.95, slider=(0.0, 0.5), unit="%", title="Switched off",
               help="About which share of each map is set to zero in a training step."),
        integer("side", 7, minimum=1, slider=(1, 15), unit="px", help="How wide and high a square is."),
    ),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("modules.DropBlock", p.rate, p.side),
    names=handed_on,
    icon="square-dot",
    setting=lambda p: Text("{share:.3g} % · {side} px", share=100 * p.rate, side=p.side),
    keeps_shape=True,
    passes_on=True,
    drops_out=True,
    taken_apart="pointwise",
    bends=False,
    tint="activation",
)  # fmt: skip

SAMPLE_LATENT = BlockSpec(
    id="sample_latent",
    rare=True,
    title="Sample latent",
    category=Category.CORE,
    summary="Draws numbers from the means and spreads that arrive.",
    help=(
        "Two branches say for each number of a code its mean and the logarithm of its variance; in every "
        "training step a number is drawn accordingly, so that a decoder learns to make something of all that "
        "lies near. When the network is judged or used, the mean goes on. It brings no penalty of its own "
        "yet: without one that holds codes near zero, spreads shrink to nothing. Kingma and Welling, "
        "arXiv:1312.6114."
    ),
    inputs=(Port("in"), Port("in_2")),
    call=lambda p, shapes: Call("modules.SampleLatent"),
    names=handed_on,
    icon="dices",
    together="equal",
    keeps_time=True,
    tint="activation",
)

KINDS = (STOCHASTIC_DEPTH, DROP_BLOCK, SAMPLE_LATENT)
