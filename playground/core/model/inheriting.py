"""Weights that go over to a changed network, matched by what they mean; the rest starts anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from playground.core.blocks.learning import beginning_of
from playground.core.blocks.naming import INPUTS, UNITS, Labels
from playground.core.model.meaning import ArrayMeaning, BlockMeaning, meanings, same_blocks, translated
from playground.core.model.model import PlaygroundModel
from playground.core.model.weights import parameters, tensors
from playground.core.network.block_path import BlockPath
from playground.core.project.records import Arrays
from playground.core.shapes.derived import Derived

Pairs = tuple[np.ndarray, np.ndarray]  # places on the new axis, places on the old one


@dataclass(frozen=True)
class Meant:
    """An array of older weights with what its places stand for."""

    array: np.ndarray
    meaning: ArrayMeaning


Remembered = Mapping[str, Sequence[Meant]]  # by key, the newest first


@dataclass(frozen=True)
class Inherited:
    """What went over from older weights: keys, and how many single trainable weights they hold."""

    keys: tuple[str, ...]  # of which at least one number went over
    weights: int
    anew: Mapping[str, int] = field(default_factory=dict)  # drawn again, by block as it is drawn; none of new
    silent: int = 0  # weights that read a new input and start at zero
    whole: bool = False  # every number went over, and none is new: the same network in another order


@dataclass(frozen=True)
class Donor:
    """The weights of a run, and what the network they are of makes of them."""

    arrays: Arrays
    known: Derived


def meant(arrays: Arrays, known: Derived) -> dict[str, Meant]:
    """Return arrays with what their places stand for."""
    blocks = meanings(known)
    return {key: Meant(array, _meaning(key, array.shape, blocks)) for key, array in arrays.items()}


def inherit(model: PlaygroundModel, known: Derived, donor: Donor, remembered: Remembered) -> Inherited:
    """Fill in what the donor knows, then what is remembered of blocks and inputs that were away.

    A unit that goes over and gets a new input starts with zero there: it answers as it did before. A block
    whose weights are to begin otherwise begins anew.
    """
    old, new = meanings(donor.known), meanings(known)
    same = _by_sharing(same_blocks(old, new), known)
    told, arrays = translated(new, same), meant(donor.arrays, donor.known)
    own, stayed = tensors(model), frozenset(same.values())
    count = _Count(parameters(model), same, sum(array.size for array in donor.arrays.values()))
    anew = _begun_anew(same, donor.known, known)
    for key, tensor in own.items():
        meaning = _meaning(key, tuple(tensor.shape), told)
        before, shared = _old_key(key, same, donor.known)
        kept = arrays.get(before)
        if kept is not None and shared and kept.array.shape == tuple(tensor.shape):
            kept = Meant(kept.array, meaning)
        found = [*([kept] if kept is not None else []), *remembered.get(key, ())]
        filling = _Filling(tensor, meaning, stayed)
        for each in found if str(BlockPath.of_key(key)[0]) not in anew else ():
            filling.take(each)
        silent = filling.silence()
        filling.write(tensor)
        count.add(key, filling.taken, silent)
    return count.inherited()


def _begun_anew(same: Mapping[str, str], old: Derived, new: Derived) -> frozenset[str]:
    """Return the blocks whose weights are to be drawn otherwise than they once were."""
    before, now = old.graph.network.nodes, new.graph.network.nodes
    return frozenset(
        node for node, other in same.items()
        if beginning_of(now[node].learning) != beginning_of(before[other].learning)
    )  # fmt: skip


class _Count:
    """Count what goes over."""

    def __init__(self, learning: Mapping[str, torch.nn.Parameter], same: Mapping[str, str], old: int) -> None:
        self.learning, self.same, self.old = learning, same, old
        self.keys: list[str] = []
        self.weights = self.silent = self.went = self.numbers = 0
        self.anew: dict[str, int] = {}

    def add(self, key: str, taken: np.ndarray, silent: int) -> None:
        """Count one array."""
        went, path = int(taken.sum()), BlockPath.of_key(key)[0]
        self.went, self.numbers = self.went + went, self.numbers + taken.size
        if went:
            self.keys.append(key)
        if key in self.learning:
            self.weights += went
            self.silent += silent
            drawn = taken.size - went - silent
            if drawn and str(path) in self.same:
                self.anew[str(path.drawn)] = self.anew.get(str(path.drawn), 0) + drawn

    def inherited(self) -> Inherited:
        """Return the sum."""
        whole = self.went == self.numbers == self.old
        return Inherited(tuple(self.keys), self.weights, self.anew, self.silent, whole)


class _Filling:
    """One array that is filled from older ones, the first that knows a place."""

    def __init__(self, tensor: torch.Tensor, meaning: ArrayMeaning, stayed: frozenset[str]) -> None:
        self.meaning, self.stayed = meaning, stayed
        self.values = tensor.detach().cpu().numpy().copy()
        self.taken = np.zeros(self.values.shape, bool)

    def take(self, other: Meant) -> None:
        """Take over what is meant by both, where nothing was taken yet."""
        old = other.meaning
        if self.taken.ndim != other.array.ndim or not _agree(self.meaning.reads, old.reads):
            return
        places = [self._places(axis, old.labels[axis], size) for axis, size in enumerate(other.array.shape)]
        here, there = np.ix_(*(new for new, _ in places)), np.ix_(*(old for _, old in places))
        self.values[here] = np.where(self.taken[here], self.values[here], other.array[there])
        self.taken[here] = True

    def _places(self, axis: int, old: Labels | None, old_size: int) -> Pairs:
        """Return which place along an axis is which of the old one."""
        new = self.meaning.labels[axis]
        size: int = self.taken.shape[axis]
        if new == old or new is None or old is None:
            every = np.arange(size if size == old_size else 0)
            return every, every
        return _pairs(new, old, self.stayed)

    def silence(self) -> int:
        """Set to zero what a unit that went over has for inputs that are new; return how many these are."""
        if not {INPUTS, UNITS} <= {*self.meaning.axes} or not self.taken.any():
            return 0
        axis = self.meaning.axes.index(UNITS)
        across = tuple(each for each in range(self.taken.ndim) if each != axis)
        kept = np.expand_dims(self.taken.any(axis=across), across)
        silent = kept & ~self.taken
        self.values[silent] = 0
        return int(silent.sum())

    def write(self, tensor: torch.Tensor) -> None:
        """Put the numbers back."""
        if self.taken.any():
            with torch.no_grad():
                tensor.copy_(torch.from_numpy(self.values))


def _meaning(key: str, shape: tuple[int, ...], blocks: Mapping[str, BlockMeaning]) -> ArrayMeaning:
    path, name = BlockPath.of_key(key)
    block = blocks.get(str(path))
    if block is None:  # of a block that this version does not know
        return ArrayMeaning(("",) * len(shape), (None,) * len(shape))
    return block.of(name, shape)


def _old_key(key: str, same: Mapping[str, str], old: Derived) -> tuple[str, bool]:
    """Return the key under which the old network has a weight; "" where the block is another one.

    And whether it stood at a block that this one shared it with: then places alone say what is what.
    """
    path, name = BlockPath.of_key(key)
    before = same.get(str(path))
    if before is None:
        return "", False
    shared = old.flat.shared
    lender = shared.tables.get(before, before) if name == "weight" else before
    home = shared.twins.get(lender, lender)
    return BlockPath.of(home).key(name), home != before


def _by_sharing(same: dict[str, str], new: Derived) -> dict[str, str]:
    """Return the blocks that are the same, those new ones too that an old one shares its weights with."""
    first = {home: same[node] for node, home in [*new.flat.shared.twins.items()][::-1] if node in same}
    return {**first, **same}


def _agree(new: Labels, old: Labels) -> bool:
    """Say whether two blocks read the same, as far as the data name it."""
    return new == old or not (_is_named(new) or _is_named(old))


def _is_named(labels: Labels) -> bool:
    return any(not block for block, _ in labels)


def _pairs(new: Labels, old: Labels, stayed: frozenset[str]) -> Pairs:
    """Return which place of a new axis is which of the old one, by name and where there is none by place."""
    places = {label: place for place, label in enumerate(old)}
    pairs = [(place, places[label]) for place, label in enumerate(new) if label in places]
    pairs += _by_place(new, old, stayed)
    pairs.sort()
    return np.array([one for one, _ in pairs], int), np.array([other for _, other in pairs], int)


def _by_place(new: Labels, old: Labels, stayed: frozenset[str]) -> list[tuple[int, int]]:
    """Return the pairs of units that have no counterpart by name, where nothing but their place is known.

    Of blocks that are in both networks it is known: what now comes from another of them is not the same.
    """
    here, there = set(new), set(old)
    come = [place for place, label in enumerate(new) if label not in there]
    gone = [place for place, label in enumerate(old) if label not in here]
    if len(come) != len(gone) or not come:
        return []
    fresh, lost = {new[place] for place in come}, {old[place] for place in gone}
    if any(not block for block, _ in fresh | lost):
        return []  # what the data bring has names
    if all(isinstance(name, str) for _, name in fresh | lost):
        return []  # so have classes
    blocks = [{block for block, _ in labels} for labels in (fresh, lost)]
    if blocks[0] != blocks[1] and all(each & stayed for each in blocks):
        return []
    return list(zip(come, gone, strict=True))
