"""The updates of a rule at work: what changes which groups of weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.autograd import Variable

from playground.core.blocks.learning import Factors
from playground.core.graph.names import node_of
from playground.core.project.values import Recipe
from playground.core.training.augmenter import Mix
from playground.core.training.batches import Feeds
from playground.core.training.direct import Direct
from playground.core.training.flat import LearnedValues
from playground.core.training.objective import Loss
from playground.core.training.program import Run
from playground.core.training.rule import LOSS, TrainingRule, Update
from playground.core.training.working_group import WorkingGroup


@dataclass(frozen=True)
class Turn:
    """One update at work."""

    update: Update
    groups: tuple[WorkingGroup, ...]
    losses: tuple[Loss, ...]
    fresh: tuple[int, ...]  # which of the feeds are drawn anew
    alone: bool  # it changes all weights there are, so that no other gradients could be touched
    direct: Direct | None  # takes a batch where autograd is not needed

    def take(
        self, run: Run, feeds: Feeds, targets: Feeds, step: int, steps: int, mix: Mix | None = None
    ) -> tuple[Feeds, list[Tensor]]:
        """Take it in a step of an epoch, counted from 0; return raw scores and losses, before the change."""
        every = self.update.every
        if step % every == 0:
            for group in self.groups:
                group.values.clear()
        given = self.drawn(feeds)
        together = min(every, steps - (step - step % every))  # the epoch's end may come before
        if self.direct is not None and together == 1 and mix is None and self.direct.stands_for(run):
            scores, whole = self.direct.take(given, targets)
            losses = [whole]
        else:
            scores = run(given)
            losses = self._told(scores, targets, mix)
            whole = losses[0] if len(losses) == 1 else torch.stack(losses).sum()
            _add_gradients(whole if together == 1 else whole / together, self._own)
        if step + 1 == steps or (step + 1) % every == 0:
            self._change(whole, lambda: self._again(run, given, targets, mix))
        return scores, [loss.detach() for loss in losses]

    @property
    def _own(self) -> list[nn.Parameter]:
        """Return whose gradients a backward pass may add to; none named: everybody's."""
        if self.alone:
            return []
        return [each for group in self.groups for each in group.values.parameters.values()]

    def _change(self, loss: Tensor, again: Callable[[], Tensor]) -> None:
        whole = self._ready(loss.detach())
        for group in self.groups:
            if group.whole:
                group.search(whole, again)
            else:
                group.apply()

    def _told(self, scores: Feeds, targets: Feeds, mix: Mix | None) -> list[Tensor]:
        """Return the losses of a batch."""
        if mix is None:
            return [loss(scores, targets) for loss in self.losses]
        return [mix.loss(loss, scores, targets) for loss in self.losses]

    def _again(self, run: Run, given: Feeds, targets: Feeds, mix: Mix | None) -> Tensor:
        """Return the loss for the weights as they are now, with its gradients."""
        for group in self.groups:
            group.values.clear()
        scores = run(given)
        whole = torch.stack(self._told(scores, targets, mix)).sum()
        _add_gradients(whole, self._own)
        return self._ready(whole.detach())

    def _ready(self, loss: Tensor) -> Tensor:
        """Make gradients what weights change by; return the loss that they are of."""
        if self.update.clip:
            reached = [each for group in self.groups for each in group.values.parameters.values()]
            nn.utils.clip_grad_norm_(reached, self.update.clip)
        return loss

    def drawn(self, feeds: Feeds) -> Feeds:
        """Return what goes in, with fresh values where the update asks for them."""
        if not self.fresh:
            return feeds
        return tuple([torch.randn_like(feed) if index in self.fresh else feed
                      for index, feed in enumerate(feeds)])  # fmt: skip


def _add_gradients(loss: Tensor, to: list[nn.Parameter]) -> None:
    """Run the backward pass as `torch.autograd.backward` does, whose checks cost small networks a tenth."""
    Variable._execution_engine.run_backward(
        (loss,),
        (torch.ones_like(loss),),
        False,
        False,
        tuple(to),
        allow_unreachable=True,
        accumulate_grad=True,
    )


def groups_of(rule: TrainingRule, parameters: Mapping[str, nn.Parameter], flat: bool,
              recipe: Recipe, factors: Mapping[str, Factors]) -> tuple[WorkingGroup, ...]:  # fmt: skip
    """Return the groups of a rule with their weights; raise ValueError when two would change one weight."""
    made, taken = [], set[str]()
    for group in rule.groups:
        own = {key: each for key, each in parameters.items()
               if group.blocks is None or node_of(key) in group.blocks}  # fmt: skip
        if taken & own.keys():
            raise ValueError("two groups change the same weights")
        if not own and parameters:
            raise ValueError(f"the group {group.name!r} has no weights")
        taken |= own.keys()
        made.append(WorkingGroup(group, LearnedValues(own, flat), recipe, factors))
    return tuple(made)


def turns_of(rule: TrainingRule, groups: tuple[WorkingGroup, ...], losses: Mapping[str, Loss],
             feed_of: Callable[[str], int], direct: Direct | None = None) -> tuple[Turn, ...]:  # fmt: skip
    """Return the updates of a rule; `feed_of` says which feed a field is, `direct` is for one of the loss."""
    by_name = {group.name: group for group in groups}
    alone = len(rule.updates) == 1 and all(group.blocks is None for group in rule.groups)
    waiting = [group.name for update in rule.updates if update.every > 1 for group in update.groups]
    every = [group.name for update in rule.updates for group in update.groups]
    if any(every.count(name) > 1 for name in waiting):
        raise ValueError("gradients that wait cannot share their weights with another update")
    return tuple(
        Turn(update, tuple(by_name[group.name] for group in update.groups),
             tuple(losses[name] for name in update.losses), tuple(map(feed_of, update.fresh)), alone,
             direct if alone and update.losses == (LOSS,) else None)
        for update in rule.updates
    )  # fmt: skip
