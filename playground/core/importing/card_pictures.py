"""The small picture of somebody's own data: of what was seen when they were read, no file is opened."""

from __future__ import annotations

import numpy as np

from playground.core.catalogue.family import Preview
from playground.core.catalogue.own_inputs import NUMBERS
from playground.core.importing.pictures.looked import LookedAtPictures
from playground.core.importing.tables.reading import WORDS
from playground.core.importing.tables.remarks import LookedAt
from playground.core.importing.understood import SeenData

MOST_POINTS, MOST_PICTURES = 60, 8
_LANES = 4  # recordings
_NOT_DRAWN = ("picture", "path", "id", "constant")


def card_picture(looked: SeenData) -> Preview:
    """Return a few pictures, rows by two of their columns or recordings; nothing of what has none of these.

    Tones are the target's values, see `Preview`.
    """
    if isinstance(looked, LookedAtPictures):
        some = _spread(looked.rows, MOST_PICTURES)
        tiny = [looked.pictures[at].tiny for at in some.tolist()]
        return Preview(pictures=np.stack(tiny).astype(np.float32) / 255) if tiny else Preview()
    if isinstance(looked, LookedAt) and looked.loudness.size:
        return _of_loudness(looked)
    return _of_rows(looked)


def _of_rows(looked: SeenData) -> Preview:
    columns = enumerate(looked.columns)
    drawn = [at for at, each in columns if each.use == "input" and each.type not in (*WORDS, *_NOT_DRAWN)]
    drawn.sort(key=lambda at: looked.columns[at].type not in NUMBERS)  # kinds alone make a poor picture
    if not drawn or not looked.rows:
        return Preview()
    some = _spread(looked.rows, MOST_POINTS)
    up = looked.values(drawn[0])[some]
    across = looked.values(drawn[min(2, len(drawn) - 1)])[some] if len(drawn) > 1 else some
    return Preview(points=np.stack([_unit(across), 1 - _unit(up)], axis=1), tones=_tones(looked, some))


def _of_loudness(looked: LookedAt) -> Preview:
    """Return how loud a few recordings are over time, one above the other."""
    some = _spread(looked.rows, _LANES)
    loud = looked.loudness[some][:, :: max(1, looked.loudness.shape[1] // 15)]
    lanes, steps = np.indices(loud.shape)
    heights = (lanes + 0.9 - 0.8 * loud) / len(loud)
    points = np.stack([steps / max(1, loud.shape[1] - 1), heights], axis=-1).reshape(-1, 2)
    tones = np.repeat(_tones(looked, some), loud.shape[1])
    return Preview(points=points.clip(0, 1).astype(np.float32), tones=tones)


def _tones(looked: SeenData, some: np.ndarray) -> np.ndarray:
    """Return targets of some rows as -1 to 1, 0 where there is none."""
    if looked.target < 0 or looked.columns[looked.target].type in (*WORDS, *_NOT_DRAWN):
        return np.zeros(len(some), np.float32)
    return np.asarray(_unit(looked.values(looked.target)[some]) * 2 - 1, np.float32)


def _spread(rows: int, most: int) -> np.ndarray:
    """Return the places of so many rows, from the first to the last."""
    return np.unique(np.linspace(0, max(rows - 1, 0), min(rows, most)).astype(int))


def _unit(values: np.ndarray) -> np.ndarray:
    """Return values stretched to 0 to 1; 0.5 for what is missing."""
    found = np.asarray(values, np.float64)
    known = found[np.isfinite(found)]
    if not known.size or np.ptp(known) == 0:
        return np.full(len(found), 0.5, np.float32)
    made = (found - known.min()) / np.ptp(known)
    return np.asarray(np.nan_to_num(made, nan=0.5), np.float32)
