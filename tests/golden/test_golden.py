"""The window's main states look as they did: from fixed weights, in both themes, with a tolerance."""

from pathlib import Path

import pytest
from pictures.golden import compare, photograph, shown
from pictures.states import STATES, State
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from playground.gui.theme.style import ThemeName

HERE = Path(__file__).parent


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.id)
def test_a_state_looks_as_it_did(state: State, theme: ThemeName, qapp: QApplication, tmp_path: Path) -> None:
    wanted = QImage(str(HERE / f"{state.id}-{theme}.png"))
    assert not wanted.isNull(), "no picture to compare with: make golden"
    got = photograph(state, theme, HERE)
    apart = compare(got, wanted)
    if not apart.tolerable:
        got.save(str(tmp_path / "got.png"))
        shown(got, wanted).save(str(tmp_path / "difference.png"))
    assert apart.tolerable, f"{apart}; see {tmp_path}"


def _plain(colour: int) -> QImage:
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(colour)
    return picture


def test_a_missing_word_is_seen_and_a_shade_is_not(qapp: QApplication) -> None:
    wanted, got = _plain(0xFF202020), _plain(0xFF202020)
    got.setPixel(3, 3, 0xFF404040)
    assert compare(got, wanted).tolerable
    for x in range(80, 110):
        for y in range(40, 52):
            got.setPixel(x, y, 0xFFE0E0E0)
    apart = compare(got, wanted)
    assert not apart.tolerable and apart.where == (80, 40)
    assert shown(got, wanted).pixelColor(90, 45).red() > 200


def test_another_size_is_told(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="400 x 200 instead of 10 x 10"):
        compare(_plain(0xFF000000), QImage(10, 10, QImage.Format.Format_RGB32))
