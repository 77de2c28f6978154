"""Blocks that transformers are made of."""

from __future__ import annotations

from playground.core.blocks.calls import LAYER, Call, Chain
from playground.core.blocks.counting import filters, linear
from playground.core.blocks.masking import MASKED
from playground.core.blocks.naming import BY_UNIT, INPUTS, handed_on
from playground.core.blocks.params import Choice, Params, choice, flag, integer, number
from playground.core.blocks.reach import EVERYTHING, Window
from playground.core.blocks.scratch import of_attention, of_convolution
from playground.core.blocks.spec import MASK, PICTURE, SEQUENCE, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, count_of

MEMORY = Port("memory", (2,), needs="a sequence (time × features)", optional=True)


def attention_call(p: Params, shapes: Shapes) -> Call:
    """Return the layer; it reads the sequence itself where no memory is wired."""
    memory = shapes[1].features if len(shapes) > 1 and shapes[1] is not None else 0
    options = {"causal": p.causal, "dropout": p.dropout}
    if all(p[param.name] == param.default for param in SHAPING):
        return Call("modules.Attention", shapes[0].features, p.heads, memory, **options)
    options |= {param.name: p[param.name] for param in SHAPING}
    return Call("modules.ShapedAttention", shapes[0].features, p.heads, memory, **options)


