"""A CUDA device made of marks, for machines without one: what would fail there fails here, in the same words.

While `elsewhere` is entered, tensors that were put on `cuda` are marked by their memory, and every operation
hands the mark on. What PyTorch refuses there is refused: that marked and unmarked tensors meet, that a marked
one becomes an array without `.cpu()`. Their random numbers come from a state of their own. The arithmetic is
the processor's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.multiprocessing.reductions import StorageWeakRef
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from playground.core.export.script import of_run
from playground.core.training import moments, randomness, session
from playground.core.training.hardware import Device, Hardware

HARDWARE = Hardware(2, (Device("cpu", "Some CPU"), Device("cuda", "Some GPU")))
CUDA = torch.device("cuda", 0)
STRICT = ("aten::cat", "aten::stack", "aten::_fused", "aten::index_select", "aten::gather", "aten::equal")
INDEXED = ("aten::index.Tensor", "aten::index_put", "aten::_index_put_impl_")  # by indices that may be here
MEETING = (
    "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! ({name})"
)
READING = (
    "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
    "first."
)


class Marks:
    """Know which memory lies on the device."""

    def __init__(self) -> None:
        self._kept: dict[int, Any] = {}  # a weak reference keeps an address from being given out again
        self._swept = 1000

    def has(self, tensor: Tensor) -> bool:
        """Say whether a tensor's memory lies there."""
        return tensor.layout == torch.strided and tensor.untyped_storage()._cdata in self._kept

    def put(self, tensor: Tensor) -> None:
        """Mark it."""
        if len(self._kept) > self._swept:
            self._kept = {key: each for key, each in self._kept.items() if not each.expired()}
            self._swept = 1000 + 2 * len(self._kept)
        storage = tensor.untyped_storage()
        self._kept[storage._cdata] = StorageWeakRef(storage)

    def take(self, tensor: Tensor) -> None:
        """Take its mark away."""
        self._kept.pop(tensor.untyped_storage()._cdata, None)


