"""What stands at the top of a script: what a reader may want to change, or to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.export.script import augmenting
from playground.core.export.script.ending import follows, kept
from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.pacing import changes_pace, settings
from playground.core.export.script.printed import Printed, optimizer_of
from playground.core.export.script.updating import others
from playground.core.graph.names import weight_key
from playground.core.network.block_path import BlockPath
from playground.core.project.records import AVERAGED, PATIENCE, RETURNED
from playground.core.project.values import Recipe
from playground.core.sentences import Text
from playground.core.training.history import weight_of
from playground.core.training.recipes import LIVE, replay

SETTINGS = ("learning_rate", "weight_decay", "batch_size")
ENDINGS = ("early_stopping", "time_limit")  # said where the script itself looks whether it is time
ENDED = {"early_stop": "  # early stopping ended it", "time": "  # its time was up"}
ON_DEMAND = (
    "decay_all",
    "accumulate",
    "clip",
    "l1",
    "l2",
    "average",
    "augmentation",
)  # said where they were ever asked for


def constants(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write what a reader may want to change, or to know."""
    lines = statement(f"NAME = {literal(printed.known.project.name)}", 0)
    made_with = {key: str(value) for key, value in printed.environment.items() if key in ("torch", "cpu")}
    if made_with:
        lines += statement(f"MADE_WITH = {literal(made_with)}", 0)
    lines += body("HERE = Path(__file__).resolve().parent")
    lines += statement(f"DEVICE = {literal(printed.plan.device)}", 0)
    lines += statement(f"DTYPE = torch.{printed.plan.dtype}", 0)
    lines += body(f"THREADS = {printed.plan.threads}  # another count may change the last bits")
    lines += body(f"ORDER_SEED = {printed.order_seed}  # of the samples, epoch by epoch")
    lines += body(f"DROPOUT_SEED = {printed.dropout_seed}  # of all that is drawn on the way")
    lines += augmenting.seed(printed)
    ended = ENDED.get(printed.reason, "") if printed.steps else ""
    lines += body(f"EPOCHS = {printed.last_epoch}{ended}")
    if printed.stops_within:
        lines += body(f"STEPS = {printed.offset_steps + printed.steps}  # it was stopped inside an epoch")
    lines += kept(printed)
    lines += _factors(printed, text)
    return lines + _recipe(printed) + others(printed) + _changes(printed, text)


def _factors(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write which layers take the recipe's figures how many times."""
    entries = []
    for module, path in text.classes.paths.items():
        factors = printed.factors.get(str(BlockPath.of_module(module)[0]))
        if factors is not None:
            entries.append(f"{literal(path)}: {literal(tuple(factors))}")
    if not printed.factors:
        return []
    said = body("# Of layers: times the learning rate, times penalties and weight decay.")
    return said + _mapping("FACTORS", list(dict.fromkeys(entries)))


def _recipe(printed: Printed) -> list[CodeLine]:
    name, options = optimizer_of(printed.recipe)
    named = [f'"optimizer": torch.optim.{name}', f'"options": {literal(options)}']
    endings = [name for name in ENDINGS if follows(printed, name)]
    keys = [*SETTINGS, *filter(printed.ever, ON_DEMAND), *endings]
    named += [f"{literal(key)}: {literal(getattr(printed.recipe, key))}" for key in keys]
    if changes_pace(printed):
        named += [f"{key}: {value}" for key, value in settings(printed.recipe).items()]
    return _mapping("RECIPE", named + _told_on_change(printed, named))


def _told_on_change(printed: Printed, named: list[str]) -> list[str]:
    """Return what a script says of its recipe for the sake of changes alone: they tell what was before."""
    changed = dict.fromkeys(str(change["what"]) for change in printed.changes)
    starts = {PATIENCE: 0, **{key: getattr(printed.recipe, key) for key in LIVE}}
    return [
        f"{literal(key)}: {literal(starts[key])}"
        for key in changed
        if key in starts and not any(entry.startswith(f"{literal(key)}: ") for entry in named)
    ]


def _mapping(name: str, entries: list[str]) -> list[CodeLine]:
    lines = body(f"{name} = {{")
    for entry in entries:
        *before, last = statement(entry, 1, room=1)
        lines += [*before, CodeLine(f"{last.text},")]
    return [*lines, *body("}")]


def _changes(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write what was changed on the way, by the step behind which it was."""
    if not printed.changes:
        return []
    steps: dict[int, dict[str, str]] = {}
    for change in printed.changes:
        step = int(change["step"])
        steps.setdefault(step, {}).update(_change(text, change, _in_force(printed, step)))
    return _mapping("CHANGES", [
        f"{step}: {{{', '.join(f'{key}: {value}' for key, value in found.items())}}}"
        for step, found in steps.items()
    ])  # fmt: skip


def _in_force(printed: Printed, step: int) -> Recipe:
    """Return the recipe behind all changes of a step."""
    return replay(printed.recipe, tuple(each for each in printed.changes if each["step"] <= step))


def _change(text: NetworkText, change: Mapping[str, Any], recipe: Recipe) -> dict[str, str]:
    """Return what changes and to what, as a script says it."""
    what = change["what"]
    if what == AVERAGED:
        return {literal(what): literal(float(change["to"]))}
    if what == RETURNED:
        return {literal(what): literal((int(change["from"]), int(change["to"])))}
    if what == PATIENCE:
        return {literal(what): literal(int(change["to"]))}
    if what not in LIVE:
        return {literal(_weight(text, str(what))): literal(float(change["to"]))}
    if what in ("schedule", "schedule_options"):
        both = settings(recipe)
        return {literal(each): both[literal(each)] for each in ("schedule", "schedule_options")}
    name, options = optimizer_of(recipe)
    if what == "optimizer":
        return {'"optimizer"': f"torch.optim.{name}", '"options"': literal(options)}
    return {literal(what): literal(options if what == "options" else change["to"])}


def _weight(text: NetworkText, what: str) -> tuple[str, tuple[int, ...]]:
    """Return a weight's name in the script and its place, by its key and place: "dense.weight[0,1]"."""
    key, place = weight_of(what) or ("", ())
    begins = {weight_key(*BlockPath.of_module(module), ""): path
              for module, path in text.classes.paths.items()}  # fmt: skip
    begin = max((each for each in begins if key.startswith(each)), key=len, default="")
    if begin:  # the longest: a block's own weights begin as those of all its parts do
        return f"{begins[begin]}.{key.removeprefix(begin)}", place
    raise PlaygroundError(
        Text("This run's changes are damaged: no layer has the weight {what!r:.60}.", what=what)
    )
