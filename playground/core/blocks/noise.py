"""Noise that begins a network or comes in beside the data."""

from __future__ import annotations

from playground.core.blocks.aggregating import BESIDE, SIZES, sizes_of, with_an_axis
from playground.core.blocks.arranging import reshape_setting
from playground.core.blocks.calls import Call
from playground.core.blocks.params import Choice, choice
from playground.core.blocks.reach import nowhere
from playground.core.blocks.spec import SAMPLE_COUNT, BlockSpec, Category

NOISE = BlockSpec(
    id="noise",
    title="Noise",
    category=Category.SOURCE,
    summary="Brings random numbers, others in each training step.",
    help=(
        "What comes out is drawn anew for every sample of every step, so that a network learns to make "
        "something of any of it: a generator begins with it. When the network is judged or used, and in what "
        "is exported, the noise is always the same, for every sample, so that an answer hangs on its sample "
        f"alone. {BESIDE}"
    ),
    params=(
        choice("numbers", "normal", (Choice("normal", "Normal"), Choice("even", "Even")),
               help="Normal: of mean 0 and spread 1. Even: anywhere from -1 to 1."),
        *SIZES,
    ),
    inputs=(SAMPLE_COUNT,),
    call=lambda p, shapes: Call("modules.Noise", sizes_of(p), p.numbers),
    reach=nowhere,
    icon="dices",
    setting=reshape_setting,
    refit=with_an_axis,
    bends=False,
    tint="source",
)  # fmt: skip

KINDS = (NOISE,)
