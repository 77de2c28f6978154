"""The optimizers a recipe can name, described without torch; the inspector and the checks read these."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.blocks.params import Param, flag, number
from playground.core.registry import Registry


@dataclass(frozen=True)
class OptimizerSpec:
    """Describe one optimizer; learning rate and weight decay belong to the recipe."""

    id: str  # permanent: stored in project files
    title: str
    summary: str  # one sentence
    make: str  # "module:class" of an Update, imported when first used
    params: tuple[Param, ...] = ()
    learning_rate: float = 0.001  # a good start


_BETAS = (
    number("beta1", 0.9, title="β₁", minimum=0.0, maximum=0.9999, slider=(0.0, 0.99),
           help="How long the running mean of the gradient remembers."),
    number("beta2", 0.999, title="β₂", minimum=0.0, maximum=0.999999, slider=(0.9, 0.9999),
           help="How long the running mean of the squared gradient remembers."),
    number("epsilon", 1e-8, title="ε", minimum=1e-16, maximum=1.0, slider=(1e-10, 1e-3), logarithmic=True,
           help="Keeps the step finite where the squared gradient is near zero."),
)  # fmt: skip

SGD = OptimizerSpec(
    id="sgd",
    title="SGD",
    summary="Steps straight down the gradient of each batch, with momentum if wanted.",
    make="playground.core.training.updates:Sgd",
    params=(
        number("momentum", 0.9, minimum=0.0, maximum=0.9999, slider=(0.0, 0.99),
               help="The share of the last step that is kept: a ball that rolls on. 0 is plain descent."),
        flag("nesterov", False, help="Looks at the slope where the momentum is about to lead."),
    ),
    learning_rate=0.03,
)  # fmt: skip

ADAM = OptimizerSpec(
    id="adam",
    title="Adam",
    summary="Gives each weight a step of its own size, from running means of its gradient.",
    make="playground.core.training.updates:Adam",
    params=_BETAS,
)

ADAMW = OptimizerSpec(
    id="adamw",
    title="AdamW",
    summary="Adam whose weight decay shrinks the weights directly, apart from the gradient.",
    make="playground.core.training.updates:AdamW",
    params=_BETAS,
)

OPTIMIZERS = Registry((SGD, ADAM, ADAMW))
