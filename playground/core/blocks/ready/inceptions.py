"""The five blocks of Inception v3: branches that look through windows of different size, side by side.

Szegedy et al., arXiv:1512.00567, sections 3 and 6; sizes as in the release that torchvision ported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.core.blocks.params import Param, Params, integer
from playground.core.blocks.ready.residuals import normed
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.spec import PICTURE, BlockSpec, Category, no_refit
from playground.core.network.values import Network
from playground.core.sentences import Text

Convolved = tuple[int, Any]  # filters in the paper, kernel
ROW, COLUMN = (1, 7), (7, 1)
_EPSILON = 1e-3


class _Branches:
    """The branches of a block, as they are drawn."""

    def __init__(self, p: Params) -> None:
        self.sketch, self._narrower = Sketch(), p.narrower
        self._begin = self.sketch.begin()
        self._ends: list[str] = []

    def row(self, name: str, *steps: Convolved, feed: str = "", shrinks: bool = False) -> str:
        """Draw convolutions behind each other; the last one halves the sides if it `shrinks`."""
        made = feed or self._begin
        for number, (filters, kernel) in enumerate(steps, 1):
            last = shrinks and number == len(steps)
            more: dict[str, Any] = {"stride": 2, "padding": "valid"} if last else {}
            wide = max(1, filters // self._narrower)
            made = normed(self.sketch, f"{name}_{number}", made, "relu", wide, kernel, _EPSILON, **more)
        return made

    def ends(self, *feeds: str) -> None:
        """Let what blocks give leave, behind what does already."""
        self._ends += feeds

    def pooled(self, filters: int) -> None:
        """Let the mean of every 3 × 3 leave, mixed by a convolution of 1 × 1."""
        given: dict[str, Any] = {"kernel": 3, "stride": 1, "padding": 1}
        mean = self.sketch.add("mean", "average_pool2d", self._begin, **given)
        self.ends(self.row("pool", (filters, 1), feed=mean))

    def shrunk(self) -> None:
        """Let the largest of every other 3 × 3 leave."""
        self.ends(self.sketch.add("largest", "max_pool2d", self._begin, kernel=3, stride=2))

    def network(self) -> Network:
        """Return all of it."""
        return self.sketch.end(self.sketch.add("all", "concatenate", *self._ends))


def inception_a(p: Params) -> Network:
    """Return 1 × 1, 5 × 5, twice 3 × 3 and a pool: figure 5."""
    net = _Branches(p)
    net.ends(net.row("one", (64, 1)), net.row("five", (48, 1), (64, 5)))
    net.ends(net.row("threes", (64, 1), (96, 3), (96, 3)))
    net.pooled(p.pool)
    return net.network()


def inception_b(p: Params) -> Network:
    """Return 3 × 3, twice 3 × 3 and a pool, all of which halve the sides: figure 10."""
    net = _Branches(p)
    net.ends(net.row("three", (384, 3), shrinks=True))
    net.ends(net.row("threes", (64, 1), (96, 3), (96, 3), shrinks=True))
    net.shrunk()
    return net.network()


def inception_c(p: Params) -> Network:
    """Return 1 × 1, 7 × 7 and twice 7 × 7 cut into rows and columns, and a pool: figure 6."""
    net, few = _Branches(p), p.sevens
    net.ends(net.row("one", (192, 1)), net.row("seven", (few, 1), (few, ROW), (192, COLUMN)))
    net.ends(net.row("sevens", (few, 1), (few, COLUMN), (few, ROW), (few, COLUMN), (192, ROW)))
    net.pooled(192)
    return net.network()


def inception_d(p: Params) -> Network:
    """Return 3 × 3, 7 × 7 before 3 × 3 and a pool, all of which halve the sides."""
    net = _Branches(p)
    net.ends(net.row("three", (192, 1), (320, 3), shrinks=True))
    net.ends(net.row("seven", (192, 1), (192, ROW), (192, COLUMN), (192, 3), shrinks=True))
    net.shrunk()
    return net.network()


def inception_e(p: Params) -> Network:
    """Return 1 × 1, two branches that end in a row and a column beside each other, and a pool: figure 7."""
    net = _Branches(p)
    net.ends(net.row("one", (320, 1)))
    for name, steps in (("three", ((384, 1),)), ("threes", ((448, 1), (384, 3)))):
        made = net.row(name, *steps)
        net.ends(*(net.row(f"{name}_{end}", (384, kernel), feed=made)
                   for end, kernel in (("row", (1, 3)), ("column", (3, 1)))))  # fmt: skip
    net.pooled(192)
    return net.network()


_NARROWER = integer(
    "narrower", 8, minimum=1, slider=(1, 16), logarithmic=True,
    help="How many times fewer filters each of its layers has than in the paper; 1 is the paper's block.",
)  # fmt: skip


def _setting(p: Params) -> Text:
    words = "1 / {times} of the paper's filters" if p.narrower > 1 else "the paper's filters"
    return Text(words, times=p.narrower)


def _inception(letter: str, summary: str, help: str, network: Callable[[Params], Network],
               *params: Param) -> BlockSpec:  # fmt: skip
    return ready_group(
        f"inception_{letter.lower()}", f"Inception {letter}", summary,
        f"{help} Inception v3 is made of its like. Szegedy et al., arXiv:1512.00567.", network,
        (_NARROWER, *params), no_refit, inputs=(PICTURE,), category=Category.PUBLISHED,
        tint="image", icon="git-fork",
        setting=_setting,
    )  # fmt: skip


KINDS = (
    _inception(
        "A", "Looks through small and larger windows side by side.",
        "Branches of 1 × 1, 5 × 5, two 3 × 3 in a row and a pool see the same maps, and what they find "
        "stands side by side: the network learns which size tells most.",
        inception_a,
        integer("pool", 32, minimum=1, slider=(8, 64), title="Behind the pool",
                help="The paper's filters behind the pool: 32 in its first such block, 64 in the others."),
    ),
    _inception(
        "B", "Halves the sides by convolutions and a pool side by side.",
        "A convolution, two in a row and a pool take every other place, and what they find stands side by "
        "side, so that nothing is lost before it could be seen. It follows the blocks A.",
        inception_b,
    ),
    _inception(
        "C", "Looks through windows of 7 × 7, cut into rows and columns.",
        "A filter of 1 × 7 and one of 7 × 1 behind it see 7 × 7 with 14 weights instead of 49. One branch "
        "has such a pair, another two, beside a 1 × 1 and a pool. It works best on maps of middling size.",
        inception_c,
        integer("sevens", 128, minimum=1, slider=(32, 192), title="Of 7 × 7",
                help="The paper's filters of the layers on the way: 128 first, then 160, then 192."),
    ),
    _inception(
        "D", "Halves the sides, after a look through 7 × 7.",
        "Like B, with a pair of 1 × 7 and 7 × 1 in one of its branches. It follows the blocks C.",
        inception_d,
    ),
    _inception(
        "E", "Widens: rows and columns stand side by side.",
        "Its branches end in filters of 1 × 3 and 3 × 1 beside each other instead of in a row, which makes "
        "very many maps of small ones. It stands at the end of a network.",
        inception_e,
    ),
)  # fmt: skip
