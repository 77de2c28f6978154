"""Which networks the compiled engine can train, as a value: a chain of dense layers with one goal.

By PyTorch's own classes, not by kinds of block. Imports neither torch nor numba: the plan asks here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from playground.core.blocks.calls import Call, parts_of
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.learning import Factors, factors_of
from playground.core.blocks.spec import Role
from playground.core.graph.reached import reached
from playground.core.graph.sharing import NOT_SHARED
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import BF16, Recipe
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import checked
from playground.core.shapes.infer import input_shapes
from playground.core.shapes.memory import KERNEL_PARAMETERS

# Codes of the kernel's own, see `arithmetic`, `losses` and `updates`.
ACTIVATIONS: Mapping[str, int] = {
    "nn.ReLU": 1, "nn.LeakyReLU": 2, "nn.Tanh": 3, "nn.Sigmoid": 4, "nn.SiLU": 5, "nn.GELU": 6, "nn.ELU": 7,
    "nn.Softplus": 8,
}  # fmt: skip
LOSSES: Mapping[str, int] = {
    "nn.CrossEntropyLoss": 0, "nn.MSELoss": 1, "nn.L1Loss": 2, "nn.HuberLoss": 3, "nn.BCEWithLogitsLoss": 4,
}  # fmt: skip
MOVERS: Mapping[str, int] = {"optim.SGD": 0, "optim.Adam": 1, "optim.AdamW": 2}
# Of a recipe; what others ask for, the kernel does not know unless they stand at their defaults.
KNOWN = frozenset({"optimizer", "options", "learning_rate", "batch_size", "epochs", "weight_decay", "l1",
                   "l2", "seed", "device", "threads", "engine"})  # fmt: skip
MOST_WORK = 20_000_000  # multiply-adds a step: many such are taken between two looks whether to stop
_PASSES = ("nn.Identity", "nn.Flatten")  # change no number on its way


@dataclass(frozen=True)
class DenseLayer:
    """One layer with its activation's code."""

    key: str  # of its block
    inputs: int
    outputs: int
    bias: bool
    activation: int = 0


@dataclass(frozen=True)
class DenseChain:
    """Layers one after the other, and what the last one's scores are compared with."""

    layers: tuple[DenseLayer, ...]
    loss: int
    smoothing: float = 0.0
    share: float = 1.0


class _NotCovered(Exception):
    """Say in words what the kernel does not know."""

    def __init__(self, what: Text) -> None:
        super().__init__(what)
        self.what = what


def chain_of(known: Derived) -> DenseChain | Text:
    """Return a project's network as a chain, or what of it the compiled engine does not know."""
    try:
        return _Walk(known).chain()
    except _NotCovered as reason:
        return reason.what


def known_recipe(recipe: Recipe) -> Text | None:
    """Return what of a recipe the compiled engine does not know; None: nothing."""
    spec = OPTIMIZERS.find(recipe.optimizer)
    if spec is None or spec.call(spec.options(recipe.options)).target not in MOVERS:
        return Text("its optimizer")
    if recipe.precision == BF16:
        return Text(BF16)
    if recipe.augmentation:
        return Text("augmentation")
    for each in fields(Recipe):
        usual = each.default_factory() if each.default_factory is not MISSING else each.default
        if each.name not in KNOWN and getattr(recipe, each.name) != usual:
            return Text("a setting of its recipe")
    return None


@dataclass
class _Walk:
    """Follow a network from its source to its goal."""

    known: Derived
    layers: list[DenseLayer] = field(default_factory=list)

    def chain(self) -> DenseChain:
        """Return the whole chain; raise _NotCovered."""
        known, recipe = self.known, self.known.project.recipe
        if known.inference.failures or known.flat.shared != NOT_SHARED:
            raise _NotCovered(Text("weights that several blocks share"))
        before = ""
        for node in known.inference.blocks:
            self._follow(node, before)
            before = node
        if not self.layers or self.known.graph.specs[before].role is not Role.GOAL:  # type: ignore[union-attr]
            raise _NotCovered(Text("a network that is no chain of dense layers"))
        count = known.inference.total
        if count > KERNEL_PARAMETERS or count * min(recipe.batch_size, known.fields.samples) > MOST_WORK:
            raise _NotCovered(Text("a network of this size"))
        return self._aimed(before)

    def _follow(self, node: str, before: str) -> None:
        graph, network = self.known.graph, self.known.graph.network
        spec = graph.specs[node]
        if spec is None or network.nodes[node].frozen:
            raise _NotCovered(Text("a block that stands still"))
        if factors_of(network.nodes[node].learning) != Factors():
            raise _NotCovered(Text("a block with factors of its own"))
        wires = [edge for (target, _), edge in graph.held.items() if target == node]
        if (spec.role is Role.SOURCE) != (not before) or [edge.source for edge in wires] != [before] * len(
            wires
        ):
            raise _NotCovered(Text("a network that is no chain of dense layers"))
        if spec.role is Role.LAYER:
            for call in self._calls(node):
                self._take(node, call)

    def _calls(self, node: str) -> Iterator[Call]:
        known, spec = self.known, self.known.graph.specs[node]
        assert spec is not None  # the caller has looked
        params = checked(spec, known.graph.network.nodes[node].params)
        shapes = input_shapes(spec, known.inference, node, known.fields)
        yield from (call for _, call in parts_of(spec.call(params, shapes)))

    def _take(self, node: str, call: Call) -> None:
        if call.target == "nn.Linear":
            shape = next(iter(self.known.inference.inputs[node].values()))
            if shape.rank != 1:
                raise _NotCovered(Text("a layer that works on steps or channels"))
            inputs, outputs = call.args
            self.layers.append(DenseLayer(node, inputs, outputs, bool(call.kwargs.get("bias", True))))
        elif call.target in ACTIVATIONS and self.layers and not self.layers[-1].activation:
            last = self.layers.pop()
            code = ACTIVATIONS[call.target]
            self.layers.append(DenseLayer(last.key, last.inputs, last.outputs, last.bias, code))
        elif call.target not in _PASSES:
            raise _NotCovered(Text("the block {block}", block=self.known.graph.label(node)))

    def _aimed(self, node: str) -> DenseChain:
        known, spec = self.known, self.known.graph.specs[node]
        assert spec is not None and spec.goal is not None  # it is a goal
        params: Any = spec.params_of(known.graph.network.nodes[node].params)
        if params.get("class_weights") == "balanced":
            raise _NotCovered(Text("balanced classes"))
        if reached(known.drawn, node) is not None:
            raise _NotCovered(Text("a goal that reaches some blocks alone"))
        loss = _loss(spec.goal, params)
        return DenseChain(tuple(self.layers), LOSSES[loss.target], _smoothing(loss), params.weight)


def _loss(rule: GoalRule, params: Any) -> Call:
    loss = rule.loss(params)
    if loss.target not in LOSSES or rule.aligned != "sample" or rule.made:
        raise _NotCovered(Text("this kind of goal"))
    if loss.args or set(loss.kwargs) - {"label_smoothing"}:
        raise _NotCovered(Text("this kind of goal"))
    return loss


def _smoothing(loss: Call) -> float:
    return float(loss.kwargs.get("label_smoothing", 0.0))
