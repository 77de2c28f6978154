"""What groups keep beside their weights from update to update, by the keys that it has in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from playground.core.project.values import Recipe
from playground.core.training.working_group import WorkingGroup

OPTIMIZER = "optimizer."  # + what is kept + "." + weight key; single numbers + group
AVERAGE = "average."  # + weight key
AVERAGED = "averaged"  # + group: the updates that an average is of


@dataclass(frozen=True)
class Memory:
    """Single numbers, and tensors as views in the weights' shapes."""

    numbers: Mapping[str, Tensor]
    tensors: Mapping[str, Tensor]

    def copy(self) -> Memory:
        """Return what stays as it is while steps are taken."""
        return Memory(
            {key: number.clone() for key, number in self.numbers.items()},
            {key: tensor.clone() for key, tensor in self.tensors.items()},
        )

    def take(self, other: Memory) -> None:
        """Become what another is that has the same keys."""
        for own, theirs in ((self.numbers, other.numbers), (self.tensors, other.tensors)):
            for key, tensor in own.items():
                tensor.copy_(theirs[key])


def memory_of(group: WorkingGroup) -> Memory:
    """Return what a group keeps now; changing it changes the group."""
    ending = f".{group.name}" if group.name else ""
    numbers = {f"{OPTIMIZER}{name}{ending}": number for name, number in group.scalars().items()}
    tensors = {OPTIMIZER + name: tensor for name, tensor in group.kept().items()}
    if group.average is None:
        return Memory(numbers, tensors)
    averages = group.values.by_key(group.average.tensors)
    return Memory(
        {**numbers, AVERAGED + ending: group.average.updates},
        {**tensors, **{AVERAGE + key: tensor for key, tensor in averages.items()}},
    )


@dataclass(frozen=True)
class Before:
    """What the last step left when the recipe was changed behind it: going back takes it up again."""

    recipe: Recipe
    memories: Sequence[Memory]  # one a group

    @staticmethod
    def of(recipe: Recipe, groups: Sequence[WorkingGroup]) -> Before:
        """Copy what the groups keep."""
        return Before(recipe, [memory_of(group).copy() for group in groups])

    def put(self, groups: Sequence[WorkingGroup]) -> None:
        """Let the groups follow that recipe again, and keep what they kept."""
        for group, memory in zip(groups, self.memories, strict=True):
            group.set_recipe(self.recipe, anew=True)
            memory_of(group).take(memory)
            group.share_scalars()
