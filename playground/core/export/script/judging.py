"""How a script judges samples that do not train."""

from __future__ import annotations

from playground.core.export.script.goals import flat_names
from playground.core.export.script.lines import CodeLine, body, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.printed import Printed
from playground.core.project.values import BF16

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


def evaluate(printed: Printed, text: NetworkText) -> list[CodeLine]:
    """Write how samples are judged that do not train."""
    batch = ", ".join(flat_names(text))
    lines = body(EVALUATE_HEAD.format(pieces=printed.pieces))
    lines += statement(f"{batch} = [each[start : start + {printed.pieces}] for each in samples]", 3)
    lines += scores(printed, text, 3)
    lines += statement(f"tally.add({scored(text)})", 3)
    return [*lines, *body(EVALUATE_END, 1)]


def scores(printed: Printed, text: NetworkText, depth: int) -> list[CodeLine]:
    """Write the forward pass, and in what it computes where weights are in other numbers."""
    names = [aim.scores for aim in text.aims]
    found, made = ", ".join(names), f"network({', '.join(text.feeds)})"
    if printed.plan.precision != BF16:
        return statement(f"{found} = {made}", depth)
    lines = body("with torch.autocast(DEVICE, torch.bfloat16):", depth)
    lines += statement(f"{found} = {made}", depth + 1)
    return lines + statement(f"{found} = {', '.join(f'{name}.float()' for name in names)}", depth)


def scored(text: NetworkText) -> str:
    """Return the arguments of what compares scores with targets."""
    return ", ".join([*(aim.scores for aim in text.aims), *(aim.target for aim in text.aims)])
