"""A table taken as a series over time: which column says when, which whose, and how many windows it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from playground.core.catalogue.manifest import Column, Manifest, TimeWindows
from playground.core.catalogue.own_inputs import SERIES
from playground.core.data.own_arrays import ReadColumns
from playground.core.data.own_windows import is_monthly, windows_of
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, listed

STEPS, HORIZON = 24, 1
_SECONDS = 86_400.0  # of a day
_LONGEST = 3600.0  # seconds of a step that is told in seconds; longer ones are counted
_SEASONS = ((1 / 24, 24), (1.0, 7), (7.0, 52))  # days of a step, steps of a season
_NAMES = ("category", "yes_no", "text", "id")
_MONTHS, _NEAR = 12, 0.01


def with_windows(
    manifest: Manifest, read: ReadColumns, steps: int = 0, horizon: int = HORIZON, time: str = "",
    series: str = "", known: Iterable[str] = (), changes: Iterable[str] = (),
) -> Manifest:  # fmt: skip
    """Return a manifest whose samples are windows over its rows; its targets are chosen before.

    `read` has all columns. 0 steps are two seasons, or 24. Without `time` it is the first date, without
    `series` what tells rows of one moment apart. Of columns in `changes` it goes in how much they changed at
    each step; of the target it is told. PlaygroundError where there is no such column, or no window.
    """
    when = _time(manifest, time)
    whose = series or _series(manifest, read, when)
    known, changes = tuple(known), tuple(changes)
    _must_be_there(manifest, (whose, *known, *changes))
    columns = tuple(_used(each, when, whose) for each in manifest.columns)
    step = _step(read[when])
    dated = next(each for each in manifest.columns if each.name == when).type == "date"
    interval = step * _SECONDS if dated and step * _SECONDS < _LONGEST else 0.0
    season = _season(step) if dated else 0
    windows = TimeWindows(
        steps or 2 * season or STEPS, horizon, when, whose, known, changes, season=season, interval=interval
    )
    made = replace(manifest, columns=columns, windows=windows)
    samples = len(windows_of(made, read, held=False).ends)
    return replace(made, windows=replace(windows, samples=samples))


def _time(manifest: Manifest, wanted: str) -> str:
    columns = [each for each in manifest.columns if each.use != "target"]
    fit = [each.name for each in columns if each.type in ("date", "whole", "number")]
    dates = [each.name for each in manifest.columns if each.type == "date"]
    if wanted and wanted not in fit:
        words = "{name!r:.60} does not say when a row was; choose one of {names}."
        raise PlaygroundError(Text(words, name=wanted, names=listed(fit) if fit else Text("none")))
    if not wanted and not dates:
        raise PlaygroundError(Text("No column of dates says when a row was: name the one that does."))
    return wanted or dates[0]


def _series(manifest: Manifest, read: ReadColumns, time: str) -> str:
    """Return the column that tells rows of one moment apart, "" where none are of one moment."""
    times = read[time][np.isfinite(read[time])]
    if len(np.unique(times)) == len(times):
        return ""
    for each in (each for each in manifest.columns if each.use != "target" and each.type in _NAMES):
        pairs = set(zip(read[time].tolist(), read[each.name].tolist(), strict=True))
        if len(pairs) == len(read[time]):
            return each.name
    words = "Several rows are of one moment by {name}, and no column says of which series each is: name it."
    raise PlaygroundError(Text(words, name=time))


def _must_be_there(manifest: Manifest, names: tuple[str, ...]) -> None:
    there = [each.name for each in manifest.columns]
    strange = [name for name in names if name and name not in there]
    if strange:
        words = "There is no column {name!r:.60}; choose one of {names}."
        raise PlaygroundError(Text(words, name=strange[0], names=listed(there)))


def _used(column: Column, time: str, series: str) -> Column:
    """Return a column as windows use it: numbers go in, and nothing else."""
    if column.use == "target":
        return column
    if column.name == series:
        return replace(column, use="group")
    goes_in = column.type in SERIES.types and column.use == "input" and column.name != time
    return replace(column, use="input" if goes_in else "out")


def _step(times: np.ndarray) -> float:
    moments = np.unique(times[np.isfinite(times)])
    return float(np.median(np.diff(moments))) if len(moments) > 1 else 1.0


def _season(days: float) -> int:
    """Return after how many steps of so many days things are alike: a day, a week, a year; 0 for none."""
    if is_monthly(days):
        return _MONTHS
    return next((steps for step, steps in _SEASONS if abs(days - step) <= _NEAR * step), 0)
