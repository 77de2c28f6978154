"""The line at the foot of a block, in words."""

from playground.app.texts import tr
from playground.core.blocks.registry import BlockRegistry
from playground.core.network.values import Node
from playground.gui.theme.numbers import integer

UNKNOWN = "?"


def weights_in_words(count: int | None) -> str:
    """Return how many weights a block has, in words."""
    if count is None:
        return UNKNOWN
    words = {0: tr("no parameters"), 1: tr("1 parameter")}
    return words.get(count, tr("{count} parameters").format(count=integer(count)))


def weights_in_short(count: int | None) -> str:
    """Return the same for a narrow block."""
    if not count:
        return UNKNOWN if count is None else tr("no param.")
    return tr("{count} param.").format(count=integer(count))


def samples_in_words(field: str, train: int, validation: int) -> tuple[str, str]:
    """Return how many samples a source brings, and the same for a narrow block."""
    if field != "points":
        words = tr("{count} to check").format(count=integer(validation))
        return words, words
    both = tr("{train} + {validation} points").format(train=integer(train), validation=integer(validation))
    return both, tr("{count} points").format(count=integer(train + validation))


def holds(node: Node, blocks: BlockRegistry) -> str:
    """Return how many blocks a group holds, "" for other blocks."""
    if node.network is None:
        return ""
    specs = (blocks.find(each.kind) for each in node.network.nodes.values())
    count = sum(spec is None or not spec.inner for spec in specs)
    return tr("1 block") if count == 1 else tr("{count} blocks").format(count=integer(count))
