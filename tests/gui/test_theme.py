"""Tokens, type, icons, colour maps and numbers."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.core.assets import asset_path
from playground.gui.theme import colormaps, numbers
from playground.gui.theme.class_colours import channel_colours
from playground.gui.theme.fonts import font, text_width
from playground.gui.theme.icons import app_icon, icon, icon_exists, pixmap
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.theme.tokens import DARK, LIGHT, Tokens, contrast, mix, readable_on

THEMES = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("canvas", "window", "panel", "raised", "field", "block", "hover")
TEXTS = (
    "text", "text2", "text3", "accent_text", "positive", "negative", "good", "warn", "bad",
    "source", "core", "image", "activation", "sequence", "attention",
)  # fmt: skip
ICONS = sorted(path.stem for path in asset_path("icons", "lucide").glob("*.svg"))


@pytest.fixture(autouse=True)
def _dark(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp, "dark")


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_text_reads_on_every_ground(tokens: Tokens, ground: str) -> None:
    low = {name: round(contrast(tokens.colour(name), tokens.colour(ground)), 2) for name in TEXTS}
    assert min(low.values()) >= 4.6, low


@THEMES
def test_text_on_accent_and_on_its_grounds(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= (4.9 if tokens.dark else 6.2) - 0.05
    assert contrast(tokens.accent_text, tokens.accent_ground) >= 4.6
    assert contrast(tokens.bad, tokens.bad_ground) >= 4.6


@THEMES
def test_wires_and_ports_stand_out(tokens: Tokens) -> None:
    assert contrast(tokens.edge, tokens.canvas) >= 3.0
    assert contrast(tokens.edge, tokens.block) >= 2.5


@THEMES
def test_readable_on_picks_the_better_ink(tokens: Tokens) -> None:
    for ground in (*tokens.map_stops, tokens.bad, tokens.good):
        assert contrast(readable_on(ground), ground) >= 4.5


@THEMES
def test_every_category_has_a_tint(tokens: Tokens) -> None:
    assert tokens.tint("goal") == tokens.good
    assert tokens.tint("shape") == tokens.text2
    assert tokens.tint("attention") == tokens.attention
    assert tokens.tile("core").alphaF() == pytest.approx(0.16, abs=0.01)


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(AttributeError):
        DARK.colour("name")


def test_the_theme_tells_when_it_changes(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(current_theme().changed, timeout=1000):
        apply_theme(qapp, "light")
    assert current_theme().tokens is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == LIGHT.panel
    with qtbot.assertNotEmitted(current_theme().changed):
        apply_theme(qapp, "light")


def test_widgets_repaint_with_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    widget.setAutoFillBackground(True)
    qtbot.addWidget(widget)
    widget.resize(8, 8)
    assert widget.grab().toImage().pixelColor(4, 4) == DARK.panel
    apply_theme(qapp, "light")
    assert widget.grab().toImage().pixelColor(4, 4) == LIGHT.panel


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_the_bundled_typeface_is_used(qapp: QApplication, weight: int) -> None:
    info = QFontInfo(font(13, weight))
    assert info.family() == "Inter"
    assert info.weight() == weight


@pytest.mark.parametrize("size", [11, 12, 15, 30])
def test_tabular_digits_share_one_advance(qapp: QApplication, size: int) -> None:
    widths = [text_width(digit * 10, size, 600, tabular=True) for digit in "0123456789"]
    assert max(widths) - min(widths) < 0.5  # ten digits; the rasterizer rounds to 1/64 px
    assert text_width("1" * 10, size, 600) < min(widths) - 5


def is_drawn_in_red(name: str) -> bool:
    drawn = pixmap(name, QColor("#FF0000"), 24).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = np.frombuffer(drawn.constBits(), np.uint8).reshape(24, 24, 4)
    inked = pixels[pixels[..., 3] > 200]
    return len(inked) > 3 and bool((inked[:, 2] > 240).all() and (inked[:, :2] < 15).all())


def test_every_icon_draws_in_its_colour(qapp: QApplication) -> None:
    assert len(ICONS) > 100 and [name for name in ICONS if not is_drawn_in_red(name)] == []


def test_solid_icons_are_filled(qapp: QApplication) -> None:
    middle = 12
    assert pixmap("square", QColor("white"), 24).toImage().pixelColor(middle, middle).alpha() == 0
    assert pixmap("square:solid", QColor("white"), 24).toImage().pixelColor(middle, middle).alpha() == 255


def test_icons_are_sharp_at_twice_the_pixels(qapp: QApplication) -> None:
    drawn = pixmap("play", QColor("white"), 16, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    assert not icon("play").isNull()
    assert not app_icon().isNull()


def test_a_missing_icon_is_named(qapp: QApplication) -> None:
    assert not icon_exists("no-such-icon")
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        pixmap("no-such-icon", QColor("white"))


def test_the_code_asks_only_for_bundled_icons() -> None:
    root = Path(colormaps.__file__).parents[1]
    pattern = re.compile(r"""(?:paint_icon\(\w+, |IconButton\(\s*|icon\(|pixmap\(|icon=)"([a-z0-9:-]+)\"""")
    asked = {
        name for path in root.rglob("*.py") for name in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert asked
    assert [name for name in sorted(asked) if not icon_exists(name.partition(":")[0])] == []


@THEMES
def test_the_map_ends_and_middle_are_the_tokens(tokens: Tokens) -> None:
    table = colormaps.diverging(tokens.dark)
    assert (table.shape, table.dtype) == ((256, 4), np.uint8)
    ends = [QColor(*(int(value) for value in table[row])) for row in (0, 255)]
    assert ends == [tokens.map_stops[0], tokens.map_stops[4]]
    zero = np.array(tokens.map_stops[2].getRgb())
    assert np.abs(table[127:129].astype(int) - zero).max() <= 2


@THEMES
def test_the_muted_map_keeps_to_six_tenths(tokens: Tokens) -> None:
    expected = mix(tokens.map_stops[3], tokens.map_stops[4], 0.2)  # +0.6 lies between +0.5 and +1
    got = colormaps.diverging(tokens.dark, muted=True)[255].astype(int)
    assert np.abs(got - np.array(expected.getRgb())).max() <= 1


def test_grey_goes_from_ground_to_ink() -> None:
    dark, light = colormaps.grey(True).astype(int), colormaps.grey(False).astype(int)
    assert dark[0, :3].sum() < dark[255, :3].sum()
    assert light[0, :3].sum() > light[255, :3].sum()


def test_tables_cannot_be_spoilt() -> None:
    with pytest.raises(ValueError, match="read-only"):
        colormaps.diverging(True)[0, 0] = 1


def test_values_become_colours() -> None:
    table = colormaps.diverging(True)
    coloured = colormaps.rgba(np.array([[-9.0, 9.0, np.nan]]), table)
    assert coloured.shape == (1, 3, 4)
    assert (coloured[0, 0] == table[0]).all()
    assert (coloured[0, 1] == table[255]).all()
    assert (coloured[0, 2] == table[128]).all()


def test_an_image_outlives_its_array() -> None:
    values = np.linspace(-1, 1, 15, dtype=np.float32).reshape(3, 5)
    made = colormaps.image(values, colormaps.diverging(True))
    values[:] = 0
    assert (made.width(), made.height()) == (5, 3)
    assert made.pixelColor(0, 0) == DARK.map_stops[0]
    assert made.pixelColor(4, 2) == DARK.map_stops[4]
    assert colormaps.map_colour(1.0, dark=True) == DARK.map_stops[4]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (numbers.integer(16786), "16\u2009786"),
        (numbers.integer(763), "763"),
        (numbers.integer(-1024), "\u22121\u2009024"),
        (numbers.integer(None), "\u2014"),
        (numbers.fixed(-0.04), "\u22120.04"),
        (numbers.fixed(0.22, 2, signed=True), "+0.22"),
        (numbers.fixed(-0.001), "0.00"),
        (numbers.fixed(-0.001, 2, signed=True), "0.00"),
        (numbers.fixed(-0.0), "0.00"),
        (numbers.fixed(1234.5, 1), "1\u2009234.5"),
        (numbers.fixed(-88140.17), "\u221288\u2009140"),
        (numbers.fixed(4.632e10, signed=True), "+4.6\u00d710\u00b9\u2070"),
        (numbers.exact(88140.17, 2), "88\u2009140.17"),
        (numbers.fixed(float("nan")), "\u2014"),
        (numbers.fixed(float("inf")), "\u221e"),
        (numbers.fixed(float("-inf")), "\u2212\u221e"),
        (numbers.percent(0.993), "99.3\u2009%"),
        (numbers.percent(0.2, 0), "20\u2009%"),
        (numbers.percent(None), "\u2014"),
        (numbers.compact(0.03), "0.03"),
        (numbers.compact(0.0001), "0.0001"),
        (numbers.compact(1.0), "1"),
        (numbers.compact(20), "20"),
        (numbers.compact(2.5e-7), "2.5 \u00d7 10\u207b\u2077"),
        (numbers.compact(-1024.0), "\u22121\u2009024"),
        (numbers.compact(0.9999), "1"),
        (numbers.compact(0), "0"),
        (numbers.shape((8, 8, 16)), "8\u2009\u00d7\u20098\u2009\u00d7\u200916"),
        (numbers.shape((8, None), tight=True), "8\u00d7?"),
        (numbers.span("\u22121.0", "+1.0"), "\u22121.0 \u2026 +1.0"),
        (numbers.byte_count(0), "0\u2009B"),
        (numbers.byte_count(209_000), "209\u2009KB"),
        (numbers.byte_count(1_500_000), "1.5\u2009MB"),
        (numbers.duration(0.42), "0.4\u2009s"),
        (numbers.duration(8), "8\u2009s"),
        (numbers.duration(125), "2\u2009min 5\u2009s"),
        (numbers.duration(4800), "1\u2009h 20\u2009min"),
    ],
)
def test_numbers_are_written_so(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1\u2009024", 1024.0),
        (" 0.03 ", 0.03),
        ("\u22120.5", -0.5),
        ("1e-4", 1e-4),
        ("0,5", 0.5),
        ("20 %", 20.0),
        ("", None),
        ("many", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_numbers_are_read_back(typed: str, value: float | None) -> None:
    assert numbers.parse(typed) == value


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_channels_of_a_series_have_colours_that_repeat_late(tokens: Tokens) -> None:
    """The first ones are those of a recording on the canvas, and how many there are changes none."""
    many = [each.name() for each in channel_colours(tokens, 16)]
    assert many[:3] == [each.name() for each in (tokens.positive, tokens.negative, tokens.text2)]
    assert many[8:] == many[:8] and len(set(many)) == 8
    assert [each.name() for each in channel_colours(tokens, 3)] == many[:3]
