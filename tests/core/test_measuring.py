"""What is known of operations and of steps without running all of them is what running them says."""

from __future__ import annotations

import pytest

from playground.core.blocks.calls import Call
from playground.core.blocks.shapes import Shape
from playground.core.shapes import operations
from playground.core.shapes.measure import Given, Measured, Refused, _run, measure

STEPS = 9
CALLS: tuple[tuple[Call, Given], ...] = (
    (Call("nn.ReLU"), (Shape((4, 6)),)),
    *((Call("modules.Concatenate", axis), (Shape((2, 4, 5)), Shape((2, 4, 5)))) for axis in (1, 2, 3, -1)),
    (Call("modules.Concatenate", 1), (Shape((2, 4, 5)), Shape((7, 4, 5)), Shape((1, 4, 5)))),
    (Call("modules.Concatenate", 1), (Shape((2, 4, 5)), Shape((2, 4, 6)))),
    (Call("modules.Concatenate", 1), (Shape((2, 4, 5)), Shape((2, 4)))),
    (Call("modules.Concatenate", 1), (Shape((2,)), Shape((3,), "int"))),
)


@pytest.mark.parametrize(("call", "given"), CALLS)
def test_operations_that_are_known_give_what_pytorch_makes_of_them(
    call: Call, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _run(call, given)
    monkeypatch.setattr(operations, "_KNOWN", {})
    asked = _run(call, given)
    assert type(known) is type(asked)
    assert isinstance(asked, Refused) or known == asked


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_each_step_behind_the_first_few_takes_as_much_as_another(cell: str, both: bool, masked: bool) -> None:
    mask = Shape((STEPS,), "bool") if masked else None
    stack = Call("modules.Recurrent", cell, 5, 7, layers=2, both=both, dropout=0.1)
    keeper = Call("modules.StatefulRecurrent", cell.upper(), 5, STEPS)  # a state as long as the sequence
    state = Shape((STEPS * (2 if cell == "lstm" else 1),)) if both else None
    for call, given in (stack, (Shape((STEPS, 5)), mask)), (keeper, (Shape((STEPS, 5)), state, mask)):
        found = measure(call, given, by_steps=True)
        assert isinstance(found, Measured) and found == _run(call, given)


def test_a_long_sequence_takes_no_longer_than_a_short_one() -> None:
    long, short = (Shape((steps, 3)) for steps in (1_000_000, 4))
    call = Call("modules.Recurrent", "gru", 3, 6)
    first, last = (measure(call, (each, None), by_steps=True) for each in (short, long))
    assert isinstance(first, Measured) and isinstance(last, Measured)
    assert last.outputs == (Shape((1_000_000, 6)),)
    assert last.multiply_adds == 250_000 * first.multiply_adds
