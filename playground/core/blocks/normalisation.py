"""Blocks that bring numbers to mean 0 and spread 1, each over another part of them."""

from __future__ import annotations

from math import prod

from playground.core.blocks.calls import LAYER, Call, Chain, turned
from playground.core.blocks.naming import BY_FEATURE, handed_on
from playground.core.blocks.params import Choice, Param, Params, choice, integer, number
from playground.core.blocks.reach import POINT, everything, over_sample
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, count_of

FLAT_TO_CLIP = Port("in", (1, 2, 3, 4), needs="a flat list, a sequence, a picture or a clip")
WITH_CHANNELS = Port("in", (2, 3, 4), needs="a sequence, a picture or a clip")
PICTURE_OR_CLIP = Port("in", (3, 4), needs="a picture or a clip")
DIMENSIONS = {1: "1d", 2: "1d", 3: "2d", 4: "3d"}  # of PyTorch's layers, by rank without the batch axis


def epsilon(default: float) -> Param:
    """Describe what keeps a norm from dividing by zero."""
    return number(
        "epsilon", default, minimum=1e-12, maximum=1.0, slider=(1e-8, 1e-2), logarithmic=True,
        help="Added to the variance, so that a constant feature is not divided by zero.",
    )  # fmt: skip


def channels_first(layer: Call, shape: Shape) -> Call | Chain:
    """Return a layer that wants channels before time, with the turns a sequence needs around it."""
    return Chain(turned(((LAYER, layer),))) if shape.rank == 2 else layer


def _whole(shapes: Shapes) -> tuple[int, ...]:
    """Return the axes that layer norm takes together: the features of a step, else the whole sample."""
    return shapes[0].sizes[-1:] if shapes[0].rank == 2 else shapes[0].sizes


def _scale_and_shift(p: Params, shapes: Shapes) -> int:
    """Return two weights a channel."""
    return 2 * shapes[0].feature_count


def batch_norm_call(p: Params, shapes: Shapes) -> Call | Chain:
    """Return the normalisation that fits: per feature for lists and sequences, per channel for pictures."""
    target = f"nn.BatchNorm{DIMENSIONS[shapes[0].rank]}"
    return channels_first(
        Call(target, shapes[0].feature_count, eps=p.epsilon, momentum=p.momentum), shapes[0]
    )


def by_place(p: Params, shapes: Shapes) -> bool:
    """Say whether the channels of each pixel are taken together, not the whole sample."""
    return bool(p.over == "channels") and shapes[0].rank > 2


def layer_norm_call(p: Params, shapes: Shapes) -> Call:
    """Return the normalisation: over the features of each step or pixel, else over a whole sample."""
    if by_place(p, shapes):
        return Call("modules.ChannelNorm", shapes[0].channels, eps=p.epsilon)
    return Call("nn.LayerNorm", _whole(shapes), eps=p.epsilon)


def rms_norm_call(p: Params, shapes: Shapes) -> Call:
    """Return the normalisation by root mean square, over what layer norm takes."""
    return Call("nn.RMSNorm", _whole(shapes), eps=p.epsilon)


def group_norm_call(p: Params, shapes: Shapes) -> Call | Chain:
    """Return the normalisation over groups of channels."""
    return channels_first(
        Call("modules.GroupNorm", p.groups, shapes[0].feature_count, eps=p.epsilon), shapes[0]
    )


def instance_norm_call(p: Params, shapes: Shapes) -> Call | Chain:
    """Return the normalisation of each channel of each sample."""
    target = f"nn.InstanceNorm{DIMENSIONS[shapes[0].rank]}"
    return channels_first(Call(target, shapes[0].feature_count, eps=p.epsilon, affine=True), shapes[0])


BATCH_NORM = BlockSpec(
    id="batch_norm",
    title="Batch norm",
    category=Category.NORMALISATION,
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
        epsilon(1e-5),
    ),
    inputs=(FLAT_TO_CLIP,),
    call=batch_norm_call,
    weights=_scale_and_shift,
    taken_apart="normalisation",
    names=handed_on,
    axes=BY_FEATURE,
    icon="align-vertical-distribute-center",
    setting=lambda p: Text("momentum {momentum:g}", momentum=p.momentum),
    keeps_shape=True,
    keeps_time=True,
    needs_pairs=True,
    tint="activation",
)  # fmt: skip

LAYER_NORM = BlockSpec(
    id="layer_norm",
    title="Layer norm",
    category=Category.NORMALISATION,
    summary="Brings the features of each sample to mean 0 and spread 1.",
    help=(
        "Each sample is normalised by itself (in a sequence, each step), then scaled and shifted by weights "
        "that are learned. It knows nothing of the batch, so it does the same in training and in use, and "
        "works with batches of one. Transformers stand on it. Ba, Kiros, Hinton, arXiv:1607.06450."
    ),
    params=(
        choice("over", "sample",
               (Choice("sample", "All its pixels"), Choice("channels", "Each pixel's channels")),
               title="Of a picture",
               help="What of a picture or a clip is taken together; of a sequence the features of each step "
                    "are. ConvNeXt takes each pixel's channels."),
        epsilon(1e-5),
    ),
    inputs=(FLAT_TO_CLIP,),
    call=layer_norm_call,
    reach=lambda p, shapes: POINT if by_place(p, shapes) else over_sample(p, shapes),
    weights=lambda p, shapes: 2 * (shapes[0].channels if by_place(p, shapes) else prod(_whole(shapes))),
    names=handed_on,
    axes=BY_FEATURE,
    icon="align-center-horizontal",
    keeps_shape=True,
    keeps_time=True,
    tint="activation",
)  # fmt: skip

