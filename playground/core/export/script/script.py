"""A run as one script: `python train.py` trains as it was trained, to the bit, with torch and numpy alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playground.core.export.script import augmenting, averaging, ending, goals
from playground.core.export.script.carried import carried
from playground.core.export.script.changing import changing
from playground.core.export.script.constants import constants
from playground.core.export.script.expressions import FUNCTIONAL
from playground.core.export.script.feeding import LAID_OUT, TENSOR, batches
from playground.core.export.script.judging import evaluate
from playground.core.export.script.lines import INDENT, WIDTH, CodeLine, body, separated
from playground.core.export.script.loop import main
from playground.core.export.script.network import Aim, NetworkText, network_text
from playground.core.export.script.pacing import curves, rate
from playground.core.export.script.penalties import penalised, penalties
from playground.core.export.script.printed import Printed, must_be_printable
from playground.core.export.script.reaching import REACHING, any_apart, is_apart
from playground.core.export.script.saving import LOAD, SAVE, SAVE_IN_ORDER
from playground.core.export.script.updating import FACTORS_OF, FLATTENED, optimizers
from playground.core.export.source_code import import_lines
from playground.core.shapes.memory import SCORES_KEPT

EXACT = "torch"  # the engine whose steps PyTorch's own equal to the bit
HEAD = '''
"""Train a network as it was trained when this was written: run `python train.py`.

It reads data.npz beside it (samples, their parts, and initial weights), prints every
epoch, and writes history.json and weights.npz. It needs torch and numpy.
{promise}
"""
'''
SAME = """
With the same version of PyTorch on the same kind of processor all losses are equal,
bit for bit."""
ALIKE = """
The losses agree with those recorded to 1e-5 over the first 1,000 steps, unless the rate is
so high that rounding grows: another engine than PyTorch computed those."""


@dataclass(frozen=True)
class Script:
    """The text, line by line, and the network in it."""

    lines: tuple[CodeLine, ...]
    network: NetworkText

    @property
    def text(self) -> str:
        """Return the whole as text."""
        return "".join(f"{line.text}\n" for line in self.lines)


def _is_exact(printed: Printed) -> bool:
    """Say whether a script comes to the run's own bits: PyTorch's steps in one process."""
    return printed.plan.engine == EXACT and printed.plan.processes == 1


def script_of_run(printed: Printed) -> Script:
    """Return the script of a run; raise PlaygroundError in one sentence where there can be none."""
    must_be_printable(printed)
    text = network_text(printed.known)
    laid_out = printed.plan.memory_format == "channels_last" and bool(text.pictures)
    metrics = list(dict.fromkeys(map(goals.metrics_class, text.aims)))
    needed = [*(spec.curve.__name__ for spec in curves(printed)), *ending.carries(printed),
              *augmenting.carries(printed)]  # fmt: skip
    own = carried([*text.classes.own, *goals.own_modules(text.aims), *metrics, *needed])
    head = body(HEAD.format(promise=SAME if _is_exact(printed) else ALIKE))
    imports = body(_imports((*own.imports, *ending.imports(printed)), text))
    sections = [
        [
            *head,
            CodeLine(),
            *imports,
            CodeLine(),
            *constants(printed, text),
            *goals.criteria(text.aims, ours=False),
        ],
        text.lines,
        *(body(piece) for piece in own.pieces),
        *filter(None, [goals.criteria(text.aims, ours=True)]),
        *_functions(printed, text, laid_out),
    ]
    return Script(tuple(separated(sections, 2)), text)


def _functions(printed: Printed, text: NetworkText, laid_out: bool) -> Iterator[list[CodeLine]]:
    """Return what the script defines behind its network, without what this one has no need of."""
    several, widths = len(text.aims) > 1, [_width(printed, aim) for aim in text.aims]
    pieces = [
        body(TENSOR), body(LAID_OUT) if laid_out else [], goals.samples_of(text, laid_out),
        batches(printed, laid_out), augmenting.augmented(printed, text, laid_out),
        *(goals.rows_of(aim, several) for aim in text.aims if goals.needs_rows(aim)),
        goals.balanced(text), body(REACHING) if any_apart(text, printed) else [],
        goals.loss_of(text, [is_apart(aim, printed) for aim in text.aims]),
        penalised(printed) if penalties(printed) else [],
        goals.tally(text, SCORES_KEPT, widths),
        evaluate(printed, text) if printed.judged else [],
        body(FLATTENED) if printed.plan.flat else [],
        body(FACTORS_OF) if printed.factors else [], optimizers(printed), rate(printed),
        *changing(printed), ending.copying(printed), averaging.functions(printed),
        body(LOAD), main(printed, text), body(SAVE_IN_ORDER if text.gathered else SAVE),
    ]  # fmt: skip
    return filter(None, pieces)


def _width(printed: Printed, aim: Aim) -> int:
    """Return how many scores stand for one target, as the figures count them."""
    arriving = printed.known.inference.inputs[aim.node]["in"].sizes
    return aim.rule.counted(aim.field, aim.rule.arriving(arriving))


ALWAYS = """
import json
import math
from pathlib import Path
import numpy as np
import torch
from torch import nn
"""


def _imports(own: Sequence[ast.Import | ast.ImportFrom], text: NetworkText) -> str:
    nodes = [each for each in ast.parse(ALWAYS).body if isinstance(each, (ast.Import, ast.ImportFrom))]
    used = [ast.ImportFrom(FUNCTIONAL, [ast.alias(name)], 0) for name in sorted(text.classes.functions)]
    lines = import_lines((*nodes, *own, *used)).split("\n")
    return "\n".join(each for line in lines for each in _within(line))


def _within(line: str) -> Iterator[str]:
    """Yield an import, one name a line where it is too long."""
    if len(line) <= WIDTH:
        yield line
        return
    head, _, names = line.partition(" import ")
    yield f"{head} import ("
    yield from (f"{INDENT}{name}," for name in names.split(", "))
    yield ")"
