"""Every exporter there is, in one explicit tuple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.core.errors import PlaygroundError
from playground.core.export.spec import ExporterSpec

ONNX = ExporterSpec(
    id="onnx",
    title="ONNX",
    suffix=".onnx",
    summary="One file that onnxruntime, phones, browsers and most other tools run.",
    write="playground.core.export.onnx_file:write",
    snippet="playground.core.export.onnx_file:snippet",
    needs="onnxruntime and numpy",
)
SAFETENSORS = ExporterSpec(
    id="safetensors",
    title="safetensors",
    suffix=".safetensors",
    summary="The bare weights, and beside them the architecture as JSON, for PyTorch.",
    write="playground.core.export.safetensors_file:write",
    snippet="playground.core.export.safetensors_file:snippet",
    beside=(".json",),
    needs="torch and safetensors",
)
BUILTIN = (ONNX, SAFETENSORS)


class ExporterRegistry:
    """Exporters by id, in the order of the dialog."""

    def __init__(self, specs: Iterable[ExporterSpec]) -> None:
        self._specs: dict[str, ExporterSpec] = {}
        for spec in specs:
            if spec.id in self._specs:
                raise ValueError(f"two exporters are called {spec.id!r}")
            self._specs[spec.id] = spec

    def get(self, exporter_id: str) -> ExporterSpec:
        """Return a description; PlaygroundError names those there are."""
        if exporter_id not in self._specs:
            raise PlaygroundError(
                f"There is no export to {exporter_id!r:.40}: choose {', '.join(self._specs)}."
            )
        return self._specs[exporter_id]

    def find(self, exporter_id: str) -> ExporterSpec | None:
        """Return a description, or None."""
        return self._specs.get(exporter_id)

    def __iter__(self) -> Iterator[ExporterSpec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)


EXPORTERS = ExporterRegistry(BUILTIN)
