"""Every kind of block there is: each family's tuple; registries are passed in where it matters."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.blocks import (
    arranging,
    attention,
    convolutions,
    dense,
    functions,
    goals,
    groups,
    merging,
    normalisation,
    pooling,
    sequences,
    sources,
    transformers,
)
from playground.core.blocks.spec import BlockSpec, Category
from playground.core.registry import Registry

BUILTIN: tuple[BlockSpec, ...] = (
    *sources.KINDS, *dense.KINDS, *functions.KINDS, *convolutions.KINDS, *pooling.KINDS,
    *normalisation.KINDS, *sequences.KINDS, *attention.KINDS,
    *transformers.KINDS, *merging.KINDS, *arranging.KINDS,
    *groups.KINDS, *goals.KINDS,
)  # fmt: skip


class BlockRegistry(Registry[BlockSpec]):
    """The kinds by section of the palette; ids that older files used lead to the kind that replaced them."""

    def __init__(self, specs: Iterable[BlockSpec]) -> None:
        sections = list(Category)
        super().__init__(sorted(specs, key=lambda spec: sections.index(spec.category)))
        self._replaced: dict[str, BlockSpec] = {}
        for spec in self:
            for old in spec.replaces:
                if old in self:
                    raise ValueError(f"{self.get(old).title} and {spec.title} both claim {old!r}")
                self._replaced[old] = spec

    def get(self, kind: str) -> BlockSpec:
        """Return the description of a kind; KeyError when there is none."""
        return self._replaced.get(kind) or super().get(kind)

    def find(self, kind: str) -> BlockSpec | None:
        """Return the description of a kind, or None."""
        return self._replaced.get(kind) or super().find(kind)

    def __contains__(self, kind: object) -> bool:
        return kind in self._replaced or super().__contains__(kind)


BLOCKS = BlockRegistry(BUILTIN)