RMS_NORM = BlockSpec(
    id="rms_norm",
    rare=True,
    title="RMS norm",
    category=Category.NORMALISATION,
    summary="Scales the features of each sample to a root mean square of 1.",
    help=(
        "Layer norm without taking the mean away: features are divided by their root mean square and "
        "multiplied by a weight each. Cheaper, and as good in most transformers, which is why large language "
        "models use it. Zhang and Sennrich, arXiv:1910.07467."
    ),
    params=(epsilon(1e-6),),
    inputs=(FLAT_TO_CLIP,),
    call=rms_norm_call,
    reach=over_sample,
    weights=lambda p, shapes: prod(_whole(shapes)),
    names=handed_on,
    axes=BY_FEATURE,
    icon="align-center-horizontal",
    keeps_shape=True,
    keeps_time=True,
    tint="activation",
)

GROUP_NORM = BlockSpec(
    id="group_norm",
    rare=True,
    title="Group norm",
    category=Category.NORMALISATION,
    summary="Normalises groups of channels within each sample.",
    help=(
        "The channels are shared out among groups, and each group of each sample is brought to mean 0 and "
        "spread 1 over all its pixels, then scaled and shifted channel by channel. It stands in for batch "
        "norm where batches are small. The number of channels must be a multiple of the number of groups. "
        "Wu and He, arXiv:1803.08494."
    ),
    params=(
        integer("groups", 1, minimum=1, slider=(1, 32), logarithmic=True,
                help="How many groups share the channels; 1 takes all of them together."),
        epsilon(1e-5),
    ),
    inputs=(WITH_CHANNELS,),
    call=group_norm_call,
    reach=everything,
    weights=_scale_and_shift,
    names=handed_on,
    axes=BY_FEATURE,
    icon="align-horizontal-distribute-center",
    setting=lambda p: count_of(p.groups, "{count} group", "{count} groups"),
    keeps_shape=True,
    detour="Group norm works out a gradient that nobody needs, since PyTorch 2.13 would crash without it.",
    tint="activation",
)  # fmt: skip

INSTANCE_NORM = BlockSpec(
    id="instance_norm",
    rare=True,
    title="Instance norm",
    category=Category.NORMALISATION,
    summary="Normalises each channel of each sample by itself.",
    help=(
        "Every map of every sample is brought to mean 0 and spread 1 over its own pixels, then scaled and "
        "shifted. Brightness and contrast of a picture no longer matter, which style transfer makes use of. "
        "A map of a single number cannot be normalised. Ulyanov et al., arXiv:1607.08022."
    ),
    params=(epsilon(1e-5),),
    inputs=(WITH_CHANNELS,),
    call=instance_norm_call,
    reach=everything,
    weights=_scale_and_shift,
    names=handed_on,
    axes=BY_FEATURE,
    icon="align-horizontal-space-around",
    keeps_shape=True,
    tint="activation",
)

LOCAL_RESPONSE_NORM = BlockSpec(
    id="local_response_norm",
    rare=True,
    title="Local response norm",
    category=Category.NORMALISATION,
    summary="Lets strong maps damp their neighbours.",
    help=(
        "Each number is divided by a sum over the same pixel of the neighbouring maps, so that a strong "
        "answer damps weaker ones beside it. AlexNet had it; batch norm has taken its place since. It learns "
        "nothing. Krizhevsky, Sutskever, Hinton, 2012, section 3.3."
    ),
    params=(
        integer("size", 5, minimum=1, slider=(1, 9), unit="maps",
                help="How many neighbouring maps are summed."),
        number("alpha", 1e-4, minimum=0.0, maximum=100.0, slider=(1e-5, 1.0), logarithmic=True,
               help="How strongly neighbours damp."),
        number("beta", 0.75, minimum=0.0, maximum=10.0, slider=(0.1, 2.0), help="The exponent of the sum."),
        number("k", 1.0, minimum=1e-6, maximum=100.0, slider=(0.5, 4.0), title="Offset",
               help="Added to the sum, so that quiet places are left alone."),
    ),
    inputs=(PICTURE_OR_CLIP,),
    call=lambda p, shapes: Call("nn.LocalResponseNorm", p.size, alpha=p.alpha, beta=p.beta, k=p.k),
    names=handed_on,
    icon="align-horizontal-space-around",
    setting=lambda p: Text("{count} maps", count=p.size),
    keeps_shape=True,
    tint="activation",
)  # fmt: skip

KINDS = (BATCH_NORM, LAYER_NORM, RMS_NORM, GROUP_NORM, INSTANCE_NORM, LOCAL_RESPONSE_NORM)
