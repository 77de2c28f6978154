"""The loop of a script: epochs, batches, steps, and what is told of them."""

from __future__ import annotations

from playground.core.export.script import augmenting, averaging, ending, reaching
from playground.core.export.script.changing import change_now
from playground.core.export.script.goals import balance, flat_names
from playground.core.export.script.judging import scored, scores
from playground.core.export.script.lines import CodeLine, body, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.pacing import changes_pace, is_paced, rate_now
from playground.core.export.script.penalties import penalties, weights
from playground.core.export.script.printed import Printed
from playground.core.export.script.updating import is_apart, uses_values, what_learns

BEGIN = '''
def main():
    """Train, print each epoch, and write history.json and weights.npz."""
    torch.set_num_threads(THREADS)
'''
LOADED = """
    network = {network}().to(DEVICE, DTYPE)
    start = load(network, HERE / "data.npz", "start/")
    named = dict(network.named_parameters())
    parameters = [named[name] for name in start if name in named]
    parameters = [each for each in parameters if each.requires_grad]
"""
# as `compute_exactly` has it in our own training
EXACTLY = """
torch.backends.cudnn.conv.fp32_precision = "ieee"
torch.backends.cudnn.rnn.fp32_precision = "ieee"
torch.backends.cudnn.deterministic = True
"""
STATE = """
torch.manual_seed(DROPOUT_SEED)
generator = torch.Generator().manual_seed(ORDER_SEED)
history = {"steps": [], "epochs": [], "changes": []}
train = samples_of(network, "train")
network.train()
"""
EPOCH_HEAD = """
sizes = batch_sizes(len(train[0]), recipe["batch_size"])
tally, losses, first = Tally(), [], step + 1
"""
BACKWARD_TOGETHER = """
together = min(every, len(sizes) - index // every * every)
(loss / together).backward()
if (index + 1) % every == 0 or index + 1 == len(sizes):
"""
CLIPPED = 'nn.utils.clip_grad_norm_(parameters, recipe["clip"])'
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
    waits = printed.ever("accumulate")
    lines = body(BEGIN) + (body(EXACTLY, 1) if printed.plan.device == "cuda" else [])
    lines += body(LOADED.format(network=text.name)) + _learning(printed) + body(STATE, 1)
    lines += balance(text)
    lines += reaching.filled(text, printed)
    lines += weights(printed)
    if printed.changes:
        lines += body("changes = dict(CHANGES)", 1)
    if printed.judged:
        lines += body('validation = samples_of(network, "validation")', 1)
    lines += ending.begin(printed) + averaging.begin(printed) + body(f"step = {printed.offset_steps}", 1)
    lines += body(f"for epoch in range({printed.offset_epochs + 1}, EPOCHS + 1):", 1)
    lines += change_now(printed, 2)
    lines += body(EPOCH_HEAD, 2) + (body('every = recipe["accumulate"]', 2) if waits else [])
    batch = ", ".join(flat_names(text))
    lines += statement(f"for {batch} in batches(train, sizes, generator):", 2)
    lines += change_now(printed, 3) + _step(printed, text)
    lines += body(EPOCH_END, 2) + ending.was_left(printed)
    lines += body(EPOCH_TOLD, 2) + (body(JUDGED, 2) if printed.judged else [])
    lines += body(EPOCH_KEPT, 2) + ending.after_epoch(printed)
    return [
        *lines,
        *change_now(printed, 1),
        *ending.end(printed),
        *averaging.end(printed),
        *body("save(network, history, start)" if text.gathered else "save(network, history)", 1),
    ]


def _learning(printed: Printed) -> list[CodeLine]:
    """Write how weights lie, and what changes them."""
    flat = "flattened(parameters)" if printed.plan.flat else "parameters"
    lines = body(f"values = {flat}", 1) if uses_values(printed) else []
    if printed.plan.flat and not uses_values(printed):
        lines = body(flat, 1)
    if printed.factors:
        lines += body("factors = {each: factors_of(name) for name, each in named.items()}", 1)
    lines += body("recipe = dict(RECIPE)", 1)
    made = "optimizers = optimizers_of" if is_apart(printed) else "optimizer = optimizer_of"
    return lines + body(f"{made}({what_learns(printed)}, recipe)", 1)


def _step(printed: Printed, text: NetworkText) -> list[CodeLine]:
    lines = _cleared(printed) + augmenting.augment(printed, text) + scores(printed, text, 3)
    lines += statement(f"loss = loss_of({scored(text)})", 3)
    if penalties(printed):
        lines += body("loss = penalised(loss, weights, recipe)", 3)
    lines += augmenting.mix_losses(printed, text)
    if printed.ever("accumulate"):
        lines += [*body(BACKWARD_TOGETHER, 3), *_update(printed, 4)]
    else:
        lines += [*body("loss.backward()", 3), *_update(printed, 3)]
    lines += statement(f"tally.add({scored(text)})", 3)
    lines += body("losses.append(loss.detach())\nstep += 1", 3)
    return lines + ending.within_epoch(printed)


def _cleared(printed: Printed) -> list[CodeLine]:
    """Write what forgets the gradients of an update that is done."""
    whose = "network" if is_apart(printed) or not printed.plan.flat else "optimizer"
    clear = f"{whose}.zero_grad({'set_to_none=False' if printed.plan.flat else ''})"
    if not printed.ever("accumulate"):
        return body(clear, 3)
    return [*body("index = len(losses)\nif index % every == 0:", 3), *body(clear, 4)]


def _update(printed: Printed, depth: int) -> list[CodeLine]:
    """Write what changes the weights by their gradients."""
    lines: list[CodeLine] = []
    if printed.ever("clip"):
        always = all(recipe.clip for recipe in printed.recipes)
        lines += body(CLIPPED if always else f'if recipe["clip"]:\n    {CLIPPED}', depth)
    many, paced = is_apart(printed), is_paced(printed)
    lines += _paced(printed, depth) if paced else []
    lines += body("for optimizer in optimizers:", depth) if many else []
    rate = 'share * optimizer.defaults["lr"]' if printed.factors else "rate"
    lines += body(f'optimizer.param_groups[0]["lr"] = {rate}', depth + many) if paced else []
    return lines + body("optimizer.step()", depth + many) + averaging.follow(printed, depth)


def _paced(printed: Printed, depth: int) -> list[CodeLine]:
    """Write the learning rate of a step."""
    share = rate_now(printed)
    lines = body("done = epoch - 1 + len(losses) / len(sizes)", depth) if "(done" in share else []
    if printed.factors:
        return lines + statement(f"share = {share}", depth)
    if changes_pace(printed):  # a call too long to be a part of something
        lines, share = lines + statement(f"share = {share}", depth), "share"
    return lines + statement(f'rate = recipe["learning_rate"] * {share}', depth)
