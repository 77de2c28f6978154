"""Networks, recipes and changes in mid-run that together hold every block that learns: tried for exactness.

The first combinations are each about one kind that learns, the others about kinds that do not; recipes go
through all optimizers and schedules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from playground.core.blocks.activations import ACTIVATIONS
from playground.core.blocks.counting import weightless
from playground.core.blocks.spec import Category
from playground.core.network.values import Network
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.schedules import SCHEDULES
from playground.core.project.values import Project, Recipe
from playground.core.training.session import Session
from random_networks import LAYERS, Pile, mended, problems_of
from run_bits import run

COUNT = 60
STEPS = 34
SAVES = 5
TRIES = 20  # of networks about one kind, until one holds it, learning
_CURVES = {entry.id for entry in ACTIVATIONS if not entry.weights}
TRAINABLE = tuple(
    spec.id
    for spec in LAYERS
    if (spec.weights is not weightless or spec.network is not None) and spec.id not in _CURVES
)
WILD = 1e5  # a first loss from which any change in mid-run may lead to no number
STEPWISE = [spec for spec in OPTIMIZERS if not spec.whole]  # from batches, which the others do not take
# A root or a logarithm of what a network has learned may be no number, and powers too large: the run ends.
RISKY = frozenset(spec.id for spec in LAYERS if spec.category is Category.MATHEMATICS) - {*TRAINABLE}
ORDER = (*TRAINABLE, *(spec.id for spec in LAYERS if spec.id not in {*TRAINABLE, *RISKY}))


@dataclass(frozen=True)
class Combination:
    """A project, and what is changed behind one of its steps."""

    project: Project
    at: int
    changes: dict[str, Any]
    saves: tuple[int, ...]  # the steps behind which it is saved: inside an epoch, in its middle

    def go_on(self, session: Session, to: int) -> Session:
        """Train to a step, making the change on the way; a run that ended by itself goes on."""
        for end in (self.at, to):
            while session.step < end <= to:
                before = session.step
                run(session, end - before)
                assert session.step > before, session.position.reason
            if session.step == self.at and not self._is_made(session):
                session.set_recipe(replace(session.recipe, **self.changes))
        return session

    def _is_made(self, session: Session) -> bool:
        return all(getattr(session.recipe, name) == value for name, value in self.changes.items())


@cache
def combination(index: int) -> Combination:
    """Return one of them; the same on every machine."""
    kind, random = ORDER[index % len(ORDER)], Random(index)
    place = [spec.id for spec in LAYERS].index(kind)
    for again in range(TRIES):
        project = mended(Pile(place + again * len(LAYERS)).project())
        project = replace(project, recipe=some_recipe(index))
        kinds = set(learning_kinds(project.network))
        if (
            kind in kinds
            and not kinds & RISKY
            and not any(problem.severity == "error" for problem in problems_of(project))
        ):
            session = Session.start(project, engine="torch")
            per_epoch, begins_at = session.steps_per_epoch, session.advance(1).losses
            if len(begins_at) and begins_at[0] > WILD:
                continue
            inside = [step for step in range(1, STEPS) if step % per_epoch]
            at = random.randrange(5, STEPS - 3)
            saves = random.sample([step for step in inside if step != at], SAVES)
            return Combination(project, at, some_change(project.recipe, random), tuple(sorted(saves)))
    raise AssertionError(f"no network of {TRIES} learns by {kind}")


def learning_kinds(network: Network) -> Iterator[str]:
    """Yield the kinds of blocks that are neither frozen nor switched off, those inside groups too."""
    for node in network.nodes.values():
        if not node.disabled and not node.frozen:
            yield node.kind
            if node.network is not None:
                yield from learning_kinds(node.network)


def some_recipe(index: int) -> Recipe:
    """Return a recipe: optimizers and schedules in turn, anything else at random."""
    random, schedules = Random(1000 + index), list(SCHEDULES)
    optimizer = STEPWISE[index % len(STEPWISE)]
    return Recipe(
        optimizer.id, learning_rate=optimizer.learning_rate / 4, batch_size=random.choice((5, 7, 9)),
        epochs=random.choice((2, 4)), schedule=schedules[index % len(schedules)].id,
        warmup=random.choice((0.0, 0.0, 1.5)), weight_decay=random.choice((0.0, 0.01)),
        decay_all=random.random() < 0.5, clip=random.choice((0.0, 0.0, 0.5)),
        accumulate=random.choice((1, 1, 3)), l1=random.choice((0.0, 0.0, 0.001)),
        l2=random.choice((0.0, 0.0, 0.001)), keep_best=random.random() < 0.5,
        early_stopping=random.choice((0, 0, 1)), seed=random.randrange(100),
    )  # fmt: skip


def some_change(recipe: Recipe, random: Random) -> dict[str, Any]:
    """Return a change that a recipe can take in mid-run, and that is one."""
    other = next(spec for spec in STEPWISE if spec.id != recipe.optimizer)
    choices: list[dict[str, Any]] = [
        {"learning_rate": recipe.learning_rate / 3},
        {"clip": recipe.clip + 0.1, "batch_size": recipe.batch_size + 1},
        {"weight_decay": recipe.weight_decay + 0.01, "decay_all": not recipe.decay_all},
        {"optimizer": other.id, "options": {}, "accumulate": 2},
        {"schedule": "plateau", "schedule_options": {"patience": 0}, "warmup": 0.0, "epochs": 3},
        {"l2": recipe.l2 + 0.001, "keep_best": not recipe.keep_best},
    ]
    return random.choice(choices)
