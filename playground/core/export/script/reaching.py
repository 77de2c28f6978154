"""Goals that some layers alone learn from, as a script has them."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, literal, statement
from playground.core.export.script.network import Aim, NetworkText
from playground.core.export.script.printed import Printed
from playground.core.graph.reached import reached
from playground.core.model.blueprint import blueprint
from playground.core.network.block_path import BlockPath

# as `training/reaching` has it
REACHING = '''
reached = {}  # of each such loss: the weights that learn from it


def reaching(loss, weights):
    """Return a loss, to the bit, whose gradient reaches these weights alone."""
    if not loss.requires_grad:
        return loss
    options = {"retain_graph": True, "allow_unused": True}
    found = torch.autograd.grad(loss, weights, **options) if weights else ()
    pairs = zip(weights, found)
    ways = [(each * way).sum() for each, way in pairs if way is not None]
    whole = torch.stack(ways).sum() if ways else loss * 0
    return loss.detach() + (whole - whole.detach())


def weights_of(network, layers):
    """Return the weights of some layers that learn, each once."""
    held = [network.get_submodule(name).parameters() for name in layers]
    found = dict.fromkeys(each for parameters in held for each in parameters)
    return [each for each in found if each.requires_grad]
'''


def is_apart(aim: Aim, printed: Printed) -> bool:
    """Say whether some layers alone learn from a goal."""
    return reached(printed.known.drawn, aim.node) is not None


def any_apart(text: NetworkText, printed: Printed) -> bool:
    """Say whether a script has such a goal."""
    return any(is_apart(aim, printed) for aim in text.aims)


def filled(text: NetworkText, printed: Printed) -> list[CodeLine]:
    """Write which weights learn from such goals."""
    lines: list[CodeLine] = []
    for aim in text.aims:
        if is_apart(aim, printed):
            layers = literal(_layers(aim, text, printed))
            lines += statement(f"reached[{literal(aim.loss)}] = weights_of(network, {layers})", 1)
    return lines


def _layers(aim: Aim, text: NetworkText, printed: Printed) -> list[str]:
    """Return the layers, by their paths in the script's network, that learn from a goal."""
    blocks, paths = reached(printed.known.drawn, aim.node) or frozenset(), text.classes.paths
    names = [call.name for call in blueprint(printed.known).calls if BlockPath.of(call.block).top in blocks]
    return list(dict.fromkeys(paths[name] for name in names if name in paths))
