"""The catalogue this program comes with; who begins takes it from here and hands it on."""

from __future__ import annotations

from playground.core.blocks import registry as blocks
from playground.core.catalogue.catalogue import Catalogue
from playground.core.data import families
from playground.core.data import registry as data
from playground.core.registry import Registry

CATALOGUE = Catalogue(
    blocks.BlockRegistry(blocks.BUILTIN), Registry(data.BUILTIN), Registry(families.BUILTIN)
)
