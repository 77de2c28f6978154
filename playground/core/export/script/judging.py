"""How a script judges samples that do not train."""

from __future__ import annotations

from playground.core.export.script.goals import flat_names
from playground.core.export.script.lines import CodeLine, body, statement
from playground.core.export.script.network import NetworkText
from playground.core.export.script.printed import Printed

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
    lines += scores(text, 3)
    lines += statement(f"tally.add({scored(text)})", 3)
    return [*lines, *body(EVALUATE_END, 1)]


def scores(text: NetworkText, depth: int) -> list[CodeLine]:
    """Write the forward pass."""
    found = ", ".join(aim.scores for aim in text.aims)
    return statement(f"{found} = network({', '.join(text.feeds)})", depth)


def scored(text: NetworkText) -> str:
    """Return the arguments of what compares scores with targets."""
    return ", ".join([*(aim.scores for aim in text.aims), *(aim.target for aim in text.aims)])
