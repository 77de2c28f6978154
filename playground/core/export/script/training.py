"""The training as a script: constants, batches, optimizer, and the loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.export.script.goals import flat_names
from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.printed import Printed, optimizer_of, schedule_of
from playground.core.graph.names import weight_key
from playground.core.network.block_path import BlockPath
from playground.core.project.values import Recipe
from playground.core.sentences import Text
from playground.core.training.history import weight_of
from playground.core.training.recipes import LIVE, replay

SETTINGS = ("learning_rate", "weight_decay", "batch_size")


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
    lines += body(f"EPOCHS = {printed.last_epoch}")
    if printed.stops_within:
        lines += body(f"STEPS = {printed.offset_steps + printed.steps}  # it was stopped inside an epoch")
    return lines + _recipe(printed) + _changes(printed, text)


def penalties(printed: Printed) -> tuple[str, ...]:
    """Return the penalties that were ever in force."""
    recipes = [recipe for _, recipe in printed.recipes()]
    return tuple(name for name in ("l1", "l2") if any(getattr(recipe, name) for recipe in recipes))


def _recipe(printed: Printed) -> list[CodeLine]:
    name, options = optimizer_of(printed.recipe)
    named = [f'"optimizer": torch.optim.{name}', f'"options": {literal(options)}']
    for key in (*SETTINGS, *penalties(printed)):
        named.append(f"{literal(key)}: {literal(getattr(printed.recipe, key))}")
    return _mapping("RECIPE", named)


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
    if what not in LIVE:
        return {literal(_weight(text, str(what))): literal(float(change["to"]))}
    name, options = optimizer_of(recipe)
    if what == "optimizer":
        return {'"optimizer"': f"torch.optim.{name}", '"options"': literal(options)}
    return {literal(what): literal(options if what == "options" else change["to"])}


def _weight(text: NetworkText, what: str) -> tuple[str, tuple[int, ...]]:
    """Return a weight's name in the script and its place, by its key and place: "dense.weight[0,1]"."""
    key, place = weight_of(what) or ("", ())
    for module, path in sorted(text.classes.paths.items(), key=lambda pair: -len(pair[0])):
        begin = weight_key(*BlockPath.of_module(module), "")
        if key.startswith(begin):
            return f"{path}.{key.removeprefix(begin)}", place
    raise PlaygroundError(
        Text("This run's changes are damaged: no layer has the weight {what!r:.60}.", what=what)
    )


BATCHES = '''
def batch_sizes(samples, batch_size):
    """Return the sizes of an epoch's batches; the last may be smaller."""
    size = min(batch_size, samples)
    sizes = [size] * (samples // size)
    rest = samples % size
    if {rest}:
        sizes.append(rest)
    return sizes


def batches(samples, sizes, generator):
    """Yield an epoch's batches, the samples in an order of their own."""
    order = torch.randperm(len(samples[0]), generator=generator)
    order = order[: sum(sizes)].to(DEVICE)
    shuffled = [{shuffled} for each in samples]
    return zip(*(torch.split(each, sizes) for each in shuffled))
'''
TENSOR = '''
def tensor(array):
    """Return an array as a tensor; real numbers in the type that is computed with."""
    made = torch.from_numpy(array).to(DEVICE)
    return made.to(DTYPE) if made.is_floating_point() else made
'''
LAID_OUT = '''
def laid_out(values):
    """Return pictures with their channels last in memory, where convolutions are quick."""
    if values.dim() != 4:
        return values
    _, channels, height, width = values.shape
    strides = (channels * height * width, 1, width * channels, channels)
    last = values.contiguous(memory_format=torch.channels_last)
    return last.as_strided(values.shape, strides)
'''
FLATTENED = '''
def flattened(parameters):
    """Lay weights and gradients one behind the other: an update is one operation."""
    flat = torch.cat([each.detach().reshape(-1) for each in parameters])
    flat.grad = torch.zeros_like(flat)
    start = 0
    for each in parameters:
        end = start + each.numel()
        each.data = flat[start:end].view(each.shape)
        each.grad = flat.grad[start:end].view(each.shape)
        start = end
    return [flat]
'''
OPTIMIZER = '''
def optimizer_of(values, recipe):
    """Return the optimizer of a recipe, which remembers nothing yet."""
    return recipe["optimizer"](
        values,
        lr=recipe["learning_rate"],
        weight_decay=recipe["weight_decay"],
        **recipe["options"],
    )
'''
CHANGED = '''
def changed(step, changes, recipe, network, values, optimizer):
    """Make changes between two steps; return the optimizer that goes on, and what to tell."""
    parameters = dict(network.named_parameters())
    kind, told = recipe["optimizer"], []
    for what, value in changes.items():
        if isinstance(what, tuple):
            name, place = what
            before = parameters[name][place].item()
            with torch.no_grad():
                parameters[name][place] = value
            what = f"{name}[{','.join(map(str, place))}]"
        else:
            before, recipe[what] = recipe.get(what), value
        told.append({"step": step, "what": what, "from": before, "to": value})
    if recipe["optimizer"] is not kind:
        return optimizer_of(values, recipe), told
    settings = {"lr": recipe["learning_rate"], "weight_decay": recipe["weight_decay"]}
    optimizer.param_groups[0].update(settings, **recipe["options"])
    if kind is torch.optim.SGD and not recipe["options"]["momentum"]:
        optimizer.state.clear()
    return optimizer, told
'''
PACED = """
done = epoch - 1 + len(losses) / len(sizes)
rate = recipe["learning_rate"] * rate_at(done, 1 / len(sizes))
optimizer.param_groups[0]["lr"] = rate
"""
PENALISED = '''
def penalised(loss, weights, recipe):
    """Return the loss with penalties on large weights; biases are left alone."""
'''
PENALTY = {
    "l1": """
for weight in weights if recipe["l1"] else ():
    loss = loss + recipe["l1"] * weight.abs().sum()
""",
    "l2": """
for weight in weights if recipe["l2"] else ():
    loss = loss + recipe["l2"] * weight.square().sum()
""",
}


