"""The optimizers a recipe can name, described without torch: the recipe, forms and checks read these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from playground.core.blocks.calls import Call
from playground.core.blocks.params import Param, Params, flag, integer, number
from playground.core.registry import Registry
from playground.core.sentences import Text


@dataclass(frozen=True)
class Conflict:
    """Two options that do not go together: which one is told, in words, and what mends it."""

    param: str
    message: Text
    mend: str  # the option to set
    to: Any


def none(_options: Params) -> Conflict | None:
    """Find nothing wrong: any options go together."""
    return None


# (options, learning rate, size of a weight) -> the gradient below which it hardly moves such a weight
StillRule = Callable[[Params, float, float], float]


def never_still(_options: Params, _rate: float, _weight: float) -> float:
    """Know of no such gradient."""
    return 0.0


def _below_epsilon(options: Params, _rate: float, _weight: float) -> float:
    """Return where gradient / (gradient + epsilon) is as good as nothing."""
    return float(_SHARE_OF_STEP * options.epsilon)


def nothing_more(_options: Params) -> int:
    """Keep no more than small optimizers do."""
    return 0


@dataclass(frozen=True)
class OptimizerSpec:
    """Describe one optimizer; learning rate and weight decay belong to the recipe."""

    id: str  # permanent: stored in project files
    title: str
    summary: str  # one sentence
    call: Callable[[Params], Call]  # the class of PyTorch's that it equals to the bit; `optim.NAME`
    # "module:class" of an Optimizer, imported when first used: PyTorch's class itself unless ours is quicker
    make: str = "playground.core.training.torch_optimizer:TorchOptimizer"
    kept: tuple[str, ...] = ()  # what it keeps beside each value, from zeros on, but for its count
    counted: Mapping[str, float] = field(default_factory=dict)  # single numbers it keeps, as they begin
    history: Callable[[Params], int] = nothing_more  # copies of all weights, where it remembers its way
    whole: bool = False  # it takes all samples at once, and asks for the loss again and again within a step
    rest: str = ""  # it takes matrices alone: the id of what changes all other weights, with its defaults
    params: tuple[Param, ...] = ()
    learning_rate: float = 0.001  # a good start
    conflict: Callable[[Params], Conflict | None] = none
    still: StillRule = never_still

    def options(self, given: Mapping[str, Any]) -> Params:
        """Return given options with defaults filled in."""
        return Params(self.params, given)


_number, _flag = partial(number, since="at_once"), partial(flag, since="at_once")

_ROUNDED_AWAY = 1e-7  # of a weight in 32 bits
_SHARE_OF_STEP = 0.01  # a step of a smaller share than that is as good as none

_MOMENTUM = _number(
    "momentum", 0.9, minimum=0.0, maximum=0.9999, slider=(0.0, 0.99),
    help="The share of the last step that is kept: a ball that rolls on. 0 is plain descent.",
)  # fmt: skip
_NESTEROV = _flag("nesterov", False, help="Looks at the slope where the momentum is about to lead.")
_EPSILON = _number(
    "epsilon", 1e-8, title="ε", minimum=1e-16, maximum=1.0, slider=(1e-10, 1e-3), logarithmic=True,
    help="Keeps the step finite where the squared gradient is near zero.",
)  # fmt: skip
_BETAS = (
    _number("beta1", 0.9, title="β₁", minimum=0.0, maximum=0.9999, slider=(0.0, 0.99),
            help="How long the running mean of the gradient remembers."),
    _number("beta2", 0.999, title="β₂", minimum=0.0, maximum=0.999999, slider=(0.9, 0.9999),
            help="How long the running mean of the squared gradient remembers."),
    _EPSILON,
)  # fmt: skip


def _without_momentum(options: Params) -> Conflict | None:
    """Refuse Nesterov's look ahead where nothing rolls on."""
    if not options.nesterov or options.momentum:
        return None
    return Conflict("nesterov", Text("Nesterov needs a momentum above 0."), "momentum", 0.9)


SGD = OptimizerSpec(
    id="sgd",
    title="SGD",
    summary="Steps straight down the gradient of each batch, with momentum if wanted.",
    make="playground.core.training.updates:Sgd",
    kept=("momentum_buffer",),
    call=lambda p: Call("optim.SGD", momentum=p.momentum, nesterov=p.nesterov),
    params=(
        _MOMENTUM,
        _NESTEROV,
    ),
    learning_rate=0.03,
    conflict=_without_momentum,
    still=lambda p, rate, weight: _ROUNDED_AWAY * weight / rate if rate else 0.0,
)  # fmt: skip

ADAM = OptimizerSpec(
    id="adam",
    title="Adam",
    summary="Gives each weight a step of its own size, from running means of its gradient.",
    make="playground.core.training.updates:Adam",
    kept=("exp_avg", "exp_avg_sq"),
    call=lambda p: Call("optim.Adam", betas=(p.beta1, p.beta2), eps=p.epsilon),
    params=_BETAS,
    still=_below_epsilon,
)

