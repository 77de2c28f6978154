"""How a step trains, as data: which losses change which weights, in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.core.project.values import Recipe

LOSS = "loss"  # of the goals, with penalties: every step has it


@dataclass(frozen=True)
class Group:
    """Weights that one optimizer changes."""

    name: str = ""  # its optimizer's in files; "" for the only one
    blocks: frozenset[str] | None = None  # ids on the canvas; None: all that there are
    learning_rate: float = 1.0  # times that of the recipe


@dataclass(frozen=True)
class Update:
    """One change of weights: forward, some losses, backward, and the groups that follow."""

    losses: tuple[str, ...] = (LOSS,)  # their sum is made smaller
    groups: tuple[Group, ...] = (Group(),)
    fresh: tuple[str, ...] = ()  # fields whose values are drawn anew before it, standard normal: noise
    clip: float = 0.0  # the longest that the gradient of all its groups may be; 0: as long as it is
    every: int = 1  # so many steps' gradients are averaged before weights change


@dataclass(frozen=True)
class TrainingRule:
    """The updates of one step, in order."""

    updates: tuple[Update, ...]

    @property
    def losses(self) -> tuple[str, ...]:
        """Return the names of all losses that a step tells; the first is LOSS, their sum where none is."""
        named = dict.fromkeys(name for update in self.updates for name in update.losses)
        return (LOSS, *(name for name in named if name != LOSS))

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return all groups, each once; raise ValueError for two of one name."""
        found = dict.fromkeys(group for update in self.updates for group in update.groups)
        if len({group.name for group in found}) < len(found):
            raise ValueError("two groups of weights have one name")
        return tuple(found)


PLAIN = TrainingRule((Update(),))


def followed(rule: TrainingRule, recipe: Recipe, every: int) -> TrainingRule:
    """Return a rule with the longest gradient that a recipe allows, changing weights every so many steps."""
    updates = [
        replace(each, clip=recipe.clip or each.clip, every=each.every * every) for each in rule.updates
    ]
    return TrainingRule(tuple(updates))
