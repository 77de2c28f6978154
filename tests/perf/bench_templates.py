"""Every template against the tutorial loop: none is trained more slowly than people would by hand."""

import sys
from collections.abc import Iterator
from time import process_time

import torch
from figures import Figure, ratio
from rates import our_rate, tutorial_rate

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import IDS, template
from playground.core.project.values import Project

SECONDS = 0.4  # of CPU time that a measurement takes at least


def figures(quick: bool) -> Iterator[Figure]:
    """Measure each of them; quick takes fewer pairs."""
    torch.set_num_threads(1)
    for name in IDS:
        found, ours, theirs = against_the_tutorial(template(name, CATALOGUE).open(), 3 if quick else 5)
        note = f"{ours:,.0f} steps/s against {theirs:,.0f}"
        print(f"  {name}: {found:.2f}, {note}", file=sys.stderr, flush=True)
        yield Figure(f"template {name}: speed against the tutorial loop", found, "x", 1.0, note=note)


def against_the_tutorial(project: Project, pairs: int) -> tuple[float, float, float]:
    """Return our speed over the tutorial loop's, and both in steps a second."""
    started = process_time()
    our_rate(project, 1)
    epochs = max(1, round(SECONDS / (process_time() - started)))
    return ratio(lambda: our_rate(project, epochs), lambda: tutorial_rate(project, epochs), pairs)
