"""The path of a block inside groups and repeats, and the one translator between its spellings.

In the second round of group `g` the block `dense` is

g/dense           as it is drawn: one block stands for all rounds
g/1/dense         in the flat network that trains
g.1.dense.weight  in the keys of its weights
g/1/dense:layer   as a module of the model, part by part
g/dense.weight    in the pictures of what is drawn
G › Dense         in sentences for persons

Ids of blocks begin with a letter and hold no point, slash or colon, so that numbers are always repeats.
Nobody else takes such texts apart or puts them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TypeVar

from playground.core.network.nesting import Path

Known = TypeVar("Known")
LEVEL, KEY, PART, WORDS = "/", ".", ":", " › "
MOST_DIGITS = 9


@dataclass(frozen=True)
class BlockPath:
    """A block, and the groups around it, outermost first; without `own` it is the network they lead to."""

    own: str = ""
    groups: Path = ()
    repeats: tuple[int, ...] = ()  # the round of each group; () where a block stands for all, as drawn

    def __post_init__(self) -> None:
        if self.repeats and len(self.repeats) != len(self.groups):
            raise ValueError(f"{self.groups} are not repeated {self.repeats} times")

    # Spellings

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, node: str) -> BlockPath:
        """Read the id of a block in the flat network or as it is drawn."""
        *around, own = node.split(LEVEL)
        if not around:
            return cls(own)
        groups = tuple(each for each in around if not _is_repeat(each))
        return cls(own, groups, tuple(int(each) for each in around if _is_repeat(each)))

    def __str__(self) -> str:
        """Return the id in the flat network; where no repeats are known, the one that is drawn."""
        return self._text

    def id_of(self, below: str) -> str:
        """Return the id of a block by its id from this network on."""
        return self._text + below

    @classmethod
    def of_key(cls, key: str) -> tuple[BlockPath, str]:
        """Read the key of a weight: the block, and what its weight is called within it."""
        names = key.split(KEY)
        end = 0
        while end + 2 < len(names) and _is_repeat(names[end + 1]):
            end += 2
        around, rest = names[:end], names[end + 1 :]
        return cls(names[end], tuple(around[::2]), tuple(map(int, around[1::2]))), KEY.join(rest)

    def key(self, *names: str) -> str:
        """Return the key of a weight that is called so in the block; without a name, how all keys begin."""
        if len(self.repeats) != len(self.groups):
            raise ValueError(f"{self} has weights in every repeat; which is meant?")
        return KEY.join((*self._steps(), self.own, *names))

    @classmethod
    def of_module(cls, name: str) -> tuple[BlockPath, str]:
        """Read the name of a module: the block, and which part of it this is."""
        node, part = name.split(PART)
        return cls.of(node), part

    def module(self, part: str) -> str:
        """Return the name of a part in the model; no attribute of PyTorch's modules has such a name."""
        return f"{self}{PART}{part}"

    @classmethod
    def of_state(cls, name: str) -> tuple[BlockPath, str, str]:
        """Read a name in the model's state, "parts.g/1/dense:layer.weight": block, part and tensor."""
        _, module, tensor = name.split(KEY, 2)
        return (*cls.of_module(module), tensor)

    # Relatives

    @property
    def drawn(self) -> BlockPath:
        """Return the block as it is drawn, where one stands for all repeats."""
        return BlockPath(self.own, self.groups)

    @property
    def first(self) -> BlockPath:
        """Return the block in the first repeat of each group."""
        return BlockPath(self.own, self.groups, (0,) * len(self.groups))

    @property
    def top(self) -> str:
        """Return the id of what is drawn in the whole network: the outermost group, or the block itself."""
        return self.groups[0] if self.groups else self.own

    @property
    def ids(self) -> Path:
        """Return the ids of the groups around, then the block's own."""
        return (*self.groups, self.own)

    @property
    def network(self) -> BlockPath:
        """Return the network in which the block stands."""
        return BlockPath("", self.groups, self.repeats)

    @property
    def around(self) -> tuple[BlockPath, ...]:
        """Return the groups around, outermost first."""
        return tuple(BlockPath(own, self.groups[:end], self.repeats[:end])
                     for end, own in enumerate(self.groups))  # fmt: skip

    @property
    def group(self) -> BlockPath | None:
        """Return the group in which the block stands; None in the whole network."""
        return self.around[-1] if self.groups else None

    def inside(self, repeat: int | None = None) -> BlockPath:
        """Return the network in a group, in one of its repeats or as it is drawn."""
        repeats = () if repeat is None else (*self.repeats, repeat)
        return BlockPath("", self.ids, repeats)

    def beside(self, own: str) -> BlockPath:
        """Return the block of this id in the same network."""
        return BlockPath(own, self.groups, self.repeats)

    def __truediv__(self, below: BlockPath) -> BlockPath:
        """Return a block by its path from this network on."""
        if self.own:
            raise ValueError(f"{self} is a block, no network")
        return BlockPath(below.own, self.groups + below.groups, self.repeats + below.repeats)

    def below(self, network: BlockPath) -> BlockPath | None:
        """Return the path from a network on; None for a block that is not in it."""
        depth = len(network.groups)
        if (self.groups[:depth], self.repeats[:depth]) != (network.groups, network.repeats):
            return None
        return BlockPath(self.own, self.groups[depth:], self.repeats[depth:])

    def parting(self, twin: BlockPath) -> BlockPath:
        """Return the group in whose repeats this block and its twin stand."""
        pairs = zip(self.repeats, twin.repeats, strict=True)
        return self.around[next(level for level, (one, other) in enumerate(pairs) if one != other)]

    def cut(self, known: Mapping[str, Known]) -> dict[str, Known]:
        """Return what is known by id of the blocks in this network, by their ids from here on."""
        start = self._text
        return {node.removeprefix(start): each for node, each in known.items() if node.startswith(start)}

    @cached_property
    def _text(self) -> str:
        return LEVEL.join((*self._steps(), self.own))

    def _steps(self) -> Iterable[str]:
        if not self.repeats:
            return self.groups
        return chain.from_iterable(zip(self.groups, map(str, self.repeats), strict=True))


