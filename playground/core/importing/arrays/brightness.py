"""Numbers of any kind as the brightness of pictures, 0 to 255."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_DARK = 64  # bytes that go no further than this are another scale, such as 0 to 16
_AT_ONCE = 4096  # pictures whose numbers are looked at together
WAYS = ("bytes", "unit", "signed", "stretched")


@dataclass(frozen=True)
class Brightness:
    """Which numbers are dark and which bright: `low` becomes 0 and `high` 255; what is beyond is cut."""

    way: str  # of `WAYS`
    low: float
    high: float

    @classmethod
    def of(cls, way: str, numbers: np.ndarray) -> Brightness:
        """Return a way of taking numbers; for one that is none of `WAYS` it is told by the numbers."""
        ends_of_pieces = [ends for start in range(0, len(numbers), _AT_ONCE)
                          for ends in _ends(numbers[start : start + _AT_ONCE])]  # fmt: skip
        low, high = (min(ends_of_pieces), max(ends_of_pieces)) if ends_of_pieces else (0.0, 0.0)
        chosen = way if way in WAYS else _told(low, high)
        ends = {"bytes": (0.0, 255.0), "unit": (0.0, 1.0), "signed": (-1.0, 1.0)}.get(chosen, (low, high))
        return cls(chosen, *ends)

    def pixels(self, numbers: np.ndarray) -> np.ndarray:
        """Return numbers as uint8 of the same shape; what is none is dark."""
        if numbers.dtype == np.uint8 and self.way == "bytes":
            return numbers
        found = np.nan_to_num(numbers.astype(np.float64), nan=self.low, posinf=self.high, neginf=self.low)
        shares = (found - self.low) / ((self.high - self.low) or 1.0)
        return np.asarray(np.rint(255 * shares.clip(0, 1)), np.uint8)


def _ends(numbers: np.ndarray) -> tuple[float, ...]:
    """Return the least and the greatest of some numbers; none where none is known."""
    known = numbers[np.isfinite(numbers)] if numbers.dtype.kind == "f" else numbers
    return (float(known.min()), float(known.max())) if known.size else ()


def _told(low: float, high: float) -> str:
    if low >= 0 and high <= 1:
        return "unit"
    if -1 <= low < 0 and high <= 1:
        return "signed"
    return "bytes" if low >= 0 and _DARK < high <= 255 else "stretched"
