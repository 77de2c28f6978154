"""How far figures on a few hundred samples may be from those on all samples there could be."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Z = 1.959964  # 95 % of a normal distribution lie within so many standard deviations
DRAWS = 200
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
    classes = len(table)
    rng = np.random.Generator(np.random.PCG64(_SEED))
    held = np.flatnonzero(table)
    draws = np.zeros((DRAWS, table.size))
    draws[:, held] = rng.multinomial(count, table.ravel()[held] / count, DRAWS)
    spread = {name: float(Z * values.std()) for name, values in _means(draws, classes).items()}
    return {"accuracy": wilson(accuracy, count), **spread}


def _means(draws: np.ndarray, classes: int) -> dict[str, np.ndarray]:
    """Return precision, recall and F1 as means over classes, of each table (draws, k * k)."""
    tables = draws.reshape(-1, classes, classes)
    hits = tables[:, range(classes), range(classes)]
    answers, truths = tables.sum(axis=1), tables.sum(axis=2)
    seen = np.maximum(((answers + truths) > 0).sum(axis=1), 1)
    return {
        "precision": (hits / np.maximum(answers, 1)).sum(axis=1) / seen,
        "recall": (hits / np.maximum(truths, 1)).sum(axis=1) / seen,
        "f1": (2 * hits / np.maximum(answers + truths, 1)).sum(axis=1) / seen,
    }
