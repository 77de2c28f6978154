"""Mixtures of experts: small networks beside each other, of which a router lets few answer."""

from __future__ import annotations

from playground.core.blocks.activations import activation
from playground.core.blocks.params import Params, integer
from playground.core.blocks.ready.gates import FEATURES
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import MOST_WIRES
from playground.core.network.values import Network
from playground.core.sentences import Text


def mixture(p: Params) -> Network:
    """Return the answers of experts, each times its share, summed up."""
    sketch = Sketch()
    values = sketch.begin()
    scores = sketch.add("router", "dense", values, units=p.experts, activation="linear", bias=False)
    shares = sketch.add("shares", "top_k", scores, k=p.k)
    answers = [_expert(sketch, number, values, shares, p) for number in range(1, p.experts + 1)]
    return sketch.end(sketch.add("sum", "add", *answers))


def _expert(sketch: Sketch, number: int, values: str, shares: str, p: Params) -> str:
    made = sketch.add(f"expert_{number}", "feed_forward", values, width=p.width, activation=p.activation)
    share = sketch.add(f"share_{number}", "slice", shares, start=number - 1, length=1)
    return sketch.add(f"answer_{number}", "multiply", made, share)


def as_many_experts(p: Params, shape: Shape) -> dict[str, object]:
    """Return no more experts that answer than there are."""
    return {"k": p.experts} if p.k > p.experts else {}


MIXTURE_OF_EXPERTS = ready_group(
    "mixture_of_experts", "Mixture of experts", "Several small networks, of which a router picks a few.",
    "A router gives each expert a score for what arrives; the highest few are turned into shares, and the "
    "experts' answers are added up by these. Experts that are not among them have a share of 0: they are "
    "computed all the same, and learn from others' samples. Each step of a sequence is sent by itself. "
    "Shazeer et al., arXiv:1701.06538.",
    mixture,
    (
        integer("experts", 4, minimum=2, maximum=MOST_WIRES, slider=(2, 16),
                help="How many small networks stand beside each other."),
        integer("k", 2, minimum=1, maximum=MOST_WIRES, slider=(1, 8), title="Answering",
                help="How many of them answer for each sample or step; with one the router learns nothing."),
        integer("width", 32, minimum=1, slider=(4, 512), logarithmic=True,
                help="How many units the middle of each expert has."),
        activation("relu"),
    ),
    as_many_experts, inputs=(FEATURES,), keeps_shape=True, keeps_time=True, tint="attention", icon="network",
    setting=lambda p: Text("{k} of {experts}", k=p.k, experts=p.experts),
)  # fmt: skip

KINDS = (MIXTURE_OF_EXPERTS,)
