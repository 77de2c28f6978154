"""What autograd keeps of a block until its backward pass, as PyTorch itself says on the meta device."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kept:
    """What is kept of one sample, in bytes; weights are not counted here."""

    bytes: int = 0  # of what neither goes in nor comes out
    passing: int = 0  # the largest of what one part hands to the next and nobody keeps
    inputs: tuple[bool, ...] = ()  # whether what goes in is kept as well
    outputs: tuple[bool, ...] = ()  # whether what comes out is
    views: tuple[int, ...] = ()  # of each output the input whose memory it shares; -1: it has its own


class MemoryWatch:
    """Look on while a block runs forward."""

    def __init__(self, inputs: Iterable[Any]) -> None:
        self._inputs = [_memory(each) if each is not None else 0 for each in inputs]
        self._saved: dict[int, Any] = {}  # the memory itself is held, so that no number is given out twice
        self._weights: set[int] = set()
        self._between: dict[int, int] = {}
        self._held: list[Any] = []

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Note whatever autograd keeps."""
        import torch

        with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(self._save, lambda each: each):
            yield

    def made(self, module: Any, values: Iterable[Any]) -> None:
        """Take note of a part that has run."""
        self._weights |= {_memory(each) for each in (*module.parameters(), *module.buffers())}
        self._held += [module, *(value.untyped_storage() for value in values)]
        self._between |= {_memory(value): value.untyped_storage().nbytes() for value in values}

    def kept(self, outputs: Iterable[Any], batch: int) -> Kept:
        """Return what was kept of one sample of a batch."""
        given = [_memory(each) for each in outputs]
        known = {*self._inputs, *given, *self._weights}
        own = [memory.nbytes() for number, memory in self._saved.items() if number not in known]
        between = [size for number, size in self._between.items()
                   if number not in known and number not in self._saved]  # fmt: skip
        return Kept(
            sum(own) // batch, max(between, default=0) // batch,
            tuple(number in self._saved for number in self._inputs),
            tuple(number in self._saved for number in given),
            tuple(self._inputs.index(number) if number in self._inputs else -1 for number in given),
        )  # fmt: skip

    def _save(self, value: Any) -> Any:
        self._saved[_memory(value)] = value.untyped_storage()
        return value


def _memory(value: Any) -> int:
    """Return a number for the memory a tensor lies in; views of it have the same."""
    return int(value.untyped_storage()._cdata)
