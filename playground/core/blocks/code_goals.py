"""Blocks that say what is learned of codes: what lies near what, and how large inner numbers may be."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from playground.core.blocks.calls import Call
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.goals import CLASS_WEIGHTS, COUNTS, GOAL_BLOCK, ONE_OF_TWO
from playground.core.blocks.params import Choice, choice, flag, integer, number
from playground.core.blocks.spec import ANY, FLAT
from playground.core.sentences import Text

FIGURES = "playground.core.training.metrics"


PAIRS = GOAL_BLOCK(
    id="pairs",
    title="Alike or not",
    summary="Learns codes that lie together for pairs that are alike, and apart for others.",
    help=(
        "It takes the codes of two things, flat lists of one length, and the data say whether the two are "
        "alike. Alike ones are drawn together, others are pushed apart until they are 1 apart; a pair is "
        "called alike while it is less than a half apart. The two ways to it are usually the same network. "
        "This is the contrastive loss of Hadsell et al. (2006)."
    ),
    params=(CLASS_WEIGHTS, *COUNTS),
    inputs=(FLAT, replace(FLAT, name="in_2")),
    call=lambda p, shapes: Call("modules.Distance"),
    together="equal",
    field="label",
    goal=ONE_OF_TWO(
        loss=lambda p: Call("modules.ContrastiveLoss"),
        finish=Call("modules.NearShares"),
        makes=1,
        task="Tell whether two are alike",
    ),
    icon="diff",
    setting=lambda p: Text("contrastive"),
)

TRIPLET = GOAL_BLOCK(
    id="triplet",
    title="Nearer than",
    summary="Learns codes that lie nearer to their like than to others.",
    help=(
        "It takes three codes, flat lists of one length: of a thing, of one that is like it, and of one that "
        "is not. The first is to lie nearer to the second than to the third, by 1 at least. Nobody has to "
        "say what the things are. The three ways to it are usually the same network. This is the triplet "
        "loss of Schroff et al. (2015)."
    ),
    params=COUNTS,
    inputs=(FLAT, replace(FLAT, name="in_2"), replace(FLAT, name="in_3")),
    call=lambda p, shapes: Call("modules.TwoDistances"),
    together="equal",
    goal=GoalRule(
        loss=lambda p: Call("modules.TripletLoss"),
        finish=None,
        accumulate=f"{FIGURES}:TripletMetrics",
        metrics=("in_order",),
        figures=("in_order",),
        width=lambda field: 2,
        makes=2,
        aims=False,
        aim="what lies near what",
        task="Tell what lies nearer",
    ),
    icon="route",
    setting=lambda p: Text("triplets"),
)

AMONG_OTHERS = GOAL_BLOCK(
    id="among_others",
    title="Among others",
    summary="Learns codes by which each thing's partner is found among those of a batch.",
    help=(
        "It takes two codes a sample, flat lists of one length: of a thing and of its partner, such as two "
        "views of one picture, or a picture and its text. Directions alone count: their cosine is the score. "
        "Each thing is to find its partner among the partners of other samples, and each partner its thing: "
        "cross-entropy, the true one being the sample's own, in the mean of both ways. Nobody has to say "
        "what the things are; what is answered is how alike the two are, (1 + cosine) / 2. Samples are "
        "compared with those beside them in the batch, in training and when judged; gradients that wait for "
        "each other, and processes that share a batch, do not make more of them. This is the loss of CLIP "
        "(Radford et al., 2021), InfoNCE; with a thing's own side among the others it is NT-Xent, that of "
        "SimCLR (Chen et al., 2020)."
    ),
    params=(
        integer("among", 32, minimum=2, maximum=4096, slider=(2, 256), logarithmic=True,
                help="Among how many samples of a batch a partner is to be found: a larger batch is taken in "
                     "stretches of so many, a smaller one as a whole."),
        flag("own_side", False, title="Own side too",
             help="Whether things are also to be told from other things, not from their partners alone."),
        number("temperature", 0.1, minimum=0.001, maximum=10.0, slider=(0.01, 1.0), logarithmic=True,
               help="What cosines are divided by before softmax: the lower, the more near others count."),
        *COUNTS,
    ),
    inputs=(FLAT, replace(FLAT, name="in_2")),
    call=lambda p, shapes: Call("modules.AmongOthers", p.among, p.temperature, p.own_side),
    together="equal",
    goal=GoalRule(
        loss=lambda p: Call("modules.AmongOthersLoss", p.temperature),
        finish=Call("modules.CosineShares"),
        accumulate=f"{FIGURES}:FoundMetrics",
        metrics=("found",),
        figures=("found",),
        width=lambda field: 5,
        makes=5,
        spans=True,
        aims=False,
        aim="which belong together",
        task="Find what belongs together",
    ),
    icon="scan-search",
    setting=lambda p: Text("among {count}", count=p.among),
)  # fmt: skip

SMALL_AMOUNT = partial(  # one number a sample, that is added to the loss
    GoalRule,
    loss=lambda p: Call("modules.MeanLoss"),
    finish=None,
    accumulate=f"{FIGURES}:AmountMetrics",
    metrics=("amount",),
    figures=("amount",),
    width=lambda field: 1,
    makes=1,
    aims=False,
    answers=False,
)
SIZES = {"l1": ("Sizes", "mean size"), "l2": ("Squares", "mean square")}

PENALTY = GOAL_BLOCK(
    id="penalty",
    title="Penalty",
    summary="Keeps the numbers of any block small, beside what is learned.",
    help=(
        "It is wired to a block inside the network and adds to the loss how large the numbers are that this "
        "block gives: their squares, or their sizes without signs, which drives many of them to 0 and makes "
        "a code sparse. The weight says how much that counts. It answers nothing by itself: another goal "
        "says what is learned. All blocks before it follow it, unless it is told to reach some alone."
    ),
    params=(
        choice("measure", "l1", tuple(Choice(id, words[0]) for id, words in SIZES.items()),
               help="How large numbers are: by their sizes without signs (L1), or their squares (L2)."),
        *COUNTS,
    ),
    inputs=(ANY,),
    call=lambda p, shapes: Call("modules.Magnitude", p.measure == "l2"),
    goal=SMALL_AMOUNT(
        aim="small numbers",
        task="Keep numbers small",
    ),
    icon="shrink",
    setting=lambda p: Text(SIZES[p.measure][1]),
)  # fmt: skip

DIVERGENCE = GOAL_BLOCK(
    id="divergence",
    title="Near to normal",
    summary="Keeps a code near the standard normal distribution, beside what is learned.",
    help=(
        "It takes two lists of one length that a network says of each sample: the means of a normal "
        "distribution and the logarithms of its variances, and adds to the loss how far that is from mean 0 "
        "and variance 1: the Kullback-Leibler divergence, summed over the list, in the mean of the samples. "
        "Variational autoencoders need it. It answers nothing by itself: another goal says what is learned."
    ),
    params=COUNTS,
    inputs=(FLAT, replace(FLAT, name="log_variance")),
    call=lambda p, shapes: Call("modules.DivergenceToNormal"),
    together="equal",
    goal=SMALL_AMOUNT(
        aim="codes near to normal",
        task="Keep a code near to normal",
    ),
    icon="bell",
    setting=lambda p: Text("divergence"),
)

KINDS = (PAIRS, TRIPLET, AMONG_OTHERS, PENALTY, DIVERGENCE)
