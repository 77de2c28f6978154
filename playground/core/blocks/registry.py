"""Every kind of block there is, in one explicit tuple; registries are passed in where it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.core.blocks.dense import ACTIVATION, BATCH_NORM, DENSE, DROPOUT
from playground.core.blocks.goals import CLASSIFY, REGRESS, SOFTMAX
from playground.core.blocks.images import AVERAGE_POOL2D, CONV2D, FLATTEN, MAX_POOL2D
from playground.core.blocks.sources import IMAGE, POINTS
from playground.core.blocks.spec import BlockSpec, Category

BUILTIN: tuple[BlockSpec, ...] = (
    POINTS,
    IMAGE,
    DENSE,
    ACTIVATION,
    DROPOUT,
    BATCH_NORM,
    SOFTMAX,
    CONV2D,
    MAX_POOL2D,
    AVERAGE_POOL2D,
    FLATTEN,
    CLASSIFY,
    REGRESS,
)


class BlockRegistry:
    """Find descriptions by id; ids that older files used lead to the kind that replaced them."""

    def __init__(self, specs: Iterable[BlockSpec]) -> None:
        sections = list(Category)
        self._specs = tuple(sorted(specs, key=lambda spec: sections.index(spec.category)))
        self._by_id: dict[str, BlockSpec] = {}
        for spec in self._specs:
            for name in (spec.id, *spec.replaces):
                if name in self._by_id:
                    raise ValueError(f"{self._by_id[name].title} and {spec.title} both claim {name!r}.")
                self._by_id[name] = spec

    def get(self, kind: str) -> BlockSpec:
        """Return the description of a kind; KeyError when there is none."""
        return self._by_id[kind]

    def find(self, kind: str) -> BlockSpec | None:
        """Return the description of a kind, or None."""
        return self._by_id.get(kind)

    def __iter__(self) -> Iterator[BlockSpec]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)

    def __contains__(self, kind: object) -> bool:
        return kind in self._by_id


BLOCKS = BlockRegistry(BUILTIN)
