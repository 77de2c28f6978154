"""Every exporter there is, in one explicit tuple."""

from __future__ import annotations

from playground.core.errors import PlaygroundError
from playground.core.export.onnx_file import ONNX
from playground.core.export.python_file import PYTHON
from playground.core.export.safetensors_file import SAFETENSORS
from playground.core.export.spec import ExporterSpec
from playground.core.registry import Registry
from playground.core.sentences import Text

BUILTIN = (ONNX, SAFETENSORS, PYTHON)


class ExporterRegistry(Registry[ExporterSpec]):
    """Exporters by id, in the order of the dialog."""

    def get(self, exporter_id: str) -> ExporterSpec:
        """Return a description; PlaygroundError names those there are."""
        found = self.find(exporter_id)
        if found is None:
            known = ", ".join(spec.id for spec in self)
            raise PlaygroundError(
                Text(
                    "There is no export to {exporter_id!r:.40}: choose {known}.",
                    exporter_id=exporter_id,
                    known=known,
                )
            )
        return found


EXPORTERS = ExporterRegistry(BUILTIN)
