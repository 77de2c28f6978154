"""The processes that train one network together, as `torchrun` starts them: what they sum, and who decides.

One that ends takes the group with it: the others then stand alone, at the last place that all had agreed on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from time import perf_counter

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor

TOLD = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")  # by torchrun, to each process
WAIT = timedelta(minutes=10)  # for another machine that loads its data or writes a file


class Alone(Exception):
    """Report that a process of the group has ended."""


class Team:
    """The group as one of its processes sees it; the first, 0, decides, prints and writes."""

    def __init__(self, rank: int, size: int) -> None:
        self.rank, self.size = rank, size

    def rows(self, count: int) -> tuple[slice, float]:
        """Return which samples of a batch are this process's own, and their share of it.

        Where there are fewer samples than processes some go along with a sample that counts for nothing.
        """
        first, last = (count * each // self.size for each in (self.rank, self.rank + 1))
        return (slice(first, last), (last - first) / count) if last > first else (slice(0, 1), 0.0)

    def sum(self, tensor: Tensor) -> None:
        """Make a tensor the sum of all processes' own."""
        with _in_touch():
            dist.all_reduce(tensor)

    def follow(self, tensor: Tensor) -> None:
        """Make a tensor what it is in the first process."""
        with _in_touch():
            dist.broadcast(tensor, 0)

    def gathered(self, array: np.ndarray) -> list[np.ndarray]:
        """Return an array of every process, in their order; all are of one shape."""
        own = torch.from_numpy(np.array(array))
        found = [torch.empty_like(own) for _ in range(self.size)]
        with _in_touch():
            dist.all_gather(found, own)
        return [each.numpy() for each in found]

    def said(self, text: str) -> list[str]:
        """Return a text of every process, in their order."""
        own = np.frombuffer(text.encode(), np.uint8)
        longest = max(int(length[0]) for length in self.gathered(np.array([len(own)])))
        each = self.gathered(np.pad(own, (0, longest - len(own))))
        return [array.tobytes().rstrip(b"\0").decode() for array in each]

    def agreed(self, numbers: Sequence[float]) -> list[float]:
        """Return the numbers that the first process has; where it stands alone, a process goes by its own."""
        told = torch.tensor(numbers, dtype=torch.float64)
        try:
            self.follow(told)
        except Alone:
            return list(numbers)
        return [float(each) for each in told]


def here() -> Team | None:
    """Return the group that this process is in, None where it trains alone."""
    if not dist.is_available() or not dist.is_initialized():
        return None
    return Team(dist.get_rank(), dist.get_world_size())


@contextmanager
def joined() -> Iterator[Team | None]:
    """Join the other processes, if torchrun started several: what each has of the network is then one."""
    if not all(each in os.environ for each in TOLD) or int(os.environ["WORLD_SIZE"]) < 2:
        yield None
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")) % torch.cuda.device_count())
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    _load_what_would_keep_the_group()
    dist.init_process_group(backend, timeout=WAIT)
    try:
        yield here()
    finally:
        leave()


def _load_what_would_keep_the_group() -> None:
    """Load the module whose functions take the group of now as their default argument.

    PyTorch's compiler loads it sooner or later. Were that while a group is there, the group's threads would
    outlive `leave`, and one that lets go of a tensor while the interpreter ends aborts the process.
    """
    import_module("torch.distributed.nn.functional")


def leave() -> None:
    """Train alone from here on; the group's threads have ended then."""
    if here() is not None:
        dist.destroy_process_group()


def clock() -> float:
    """Return a time in seconds, in all processes that of the first: what depends on it is then the same."""
    team = here()
    return team.agreed([perf_counter()])[0] if team is not None else perf_counter()


@contextmanager
def _in_touch() -> Iterator[None]:
    """Leave the group where a process does not answer: PyTorch raises plain errors then."""
    if here() is None:
        raise Alone
    try:
        yield
    except RuntimeError:
        leave()
        raise Alone from None