def batches(printed: Printed, laid_out: bool) -> list[CodeLine]:
    """Write how an epoch is cut into batches."""
    taken = "each.index_select(0, order)"
    return body(BATCHES.format(
        rest="rest > 1" if printed.pairs else "rest",
        shuffled=f"laid_out({taken})" if laid_out else taken,
    ))  # fmt: skip


def penalised(printed: Printed) -> list[CodeLine]:
    """Write the penalties that are ever in force."""
    lines = body(PENALISED)
    for name in penalties(printed):
        lines += body(PENALTY[name], 1)
    return [*lines, *body("return loss", 1)]


def evaluate(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write how samples are judged that do not train."""
    batch = ", ".join(flat_names(text))
    lines = body(EVALUATE_HEAD.format(pieces=printed.pieces))
    lines += statement(f"{batch} = [each[start : start + {printed.pieces}] for each in samples]", 3)
    lines += _scores(text, 3)
    lines += statement(f"tally.add({_scored(text)})", 3)
    return [*lines, *body(EVALUATE_END, 1)]


EVALUATE_HEAD = '''
def evaluate(network, samples):
    """Return loss and figures of samples that the network does not learn from."""
    tally = Tally()
    network.eval()
    with torch.no_grad():
        for start in range(0, len(samples[0]), {pieces}):
'''
EVALUATE_END = """
    loss, figures = tally.told()
network.train()
return {"loss": loss, **figures}
"""


def _scores(text: NetworkText, depth: int) -> list[CodeLine]:
    scores = ", ".join(aim.scores for aim in text.aims)
    return statement(f"{scores} = network({', '.join(text.feeds)})", depth)


def _scored(text: NetworkText) -> str:
    return ", ".join([*(aim.scores for aim in text.aims), *(aim.target for aim in text.aims)])


def main(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write the loop."""
    penalty, changes = penalties(printed), bool(printed.changes)
    lines = body(BEGIN.format(
        network=text.name, values="flattened(parameters)" if printed.plan.flat else "parameters",
    ))  # fmt: skip
    if penalty:
        lines += body("weights = [each for each in parameters if each.dim() > 1]", 1)
    if changes:
        lines += body("changes = dict(CHANGES)", 1)
    if printed.judged:
        lines += body('validation = samples_of(network, "validation")', 1)
    lines += body(f"step = {printed.offset_steps}", 1)
    lines += body(f"for epoch in range({printed.offset_epochs + 1}, EPOCHS + 1):", 1)
    if changes:
        lines += _change_now(2)
    lines += body(EPOCH_HEAD, 2)
    batch = ", ".join(flat_names(text))
    lines += statement(f"for {batch} in batches(train, sizes, generator):", 2)
    lines += (_change_now(3) if changes else []) + _step(printed, text, bool(penalty))
    lines += body(EPOCH_END, 2)
    if printed.stops_within:
        lines += body("if step == STEPS:\n    break", 2)
    lines += body(EPOCH_TOLD, 2) + (body(JUDGED, 2) if printed.judged else [])
    lines += body(EPOCH_KEPT, 2)
    return [*lines, *(_change_now(1) if changes else []), *body("save(network, history)", 1)]


def _change_now(depth: int) -> list[CodeLine]:
    return body(CHANGE_NOW, depth)


CHANGE_NOW = """
if step in changes:
    now = changes.pop(step)
    optimizer, told = changed(step, now, recipe, network, values, optimizer)
    history["changes"] += told
"""


def _step(printed: Printed, text: NetworkText, penalty: bool) -> list[CodeLine]:
    clear = "optimizer.zero_grad(set_to_none=False)" if printed.plan.flat else "network.zero_grad()"
    lines = body(clear, 3) + _scores(text, 3)
    lines += statement(f"loss = loss_of({_scored(text)})", 3)
    if penalty:
        lines += body("loss = penalised(loss, weights, recipe)", 3)
    lines += body("loss.backward()", 3)
    if schedule_of(printed) is not None:
        lines += body(PACED, 3)
    lines += body("optimizer.step()", 3)
    lines += statement(f"tally.add({_scored(text)})", 3)
    lines += body("losses.append(loss.detach())\nstep += 1", 3)
    return lines + (body("if step == STEPS:\n    break", 3) if printed.stops_within else [])


BEGIN = '''
def main():
    """Train, print each epoch, and write history.json and weights.npz."""
    torch.set_num_threads(THREADS)
    network = {network}().to(DEVICE, DTYPE)
    start = load(network, HERE / "data.npz", "start/")
    named = dict(network.named_parameters())
    parameters = [named[name] for name in start if name in named]
    parameters = [each for each in parameters if each.requires_grad]
    values = {values}
    recipe = dict(RECIPE)
    optimizer = optimizer_of(values, recipe)
    torch.manual_seed(DROPOUT_SEED)
    generator = torch.Generator().manual_seed(ORDER_SEED)
    history = {{"steps": [], "epochs": [], "changes": []}}
    train = samples_of(network, "train")
    network.train()
'''
EPOCH_HEAD = """
sizes = batch_sizes(len(train[0]), recipe["batch_size"])
tally, losses, first = Tally(), [], step + 1
"""
EPOCH_END = """
found = torch.stack(losses).double().tolist()
history["steps"] += [
    {"step": first + index, "loss": loss} for index, loss in enumerate(found)
]
"""
EPOCH_TOLD = """
total = math.fsum(loss * size for loss, size in zip(found, sizes))
told = {"epoch": epoch, "step": step, "loss": total / sum(sizes)}
_, figures = tally.told()
told.update(figures)
"""
JUDGED = """
for name, value in evaluate(network, validation).items():
    told[f"val_{name}"] = value
"""
EPOCH_KEPT = """
history["epochs"].append(told)
print("  ".join(f"{name} {value:.6g}" for name, value in told.items()))
"""
LOAD = '''
def load(network, path, prefix=""):
    """Fill a network with the weights in a file; return their names, in their order."""
    with np.load(path) as held:
        names = [name for name in held.files if name.startswith(prefix)]
        arrays = {name.removeprefix(prefix): held[name] for name in names}
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    network.load_state_dict(tensors)
    return list(arrays)
'''
SAVE = '''
def save(network, history):
    """Write what happened, and the weights."""
    for epoch in history["epochs"]:
        for name, value in epoch.items():
            epoch[name] = value if math.isfinite(value) else None
    text = json.dumps(history, indent=1, default=lambda kind: kind.__name__)
    (HERE / "history.json").write_text(text + "\\n")
    state = network.state_dict()
    np.savez(
        HERE / "weights.npz",
        **{name: each.cpu().numpy() for name, each in state.items()},
    )


if __name__ == "__main__":
    main()
'''
