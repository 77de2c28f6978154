"""How far the real module of a kind looks, found by gradients: what each place of its output depends on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import torch

from kinds_in_torch import Block, Sample, batch, outputs
from playground.core.blocks.params import Params
from playground.core.blocks.spec import BlockSpec

Spot = tuple[int, ...]  # one place: a step, a row and a column...
LINE = 17  # spots that are asked at most, along each axis of places
DRAWN = {1: 32, 2: 208, 3: 136, 4: 40}  # samples of random numbers, by rank: each has its largest elsewhere


@dataclass(frozen=True)
class Seen:
    """What spots in a line see along one axis of the input: the first place, the last, and how many."""

    places: int  # of the input along that axis
    spans: dict[int, tuple[int, int, int]]  # by where the spot is; none for one that sees nothing

    @property
    def widest(self) -> int:
        """Return how many places from the first to the last, at most."""
        return max((last - first + 1 for first, last, _ in self.spans.values()), default=0)

    @property
    def most(self) -> int:
        """Return how many of them count, at most."""
        return max((count for _, _, count in self.spans.values()), default=0)

    def moved(self) -> tuple[int, int]:
        """Return how far apart two spots are that see all of their windows, and the windows' first places."""
        firsts = [
            (first, at) for at, (first, last, _) in self.spans.items() if last - first + 1 == self.widest
        ]
        count = Counter(first for first, _ in firsts)
        once = {first: at for first, at in firsts if count[first] == 1}  # a rim may repeat what lies inside
        whole = once if len(once) > 1 else dict(firsts)
        one, other = min(whole, default=0), max(whole, default=0)
        return abs(whole.get(other, 0) - whole.get(one, 0)), other - one


# How many axes an output has, along which one a line of spots runs, and what it sees by axis of the input.
Line = tuple[int, int, list[Seen]]


def seen(spec: BlockSpec, params: Params, shapes: Sample) -> Iterator[Line]:
    """Yield of each line of spots in an output how many axes there are, which one is its, what it sees."""
    torch.manual_seed(7)
    module = Block(spec, shapes, dict(params)).double().eval()
    with torch.no_grad():
        sizes = [_places(made) for made in outputs(module(*_inputs(shapes, 1)))]
    for port, size in enumerate(sizes):
        for axis in range(len(size)):
            for found in _through_the_middle(module, shapes, port, size, axis):
                yield len(size), axis, found


def _through_the_middle(module: Block, shapes: Sample, port: int, size: Spot, axis: int) -> list[list[Seen]]:
    """Return of each input what spots in a line see; a line whose spots see nothing gives way to the next."""
    line = range(size[axis]) if size[axis] <= LINE else (*range(LINE - 1), size[axis] - 1)
    for middle in product(*(range(each // 2, min(each // 2 + 3, each)) for each in size)):
        spots = [(*middle[:axis], at, *middle[axis + 1 :]) for at in line]
        found = [
            [Seen(masks.shape[side + 1], _spans(masks, side, line)) for side in range(masks.dim() - 1)]
            for masks in _looked_at(module, shapes, port, spots)
        ]
        if any(side.spans for sides in found for side in sides):
            break
    return found


def _inputs(shapes: Sample, count: int) -> tuple[torch.Tensor | None, ...]:
    """Return random numbers; masks are left out, so that every step is real."""
    real = tuple(each if each is not None and each.dtype != "bool" else None for each in shapes)
    return batch(real, count, torch.float64)


def _places(made: torch.Tensor) -> Spot:
    """Return the axes of places: steps, rows and columns; a flat list is one place, ids are a place each."""
    if made.dim() == 2:
        return (1,) if made.is_floating_point() else (made.shape[1],)
    return (made.shape[1],) if made.dim() == 3 else tuple(made.shape[2:])


def _looked_at(module: Block, shapes: Sample, port: int, spots: list[Spot]) -> Iterator[torch.Tensor]:
    """Yield for each input (spots, places...), True where a spot's numbers depend on the place's."""
    assert shapes[0] is not None
    if shapes[0].dtype == "int":
        yield _changed(module, shapes, port, spots)
        return
    copies = max(4, DRAWN[shapes[0].rank] // len(spots))
    values = _inputs(shapes, copies * len(spots))
    taken = [each.requires_grad_() for each in values if each is not None]
    made = outputs(module(*values))[port].unflatten(0, (len(spots), copies))
    total = torch.stack([_at(made[index], spot) for index, spot in enumerate(spots)]).sum()
    total = total + 0.0 * torch.stack([each.sum() for each in taken]).sum()  # of what looks at none of it
    for gradient in torch.autograd.grad(total, taken):
        there = (gradient != 0).unflatten(0, (len(spots), copies)).any(1)
        axis = {2: 1, 3: 2}.get(there.dim(), 1)  # of the features: last but for pictures and clips
        yield there.any(axis, keepdim=there.dim() == 2)


def _changed(module: Block, shapes: Sample, port: int, spots: list[Spot]) -> torch.Tensor:
    """Return the same for whole numbers, which have no gradients: by changing one after the other."""
    ids = _inputs(shapes, 1)[0]
    assert ids is not None
    columns = []
    for place in range(ids.shape[1]):
        other = ids.clone()
        other[:, place] = other[:, place] % 9 + 1
        one, two = (outputs(module(each))[port] for each in (ids, other))
        columns.append(torch.tensor([bool(_at(one, spot) != _at(two, spot)) for spot in spots]))
    return torch.stack(columns, dim=1)


def _at(made: torch.Tensor, spot: Spot) -> torch.Tensor:
    """Return the sum of a spot's numbers, each times another weight: shares would always add up to 1."""
    if made.dim() == 2:
        here = made if made.is_floating_point() else made[:, spot[0]]
    else:
        here = made[:, spot[0]] if made.dim() == 3 else made[:, :, *spot]
    here = here.double().reshape(len(made), -1)
    return (here * torch.arange(1, here.shape[1] + 1).sqrt()).sum()


def _spans(
    masks: torch.Tensor, axis: int, line: range | tuple[int, ...]
) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Yield of each spot what it sees along one axis of the input."""
    rest = [each for each in range(1, masks.dim()) if each != axis + 1]
    rows = masks.any(dim=rest) if rest else masks
    found = {at: row.nonzero().flatten().tolist() for at, row in zip(line, rows, strict=True)}
    return {at: (each[0], each[-1], len(each)) for at, each in found.items() if each}
