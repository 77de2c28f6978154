"""Transformer blocks as groups of their parts: opened, they are ordinary groups that can be changed."""

from __future__ import annotations

from playground.core.blocks.activations import activation, activation_call, activation_weights
from playground.core.blocks.attention import MEMORY, SHAPING
from playground.core.blocks.calls import LAYER, Call, Chain
from playground.core.blocks.counting import linear
from playground.core.blocks.groups import INPUT_ID, OUTPUT_ID, REPEAT, inside
from playground.core.blocks.naming import INPUTS, PLACE, UNITS
from playground.core.blocks.normalisation import epsilon
from playground.core.blocks.params import Params, flag, integer, number
from playground.core.blocks.reach import EVERYTHING, Window, everything
from playground.core.blocks.spec import OUT, SEQUENCE, BlockSpec, Category, Port, Shapes
from playground.core.network.values import Edge, Network, Node
from playground.core.sentences import Text

# Of attention to a memory: places and windows are of one sequence, and there are two.
APART = {param.name: param.default for param in SHAPING if param.name in ("places", "distance", "window")}
STEP = 184.0  # scene units between two blocks
InnerBlock = tuple[str, Node]


def feed_forward_call(p: Params, shapes: Shapes) -> Chain:
    """Return two dense layers with a bend between them, as wide at the end as at the beginning."""
    features = shapes[0].features
    parts = [("wide", Call("nn.Linear", features, p.width))]
    bend = activation_call(p.activation)
    parts += [("activation", bend)] if bend is not None else []
    return Chain((*parts, ("dropout", Call("nn.Dropout", p=p.dropout)),
                  (LAYER, Call("nn.Linear", p.width, features))))  # fmt: skip


def feed_forward_weights(p: Params, shapes: Shapes) -> int:
    """Return the weights of both layers and of the bend between them."""
    features = shapes[0].features
    return linear(features, p.width) + activation_weights(p.activation) + linear(p.width, features)


def encoder(p: Params) -> Network:
    """Return attention and feed-forward, each with a way round it and a norm."""
    return _stack(p, (("attention", _attention(p, causal=False)), ("forward", _forward(p))), inputs=1)


def decoder(p: Params) -> Network:
    """Return the same with causal attention, and attention to a memory between the two."""
    parts = (
        ("attention", _attention(p, causal=True)),
        ("crossing", _attention(p, causal=False, **APART)),
        ("forward", _forward(p)),
    )
    network = _stack(p, parts, inputs=2)
    return Network(network.nodes, (*network.edges, Edge("memory", "out", "crossing", "memory")))


def _attention(p: Params, causal: bool, **other: object) -> Node:
    """Return attention as it is asked for; what has its default is left out."""
    shaped = {param.name: p[param.name] for param in SHAPING if p[param.name] != param.default}
    given = {"heads": p.heads, "causal": causal, "dropout": p.dropout, **shaped}
    return Node("multi_head_attention", {name: other.get(name, each) for name, each in given.items()})


def _forward(p: Params) -> Node:
    given = {"width": p.width, "activation": p.activation, "dropout": p.dropout}
    return Node("feed_forward", given)


def _stack(p: Params, parts: tuple[InnerBlock, ...], inputs: int) -> Network:
    """Return parts in a row: norm before each one and a sum behind it, or the norm behind the sum."""
    nodes: dict[str, Node] = {"begin": Node(INPUT_ID)}
    nodes |= {"memory": Node(INPUT_ID, position=(0.0, STEP))} if inputs > 1 else {}
    edges: list[Edge] = []
    last = "begin"
    for index, (name, node) in enumerate(parts, 1):
        norm, total = f"norm_{index}", f"add_{index}"
        row = [norm, name, total] if p.norm_first else [name, total, norm]
        kinds = {norm: Node("layer_norm", {"epsilon": p.epsilon}), name: node, total: Node("add")}
        for offset, each in enumerate(row):
            spot = (STEP * (3 * (index - 1) + offset + 1), 0.0)
            nodes[each] = Node(kinds[each].kind, kinds[each].params, position=spot)
        edges += [Edge(a, "out", b, "in_2" if b == total else "in")
                  for a, b in zip([last, *row], row, strict=False)]  # fmt: skip
        edges.append(Edge(last, "out", total, "in"))
        last = row[-1]
    nodes["end"] = Node(OUTPUT_ID, position=(STEP * (3 * len(parts) + 1), 0.0))
    return Network(nodes, (*edges, Edge(last, "out", "end", "in")))


