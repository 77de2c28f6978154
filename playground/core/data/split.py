"""Which samples train, which validate, which test: decided once by the data's seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from playground.core.errors import PlaygroundError
from playground.core.project.values import DataChoice, Part
from playground.core.sentences import Text

if TYPE_CHECKING:
    import numpy as np

PARTS: tuple[Part, ...] = ("train", "validation", "test")


def split(
    n: int, data: DataChoice, classes: np.ndarray | None = None, guide: np.ndarray | None = None
) -> dict[Part, np.ndarray]:
    """Return the samples of each part as indices (k,) int64, in the project's own order.

    The parts are disjoint and hold every sample; each part with a share has at least one sample if there are
    enough. Each is drawn at random; given `classes` (n,), it holds them in proportion where that is wanted.
    `guide` (n, ...) is what the data themselves say: of a split at random which samples are equal, else the
    column it goes by. By time and as given, some samples may be in no part, see `split_ways`.
    """
    import numpy as np  # the checks count parts before the window's first picture: nothing heavy then

    from playground.core.data.seeds import generator

    order = generator(data.seed, "split").permutation(n).astype(np.int64)
    if guide is not None:
        made = _guided(n, data, classes, guide, order)
        return {part: order[made[order] == place] for place, part in enumerate(PARTS)}
    train, validation, _test = counts(n, data)
    places = np.arange(n)
    if classes is not None and data.split == "in_proportion":
        places = _in_turns(classes[order])
    pieces = np.split(places, [train, train + validation])
    return {part: order[np.sort(piece)] for part, piece in zip(PARTS, pieces, strict=True)}


def _guided(
    n: int, data: DataChoice, classes: np.ndarray | None, guide: np.ndarray, order: np.ndarray
) -> np.ndarray:
    """Return the place in `PARTS` of each sample (n,)."""
    import numpy as np

    from playground.core.data import split_ways

    if data.split == "by_time":
        wanted = counts(int(np.isfinite(guide.reshape(n, -1)[:, -1]).sum()), data)
        made = split_ways.of_times(guide, wanted)
        if guide.ndim > 1 and any(count and not (made == part).any() for part, count in enumerate(wanted)):
            words = "Windows that may not overlap leave a part empty: make them shorter, or that part larger."
            raise PlaygroundError(Text(words))
        return made
    kinds = classes if classes is not None and data.split != "at_random" else np.zeros(n, np.int64)
    if data.split != "given":
        return split_ways.of_units(guide, kinds, counts(n, data), order)
    made, known = guide.copy(), guide == split_ways.TRAINS
    if data.validation > 0 and not (guide == split_ways.VALIDATES).any():
        wanted = counts(int(known.sum()), replace(data, test=0.0))
        inner = np.argsort(np.argsort(order[known[order]]))
        made[known] = split_ways.of_units(np.arange(known.sum()), kinds[known], wanted, inner)
    return made


def _in_turns(classes: np.ndarray) -> np.ndarray:
    """Return places such that each beginning holds all classes in proportion, and one of each first."""
    import numpy as np

    when = np.zeros(len(classes))
    for kind in np.unique(classes):
        of_it = np.flatnonzero(classes == kind)
        when[of_it[1:]] = (np.arange(1, len(of_it)) + 0.5) / len(of_it)
    return np.argsort(when, kind="stable")


def shares_of(sizes: Sequence[int]) -> dict[str, float]:
    """Return the shares of parts that have so many samples, as a data choice names them; they add up to 1."""
    whole = max(1, sum(sizes))
    validation, test = (round(size / whole, 6) for size in sizes[1:])
    return {"train": round(1 - validation - test, 6), "validation": validation, "test": test}


def same_split(one: DataChoice, other: DataChoice) -> bool:
    """Say whether two choices make the same parts of the same samples, whichever of them are left out."""
    alike = replace(one.placeless, seen=other.seen, edits=other.edits, marked=other.marked)
    return alike == other.placeless


def counts(n: int, data: DataChoice) -> tuple[int, int, int]:
    """Return how many of n samples train, validate and test; what rounding leaves over trains."""
    shares = [max(share, 0.0) for share in (data.train, data.validation, data.test)]
    total = sum(shares) or 1.0
    validation, test = (_at_least_one(n, share / total) for share in shares[1:])
    needed = 1 if shares[0] > 0 or not validation + test else 0
    test = min(test, max(n - needed - min(validation, 1), 0))
    validation = min(validation, max(n - needed - test, 0))
    return n - validation - test, validation, test


def _at_least_one(n: int, share: float) -> int:
    return max(round(n * share), 1) if share > 0 else 0
