"""Blocks for sequences: words become lists of numbers, recurrent layers read them, one step sums them up."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.blocks.calls import Call
from playground.core.blocks.counting import linear
from playground.core.blocks.masking import MASKED
from playground.core.blocks.naming import INPUTS, UNITS, WORDS, handed_on
from playground.core.blocks.params import Choice, Params, choice, flag, integer, number
from playground.core.blocks.reach import EVERYTHING, POINT, everything
from playground.core.blocks.scratch import of_recurrent
from playground.core.blocks.spec import MASK, SEQUENCE, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, listed

IDS = Port("in", (1,), "int", "whole numbers, such as the words of a text")
GATES = {"rnn": 1, "lstm": 4, "gru": 3}  # each has weights for what comes in and for what it remembers
SUMS = (
    Choice("last", "Last step"), Choice("first", "First step"), Choice("mean", "Mean of all steps"),
    Choice("max", "Largest of all steps"),
)  # fmt: skip


def embedding_call(p: Params, shapes: Shapes) -> Call:
    """Return the table; 0 is padding and stays at zero, unless it is a word."""
    return Call("nn.Embedding", p.entries, p.features, padding_idx=None if p.zero_is_word else 0)


def recurrent_call(cell: str) -> Callable[[Params, Shapes], Call]:
    """Return the rule of one recurrent kind."""

    def call(p: Params, shapes: Shapes) -> Call:
        options = {"layers": p.layers, "both": p.bidirectional, "dropout": p.dropout}
        return Call("modules.Recurrent", cell, shapes[0].features, p.units, **options)

    return call


def recurrent_weights(cell: str) -> Callable[[Params, Shapes], int]:
    """Return the rule of one recurrent kind; PyTorch has two biases for each number."""

    def count(p: Params, shapes: Shapes) -> int:
        ways = 2 if p.bidirectional else 1
        first, above = (linear(size, p.units) + linear(p.units, p.units)
                        for size in (shapes[0].features, ways * p.units))  # fmt: skip
        return int(ways * GATES[cell] * (first + (p.layers - 1) * above))

    return count


def recurrent_setting(p: Params) -> Text:
    """Say "64 · 2 layers · both ways"."""
    parts = [Text("{units}", units=p.units)]
    parts += [Text("{count} layers", count=p.layers)] if p.layers > 1 else []
    parts += [Text("both ways")] if p.bidirectional else []
    return listed(parts, "{first} · {second}")


_RECURRENT = (
    integer("units", 32, minimum=1, slider=(1, 256), logarithmic=True,
            help="How many numbers the layer remembers, and gives at every step."),
    integer("layers", 1, minimum=1, maximum=64, slider=(1, 4),
            help="How many such layers lie above each other; each reads what the one below gives."),
    flag("bidirectional", False, title="Both directions",
         help="Reads the sequence backwards as well and gives both answers side by side."),
    number("dropout", 0.0, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%",
           help="Switches off this share of the numbers between two layers while training."),
    MASKED,
)  # fmt: skip

_READING = {f"{way}.0.weight_ih_l0": (UNITS, INPUTS) for way in ("forth", "back")}


def _recurrent(block_id: str, title: str, summary: str, help: str) -> BlockSpec:
    return BlockSpec(
        id=block_id, title=title, category=Category.SEQUENCE, summary=summary,
        help=f"{help} It gives its answer at every step; Over time behind it keeps the last. Padding behind "
             "a shorter sequence never counts.",
        params=_RECURRENT, inputs=(SEQUENCE, MASK), call=recurrent_call(block_id), icon="repeat",
        reach=everything, weights=recurrent_weights(block_id), setting=recurrent_setting,
        scratch=of_recurrent, axes=_READING, keeps_time=True, by_steps=True, tint="sequence",
    )  # fmt: skip


EMBEDDING = BlockSpec(
    id="embedding",
    title="Embedding",
    category=Category.SEQUENCE,
    summary="Gives every word a list of numbers that is learned.",
    help=(
        "A table with one row for each word: the row of a word stands for it from then on. Words that are "
        "used alike end up with rows alike. Words come as whole numbers; 0 is padding and has a row of "
        "zeros, unless you say otherwise. The table needs as many rows as there are different numbers."
    ),
    params=(
        integer("entries", 128, minimum=1, slider=(2, 10_000), logarithmic=True, title="Rows",
                help="How many different words there are, padding included."),
        integer("features", 32, minimum=1, slider=(1, 256), logarithmic=True,
                help="How many numbers stand for a word."),
        flag("zero_is_word", False, title="0 is a word",
             help="The row of 0 is learned like any other. Off: 0 is padding, with a row of zeros."),
    ),
    inputs=(IDS,),
    call=embedding_call,
    weights=lambda p, shapes: p.entries * p.features,
    axes={"weight": (WORDS, UNITS)},
    icon="table-2",
    setting=lambda p: Text("{entries} words · {features}", entries=p.entries, features=p.features),
    vocabulary="entries",
    lends_table=True,
    keeps_time=True,
    tint="sequence",
)  # fmt: skip

RNN = _recurrent(
    "rnn", "RNN", "Reads a sequence step by step and remembers.",
    "At every step a plain recurrent layer mixes what comes in with what it remembers and sends both "
    "through a tanh. Over many steps its memory fades, and so do the gradients, which LSTM and GRU mend.",
)  # fmt: skip
LSTM = _recurrent(
    "lstm", "LSTM", "Reads a sequence step by step and decides what to keep.",
    "Long short-term memory: gates that are learned decide at every step what to forget, what to take in and "
    "what to show, so that something seen long ago can still count. Hochreiter and Schmidhuber, 1997.",
)  # fmt: skip
GRU = _recurrent(
    "gru", "GRU", "Reads a sequence step by step, with fewer gates than LSTM.",
    "A gated recurrent unit has two gates instead of three and one memory instead of two: nearly as able as "
    "LSTM with a quarter fewer weights. Cho et al., arXiv:1406.1078.",
)  # fmt: skip

OVER_TIME = BlockSpec(
    id="over_time",
    title="Over time",
    category=Category.SEQUENCE,
    summary="Sums up a sequence in one step.",
    help=(
        "A sequence becomes a flat list: its last step, its first, the mean of all steps, or the largest "
        "number of each feature. A goal that judges a whole sentence wants that. Padding behind a shorter "
        "sequence never counts, where the source says which steps are real."
    ),
    params=(
        choice("how", "last", SUMS, title="Takes", help="Which step, or what of all steps, goes on."),
        MASKED,
    ),
    inputs=(SEQUENCE, MASK),
    call=lambda p, shapes: Call("modules.OverTime", p.how),
    reach=lambda p, shapes: EVERYTHING if p.how in ("mean", "max") else POINT,
    names=handed_on,
    icon="fold-vertical",
    setting=lambda p: Text(p.how),
    tint="sequence",
)


KINDS = (EMBEDDING, RNN, LSTM, GRU, OVER_TIME)
