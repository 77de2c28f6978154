"""Blocks that slide small filters over pictures, sequences and clips."""

from __future__ import annotations

from playground.core.blocks.activations import activation
from playground.core.blocks.convolving import (
    causal_conv1d_call,
    conv1d_call,
    conv2d_call,
    conv3d_call,
    conv_transpose1d_call,
    conv_transpose2d_call,
    conv_transpose3d_call,
    cube_setting,
    depthwise_call,
    depthwise_weights,
    filter_weights,
    length_setting,
    looking_back,
    painting,
    separable_call,
    separable_weights,
    sliding,
    square_setting,
)
from playground.core.blocks.naming import BY_UNIT, INPUTS, TRANSPOSED
from playground.core.blocks.normed_weights import OF_FILTERS, OF_PAINTERS, weights_choice
from playground.core.blocks.params import Param, flag, integer
from playground.core.blocks.per_axis import by_axes
from playground.core.blocks.scratch import of_convolution
from playground.core.blocks.sliding import apart, kernel, sizes, stride, zeros
from playground.core.blocks.spec import PICTURE, SEQUENCE, BlockSpec, Category, Port
from playground.core.sentences import Text

FILTERS, PAINTERS = {**BY_UNIT, **OF_FILTERS}, {**TRANSPOSED, **OF_PAINTERS}
CLIP = Port("in", (4,), needs="a clip (frames × height × width × channels)")

_FILTERS = integer(
    "filters", 16, minimum=1, slider=(1, 64), logarithmic=True,
    help="How many patterns are looked for: the number of feature maps that come out.",
)  # fmt: skip
_BIAS = flag("bias", True, help="Adds a number of its own to every map.")
_WEIGHTS, _PAINTED_WEIGHTS = weights_choice("filter"), weights_choice("map that comes in")
_GROUPS = integer(
    "groups", 1, minimum=1, slider=(1, 8),
    help="Cuts maps and filters into groups that see nothing of each other; both numbers must be multiples.",
)  # fmt: skip
_KERNEL = kernel(3, 2, "Kernel", "The side of the square each filter sees at a time.")
_STRIDE = stride(1, 2, "How far the filter moves each time. 2 halves the width and height of the maps.")
_CUBE = kernel(3, 3, "Kernel", "The side of the cube each filter sees at a time.")
_CUBE_STRIDE = stride(1, 3, "How far the filter moves each time. 2 halves frames, width and height.")
_STEPS = kernel(3, 1, "Kernel", "How many steps each filter sees at a time.", "steps")
_TIME_STRIDE = stride(1, 1, "How far the filter moves each time. 2 halves the length.", "steps")
_OF_ONE_MAP = (_KERNEL, _STRIDE, zeros(2), activation("relu"), _BIAS, apart(2), _WEIGHTS)


def _transposed(axes: int, painted: str) -> tuple[Param, ...]:
    return (
        _FILTERS,
        kernel(4, axes, "Kernel", f"The side of the {painted} each number paints."),
        stride(2, axes, f"How far apart the {painted}s lie: 2 doubles the size."),
        sizes("padding", 1, axes, "How much of the rim is cut off again on each side.", minimum=0,
              slider=(0, 3), unit="px"),
        sizes("output_padding", 0, axes, "Makes the result larger on one side, where a stride leaves the "
              "size open.", minimum=0, slider=(0, 3), unit="px", title="Added at the end"),
        activation("relu"), _BIAS,
        sizes("dilation", 1, axes, f"How far apart the numbers of a {painted} are painted: 2 leaves a gap "
              "between them.", minimum=1, slider=(1, 4)),
        _PAINTED_WEIGHTS,
    )  # fmt: skip