def encoder_reach(p: Params, shapes: Shapes) -> Window:
    """Return the steps that one looks at through all repeats, where each sees a window alone."""
    kernel = 2 * p.window * p.repeat + 1
    return Window(kernel, beyond=kernel - 1) if p.window and kernel < shapes[0].sizes[0] else EVERYTHING


def heads_setting(p: Params) -> Text:
    """Say "4 heads", or "3 times · 4 heads"."""
    words = "{repeat} times · {heads} heads" if p.repeat > 1 else "{heads} heads"
    return Text(words, repeat=p.repeat, heads=p.heads)


HEADS = integer(
    "heads", 4, minimum=1, slider=(1, 16),
    help="How many questions attention asks at once; the features must divide evenly among them.",
)  # fmt: skip
_PARAMS = (
    REPEAT, HEADS,
    integer("width", 64, minimum=1, slider=(4, 512), logarithmic=True,
            help="How many units the feed-forward part has in its middle; usual is four times the features."),
    activation("gelu"),
    number("dropout", 0.0, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%",
           help="Switches off this share of attention's weights and of the middle units while training."),
    flag("norm_first", True, title="Norm first",
         help="Normalises before each part, which trains more steadily; otherwise after it, as at first."),
    epsilon(1e-5),
    *SHAPING,
)  # fmt: skip

FEED_FORWARD = BlockSpec(
    id="feed_forward",
    rare=True,
    title="Feed-forward",
    category=Category.ATTENTION,
    summary="Two dense layers for each step, wide in the middle.",
    help=(
        "The part of a transformer block that thinks about each step by itself: it widens the features, "
        "bends them, and brings them back to as many as came in, so that they can be added to what went "
        "round. Vaswani et al., arXiv:1706.03762, section 3.3."
    ),
    params=(
        integer("width", 64, minimum=1, slider=(4, 512), logarithmic=True,
                help="How many units the middle has; usual is four times the features."),
        activation("gelu"),
        number("dropout", 0.0, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%",
               help="Switches off this share of the middle units while training."),
    ),
    inputs=(Port("in", (1, 2), needs="a flat list of features or a sequence"),),
    call=feed_forward_call,
    weights=feed_forward_weights,
    taken_apart="dense",
    axes={"wide.weight": (PLACE, INPUTS), "weight": (UNITS,), "bias": (UNITS,)},
    icon="expand",
    setting=lambda p: Text("{width} wide", width=p.width),
    keeps_shape=True,
    keeps_time=True,
    tint="attention",
)  # fmt: skip

ENCODER = BlockSpec(
    id="transformer_encoder",
    title="Encoder block",
    category=Category.PUBLISHED,
    summary="Attention and feed-forward, each with a way round it.",
    help=(
        "The block that transformers for reading are stacked from: every step gathers from all others, then "
        "each is worked on by itself; both are added to what came in, and norms keep the numbers in bounds. "
        "A double click opens it as a group that can be changed. Vaswani et al., arXiv:1706.03762."
    ),
    params=_PARAMS,
    inputs=(SEQUENCE,),
    call=inside,
    icon="component",
    setting=heads_setting,
    keeps_shape=True,
    keeps_time=True,
    network=encoder,
    reach=encoder_reach,
    tint="attention",
)

DECODER = BlockSpec(
    id="transformer_decoder",
    title="Decoder block",
    category=Category.PUBLISHED,
    summary="Causal attention, attention to a memory, and feed-forward.",
    help=(
        "The block that transformers for writing are stacked from: every step gathers from itself and "
        "earlier ones, then from a second sequence, such as the sentence to be translated, and is then "
        "worked on by itself. What it knows of places, and its window, hold for the first of the two. A "
        "double click opens it as a group that can be changed. Vaswani et al., arXiv:1706.03762."
    ),
    params=_PARAMS,
    inputs=(SEQUENCE, Port("in_2", MEMORY.ranks, needs=MEMORY.needs)),
    outputs=(OUT,),
    call=inside,
    icon="component",
    setting=heads_setting,
    keeps_time=True,
    network=decoder,
    reach=everything,
    tint="attention",
)

KINDS = (FEED_FORWARD, ENCODER, DECODER)
