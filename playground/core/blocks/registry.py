"""Every kind of block there is, each family's tuple, and what a registry of them says of networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from playground.core.blocks import (
    aggregating,
    arranging,
    attention,
    code_goals,
    convolutions,
    dense,
    formulas,
    functions,
    goals,
    groups,
    mathematics,
    merging,
    noise,
    normalisation,
    number_goals,
    padding,
    pooling,
    ready,
    regularising,
    sequences,
    sources,
    spatial,
    states,
    transformers,
    windows,
)
from playground.core.blocks.groups import INPUT_ID, OUTPUT_ID, ports
from playground.core.blocks.params import Param
from playground.core.blocks.spec import BlockSpec, Category, Role
from playground.core.errors import PlaygroundError
from playground.core.network.block_path import BlockPath, path_in_words
from playground.core.network.values import Network, Node
from playground.core.registry import Registry

Specs = Mapping[str, BlockSpec | None]  # by block; None for a kind that is not known here

BUILTIN: tuple[BlockSpec, ...] = (
    *sources.KINDS, *noise.KINDS, *dense.KINDS, *functions.KINDS, *convolutions.KINDS, *pooling.KINDS,
    *normalisation.KINDS, *sequences.KINDS, *attention.KINDS, *transformers.KINDS, *merging.KINDS,
    *arranging.KINDS, *padding.KINDS, *groups.KINDS, *goals.KINDS, *number_goals.KINDS,
    *mathematics.KINDS, *aggregating.KINDS, *regularising.KINDS, *ready.KINDS, *code_goals.KINDS,
    *states.KINDS, *spatial.KINDS, *windows.KINDS, *formulas.KINDS,
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
        self._composed = lru_cache(maxsize=256)(self._compose)
        self._bringing = lru_cache(maxsize=64)(self._bring)  # one description each, to be told apart by

    def get(self, kind: str) -> BlockSpec:
        """Return the description of a kind; KeyError when there is none."""
        return self._replaced.get(kind) or super().get(kind)

    def find(self, kind: str) -> BlockSpec | None:
        """Return the description of a kind, or None."""
        return self._specs.get(kind) or self._replaced.get(kind)

    def __contains__(self, kind: object) -> bool:
        return kind in self._replaced or super().__contains__(kind)

    def spec_of(self, node: Node) -> BlockSpec | None:
        """Return the description of a block.

        A group has a port for each end of the network inside, a source brings the field that was chosen.
        """
        spec = self.find(node.kind)
        if spec is not None and spec.role is Role.SOURCE and node.params.get("field"):
            return self._bringing(node.kind, str(node.params["field"]))
        if spec is None or node.network is None or spec.network is not None:
            return spec
        kinds = [each.kind for each in node.network.nodes.values()]
        inputs, outputs = ports("in", kinds.count(INPUT_ID)), ports("out", kinds.count(OUTPUT_ID))
        return replace(spec, inputs=inputs, outputs=outputs)

    def _bring(self, kind: str, field: str) -> BlockSpec:
        return replace(self.get(kind), field=field)

    def network_of(self, node: Node) -> Network | None:
        """Return the network in a group, or the one that a kind made of other kinds stands for."""
        spec = self.find(node.kind)
        if node.network is not None or spec is None or spec.network is None:
            return node.network
        return self._composed(node.kind, tuple(sorted(node.params.items())))

    def _compose(self, kind: str, given: tuple[tuple[str, Any], ...]) -> Network | None:
        spec = self.get(kind)
        params = spec.params_of(dict(given))
        fits = all(_fits(param, params[param.name]) for param in spec.params)
        return spec.network(params if fits else spec.params_of({})) if spec.network is not None else None

    def specs_of(self, network: Network) -> Specs:
        """Return the descriptions of all blocks, in the order of the canvas."""
        lone = {node.kind for node in network.nodes.values() if node.network is None}
        known = {kind: self.find(kind) for kind in lone}
        return {node: self.spec_of(each) if each.network is not None or each.params.get("field")
                else known[each.kind] for node, each in network.nodes.items()}  # fmt: skip

    def label_of(self, network: Network, node: str) -> str:
        """Return what a block is called on the canvas."""
        if node in network.nodes:
            return self._title(network.nodes[node])
        titles, inside = [], network
        for each in BlockPath.of(node).ids:
            found = inside.nodes[each]
            titles.append(self._title(found))
            if found.network is None:  # a kind made of other kinds is one block for persons
                break
            inside = found.network
        return path_in_words(titles)

    def _title(self, node: Node) -> str:
        spec = self.find(node.kind)
        return node.label or (spec.title if spec else node.kind)


def _fits(param: Param, value: object) -> bool:
    try:
        param.check(value)
    except PlaygroundError:
        return False
    return True
