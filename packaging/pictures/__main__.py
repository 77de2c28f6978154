"""Make pictures of the window: `make pictures` for the README, `make golden` for the tests of its looks."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from PySide6.QtGui import QImage

from pictures.golden import photograph, train_run
from pictures.states import STATES, State
from playground.gui.theme.style import ThemeName

ROOT = Path(__file__).resolve().parents[2]
THEMES: tuple[ThemeName, ...] = ("dark", "light")


def main(argv: Sequence[str] | None = None) -> None:
    """Write the pictures that are asked for, all by default."""
    parser = argparse.ArgumentParser(prog="pictures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="STATE", help=", ".join(state.id for state in STATES))
    parser.add_argument("--golden", action="store_true", help="renew what the tests compare with")
    parser.add_argument("--out", type=Path, help="the folder for the pictures")
    given = parser.parse_args(argv)
    folder = given.out or (ROOT / "tests" / "golden" if given.golden else ROOT / "assets" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    for state in STATES:
        if not given.names or state.id in given.names:
            _write(state, folder, given.golden)


def _write(state: State, folder: Path, golden: bool) -> None:
    if golden and state.epochs:
        train_run(state, folder)
    for theme in THEMES:
        picture = photograph(state, theme, folder) if golden else _live(state, theme)
        path = folder / f"{state.id}-{theme}.png"
        if not picture.save(str(path)):
            raise SystemExit(f"{path} cannot be written.")
        print(path)


def _live(state: State, theme: ThemeName) -> QImage:
    """Return a state's picture while the network trains."""
    with (
        tempfile.TemporaryDirectory() as folder,
        state.stage(Path(folder), theme) as stage,
    ):
        if state.epochs:
            stage.train_to(state.epochs)
        state.lead(stage)
        stage.pause(1_000)
        return stage.picture()


if __name__ == "__main__":
    main()