class _Asked(TorchFunctionMode):
    """Answer what Python code asks of tensors and devices."""

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._marks = marks
        self._of_marked: dict[Any, Callable[[], Any]] = {
            Tensor.device.__get__: lambda: CUDA,  # type: ignore[attr-defined]
            Tensor.is_cuda.__get__: lambda: True,  # type: ignore[attr-defined]
            Tensor.is_cpu.__get__: lambda: False,  # type: ignore[attr-defined]
            Tensor.get_device: lambda: 0,
            Tensor.numpy: _refuse_reading,
            Tensor.__array__: _refuse_reading,
        }

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        own = args[0] if args and isinstance(args[0], Tensor) else None
        if own is not None and func in self._of_marked and self._marks.has(own):
            return self._of_marked[func]()
        if own is not None and func in (Tensor.cpu, Tensor.cuda, Tensor.to):
            return self._moved(func, own, args[1:], kwargs)
        wanted = kwargs.get("device")
        if wanted is None or torch.device(wanted).type not in ("cpu", "cuda"):
            return func(*args, **kwargs)
        made = func(*args, **{**kwargs, "device": "cpu"})
        (self._marks.put if torch.device(wanted).type == "cuda" else self._marks.take)(made)
        return made

    def _moved(self, func: Any, own: Tensor, rest: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
        """Return a tensor where it is to be, as a copy if it was not there."""
        there = self._marks.has(own)
        if func is Tensor.to:
            wanted, rest, kwargs = self._destination(rest, kwargs)
        else:
            wanted, rest, kwargs = ("cpu" if func is Tensor.cpu else "cuda"), (), {}
        changed: Tensor = own.to(*rest, **kwargs) if rest or kwargs else own
        if wanted is None or (wanted == "cuda") == there:
            return changed
        copied = changed.clone()
        (self._marks.put if wanted == "cuda" else self._marks.take)(copied)
        return copied

    def _destination(
        self, rest: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[str | None, tuple[Any, ...], dict[str, Any]]:
        """Take the device out of what `Tensor.to` is told."""
        wanted = kwargs.pop("device", None)
        if rest and isinstance(rest[0], Tensor):
            return ("cuda" if self._marks.has(rest[0]) else "cpu"), (rest[0].dtype,), kwargs
        if rest and isinstance(rest[0], str | torch.device | int):
            wanted = rest[0]
        kind = tuple(each for each in rest if isinstance(each, torch.dtype))
        return (None if wanted is None else torch.device(wanted).type), kind, kwargs


class _Operations(TorchDispatchMode):
    """Hand marks on from what goes into an operation to what comes out, and refuse what cannot meet."""

    def __init__(self, marks: Marks, device_random: list[Tensor]) -> None:
        super().__init__()
        self._marks, self._random = marks, device_random

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        with torch._C.DisableTorchFunction():
            given = list(_tensors((*args, *kwargs.values())))
            there = [each for each in given if self._marks.has(each)]
            if not there:
                return func(*args, **kwargs)
            self._must_meet(func, args, given)
            known = {each.untyped_storage()._cdata for each in given}
            drawing = torch.Tag.nondeterministic_seeded in func.tags
            with self._own_random() if drawing else _nothing():
                made = func(*args, **kwargs)
            for each in _tensors((made,)):
                if each.layout == torch.strided and each.untyped_storage()._cdata not in known:
                    self._marks.put(each)
            return made

    def _must_meet(self, func: Any, args: Any, given: list[Tensor]) -> None:
        """Raise where one of the tensors lies here and the operation does not take it from here."""
        name = func.name()
        here = [each for each in given if not self._marks.has(each) and each.layout == torch.strided]
        if name.startswith("aten::copy_") or not here:
            return
        if name.startswith(INDEXED) and self._marks.has(args[0]):
            here = [each for each in here if all(each is not index for index in args[1])]
        schema = zip(func._schema.arguments, args, strict=False)
        written = [each for kind, value in schema if kind.alias_info is not None and kind.alias_info.is_write
                   for each in _tensors((value,))]  # fmt: skip
        strict = name.startswith(STRICT)
        for each in here:
            if strict or each.dim() or any(each is changed for changed in written):
                raise RuntimeError(MEETING.format(name=name))

    @contextmanager
    def _own_random(self) -> Iterator[None]:
        """Draw from the device's random state."""
        here = torch.get_rng_state()
        torch.set_rng_state(self._random[0])
        try:
            yield
        finally:
            self._random[0] = torch.get_rng_state()
            torch.set_rng_state(here)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _tensors(values: Iterable[Any]) -> Iterator[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _refuse_reading() -> None:
    raise TypeError(READING)


@contextmanager
def _settings_put_back() -> Iterator[None]:
    """Leave the GPU's settings as they were: an export in this process asks PyTorch for them."""
    cudnn: Any = torch.backends.cudnn
    before = cudnn.deterministic, cudnn.conv.fp32_precision, cudnn.rnn.fp32_precision
    try:
        yield
    finally:
        cudnn.deterministic, cudnn.conv.fp32_precision, cudnn.rnn.fp32_precision = before


@contextmanager
def elsewhere() -> Iterator[Marks]:
    """Enter a world with a CUDA device; whatever looks for devices finds it."""
    marks, state = Marks(), [torch.Generator().get_state()]
    with pytest.MonkeyPatch.context() as patch, _settings_put_back():
        patch.setattr(torch.cuda, "get_rng_state", lambda: state[0].clone())
        patch.setattr(torch.cuda, "set_rng_state", lambda new: state.__setitem__(0, new.clone()))
        patch.setattr(torch.cuda, "synchronize", lambda: None)
        patch.setattr(torch.backends.cudnn, "is_acceptable", lambda tensor: False)
        patch.setattr(randomness, "generator", lambda device: torch.Generator())
        for module in (session, moments, of_run):
            patch.setattr(module, "detect", lambda: HARDWARE)
        with _Asked(marks), _Operations(marks, state):
            yield marks
