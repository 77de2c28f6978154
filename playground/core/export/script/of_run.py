"""What a script needs of a run: what its text is printed from, its samples, its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.core.checks.analysis import analyse
from playground.core.data.held_out import held_out
from playground.core.data.prepared import Samples, fields_of
from playground.core.data.split import PARTS
from playground.core.errors import PlaygroundError
from playground.core.export.script.names import identifier
from playground.core.export.script.network import NetworkText
from playground.core.export.script.printed import Printed
from playground.core.model.initial import augmentation_seed, derived_seed
from playground.core.model.weights import all_parameters
from playground.core.network.block_path import KEY
from playground.core.project.records import ENGINE, Arrays, RunRecord
from playground.core.sentences import Text
from playground.core.training.assembly import Assembly, assemble
from playground.core.training.hardware import detect
from playground.core.training.plan import Plan, as_taken, check_plan
from playground.core.training.record import Position, check_changes, seen
from playground.core.training.rule import PLAIN


@dataclass(frozen=True)
class RunToPrint:
    """A run with everything that its script stands for."""

    record: RunRecord
    parts: Assembly
    samples: Samples
    printed: Printed

    def data(self, text: NetworkText) -> dict[str, np.ndarray]:
        """Return what the script reads: the parts of the data, and the weights it starts from."""
        fields = {field for field, _ in text.fields} | {aim.field.name for aim in text.aims if aim.rule.aims}
        fields |= {aim.judged for aim in text.aims if aim.judged}
        named: dict[str, np.ndarray] = {}
        for part in PARTS if fields else ():
            taken = self.samples.take(part)
            named |= {f"{part}/{identifier(name)}": taken[name] for name in sorted(fields)}
        return named | {
            f"start/{name}": array for name, array in self.weights(text, self.record.start).items()
        }

    def weights(self, text: NetworkText, arrays: Arrays) -> Mapping[str, np.ndarray]:
        """Return weights by their names in the script, in the order in which an optimizer sees them."""
        found: dict[str, np.ndarray] = {}
        for state, key in self.parts.model.keys().items():
            _, module, tensor = state.split(KEY, 2)
            found[f"{text.classes.paths[module]}.{tensor}"] = arrays[key]
        return found


def run_to_print(record: RunRecord) -> RunToPrint:
    """Return a run as its script needs it; raise PlaygroundError when it cannot be had again here."""
    plan = Plan.from_json(record.plan)
    check_plan(plan, detect())
    held = held_out(record.project, seen(record.state))
    known = analyse(record.project, fields_of(record.project))
    parts = assemble(known, plan, record.project.recipe, held.samples)
    check_changes(record.history.changes, all_parameters(parts.model))
    if parts.rule != PLAIN:
        raise PlaygroundError(Text("A script cannot train in several updates a step yet: export to ONNX."))
    place, seed = Position.from_json(record.position), record.project.recipe.seed
    ends = [int(epoch["step"]) for epoch in record.history.epochs]
    changes = tuple(each for each in record.history.changes if each["what"] != ENGINE)
    printed = Printed(
        known, as_taken(plan, record.history.changes),
        judged=held.samples.count("validation"),
        order_seed=derived_seed(seed, f"order after {place.offset_steps}"),
        dropout_seed=derived_seed(seed, f"dropout after {place.offset_steps}"),
        augmentation_seed=augmentation_seed(seed, place.offset_steps),
        changes=changes, steps=len(record.history.losses),
        offset_steps=place.offset_steps, offset_epochs=place.offset_epochs, epochs=len(ends),
        steps_of_epochs=ends[-1] - place.offset_steps if ends else 0,
        pairs=parts.pairs, pieces=parts.model.pieces, environment=record.environment,
        reason=place.reason,
    )  # fmt: skip
    return RunToPrint(record, parts, held.samples, printed)
