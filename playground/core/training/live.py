"""What views may see of a network at one moment; looking never changes a bit of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import GEN_CLOSED, getgeneratorstate
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from playground.core.blocks.shapes import DataFields
from playground.core.data.prepared import PartFields
from playground.core.graph.wiring import Graph
from playground.core.model.model import Step
from playground.core.model.precision import in_float32
from playground.core.model.weights import all_parameters
from playground.core.network.values import Edge
from playground.core.project.values import BF16, Part, Project
from playground.core.training.assembly import Assembly
from playground.core.training.cancel import Cancelled, Stop, never
from playground.core.training.evaluated import Evaluation
from playground.core.training.evaluation import Passing, evaluate, evaluating, passing, through
from playground.core.training.goal import Goal
from playground.core.training.signal import signals
from playground.core.training.stepper import Judged
from playground.core.training.traced import Gaze, Layer, LayerSignal

_Made = TypeVar("_Made")
MEMOS = 24  # passes that are kept at one moment; what is watched at a time needs fewer


@dataclass(frozen=True)
class Moment:
    """Name when a network is looked at; the version changes whenever its weights may have."""

    step: int
    version: int = 0


class LiveNetwork:
    """Show a network with its data and the weights of a moment; implements `core/views/spec.LiveModel`.

    `now` says which moment that is: of a run that goes on, it changes, and memos of the one before are
    forgotten. `start` returns the weights the run began with, `gradients` the last step's, by key.
    """

    def __init__(
        self,
        parts: Assembly,
        now: Callable[[], Moment],
        start: Callable[[], Mapping[str, np.ndarray]],
        gradients: Callable[[], Mapping[str, np.ndarray]] = dict,
        judge: Callable[[Part], Judged | None] = lambda part: None,
    ) -> None:
        self._parts, self._now, self._start, self._gradients = parts, now, start, gradients
        self._judge = judge
        self._memos: dict[str, dict[str, np.ndarray]] = {}
        self._traces: dict[str, list[tuple[Step, Tensor, Tensor]]] = {}
        self._memo_version = -1
        self._samples: dict[Part, PartFields] = {}
        self._evaluations: dict[Part, tuple[int, Evaluation]] = {}  # the newest, with its version
        self._left: dict[Part, tuple[int, Passing]] = {}  # passes in their middle, with their version
        self._others = parts.model.other_keys()
        self.training = False  # steps go on: held-out data are passed through at epochs' ends alone
        self._of_data: dict[str, Any] = {}

    @property
    def step(self) -> int:
        """Return the step it is looked at."""
        return self._now().step

    @property
    def project(self) -> Project:
        """Return the run's frozen project."""
        return self._parts.analysis.project

    @property
    def fields(self) -> DataFields:
        """Return what the data bring."""
        return self._parts.analysis.fields

    @property
    def graph(self) -> Graph:
        """Return the network that trains, groups laid flat, with its wires."""
        return self._parts.analysis.graph

    @property
    def precision(self) -> str:
        """Return what its layers compute in: float32 or bf16."""
        return BF16 if self._parts.model.lowered else "float32"

    def outputs(self, field_values: Mapping[str, np.ndarray], memo: str) -> Mapping[str, np.ndarray]:
        """Run raw samples through the network: node id -> output (n, ...), for goals their raw scores.

        Kept under `memo` until weights change.
        """
        self._forget_old()
        if memo not in self._memos:
            _make_room(self._memos)
            self._memos[memo] = self._run(field_values)
        return self._memos[memo]

    def weights(self) -> Mapping[str, np.ndarray]:
        """Return a copy of every parameter, by key, those of linked copies by keys of their own too."""
        own = {key: _array(each) for key, each in all_parameters(self._parts.model).items()}
        return self._with_copies(own)

    def initial_weights(self) -> Mapping[str, np.ndarray]:
        """Return every parameter as the run began with it, by key; not to be written to."""
        return self._with_copies(self._start())

    def gradients(self) -> Mapping[str, np.ndarray]:
        """Return a copy of the last step's gradient of every parameter, by key; empty when there is none."""
        return self._with_copies(self._gradients())

    def _with_copies(self, own: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
        """Return arrays by key with those of linked copies, which are the same ones."""
        return {**own, **{other: own[key] for other, key in self._others.items() if key in own}}

    def answers(self, node: str, scores: np.ndarray) -> np.ndarray:
        """Apply a goal's finish to raw scores (n, k): probabilities for classes, values as they are."""
        finish = self._goal(node).finish
        return scores if finish is None else _array(finish(torch.from_numpy(np.array(scores))))

    def figures(self, node: str, scores: np.ndarray, targets: np.ndarray) -> Mapping[str, float]:
        """Return a goal's "loss" and its figures for raw scores (n, k) and raw targets (n,)."""
        goal, data = self._goal(node), self._parts.data
        with torch.no_grad():
            aim = data.target(goal, targets)
            loss = goal.mean(data.tensors({node: scores})[node], aim)
        return {"loss": float(loss), **goal.measure(scores, _array(aim))}

    def losses(self, node: str, scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return a goal's loss of each sample (n,), for raw scores (n, k) and raw targets (n,)."""
        goal, data = self._goal(node), self._parts.data
        with torch.no_grad():
            made = goal.each(data.tensors({node: scores})[node], data.target(goal, targets))
        return _array(made)

    def layers(self, field_values: Mapping[str, np.ndarray], node: str, memo: str) -> tuple[Layer, ...]:
        """Return one block's layers in order, with what the first sample makes of them; none for a goal."""
        self._forget_old()
        if memo not in self._traces:
            _make_room(self._traces)
            with evaluating(self._parts.model):
                self._traces[memo] = self._parts.model.trace(self._parts.data.tensors(field_values))
        traced = self._traces[memo]
        return tuple(layer_of(step.part, step.call.target, step.module, given, made)
                     for step, given, made in traced if step.block == node)  # fmt: skip

    def input_gradient(
        self, field_values: Mapping[str, np.ndarray], node: str, column: int
    ) -> Mapping[str, np.ndarray]:
        """Return d score / d raw value of each field for one class; no parameter's gradient is touched."""
        model = self._parts.model
        inputs = {name: each.detach().clone().requires_grad_(each.is_floating_point())
                  for name, each in self._parts.data.tensors(field_values).items()}  # fmt: skip
        wanted = {name: each for name, each in inputs.items() if each.requires_grad}
        model.eval()
        try:
            said = self._goal(node).judged(model.outputs(inputs)[node])
            found = torch.autograd.grad(said[:, column].sum(), list(wanted.values()), allow_unused=True)
        finally:
            model.train()
        return {name: _array(each) for name, each in zip(wanted, found, strict=True) if each is not None}

    def gazes(self, field_values: Mapping[str, np.ndarray]) -> tuple[Gaze, ...]:
        """Return how much each step of one sample takes from which, of each block that attends, in order."""
        with evaluating(self._parts.model):
            found = self._parts.model.attention(self._parts.data.tensors(field_values))
        return tuple(Gaze(step.node, _array(made[0]), bool(step.module.causal))
                     for step, made in found)  # fmt: skip

    def signals(self) -> tuple[LayerSignal, ...]:
        """Return how strong the signal is in each layer with weights, of one batch as a step would see it."""
        return signals(self._parts, self.project.recipe.batch_size)

    def numbers(self, part: Part) -> np.ndarray:
        """Return the samples' own numbers in the data set."""
        return self._parts.data.samples.parts[part].copy()

    def samples(self, part: Part) -> Mapping[str, np.ndarray]:
        """Return the raw fields of one part of the data."""
        if part not in self._samples:
            self._samples[part] = PartFields(self._parts.data.samples, part)
        return self._samples[part]

    def evaluation(self, part: Part, now: bool = False) -> Evaluation:
        """Return what a pass over one part found: now, or while training goes on at the last epoch's end."""
        if now and self.training and self._evaluations.get(part, (-1,))[0] != self._now().version:
            return Evaluation(self.step, *self._pass(part))
        known = self._evaluations.get(part) if part == "validation" else None  # the one that epochs end with
        return known[1] if known is not None and self.training else self.evaluate(part)

    def evaluate(self, part: Part, stop: Stop = never) -> Evaluation:
        """Pass one part through the weights as they are, once however often it is asked.

        Cancelled in the middle once `stop` says so; who asks next at this moment goes on from there.
        """
        moment, known = self._now(), self._evaluations.get(part)
        if known is None or known[0] != moment.version:
            known = moment.version, Evaluation(moment.step, *self._pass(part, stop))
            self._evaluations[part] = known
        return known[1]

    def _pass(self, part: Part, stop: Stop = never) -> Judged:
        parts, tensors = self._parts, self._parts.data.part(part)
        if not tensors.count:
            return {}, {}
        judged = self._judge(part)  # as the engine does that takes the steps
        if judged:
            return judged
        version, left = self._now().version, self._left.pop(part, None)
        if left is None or left[0] != version:
            left = (
                version,
                passing(parts.program, parts.objective, parts.goals, tensors, parts.scores),
            )
        try:
            return through(left[1], stop)
        except Cancelled:
            if getgeneratorstate(left[1]) != GEN_CLOSED:  # one left inside a piece does not go on
                self._left[part] = left
            raise

    def figure_without(self, wire: Edge, node: str, figure: str, part: Part) -> float | None:
        """Return one of a goal's figures of a part as it is now, with what a drawn wire brings cut to zeros.

        None where nothing that trains reads what it brings.
        """
        parts, slot = self._parts, self._slot_of(wire.source, wire.source_port)
        run = parts.program.without(slot, wire.target) if slot is not None else None
        if run is None:
            return None
        told, _ = evaluate(
            parts.program, parts.objective, parts.goals, parts.data.part(part), parts.scores, run
        )
        return told.get(figure if node == parts.goals[0].node else f"{node}_{figure}")

    def _slot_of(self, block: str, port: str) -> int | None:
        """Return where what a block or a group gives at a port stands, None where it is not made."""
        known = self._parts.analysis
        node, name = known.flat.gives.get((block, port), (block, port))
        spec = known.graph.specs.get(node)
        step = next((each for each in self._parts.model.steps if each.node == node), None)
        if spec is None or step is None:
            return None
        names = [each.name for each in spec.outputs]
        return step.writes + names.index(name) if name in names else None

    def of_data(self, memo: str, make: Callable[[], _Made]) -> _Made:
        """Return what depends on data and network alone, made once."""
        if memo not in self._of_data:
            self._of_data[memo] = make()
        made: _Made = self._of_data[memo]
        return made

    def _forget_old(self) -> None:
        version = self._now().version
        if version != self._memo_version:
            self._memos, self._traces, self._memo_version = {}, {}, version

    def _goal(self, node: str) -> Goal:
        return next(goal for goal in self._parts.goals if goal.node == node)

    def _run(self, field_values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        inputs = self._parts.data.tensors(field_values)
        with evaluating(self._parts.model):
            return {node: _array(output) for node, output in self._parts.model.outputs(inputs).items()}


def _make_room(memos: dict[str, Any]) -> None:
    """Forget the oldest: while weights stand still, a person may look at one sample after another."""
    while len(memos) >= MEMOS:
        del memos[next(iter(memos))]


def layer_of(part: str, target: str, module: nn.Module, given: Tensor, made: Tensor) -> Layer:
    """Return one call with its settings, its parameters and buffers, and the first sample's way through."""
    settings = {name: getattr(module, name) for name in (*getattr(module, "__constants__", ()), "padding")
                if hasattr(module, name)}  # fmt: skip
    values = {name: _array(each) for name, each in (*module.named_parameters(), *module.named_buffers())}
    return Layer(part, target, settings, values, _array(given[0]), _array(made[0]))


def _array(tensor: Tensor) -> np.ndarray:
    return in_float32(tensor.detach()).cpu().numpy().copy()
