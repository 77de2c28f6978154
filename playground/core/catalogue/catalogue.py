"""What a project may choose from, as one value: handed in where a project is opened, never reached for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import is_of_kind
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family
from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_files import OwnFiles
from playground.core.catalogue.own_set import OWN, own_set
from playground.core.registry import Registry
from playground.core.sentences import Text


@dataclass(frozen=True)
class Catalogue:
    """The kinds of block, the data sets and the kinds of data there are."""

    blocks: BlockRegistry
    data: Registry[DataSetSpec]
    families: Registry[Family]
    own_files: OwnFiles = field(default_factory=OwnFiles, compare=False)  # of the project made of it

    def with_own_files(self, files: OwnFiles) -> Catalogue:
        """Return the same for a project whose own files are found so."""
        return replace(self, own_files=files)

    def data_set(self, data_id: str, own: Manifest | None = None) -> DataSetSpec | None:
        """Return the description of a data set, be it somebody's own; None for an unknown one."""
        if data_id == OWN and own is not None:
            return own_set(own, self.own_files)
        return self.data.find(data_id)

    def family_of(self, data_id: str, own: Manifest | None = None) -> Family | None:
        """Return the kind of data that a data set is of, None for an unknown one."""
        spec = self.data_set(data_id, own)
        return self.families.find(spec.family) if spec is not None else None

    def words_of(self, field: str) -> Text:
        """Return what a field of the data holds, in words."""
        kind = self.family_of_field(field)
        return Text(field if kind is None else kind.brings or kind.noun)

    def family_of_field(self, name: str) -> Family | None:
        """Return the kind of data that a field is, None for a target or an unknown one."""
        sources = {each.id: self.blocks.find(each.source) for each in self.families}
        ids = (each for each, spec in sources.items() if spec is not None and is_of_kind(name, spec.field))
        return self.families.find(next(ids, ""))
