"""The fields of a recipe, described as parameters are, so that one form shows both."""

from __future__ import annotations

from playground.core.blocks.params import Choice, choice, integer, number
from playground.core.training.optimizers import OPTIMIZERS

OPTIMIZER = choice(
    "optimizer", "adam", tuple(Choice(spec.id, spec.title) for spec in OPTIMIZERS),
    help="How the gradient moves the weights.",
)  # fmt: skip

PACE = (
    number("learning_rate", 0.001, minimum=1e-9, maximum=1e3, slider=(1e-5, 1.0), logarithmic=True,
           help="How far each step goes. Too large and the loss jumps or becomes infinite; too small and "
                "learning takes long. A change in mid-run counts from the next step."),
    integer("epochs", 20, minimum=1, slider=(1, 1000), logarithmic=True,
            help="How often the network sees all training samples before it stops."),
)  # fmt: skip

DECAY = number(
    "weight_decay", 0.0, minimum=0.0, maximum=10.0, slider=(0.0, 0.1), logarithmic=True,
    help="Pulls every weight towards zero a little at each step, as the optimizer does it.",
)  # fmt: skip

PENALTIES = (
    number("l1", 0.0, title="L1", minimum=0.0, maximum=10.0, slider=(0.0, 0.1), logarithmic=True,
           help="Adds this times the sum of all weights' sizes to the loss: weights that help little become "
                "zero."),
    number("l2", 0.0, title="L2", minimum=0.0, maximum=10.0, slider=(0.0, 0.1), logarithmic=True,
           help="Adds this times the sum of all squared weights to the loss: large weights shrink."),
)  # fmt: skip
