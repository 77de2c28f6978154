"""What lies in files is asked for before it is looked at: each batch once, some of them ahead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.data import ahead
from playground.core.training.batches import Epoch
from playground.core.training.lazy_input import Asked, LazyInput, Pieces

SAMPLES, SIZE = 50, 4  # one batch is gathered at once
DATA = torch.arange(SAMPLES, dtype=torch.float32)[:, None].expand(-1, 2**17).contiguous()


class Watched:
    """An epoch of lazy data; `events` are what was asked for and what was prepared, by sample."""

    def __init__(self) -> None:
        self.events: list[tuple[str, list[int]]] = []
        pieces = Pieces(self._prepare, lambda places: self.events.append(("ask", places.tolist())))
        sizes = tuple([SIZE] * (SAMPLES // SIZE) + [SAMPLES % SIZE])
        self.order = torch.randperm(SAMPLES, generator=torch.Generator().manual_seed(1))
        feeds, targets = [LazyInput(pieces, 0)], [torch.zeros(SAMPLES, 4)]  # a line of memory a batch
        self.epoch = Epoch(self.order, feeds, targets, sizes, "contiguous")

    def _prepare(self, asked: Asked) -> dict[int, torch.Tensor]:
        if isinstance(asked, torch.Tensor):
            self.events.append(("take", asked.tolist()))
        return {0: DATA[asked]}

    def asked(self) -> list[int]:
        """Return all samples that were asked for, in order."""
        return [sample for kind, some in self.events if kind == "ask" for sample in some]


@pytest.mark.parametrize("first", [0, 5])
def test_each_batch_is_asked_for_once_and_before_it_is_taken(first: int) -> None:
    watched = Watched()
    for step in range(first, watched.epoch.steps):
        ((values,), _) = watched.epoch.batch(step)
        here = watched.order[step * SIZE : (step + 1) * SIZE]
        torch.testing.assert_close(values, DATA[here], rtol=0, atol=0)
    known = set[int]()
    for kind, some in watched.events:
        known |= set(some) if kind == "ask" else set()
        assert set(some) <= known
    passed_over = SIZE * max(0, first - 4)  # four were asked for with the first
    assert len(known) == len(watched.asked()) == SAMPLES - passed_over


def test_some_batches_are_read_ahead() -> None:
    watched = Watched()
    assert watched.asked() == watched.order[: 4 * SIZE].tolist()  # its own, and three more
    watched.epoch.batch(1)
    assert watched.asked() == watched.order[: 5 * SIZE].tolist()
    watched.epoch.batch(7)
    assert (
        watched.asked() == watched.order[: 5 * SIZE].tolist() + watched.order[7 * SIZE : 11 * SIZE].tolist()
    )


@pytest.mark.skipif(ahead._SOON is None, reason="the system has no call for it")
def test_the_pages_of_rows_are_asked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, asked = tmp_path / "rows", list[tuple[int, int]]()
    np.arange(40 * 5000, dtype=np.uint16).tofile(path)
    rows = np.memmap(path, np.uint16, "r", 2 * 5000, (39, 5000))

    class Mapped:
        def madvise(self, _how: int, start: int, length: int) -> None:
            asked.append((start, length))

    held = ahead._mapping(rows)
    assert held is not None and held[1] == 2 * 5000 % ahead.mmap.ALLOCATIONGRANULARITY
    monkeypatch.setattr(ahead, "_mapping", lambda _array: (Mapped(), held[1]))
    ahead.ask_for([rows, np.zeros((39, 3))[:0]], np.array([20, 3]))
    page = ahead.mmap.PAGESIZE
    for row, (start, length) in zip((3, 20), asked, strict=True):
        begin = held[1] + row * 10_000
        assert start % page == 0 and begin - page < start <= begin
        assert start + length == begin + 10_000