def attention_weights(p: Params, shapes: Shapes) -> int:
    """Return what makes questions, keys and values, and what mixes the heads at the end."""
    own = shapes[0].features
    read = shapes[1].features if len(shapes) > 1 and shapes[1] is not None else own
    asked = p.heads * p.head_width or own
    kept = p.key_heads * (p.head_width or own // p.heads) or asked
    near = p.heads * (2 * p.distance + 1) if p.places == "relative" else 0
    return near + linear(own, asked, p.bias) + linear(asked, own, p.bias) + 2 * linear(read, kept, p.bias)


def positions_call(p: Params, shapes: Shapes) -> Call:
    """Return the pattern for as many steps as arrive."""
    steps, features = shapes[0].sizes
    return Call("modules.Positions", steps, features, p.kind == "learned")


def patches_call(p: Params, shapes: Shapes) -> Chain:
    """Return a convolution that takes each patch once, and its maps read as a sequence."""
    cut = Call("nn.Conv2d", shapes[0].channels, p.features, p.patch, stride=p.patch)
    return Chain(((LAYER, cut), ("steps", Call("modules.PatchesLast"))))


def attention_setting(p: Params) -> Text:
    """Say "2 heads · causal"."""
    heads = count_of(p.heads, "{count} head", "{count} heads")
    return Text("{heads} · causal", heads=heads) if p.causal else heads


SHAPING = (
    choice("places", "none",
           (Choice("none", "Not at all"), Choice("rotary", "By rotation"),
            Choice("relative", "By learned distances"), Choice("alibi", "By fixed distances")),
           title="Knows places",
           help="Rotation turns questions and keys by their place (RoPE, arXiv:2104.09864). Distances add a "
                "number to each pair's score: learned (T5, arXiv:1910.10683), or falling off (ALiBi, "
                "arXiv:2108.12409). A Positions block before it is another way."),
    integer("distance", 16, minimum=1, maximum=10_000, slider=(1, 128), logarithmic=True,
            help="Of learned distances: how far apart two steps are still told from those further apart."),
    integer("window", 0, minimum=0, slider=(0, 64),
            help="How many steps to either side a step sees; 0: all of them."),
    integer("key_heads", 0, minimum=0, slider=(0, 16),
            help="How many keys and values there are, shared by heads in equal groups (arXiv:2305.13245): 1 "
                 "for all heads together; 0: each head has its own."),
    integer("head_width", 0, minimum=0, slider=(0, 64),
            help="How many numbers a question and a key have; 0: the features shared out among the heads."),
    flag("bias", True, help="Adds numbers of their own to questions, keys, values and what comes out."),
)  # fmt: skip


def attention_reach(p: Params, shapes: Shapes) -> Window:
    """Return the window of steps that one looks at, all of them where it reaches past both ends."""
    kernel = p.window + 1 if p.causal else 2 * p.window + 1
    asked = shapes[0] if len(shapes) < 2 or shapes[1] is None else shapes[1]
    return Window(kernel, beyond=kernel - 1) if p.window and kernel < asked.sizes[0] else EVERYTHING


MULTI_HEAD_ATTENTION = BlockSpec(
    id="multi_head_attention",
    title="Attention",
    category=Category.ATTENTION,
    summary="Lets each step gather from the steps that concern it.",
    help=(
        "Every step asks a question, and every step offers a key and a value: where question and key agree, "
        "the value is taken, weighted by how well. Several heads ask different questions at once. With a "
        "second sequence wired to memory, its steps are asked instead (cross-attention). Causal looks at no "
        "later step. Vaswani et al., arXiv:1706.03762."
    ),
    params=(
        integer("heads", 4, minimum=1, slider=(1, 16),
                help="How many questions are asked at once; the features must divide evenly among them."),
        flag("causal", False, help="A step sees itself and earlier ones alone, as a language model must."),
        number("dropout", 0.0, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%",
               help="Leaves out this share of the weights at random while training."),
        *SHAPING,
        MASKED,
    ),
    inputs=(SEQUENCE, MEMORY, MASK),
    call=attention_call,
    reach=attention_reach,
    weights=attention_weights,
    scratch=of_attention,
    icon="focus",
    setting=attention_setting,
    attends=True,
    keeps_time=True,
    tint="attention",
)  # fmt: skip

POSITIONAL_ENCODING = BlockSpec(
    id="positional_encoding",
    title="Positions",
    category=Category.ATTENTION,
    summary="Tells each step its place in the sequence.",
    help=(
        "Attention itself does not know what stands where: shuffled words would give the same. So a pattern "
        "of its own is added to each place, made of sines and cosines of different length, or learned. "
        "Vaswani et al., arXiv:1706.03762, section 3.5."
    ),
    params=(
        choice("kind", "sinusoidal", (Choice("sinusoidal", "Sines"), Choice("learned", "Learned")),
               help="Fixed waves, or a pattern that training finds."),
    ),
    inputs=(SEQUENCE,),
    call=positions_call,
    weights=lambda p, shapes: shapes[0].count if p.kind == "learned" else 0,
    names=handed_on,
    icon="audio-waveform",
    setting=lambda p: Text("sines" if p.kind == "sinusoidal" else "learned"),
    keeps_shape=True,
    keeps_time=True,
    bends=False,
    tint="attention",
)  # fmt: skip

CLASS_TOKEN = BlockSpec(
    id="class_token",
    rare=True,
    title="Class token",
    category=Category.ATTENTION,
    summary="Puts one learned step before a sequence.",
    help=(
        "The step belongs to no word and no patch: attention layers gather in it what concerns the whole "
        "sequence, and Over time with the first step takes it out at the end. The sequence becomes one step "
        "longer. Devlin et al., arXiv:1810.04805."
    ),
    inputs=(SEQUENCE,),
    call=lambda p, shapes: Call("modules.ClassToken", shapes[0].features),
    weights=lambda p, shapes: shapes[0].features,
    names=handed_on,
    axes={"token": (INPUTS,)},
    icon="tag",
    bends=False,
    tint="attention",
)

PATCH_EMBEDDING = BlockSpec(
    id="patch_embedding",
    rare=True,
    title="Patches",
    category=Category.ATTENTION,
    summary="Cuts a picture into patches and reads them as a sequence.",
    help=(
        "Each square patch becomes one step, a list of learned sums of its pixels, row by row. What was made "
        "for sentences can then look at pictures: a vision transformer begins like this. Pixels beyond the "
        "last whole patch are left out. Dosovitskiy et al., arXiv:2010.11929."
    ),
    params=(
        integer("patch", 4, minimum=1, slider=(1, 16), unit="px", help="The side of a patch."),
        integer("features", 32, minimum=1, slider=(1, 256), logarithmic=True,
                help="How many numbers stand for a patch."),
    ),
    inputs=(PICTURE,),
    call=patches_call,
    reach=lambda p, shapes: Window(p.patch, p.patch),
    weights=lambda p, shapes: filters(shapes[0].channels, p.features, p.patch**2),
    scratch=of_convolution,
    axes=BY_UNIT,
    icon="layout-grid",
    setting=lambda p: Text("{patch} × {patch} · {features}", patch=p.patch, features=p.features),
    bends=False,
    tint="attention",
)  # fmt: skip

KINDS = (MULTI_HEAD_ATTENTION, POSITIONAL_ENCODING, CLASS_TOKEN, PATCH_EMBEDDING)
