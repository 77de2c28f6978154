"""A text that is far longer than its place is drawn as if all of it had been measured."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from playground.gui.theme.fonts import font
from playground.gui.theme.style import apply_theme
from playground.gui.theme.tokens import BODY
from playground.gui.widgets.painting import text

PLACE = QRectF(0, 0, 160, 24)
WAYS = [Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideLeft, Qt.TextElideMode.ElideMiddle]


def drawn(words: str, cut: Qt.TextElideMode) -> QImage:
    image = QImage(160, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    text(painter, PLACE, words, QColor("black"), font(BODY), cut=cut)
    painter.end()
    return image


@pytest.mark.parametrize("cut", WAYS)
@pytest.mark.parametrize("piece", ["il.,'| ", "Wide Words ", "ü–“é” "])
def test_a_long_text_ends_where_all_of_it_would(
    qapp: QApplication, piece: str, cut: Qt.TextElideMode
) -> None:
    apply_theme(qapp, "dark")
    words = "begins " + piece * 600 + "ends"
    whole = QFontMetricsF(font(BODY)).elidedText(words, cut, PLACE.width() + 0.5)
    assert drawn(words, cut) == drawn(whole, cut)
    assert len(whole) < len(words) / 10  # it did not fit
