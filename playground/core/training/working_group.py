"""A group of weights with its optimizers: one, or several where not all weights are treated alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from torch import Tensor, nn

from playground.core.blocks.learning import Factors
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.training import updates
from playground.core.training.average import RunningAverage
from playground.core.training.flat import LearnedValues
from playground.core.training.rule import Group
from playground.core.training.updates import Optimizer, TensorList


@dataclass(frozen=True)
class Treatment:
    """How some weights of a group are trained."""

    keys: tuple[str, ...] | None  # None: all of them, as they lie in memory
    recipe: Recipe  # with what holds for them


@dataclass
class Portion:
    """The weights of one treatment with their optimizer."""

    keys: tuple[str, ...] | None
    update: Optimizer
    rate: float  # before the schedule

    @staticmethod
    def of(treatment: Treatment, values: LearnedValues) -> Portion:
        """Return it with an optimizer that remembers nothing."""
        update = updates.make(_taken(values, values.tensors, treatment.keys), treatment.recipe)
        return Portion(treatment.keys, update, update.learning_rate)

    def follow(self, treatment: Treatment) -> None:
        """Take other settings; what was kept stays."""
        self.update.set(treatment.recipe)
        self.rate = self.update.learning_rate

    def by_key(self, values: LearnedValues, tensors: TensorList) -> dict[str, Tensor]:
        """Return tensors that match the optimizer's by weight key, in the weights' shapes."""
        return values.by_key(tensors) if self.keys is None else dict(zip(self.keys, tensors, strict=True))


class WorkingGroup:
    """One group's weights with their optimizers."""

    def __init__(self, group: Group, values: LearnedValues, recipe: Recipe,
                 factors: Mapping[str, Factors]) -> None:  # fmt: skip
        self.name, self._factor, self.values = group.name, group.learning_rate, values
        self._factors = factors
        self.portions = self._made(recipe)
        self.average: RunningAverage | None = None
        self._keep_average(recipe)
        self._optimizer = recipe.optimizer

    @property
    def whole(self) -> bool:
        """Say whether its optimizer asks for the loss again within a step."""
        return OPTIMIZERS.get(self._optimizer).whole

    def set_recipe(self, recipe: Recipe, anew: bool) -> None:
        """Follow another recipe; `anew`: with optimizers that remember nothing."""
        self._keep_average(recipe)
        self._optimizer = recipe.optimizer
        wanted = self._treatments(recipe)
        if not anew and [each.keys for each in wanted] == [each.keys for each in self.portions]:
            for portion, treatment in zip(self.portions, wanted, strict=True):
                portion.follow(treatment)
            return
        kept = {**self.kept(), **self.scalars()}
        self.portions = self._made(recipe)
        for name, tensor in () if anew else (*self.kept().items(), *self.scalars().items()):
            tensor.copy_(kept[name])
        self.share_scalars()

    def pace(self, factor: float) -> None:
        """Take the next update at a share of the learning rate."""
        for portion in self.portions:
            portion.update.learning_rate = portion.rate * factor

    def apply(self) -> None:
        """Change the weights by their gradients."""
        gradients = self.values.gradients()
        for portion in self.portions:
            portion.update.apply(_taken(self.values, gradients, portion.keys))
        self._follow_average()

    def search(self, loss: Tensor, again: Callable[[], Tensor]) -> None:
        """Change the weights by the loss, which `again` tells of them as they are then, with gradients."""
        (portion,) = self.portions  # the checks have seen to it
        portion.update.search(loss, self.values.gradients(), lambda: (again(), self.values.gradients()))
        self._follow_average()

    def _follow_average(self) -> None:
        if self.average is not None:
            self.average.follow(self.values.tensors, self._decay)

    def kept(self) -> dict[str, Tensor]:
        """Return what the optimizers keep beside weights, by what it is and the weight's key, as views."""
        return {
            f"{slot}.{key}": tensor
            for portion in self.portions
            for slot, tensors in portion.update.kept.items()
            for key, tensor in portion.by_key(self.values, tensors).items()
        }

    def scalars(self) -> dict[str, Tensor]:
        """Return the single numbers that the first optimizer keeps: they all count alike."""
        return self.portions[0].update.scalars()

    def share_scalars(self) -> None:
        """Let all optimizers count as the first does."""
        for portion in self.portions[1:]:
            for name, tensor in portion.update.scalars().items():
                tensor.copy_(self.scalars()[name])

    def tensors(self) -> TensorList:
        """Return everything that changes from update to update."""
        kept = [tensor for portion in self.portions for tensor in portion.update.tensors()]
        average = [] if self.average is None else [self.average.updates, *self.average.tensors]
        return [*self.values.tensors, *kept, *average]

    def _keep_average(self, recipe: Recipe) -> None:
        """Keep an average where a recipe wants one; another decay goes on from the same."""
        self._decay = recipe.average
        if not self._decay:
            self.average = None
        elif self.average is None:
            self.average = RunningAverage(self.values.tensors)

    def _made(self, recipe: Recipe) -> list[Portion]:
        return [Portion.of(treatment, self.values) for treatment in self._treatments(recipe)]

    def _treatments(self, recipe: Recipe) -> list[Treatment]:
        own = replace(recipe, learning_rate=recipe.learning_rate * self._factor)
        return treatments(self.values.parameters, own, self._factors)


def treatments(
    parameters: Mapping[str, nn.Parameter], recipe: Recipe, factors: Mapping[str, Factors]
) -> list[Treatment]:
    """Return how weights are treated: all alike as a rule, else those together that share a recipe."""
    found: list[tuple[Recipe, list[str]]] = []
    for key, parameter in parameters.items():
        own = _times(_own_recipe(recipe, parameter.dim()), factors.get(key))
        together = next((keys for each, keys in found if each == own), None)
        if together is None:
            found.append((own, [key]))
        else:
            together.append(key)
    matrices_apart = OPTIMIZERS.get(recipe.optimizer).rest
    if len(found) < 2 and not matrices_apart:
        return [Treatment(None, found[0][0] if found else recipe)]
    return [Treatment(tuple(keys), own) for own, keys in found]


def _own_recipe(recipe: Recipe, axes: int) -> Recipe:
    """Return what holds for a weight of so many axes: biases and the scales of norms have one."""
    rest = OPTIMIZERS.get(recipe.optimizer).rest
    own = replace(recipe, optimizer=rest, options={}) if rest and axes != 2 else recipe
    return own if recipe.decay_all or axes > 1 else replace(own, weight_decay=0.0)


def _times(recipe: Recipe, factors: Factors | None) -> Recipe:
    """Return a recipe for a block that takes its figures so many times."""
    if factors is None:
        return recipe
    rate, decay = recipe.learning_rate * factors.rate, recipe.weight_decay * factors.penalty
    return replace(recipe, learning_rate=rate, weight_decay=decay)


def _taken(values: LearnedValues, tensors: TensorList, keys: tuple[str, ...] | None) -> TensorList:
    """Return some of the tensors that match the weights; all as they lie for None."""
    if keys is None:
        return tensors
    views = values.by_key(tensors)
    return [views[key] for key in keys]
