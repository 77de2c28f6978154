"""Pictures that are the same every time: from weights in a file, at rest, compared with a tolerance."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from pictures.states import State
from playground.core.files.project_file import save_project
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train
from playground.gui.theme.style import ThemeName

TILE = 40  # px; a word or a block that is missing fills one
TILE_MOST = 14.0  # mean difference of a tile, of 255; text drawn half a pixel beside stays below
MEAN_MOST = 0.8  # of the whole picture


@dataclass(frozen=True)
class Difference:
    """How far two pictures are apart, in steps of 255."""

    mean: float
    worst_tile: float
    where: tuple[int, int]  # px, the worst tile's corner

    @property
    def tolerable(self) -> bool:
        """Say whether nobody would see it."""
        return self.mean <= MEAN_MOST and self.worst_tile <= TILE_MOST


def train_run(state: State, folder: Path) -> None:
    """Train a state's template and keep the run in the folder, where it is not there yet."""
    path = run_of(state, folder)
    if path.exists():
        return
    session = Session.start(state.project(), run_id="golden")
    for _ in train(session, Limit(epochs=state.epochs), lambda: 64, lambda: False):
        pass
    save_project(path, state.project(), (session.record(),))


def run_of(state: State, folder: Path) -> Path:
    """Return the file of a state's run."""
    return folder / f"{state.template}.nnplay"


def photograph(state: State, theme: ThemeName, runs: Path) -> QImage:
    """Return a state's picture from the weights in the folder of runs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        state.stage(Path(folder), theme) as stage,
    ):
        if state.epochs:
            stage.open(run_of(state, runs))
        stage.calm()  # nothing of the beginning is still on its way
        state.lead(stage)
        return stage.calm()


def pixels(picture: QImage) -> np.ndarray:
    """Return a picture as (height, width, 3) int16."""
    plain = picture.convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4)[:, :, :3].astype(np.int16)


def compare(got: QImage, wanted: QImage) -> Difference:
    """Return how far a picture is from another of the same size; raise ValueError for another size."""
    if got.size() != wanted.size():
        raise ValueError(f"{got.width()} x {got.height()} instead of {wanted.width()} x {wanted.height()}")
    apart = np.abs(pixels(got) - pixels(wanted)).mean(axis=2)
    high, wide = (size // TILE * TILE for size in apart.shape)
    tiles = apart[:high, :wide].reshape(high // TILE, TILE, wide // TILE, TILE).mean(axis=(1, 3))
    row, column = np.unravel_index(int(tiles.argmax()), tiles.shape)
    return Difference(float(apart.mean()), float(tiles.max()), (int(column) * TILE, int(row) * TILE))


def shown(got: QImage, wanted: QImage) -> QImage:
    """Return where two pictures differ: bright, on what was wanted in faint grey."""
    apart = np.abs(pixels(got) - pixels(wanted)).max(axis=2)
    ground = pixels(wanted).mean(axis=2) * 0.3
    mixed = np.stack([np.maximum(ground, apart * 4), ground, ground], axis=2).clip(0, 255).astype(np.uint8)
    height, width = apart.shape
    return QImage(mixed.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
