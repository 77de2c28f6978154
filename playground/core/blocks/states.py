"""Recurrent blocks whose memory is a wire: it comes in, goes out, and can begin another's."""

from __future__ import annotations

from playground.core.blocks.calls import Call
from playground.core.blocks.counting import linear
from playground.core.blocks.masking import MASKED
from playground.core.blocks.params import Choice, Params, choice, integer
from playground.core.blocks.reach import everything
from playground.core.blocks.scratch import of_recurrent
from playground.core.blocks.sequences import GATES
from playground.core.blocks.spec import FLAT, MASK, OUT, SEQUENCE, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text

STATE = Port("state", (1,), needs="a flat list as long as the memory", optional=True)
STATE_OUT = Port("state")
_PARAMS = (
    choice("cell", "gru", (Choice("gru", "GRU"), Choice("lstm", "LSTM"), Choice("rnn", "RNN")),
           title="Kind", help="How it remembers; see the blocks of these names."),
    integer("units", 32, minimum=1, slider=(1, 256), logarithmic=True,
            help="How many numbers it remembers, and gives at every step. An LSTM's memory is twice as long: "
                 "what it shows, then what it keeps."),
)  # fmt: skip


def state_weights(p: Params, shapes: Shapes) -> int:
    """Return the weights of one layer; PyTorch has two biases for each number."""
    return GATES[p.cell] * (linear(shapes[0].features, p.units) + linear(p.units, p.units))


def state_setting(p: Params) -> Text:
    """Say "GRU · 32"."""
    return Text("{cell} · {units}", cell=p.cell.upper(), units=p.units)


RECURRENT_STATE = BlockSpec(
    id="recurrent_state",
    rare=True,
    title="Recurrent with memory",
    category=Category.SEQUENCE,
    summary="Reads a sequence from a memory on, and hands its own on.",
    help=(
        "A recurrent layer with its memory as an input and an output: what one has read begins another, as "
        "a translation begins with the sentence that was understood. Without a wire the memory begins with "
        "zeros. Padding behind a shorter sequence never counts. Sutskever et al., arXiv:1409.3215."
    ),
    params=(*_PARAMS, MASKED),
    inputs=(SEQUENCE, STATE, MASK),
    outputs=(OUT, STATE_OUT),
    call=lambda p, shapes: Call("modules.StatefulRecurrent", p.cell.upper(), shapes[0].features, p.units),
    reach=everything,
    weights=state_weights,
    scratch=of_recurrent,
    by_steps=True,
    icon="repeat-2",
    setting=state_setting,
    keeps_time=True,
    tint="sequence",
)

RECURRENT_STEP = BlockSpec(
    id="recurrent_step",
    rare=True,
    title="Recurrent step",
    category=Category.SEQUENCE,
    summary="Takes one step of a recurrent layer by hand.",
    help=(
        "What a recurrent layer does at a single step, on a flat list: with the memory that comes in, it "
        "gives an answer and the next memory. In a group that repeats with the same weights, it takes as "
        "many steps as the group has repeats. PyTorch: RNNCell, LSTMCell, GRUCell."
    ),
    params=_PARAMS,
    inputs=(FLAT, STATE),
    outputs=(OUT, STATE_OUT),
    call=lambda p, shapes: Call("modules.RecurrentStep", p.cell.upper(), shapes[0].features, p.units),
    weights=state_weights,
    icon="step-forward",
    setting=state_setting,
    tint="sequence",
)

KINDS = (RECURRENT_STATE, RECURRENT_STEP)
