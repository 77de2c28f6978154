"""Modules that prepare the columns of a table; exports carry their source, so each stands on torch alone."""

from __future__ import annotations

import math

import torch
from torch import nn

YEAR = 365.2425  # in days
WEEK = 7.0  # in days; 1970-01-01 was a Thursday


def quantile(column: torch.Tensor, share: float) -> torch.Tensor:
    """Return below which number a share of a column (n,) lies, between two of its values if need be."""
    ordered = column.sort().values
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    found: torch.Tensor = ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    return found


class PreparedTable(nn.Module):
    """Prepare raw rows (n, columns): missing values filled, numbers scaled, categories and dates taken apart.

    `levels` holds 0 for a number and the count of categories for the others, `dates` the places of columns
    that hold days since 1970-01-01. A missing number is NaN; a category that is -1 or not known counts as
    other. What comes out, in this order: numbers; of each date what `calendar` names; 1 where a value of the
    numbers in `flags` was missing; a column for each category, and where `other` is set one more for those
    that are missing, unknown, or of fewer than `rare` training samples.

    All measures are of the training part: `fit` takes them once, before training, and they are kept with the
    weights.
    """

    fill: torch.Tensor
    middle: torch.Tensor
    spread: torch.Tensor
    known: torch.Tensor

    def __init__(
        self,
        levels: tuple[int, ...],
        scaling: str = "standard",
        fills: tuple[str, ...] = (),
        flags: tuple[int, ...] = (),
        dates: tuple[int, ...] = (),
        calendar: tuple[str, ...] = (),
        rare: int = 1,
        other: bool = False,
    ) -> None:
        super().__init__()
        self.levels, self.dates, self.flags = tuple(levels), tuple(dates), tuple(flags)
        self.scaling, self.calendar, self.rare, self.other = scaling, tuple(calendar), rare, other
        self.numbers = [place for place, count in enumerate(self.levels) if not count]
        self.fills = tuple(fills) or ("mean",) * len(self.levels)
        self.register_buffer("fill", torch.zeros(len(self.numbers)))
        self.register_buffer("middle", torch.zeros(len(self.numbers)))
        self.register_buffer("spread", torch.ones(len(self.numbers)))
        self.register_buffer("known", torch.ones(sum(self.levels)))

    def fit(self, rows: torch.Tensor) -> None:
        """Take all measures from raw rows; a column without two different values is left unscaled."""
        with torch.no_grad():
            for index, place in enumerate(self.numbers):
                column = rows[:, place].cpu().double()  # not every device counts in double
                column = column[~torch.isnan(column)]
                if len(column):
                    self.fill[index] = self.filling(column, self.fills[place])
                    self.middle[index], self.spread[index] = self.measures(self.shaped(column))
            start = 0
            for place, count in enumerate(self.levels):
                kinds = torch.arange(count, device=rows.device, dtype=rows.dtype)
                times = (rows[:, place : place + 1] == kinds).sum(dim=0)
                self.known[start : start + count] = (times >= self.rare).to(self.known.dtype)
                start += count

    @staticmethod
    def filling(column: torch.Tensor, by: str) -> torch.Tensor:
        """Return what stands for a missing value."""
        if by == "frequent":
            values, times = torch.unique(column, return_counts=True)
            most: torch.Tensor = values[times.argmax()]
            return most
        return quantile(column, 0.5) if by == "median" else column.mean()

    def measures(self, column: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what is taken away from a column and what it is then divided by."""
        if self.scaling == "none":
            return torch.zeros_like(column[0]), torch.ones_like(column[0])
        if self.scaling == "range":
            middle, spread = column.min(), column.max() - column.min()
        elif self.scaling == "robust":
            middle, spread = quantile(column, 0.5), quantile(column, 0.75) - quantile(column, 0.25)
        else:
            middle, spread = column.mean(), column.std(correction=0)
        return middle, spread if spread > 0 else torch.ones_like(spread)

    def shaped(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return numbers, or logarithms of their size with their sign: 0 stays 0."""
        if self.scaling != "log":
            return numbers
        return torch.sign(numbers) * torch.log1p(torch.abs(numbers))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the prepared columns."""
        columns = self.counted(rows) if self.numbers else []
        if self.flags:
            columns.append(torch.isnan(rows[:, self.flags]).to(rows.dtype))
        return torch.cat(columns + self.categories(rows), dim=1)

    def counted(self, rows: torch.Tensor) -> list[torch.Tensor]:
        """Return numbers, then what dates are taken apart into."""
        given = rows[:, self.numbers]
        filled = torch.where(torch.isnan(given), self.fill, given)
        scaled = (self.shaped(filled) - self.middle) / self.spread
        plain = [index for index, place in enumerate(self.numbers) if place not in self.dates]
        columns = [scaled[:, plain]] if plain else []
        for index, place in enumerate(self.numbers):
            if place in self.dates:
                columns += self.parts(filled[:, index : index + 1], scaled[:, index : index + 1])
        return columns

    def parts(self, days: torch.Tensor, scaled: torch.Tensor) -> list[torch.Tensor]:
        """Return what a date is taken apart into: its place in time, and places on circles."""
        made = [scaled] if "time" in self.calendar else []
        circles = {"season": (days, YEAR), "weekday": (torch.floor(days + 3.0), WEEK), "clock": (days, 1.0)}
        for name, (since, period) in circles.items():
            if name in self.calendar:
                angle = (since - torch.floor(since / period) * period) * (2 * math.pi / period)
                made += [torch.sin(angle), torch.cos(angle)]
        return made

    def categories(self, rows: torch.Tensor) -> list[torch.Tensor]:
        """Return a column for each category, and one for all others."""
        made, start = [], 0
        for place, count in enumerate(self.levels):
            if not count:
                continue
            kinds = torch.arange(count, device=rows.device, dtype=rows.dtype)
            is_one = (rows[:, place : place + 1] == kinds).to(rows.dtype) * self.known[start : start + count]
            made.append(is_one)
            if self.other:
                made.append(1.0 - is_one.sum(dim=1, keepdim=True))
            start += count
        return made

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"levels={self.levels}, scaling={self.scaling!r}, fills={self.fills}"
