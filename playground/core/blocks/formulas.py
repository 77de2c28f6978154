"""Blocks whose work is written as a line of text: a formula over their inputs, sums of products by axes."""

from __future__ import annotations

import string
from math import prod

from playground.core.blocks.calls import Call
from playground.core.blocks.formula_grammar import INPUTS, LONGEST, fault, inputs_of, parsed
from playground.core.blocks.groups import port_name
from playground.core.blocks.params import Params, line
from playground.core.blocks.reach import EVERYTHING, POINT, Window
from playground.core.blocks.scratch import of_broadcast
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, thousands

SHOWN = 24  # characters of a text on a block's second line
BATCH = "Z"
MOST_NUMBERS = 10**8  # that a sample of a product of axes may have
_RANKS = (1, 2, 3, 4)
_SHAPE = "a list, a sequence, a picture or a clip"
_WIRES = tuple(Port(port_name("in", index), _RANKS, needs=_SHAPE, optional=index > 0)
               for index in range(len(INPUTS)))  # fmt: skip


def formula_call(p: Params, shapes: Shapes) -> Call:
    """Return the formula's tree; PlaygroundError where it cannot be read or an input of it has no wire."""
    tree = parsed(p.formula)
    wired = {letter for letter, shape in zip(INPUTS, shapes, strict=False) if shape is not None}
    free = sorted(inputs_of(tree) - wired)
    if free:
        words = "{letter} is in its formula, and nothing is wired to its input {number}."
        raise fault(words, letter=free[0], number=INPUTS.index(free[0]) + 1)
    return Call("modules.Formula", tree)


def _shown(text: str) -> Text:
    return Text("{text}", text=text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")


def _terms(equation: str) -> tuple[str, str, str]:
    """Return the letters of both inputs and of what comes out; PlaygroundError for anything else."""
    text = equation.replace(" ", "").replace("→", "->").replace("…", "...")  # as fonts write them
    left, arrow, made = text.partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != 2:
        raise fault("write two inputs and what comes out, such as ij,jk->ik.")
    for term in (*terms, made):
        letters = term.replace("...", "", 1) if term.startswith("...") else term
        stray = next((sign for sign in letters if sign not in string.ascii_lowercase), "")
        if stray:
            raise fault("{sign} names no axis: letters from a to z do, and ... at the front.", sign=stray)
        if len({*letters}) < len(letters):
            raise fault("{term} names an axis twice.", term=term)
    unknown = sorted({*made.replace("...", "")} - {*left})
    if unknown or (made.startswith("...") and "..." not in left):
        raise fault("{axis} comes out, but neither input has it.", axis=unknown[0] if unknown else "...")
    return terms[0], terms[1], made


def _sizes(term: str, shape: Shape) -> dict[str, int]:
    """Return the axes of one input by their letters; those that ... stands for have capitals."""
    letters = term.replace("...", "")
    spare = shape.rank - len(letters)
    if spare < 0 or (spare and "..." not in term):
        raise fault("{term} names {count} axes, but {shape} arrives.", term=term, count=len(letters),
                     shape=shape.text())  # fmt: skip
    names = [*string.ascii_uppercase[:spare], *letters]
    return dict(zip(names, shape.sizes, strict=True))


def einsum_call(p: Params, shapes: Shapes) -> Call:
    """Return the product with all axes named; PlaygroundError where sizes differ or too many would come."""
    one, other, made = _terms(p.equation)
    first, second = _sizes(one, shapes[0]), _sizes(other, shapes[1])
    unlike = next((axis for axis in first if second.get(axis, first[axis]) != first[axis]), "")
    if unlike:
        words = "{axis} is {first} in one input and {second} in the other."
        axis = unlike if unlike.islower() else "..."
        raise fault(words, axis=axis, first=first[unlike], second=second[unlike])
    spread = [axis for axis in dict.fromkeys((*first, *second)) if axis.isupper()] if "..." in made else []
    axes, sizes = [*spread, *made.replace("...", "")], {**first, **second}
    count = prod(sizes[axis] for axis in axes)
    if count > MOST_NUMBERS:
        words = "{count} numbers would come out for each sample; {most} are the most."
        raise fault(words, count=thousands(count), most=thousands(MOST_NUMBERS))
    if len(axes) > max(_RANKS):
        raise fault("{count} axes would come out; {most} are the most.", count=len(axes), most=max(_RANKS))
    return Call("modules.Einsum", f"{BATCH}{''.join(first)},{BATCH}{''.join(second)}->{BATCH}{''.join(axes)}")


def einsum_reach(p: Params, shapes: Shapes) -> Window:
    """Return that places stay where all three have the same axes; else any place may look at any other."""
    return POINT if len({*_terms(p.equation)}) == 1 else EVERYTHING


FORMULA = BlockSpec(
    id="formula",
    title="Formula",
    category=Category.MATHEMATICS,
    summary="Works out a formula of your own, number by number.",
    help=(
        "Its inputs are called a to f, from the first to the sixth; a stands for each number that arrives at "
        "the first in turn. Known are + - * / ** and brackets, numbers and pi, sin, cos, tanh, exp, log, "
        "sqrt, abs, min, max, relu and sigmoid, and where(a > 0, b, c). All inputs need equally many axes; "
        "an axis of length 1 is spread over the others'. The formula is read by a grammar of its own and "
        "learned through like any block."
    ),
    params=(
        line("formula", "1 - a", maximum=LONGEST, help="Such as a * (1 - b) or where(a > 0, a, exp(a) - 1)."),
    ),
    inputs=_WIRES,
    call=formula_call,
    icon="square-function",
    setting=lambda p: _shown(p.formula),
    keeps_time=True,
    together="broadcast",
    scratch=of_broadcast,
    tint="core",
)

EINSUM = BlockSpec(
    id="einsum",
    rare=True,
    title="Einsum",
    category=Category.MATHEMATICS,
    summary="Multiplies two inputs and sums over the axes you leave out.",
    help=(
        "Each axis of a sample gets a letter, in PyTorch's order (channels before height and width, time "
        "before features); the same letter in both inputs is the same axis, and one that does not come out "
        "is summed over: ij,kj->ik compares each step of one sequence with each of another. Three dots at "
        "the front stand for all axes that have no letter. PyTorch: einsum."
    ),
    params=(line("equation", "...,...->...", maximum=64, help="Such as ij,jk->ik, the matrix product."),),
    inputs=(Port("in", _RANKS, needs=_SHAPE), Port("in_2", _RANKS, needs=_SHAPE)),
    call=einsum_call,
    reach=einsum_reach,
    icon="sigma",
    setting=lambda p: _shown(p.equation),
    tint="core",
)

KINDS = (FORMULA, EINSUM)
