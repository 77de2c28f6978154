"""PyTorch's steps by several processes: each takes its share of every batch, and one sum makes the gradient.

Each goal's loss is weighed by the share of what its mean is over, samples, their classes' weights or what a
mask leaves, so that sums over the processes are the means over the whole batch, and penalties count once. No
process has to ask for the others' shares: each knows the whole batch. Between two rows of steps all stand at
the same place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from zlib import crc32

import torch
from torch import Tensor

from playground.core.errors import PlaygroundError
from playground.core.model.initial import derived_seed
from playground.core.project.values import Part, Recipe
from playground.core.sentences import Text
from playground.core.training import randomness, torch_fault
from playground.core.training.assembly import Assembly
from playground.core.training.augmenter import Batch
from playground.core.training.batches import Epoch, Feeds
from playground.core.training.cancel import Stop, never
from playground.core.training.evaluation import evaluate
from playground.core.training.metrics import merged
from playground.core.training.objective import Loss, Objective, Share
from playground.core.training.stepper import Fault, Judged, Losses, State
from playground.core.training.tally import Tally
from playground.core.training.team import Alone, Team, here, leave
from playground.core.training.torch_state import RANDOM
from playground.core.training.torch_stepper import TorchStepper
from playground.core.training.turns import Turn


@dataclass(frozen=True)
class TeamTurn(Turn):
    """An update whose gradient is the sum of all processes' own."""

    team: Team

    def _ready(self, loss: Tensor) -> Tensor:
        for group in self.groups:
            for gradient in group.values.gradients():
                self.team.sum(gradient)
        whole = loss.clone()
        if any(group.whole for group in self.groups):  # else nobody asks
            self.team.sum(whole)
        return super()._ready(whole)


class TeamTally(Tally):
    """Figures of all processes: each counts its own samples of a row of steps, then all are put together."""

    counts = True  # the samples of the next step are its own

    def add(self, scores: Sequence[Tensor], targets: Feeds) -> None:
        """Add its own part of a batch, if there is one."""
        if self.counts:
            super().add(scores, targets)

    def begin_row(self) -> None:
        """Set aside what was counted before."""
        self._count()
        self._before = [dict(each.state) for each in self.metrics]
        for metrics in self.metrics:
            metrics.state = metrics.empty()

    def end_row(self, team: Team, batches: int) -> None:
        """Put the processes' counts together; so many batches are counted by now."""
        self._count()
        for metrics, before in zip(self.metrics, self._before, strict=True):
            own = {name: team.gathered(array) for name, array in metrics.state.items()}
            each = [{name: arrays[rank] for name, arrays in own.items()} for rank in range(team.size)]
            metrics.state = merged([before, *each])
        self.counted = batches


class TeamStepper(TorchStepper):
    """Implements `Stepper` for one of several processes."""

    def __init__(self, parts: Assembly, recipe: Recipe, device: str) -> None:
        team = here()
        assert team is not None  # the plan was held against the processes there are
        self.team, self._parts = team, parts
        super().__init__(parts, recipe, device)
        self.tally: TeamTally = TeamTally(parts.goals, parts.scores)
        self._share: Share  # of the step at hand, from `batch` on

    def begin(self, epoch: Epoch) -> None:
        """Start an epoch, with the weights that the first process has."""
        if self._parts.pairs and min(epoch.sizes) < 2 * self.team.size:
            words = (
                "Batch norm needs two samples or more in each process's share of every batch; choose another "
                "batch size or fewer processes."
            )
            raise PlaygroundError(Text(words))
        super().begin(epoch)
        with suppress(Alone):
            for group in self.groups:
                for values in group.values.tensors:
                    self.team.follow(values)

    def steps(self, count: int, stop: Stop) -> Losses:
        """Take that many steps together, whatever `stop` says; none where another process ends meanwhile."""
        start = self.snapshot()
        try:
            self.tally.begin_row()
            return self._together(super().steps(count, never))
        except Alone:
            self.restore(start)
            return {name: torch.zeros(0, device=self.device) for name in self.rule.losses}
        except Exception:
            leave()  # the others must not wait for a sum that does not come
            raise

    def judge(self, part: Part) -> Judged | None:
        """Pass one part through; the figures are the first process's, since decisions hang on them."""
        parts = self._parts
        tensors = parts.data.part(part)
        figures, scores = evaluate(parts.program, parts.objective, parts.goals, tensors, parts.scores)
        return dict(zip(figures, self.team.agreed([*figures.values()]), strict=True)), scores

    def fault(self) -> Fault:
        """Say what the next step would do wrong, in whoever's samples that begins."""
        return torch_fault.diagnose(self, self._found)

    def batch(self) -> Batch:
        """Return this process's own samples of the next step."""
        feeds, targets, _ = super().batch()  # the plan has seen to it that none are mixed
        rows, samples = self.team.rows(len(targets[0]))
        pairs = zip(self._parts.goals, targets, strict=True)
        self._share = Share(samples, tuple([goal.share(each, rows, samples) for goal, each in pairs]))
        self.tally.counts = samples > 0
        return Batch(tuple([each[rows] for each in feeds]), tuple([each[rows] for each in targets]))

    def seed(self, seed: int) -> None:
        """Begin random states, another in each process: what they drop is not the same."""
        own = derived_seed(seed, f"process {self.team.rank}") if self.team.rank else seed
        super().seed(own)

    def resume(self, state: State) -> None:
        """Take up a state of the first process; the others draw on from states that follow from it."""
        super().resume(state)
        if self.team.rank:
            drawn = derived_seed(crc32(state[f"{RANDOM}cpu"].tobytes()), f"process {self.team.rank}")
            self.random = randomness.seeded(drawn, self.device)

    def _follow(self) -> None:
        super()._follow()
        made = []
        for turn in self.turns:
            own = {each.name: getattr(turn, each.name) for each in fields(turn)}
            losses = tuple(self._weighed(loss) for loss in turn.losses)
            # Autograd alone knows of losses that are a share of their batch's.
            made.append(TeamTurn(**{**own, "losses": losses, "direct": None, "team": self.team}))
        self.turns = tuple(made)

    def _weighed(self, loss: Loss) -> Loss:
        """Return what a loss of this process's samples adds to that of all; a rule's own are of samples."""
        if isinstance(loss, Objective):
            return lambda scores, targets: loss.part(scores, targets, self._share)
        return lambda scores, targets: loss(scores, targets) * self._share.samples

    def _found(self, own: Fault | None) -> Sequence[Fault]:
        try:
            told = map(json.loads, self.team.said(json.dumps(own and asdict(own))))
        except Alone:
            return torch_fault.alone(own)
        return [Fault.of_json(each) for each in told if each]

    def _together(self, losses: Losses) -> Losses:
        """Return the losses of whole batches; figures and running statistics become the same everywhere."""
        told = {name: each.clone() for name, each in losses.items()}
        for each in told.values():
            self.team.sum(each)
        for buffer in self.buffers:
            self.team.follow(buffer)
        self.tally.end_row(self.team, self.index)
        return told
