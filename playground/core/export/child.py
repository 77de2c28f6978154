"""Write an export in a process of its own, which the program starts by a hidden sub-command."""

from __future__ import annotations

from pathlib import Path

from playground.core.errors import NO_MEMORY, PlaygroundError, is_shortage
from playground.core.export.registry import EXPORTERS, ExporterRegistry
from playground.core.export.source_code import script_of
from playground.core.export.spec import ExporterSpec
from playground.core.export.workplace import Workplace
from playground.core.registry import named

REFUSED = 1


def main(folder: str, exporters: ExporterRegistry = EXPORTERS) -> int:
    """Carry out the order in a folder; return 0, or 1 with the reason in a sentence.

    An order names one of the exporters there are, never a function.
    """
    place = Workplace(Path(folder))
    try:
        _carry_out(place, exporters.get(place.exporter()))
    except PlaygroundError as reason:
        place.refuse(reason.message)
        return REFUSED
    except (MemoryError, RuntimeError) as error:
        if not is_shortage(error):
            raise
        place.refuse(NO_MEMORY)
        return REFUSED
    return 0


def _carry_out(place: Workplace, spec: ExporterSpec) -> None:
    place.tell("Building the network", 0.1)
    from playground.core.builtin import CATALOGUE
    from playground.core.data.prepared import fields_of
    from playground.core.export.bundle import bundle

    catalogue = place.catalogue(CATALOGUE)
    project = place.project(catalogue)
    ready = bundle(project, fields_of(project), place.weights(), place.given(), place.record(catalogue))
    place.put_arrays(place.samples, [tensor.numpy() for tensor in ready.samples])
    place.put_arrays(place.expected, ready.expected())
    place.tell(f"Writing {spec.title}", 0.25)
    named(spec.write)(ready, place.made(spec.suffix))
    place.snippet.write_text(named(spec.snippet)(ready, place.name()), encoding="utf-8")
    place.runner.write_text(script_of(named(spec.run)), encoding="utf-8")