CONV2D = BlockSpec(
    id="conv2d",
    title="Conv 2D",
    category=Category.IMAGE,
    summary="Slides small filters over the picture and maps where each one fits.",
    help=(
        "A filter is a small square of weights. It is laid on every place of the picture; the weighted sum "
        "there becomes one pixel of that filter's feature map. Since the same weights serve everywhere, a "
        "pattern is found wherever it lies, with far fewer weights than a dense layer. Early layers find "
        "edges, later ones combine them into shapes."
    ),
    params=(_FILTERS, _KERNEL, _STRIDE, zeros(2), activation("relu"), _BIAS, apart(2), _GROUPS, _WEIGHTS),
    inputs=(PICTURE,),
    call=conv2d_call,
    reach=sliding(2),
    weights=filter_weights(2),
    taken_apart="convolution",
    scratch=of_convolution,
    axes=FILTERS,
    icon="scan",
    setting=square_setting,
    bends=False,
    tint="image",
)

CONV1D = BlockSpec(
    id="conv1d",
    title="Conv 1D",
    category=Category.SEQUENCE,
    summary="Slides small filters along a sequence and marks where each one fits.",
    help=(
        "A filter is a short stretch of weights, laid on every place of the sequence: the weighted sum there "
        "becomes one number of its output. The same weights serve everywhere, so a pattern is found whenever "
        "it comes. Sequences are time × features; PyTorch's own layout, features × time, is used inside."
    ),
    params=(_FILTERS, _STEPS, _TIME_STRIDE, zeros(1), activation("relu"), _BIAS, apart(1), _GROUPS, _WEIGHTS),
    inputs=(SEQUENCE,),
    call=conv1d_call,
    reach=sliding(1),
    weights=filter_weights(1),
    scratch=of_convolution,
    axes=FILTERS,
    icon="scan-line",
    setting=length_setting,
    bends=False,
    tint="sequence",
)

CAUSAL_CONV1D = BlockSpec(
    id="causal_conv1d",
    title="Causal conv 1D",
    category=Category.SEQUENCE,
    summary="A convolution over time that never looks ahead.",
    help=(
        "All zeros stand before the first step, so that what comes out at a step depends on that step and "
        "earlier ones alone. Forecasts need that. With dilations of 1, 2, 4, 8 a few such layers see far "
        "back, as WaveNet does. van den Oord et al., arXiv:1609.03499."
    ),
    params=(_FILTERS, _STEPS, apart(1), activation("relu"), _BIAS, _WEIGHTS),
    inputs=(SEQUENCE,),
    call=causal_conv1d_call,
    reach=looking_back,
    weights=filter_weights(1),
    scratch=of_convolution,
    axes=FILTERS,
    icon="scan-line",
    setting=length_setting,
    keeps_time=True,
    bends=False,
    tint="sequence",
)

CONV3D = BlockSpec(
    id="conv3d",
    title="Conv 3D",
    category=Category.IMAGE,
    summary="Slides small cubes of weights through a clip or a volume.",
    help=(
        "Like Conv 2D with one axis more: a filter sees a few frames of a clip at once and so can tell "
        "movement, or a few layers of a scan. It costs many times more than a flat one. Clips are frames × "
        "height × width × channels."
    ),
    params=(_FILTERS, _CUBE, _CUBE_STRIDE, zeros(3), activation("relu"), _BIAS, apart(3), _GROUPS, _WEIGHTS),
    inputs=(CLIP,),
    call=conv3d_call,
    reach=sliding(3),
    weights=filter_weights(3),
    scratch=of_convolution,
    axes=FILTERS,
    icon="box",
    setting=cube_setting,
    bends=False,
    tint="image",
)

DEPTHWISE_CONV2D = BlockSpec(
    id="depthwise_conv2d",
    rare=True,
    title="Depthwise conv",
    category=Category.IMAGE,
    summary="Gives every map a filter of its own.",
    help=(
        "A convolution in which no map sees the others: each has its own small filter, or a few. That takes "
        "very few weights; a convolution with a 1 × 1 kernel usually follows and mixes the maps. Small "
        "networks for phones are built of the pair. Howard et al., arXiv:1704.04861."
    ),
    params=(
        integer("multiplier", 1, minimum=1, slider=(1, 4), title="Filters a map",
                help="How many filters, and so maps out, each map in has."),
        *_OF_ONE_MAP,
    ),
    inputs=(PICTURE,),
    call=depthwise_call,
    reach=sliding(2),
    weights=depthwise_weights,
    taken_apart="convolution",
    scratch=of_convolution,
    icon="layers",
    setting=lambda p: Text("{kernel}", kernel=by_axes(p.kernel, 2)),
    bends=False,
    tint="image",
)  # fmt: skip

