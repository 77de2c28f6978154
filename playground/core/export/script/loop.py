"""The loop of a script: epochs, batches, steps, and what is told of them."""

from __future__ import annotations

from playground.core.export.script.goals import flat_names
from playground.core.export.script.judging import scored, scores
from playground.core.export.script.lines import CodeLine, body, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.penalties import penalties
from playground.core.export.script.printed import Printed, schedule_of

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
CHANGE_NOW = """
if step in changes:
    now = changes.pop(step)
    optimizer, told = changed(step, now, recipe, network, values, optimizer)
    history["changes"] += told
"""
PACED = """
done = epoch - 1 + len(losses) / len(sizes)
rate = recipe["learning_rate"] * rate_at(done, 1 / len(sizes))
optimizer.param_groups[0]["lr"] = rate
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


def _step(printed: Printed, text: NetworkText, penalty: bool) -> list[CodeLine]:
    clear = "optimizer.zero_grad(set_to_none=False)" if printed.plan.flat else "network.zero_grad()"
    lines = body(clear, 3) + scores(text, 3)
    lines += statement(f"loss = loss_of({scored(text)})", 3)
    if penalty:
        lines += body("loss = penalised(loss, weights, recipe)", 3)
    lines += body("loss.backward()", 3)
    if schedule_of(printed) is not None:
        lines += body(PACED, 3)
    lines += body("optimizer.step()", 3)
    lines += statement(f"tally.add({scored(text)})", 3)
    lines += body("losses.append(loss.detach())\nstep += 1", 3)
    return lines + (body("if step == STEPS:\n    break", 3) if printed.stops_within else [])