def lies_in(node: str, group: str) -> bool:
    """Say whether an id is that of a group or of what is in it, both flat or both drawn."""
    return node == group or node.startswith(group + LEVEL)


def group_and_own(drawn: str) -> tuple[str, str]:
    """Return the group a block is drawn in, "" for none, and the block's own id."""
    group, _, own = drawn.rpartition(LEVEL)
    return group, own


def by_network(known: Mapping[str, Known]) -> dict[str, dict[str, Known]]:
    """Return what is known by flat id by the network the blocks stand in, as its path is written; own ids."""
    found: dict[str, dict[str, Known]] = {}
    for node, each in known.items():
        own = node.rpartition(LEVEL)[2]
        found.setdefault(node[: len(node) - len(own)], {})[own] = each
    return found


@lru_cache(maxsize=16384)
def groups_around(node: str) -> tuple[str, ...]:
    """Return the flat ids of the groups a flat block lies in, outermost first; asked of every block."""
    steps = node.split(LEVEL)
    return tuple(LEVEL.join(steps[:end]) for end in range(1, len(steps), 2))


def array_name(node: str, array: str) -> str:
    """Return what an array of a block is called in a picture: "g/dense.weight"."""
    return f"{node}{KEY}{array}"


def tensor_of(key: str) -> str:
    """Return what a weight is called in its module, the last name of its key: "bias"."""
    return key.rpartition(KEY)[2]


def owners(name: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the block in the name of an array, or the beginning of its keys, and the rest."""
    names = name.split(KEY)
    for end in range(len(names), 0, -1):
        owner = KEY.join(names[:end])
        yield owner, name[len(owner) :]


def path_in_words(titles: Iterable[str]) -> str:
    """Return the titles of groups and a block as persons read them."""
    return WORDS.join(titles)


def _is_repeat(name: str) -> bool:
    """Say whether a name is the number of a repeat; a longer one, as a file may hold, is none."""
    return name.isdecimal() and len(name) <= MOST_DIGITS
