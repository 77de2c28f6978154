"""How a script varies what it trains on: our own functions, one after the other, by a seed for each step."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.penalties import penalties
from playground.core.export.script.printed import Printed
from playground.core.graph.varied import VariedSource, varied_sources
from playground.core.project.augmentations import AUGMENTATIONS, AugmentationSpec

SAID = '"""Return samples as they might have been as well, drawn anew at each step."""'
SEEDED = "generator = torch.Generator(device=DEVICE).manual_seed(AUGMENTATION_SEED + step)"


def seed(printed: Printed) -> list[CodeLine]:
    """Write from what the seeds of the steps are counted."""
    if not _ever(printed):
        return []
    return body(f"AUGMENTATION_SEED = {printed.augmentation_seed}  # of what varies samples, plus the step")


def carries(printed: Printed) -> list[str]:
    """Return the names of our functions that a script has need of."""
    kinds = {source.kind for source in _sources(printed)}
    found = [kind.function for spec in _ever(printed) for name, kind in spec.kinds.items() if name in kinds]
    mixes = ["partners"] if _mixing(printed) is not None else []
    return [*dict.fromkeys(found), *mixes]


def augmented(printed: Printed, text: NetworkText, laid_out: bool) -> list[CodeLine]:
    """Write the function that varies a batch; nothing where nothing ever was."""
    if not _ever(printed):
        return []
    names = _names(printed, text)
    lines = statement(f"def augmented({', '.join(names)}, strengths, step):", 0)
    lines += [*body(SAID, 1), *statement(SEEDED, 1)]
    for source in _sources(printed):
        for spec in _ever(printed):
            if source.kind in spec.kinds and not spec.mixes:
                lines += _varied(printed, spec, source, text.sources[source.node])
    lines += _mixed(printed, text)
    for name in names if laid_out else ():
        lines += statement(f"{name} = laid_out({name})", 1) if name in text.pictures else []
    beside = [] if _mixing(printed) is None else ["share", "partner"]
    return [*lines, *statement(f"return {', '.join([*names, *beside])}", 1)]


def augment(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write what a step does to its batch first."""
    if not _ever(printed):
        return []
    names = ", ".join(_names(printed, text))
    beside = "" if _mixing(printed) is None else ", share, partner"
    return statement(f'{names}{beside} = augmented({names}, recipe["augmentation"], step)', 3)


def mix_losses(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write how the losses against both samples' targets come together, where samples are mixed."""
    if _mixing(printed) is None:
        return []
    others = [f"{aim.target}[partner]" for aim in text.aims]
    given = ", ".join([*(aim.scores for aim in text.aims), *others])
    lines = body("if partner is not None:", 3) + statement(f"other = loss_of({given})", 4)
    if penalties(printed):
        lines += body("other = penalised(other, weights, recipe)", 4)
    return [*lines, *body("loss = share * loss + (1 - share) * other", 4)]


def _varied(printed: Printed, spec: AugmentationSpec, source: VariedSource, name: str) -> list[CodeLine]:
    constants = "".join(f", {key}={literal(value)}" for key, value in source.constants(spec).items())
    strength = f"strengths[{literal(spec.id)}]"
    call = f"{spec.kinds[source.kind].function}({name}, {strength}, generator{constants})"
    head, depth = _asked(printed, spec)
    return [*head, *statement(f"{name} = {call}", depth)]


def _mixed(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write how samples are mixed, and with which; with none where a recipe did without for a while."""
    spec = _mixing(printed)
    if spec is None:
        return []
    head, depth = _asked(printed, spec)
    lines = body("share, partner = 1.0, None", 1) + head if head else []
    first = _names(printed, text)[0]
    lines += statement(f"share, partner = partners({first}, strengths[{literal(spec.id)}], generator)", depth)
    for source in _sources(printed):
        if source.kind in spec.kinds:
            name = text.sources[source.node]
            lines += statement(f"{name} = {spec.kinds[source.kind].function}({name}, share, partner)", depth)
    return lines


def _asked(printed: Printed, spec: AugmentationSpec) -> tuple[list[CodeLine], int]:
    """Return what asks whether an augmentation is on, and how deep it stands; nothing where it always is."""
    if all(spec.id in recipe.augmentation for recipe in printed.recipes):
        return [], 1
    return body(f"if {literal(spec.id)} in strengths:", 1), 2


def _ever(printed: Printed) -> list[AugmentationSpec]:
    """Return the augmentations that were ever on."""
    return [spec for spec in AUGMENTATIONS
            if any(spec.id in recipe.augmentation for recipe in printed.recipes)]  # fmt: skip


def _mixing(printed: Printed) -> AugmentationSpec | None:
    return next((spec for spec in _ever(printed) if spec.mixes), None)


def _sources(printed: Printed) -> tuple[VariedSource, ...]:
    return varied_sources(printed.known.graph, printed.known.fields)


def _names(printed: Printed, text: NetworkText) -> list[str]:
    """Return the feeds that are varied."""
    return [text.sources[source.node] for source in _sources(printed)]