SEPARABLE_CONV2D = BlockSpec(
    id="separable_conv2d",
    rare=True,
    title="Separable conv",
    category=Category.IMAGE,
    summary="Looks at each map by itself, then mixes the maps.",
    help=(
        "A depthwise convolution and a 1 × 1 convolution in one block: first each map is filtered by itself, "
        "then each pixel's maps are mixed. It does nearly what Conv 2D does with a fraction of the weights "
        "and multiplications. Chollet, arXiv:1610.02357."
    ),
    params=(_FILTERS, *_OF_ONE_MAP),
    inputs=(PICTURE,),
    call=separable_call,
    reach=sliding(2),
    weights=separable_weights,
    scratch=of_convolution,
    axes={
        **FILTERS,
        "slide.weight": (INPUTS,),
        "slide.bias": (INPUTS,),
        "slide.direction": (INPUTS,),
        "slide.length": (INPUTS,),
        "slide.left": (INPUTS,),
    },
    icon="layers-2",
    setting=square_setting,
    bends=False,
    tint="image",
)

CONV_TRANSPOSE2D = BlockSpec(
    id="conv_transpose2d",
    title="Transposed conv",
    category=Category.IMAGE,
    summary="Paints small squares for every number and so enlarges the maps.",
    help=(
        "A convolution run backwards: each number of a map is multiplied by a small square of weights, and "
        "the squares are laid side by side and added where they overlap. Generators and decoders grow "
        "pictures with it. With kernel 4, stride 2 and padding 1, sides double without a chequered pattern."
    ),
    params=_transposed(2, "square"),
    inputs=(PICTURE,),
    call=conv_transpose2d_call,
    reach=painting(2),
    weights=filter_weights(2, paints=True),
    scratch=of_convolution,
    axes=PAINTERS,
    icon="expand",
    setting=square_setting,
    bends=False,
    tint="image",
)

CONV_TRANSPOSE1D = BlockSpec(
    id="conv_transpose1d",
    title="Transposed conv 1D",
    category=Category.SEQUENCE,
    summary="Paints short stretches for every step and so lengthens a sequence.",
    help=(
        "A convolution over time run backwards: each step is multiplied by a short stretch of weights, and "
        "the stretches are added where they overlap. With kernel 4, stride 2 and padding 1, the length "
        "doubles."
    ),
    params=_transposed(1, "stretch"),
    inputs=(SEQUENCE,),
    call=conv_transpose1d_call,
    reach=painting(1),
    weights=filter_weights(1, paints=True),
    scratch=of_convolution,
    axes=PAINTERS,
    icon="expand",
    setting=length_setting,
    bends=False,
    tint="sequence",
)

CONV_TRANSPOSE3D = BlockSpec(
    id="conv_transpose3d",
    rare=True,
    title="Transposed conv 3D",
    category=Category.IMAGE,
    summary="Paints small cubes for every number and so enlarges clips.",
    help=(
        "A convolution over clips or volumes run backwards: each number is multiplied by a small cube of "
        "weights, and the cubes are added where they overlap. With kernel 4, stride 2 and padding 1, frames, "
        "height and width double; a stride of 1 × 2 × 2 leaves the frames as many as they are."
    ),
    params=_transposed(3, "cube"),
    inputs=(CLIP,),
    call=conv_transpose3d_call,
    reach=painting(3),
    weights=filter_weights(3, paints=True),
    scratch=of_convolution,
    axes=PAINTERS,
    icon="expand",
    setting=cube_setting,
    bends=False,
    tint="image",
)

KINDS = (
    CONV2D, DEPTHWISE_CONV2D, SEPARABLE_CONV2D, CONV_TRANSPOSE2D, CONV3D, CONV_TRANSPOSE3D,
    CONV1D, CAUSAL_CONV1D, CONV_TRANSPOSE1D,
)  # fmt: skip