ADAMW = replace(
    ADAM,
    id="adamw",
    title="AdamW",
    summary="Adam whose weight decay shrinks the weights directly, apart from the gradient.",
    make="playground.core.training.updates:AdamW",
    call=lambda p: Call("optim.AdamW", betas=(p.beta1, p.beta2), eps=p.epsilon),
)

NADAM = OptimizerSpec(
    id="nadam",
    title="NAdam",
    summary="Adam that looks at the slope where its momentum is about to lead.",
    call=lambda p: Call("optim.NAdam", betas=(p.beta1, p.beta2), eps=p.epsilon,
                        momentum_decay=p.momentum_decay),
    kept=("exp_avg", "exp_avg_sq"),
    counted={"mu_product": 1.0},
    params=(
        *_BETAS,
        _number("momentum_decay", 0.004, minimum=0.0, maximum=1.0, slider=(0.0, 0.1),
                help="How soon the momentum grows to its full size."),
    ),
    learning_rate=0.002,
    still=_below_epsilon,
)  # fmt: skip

RADAM = OptimizerSpec(
    id="radam",
    title="RAdam",
    summary="Adam that steps carefully until its running means can be relied on: it warms up by itself.",
    call=lambda p: Call("optim.RAdam", betas=(p.beta1, p.beta2), eps=p.epsilon),
    kept=("exp_avg", "exp_avg_sq"),
    params=_BETAS,
    still=_below_epsilon,
)

RMSPROP = OptimizerSpec(
    id="rmsprop",
    title="RMSprop",
    summary="Divides each step by a running mean of the gradient's size.",
    call=lambda p: Call("optim.RMSprop", alpha=p.alpha, eps=p.epsilon, centered=p.centered),
    kept=("square_avg", "grad_avg"),
    params=(
        _number("alpha", 0.99, title="α", minimum=0.0, maximum=0.9999, slider=(0.5, 0.999),
                help="How long the running mean of the squared gradient remembers."),
        _EPSILON,
        _flag("centered", False, help="Divides by the gradient's spread about its mean instead of its size."),
    ),
    still=_below_epsilon,
)  # fmt: skip

ADAGRAD = OptimizerSpec(
    id="adagrad",
    title="Adagrad",
    summary="Divides each step by all the gradients so far: rare features keep their pace, common ones slow.",
    call=lambda p: Call("optim.Adagrad", lr_decay=p.rate_decay, eps=p.epsilon),
    kept=("sum",),
    params=(
        _number("rate_decay", 0.0, minimum=0.0, maximum=1e3, slider=(0.0, 0.1),
                help="Divides the rate by 1 plus this times the steps so far."),
        _EPSILON,
    ),
    learning_rate=0.01,
    still=_below_epsilon,
)  # fmt: skip

ADADELTA = OptimizerSpec(
    id="adadelta",
    title="Adadelta",
    summary="Finds the size of its steps by itself, from how far it went before; the rate is best near 1.",
    call=lambda p: Call("optim.Adadelta", rho=p.rho, eps=p.epsilon),
    kept=("square_avg", "acc_delta"),
    params=(
        _number("rho", 0.9, title="ρ", minimum=0.0, maximum=0.9999, slider=(0.5, 0.999),
                help="How long the running means of squared gradients and steps remember."),
        replace(_EPSILON, default=1e-6),
    ),
    learning_rate=1.0,
)  # fmt: skip

MUON = OptimizerSpec(
    id="muon",
    title="Muon",
    summary="Turns each matrix's step so that all its directions count alike; AdamW changes the rest.",
    # its steps are as long as AdamW's, so that one learning rate does for both
    call=lambda p: Call("optim.Muon", momentum=p.momentum, nesterov=p.nesterov,
                        adjust_lr_fn="match_rms_adamw"),
    kept=("momentum_buffer",),
    rest=ADAMW.id,
    params=(
        replace(_MOMENTUM, default=0.95),
        replace(_NESTEROV, default=True),
    ),
)  # fmt: skip

LBFGS = OptimizerSpec(
    id="lbfgs",
    title="LBFGS",
    summary="Learns how the loss bends by asking for it again and again: for small data, all at once.",
    make="playground.core.training.lbfgs:Lbfgs",
    call=lambda p: Call("optim.LBFGS", max_iter=p.iterations, history_size=p.history,
                        line_search_fn="strong_wolfe" if p.line_search else None),
    history=lambda p: 2 + 2 * p.history,  # direction, last gradient; each move and what it did to the slope
    whole=True,
    params=(
        integer("iterations", 20, minimum=1, maximum=1000, slider=(1, 50), since="at_once",
                help="How often the weights move within a step, at the most."),
        integer("history", 10, minimum=1, maximum=100, slider=(1, 30), since="at_once",
                help="How many moves it remembers, each as large as two copies of the weights. A change "
                     "begins anew."),
        _flag("line_search", True,
              help="Looks for a good length of each move (strong Wolfe conditions) instead of taking the "
                   "learning rate as it is."),
    ),
    learning_rate=1.0,
)  # fmt: skip

OPTIMIZERS = Registry((SGD, ADAM, ADAMW, NADAM, RADAM, RMSPROP, ADAGRAD, ADADELTA, MUON, LBFGS))
