"""How far figures on a few hundred samples may be from those on all samples there could be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from playground.core.training.metrics import ClassMetrics, overlaps

Z = 1.959964  # 95 % of a normal distribution lie within so many standard deviations
DRAWS = 200
NUMBER_DRAWS, MOST_DRAWN = 1000, 2_000_000  # of samples with a number; all draws together
_MEANS = ("precision", "recall", "f1")  # over the classes of samples
_SEED = 20_260_101  # the same table has the same interval every time


def wilson(share: float, count: int) -> float:
    """Return half the width of Wilson's 95 % interval of a share.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927). Unlike
    the normal one it does not vanish at 0 and 1.
    """
    if not count:
        return 1.0
    spread = share * (1 - share) / count + Z * Z / (4 * count * count)
    return float(Z * np.sqrt(spread) / (1 + Z * Z / count))


def intervals(table: np.ndarray) -> Mapping[str, float]:
    """Return half the width of the 95 % interval of accuracy, precision, recall and F1.

    `table` counts (true class, answer), (k, k). Accuracy's is Wilson's; of the means over classes the spread
    of tables drawn anew from this one is taken (the bootstrap; B. Efron, Annals of Statistics 7, 1979).
    """
    count = int(table.sum())
    if not count:
        return {}
    accuracy = float(np.trace(table)) / count
    rng = np.random.Generator(np.random.PCG64(_SEED))
    held = np.flatnonzero(table)
    draws = np.zeros((DRAWS, table.size))
    draws[:, held] = rng.multinomial(count, table.ravel()[held] / count, DRAWS)
    halves = _halves(draws.reshape(-1, *table.shape))
    return {"accuracy": wilson(accuracy, count), **{name: halves[name] for name in _MEANS}}


def of_tables(tables: np.ndarray) -> tuple[Mapping[str, float], np.ndarray]:
    """Return half the width of the 95 % interval of the figures of samples with a table (k, k) each.

    Samples are drawn anew as they are, with all their steps or pixels (the cluster bootstrap). Figures are
    accuracy and the means over classes; the array (k,) holds those of each class's `iou`.
    """
    drawn = _draws(len(tables)) @ tables.reshape(len(tables), -1).astype(np.float64)
    each = drawn.reshape(-1, *tables.shape[1:])
    return _halves(each), Z * overlaps(each).std(axis=0)


def of_numbers(target: np.ndarray, answer: np.ndarray, other: np.ndarray | None) -> Mapping[str, Any]:
    """Return half the width of the 95 % interval of R² and MAE, and `ahead` of the answers of another model.

    `ahead` holds low and high end of the 95 % interval of the difference in R², the same samples drawn for
    both (the paired bootstrap).
    """
    counts = _draws(len(target))
    spread = counts @ target**2 - (counts @ target) ** 2 / len(target)
    r2 = _explained(counts, target, answer, spread)
    found: dict[str, Any] = {
        "interval": {"r2": _half(r2), "mae": _half(counts @ np.abs(answer - target) / len(target))}
    }
    if other is not None:
        ahead = (r2 - _explained(counts, target, other, spread))[spread > 0]
        found["ahead"] = tuple(float(end) for end in np.percentile(ahead, (2.5, 97.5))) if len(ahead) else ()
    return found


def of_mean(values: np.ndarray) -> tuple[float, float]:
    """Return low and high end of the 95 % interval of the mean of values (n,), by the bootstrap.

    Of differences sample by sample this is the paired interval: what both have in common drops out.
    """
    low, high = np.percentile(_draws(len(values)) @ values / len(values), (2.5, 97.5))
    return float(low), float(high)


@lru_cache(maxsize=2)
def _draws(count: int) -> np.ndarray:
    """Return how often each sample is drawn (draws, count): fewer draws of many samples."""
    draws = int(np.clip(MOST_DRAWN // count, DRAWS // 2, NUMBER_DRAWS))
    rng = np.random.Generator(np.random.PCG64(_SEED))
    drawn = rng.integers(0, count, (draws, count)) + count * np.arange(draws)[:, None]
    return np.bincount(drawn.ravel(), minlength=draws * count).reshape(draws, count).astype(np.float64)


def _explained(counts: np.ndarray, target: np.ndarray, answer: np.ndarray, spread: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: np.ndarray = 1 - counts @ (answer - target) ** 2 / spread
    return found


def _half(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(Z * known.std()) if len(known) else 0.0


def _halves(tables: np.ndarray) -> dict[str, float]:
    """Return half the width of the 95 % interval of each figure of tables drawn anew (draws, k, k)."""
    figures = ClassMetrics(tables.shape[1]).compute_each({"confusion": tables})
    return {name: float(Z * np.std(values)) for name, values in figures.items()}
