"""The canvas beneath the blocks: dots, the words of an empty canvas, and pictures of the whole."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from playground.app.texts import tr
from playground.gui.canvas.geometry import DOTS
from playground.gui.canvas.look import CENTER, PLAIN_MEDIUM, Look, write
from playground.gui.canvas.scene import CanvasScene

SPARSE_BELOW = 0.5  # zoom below which only some dots are drawn
BARE_BELOW = 0.15


def paint_ground(painter: QPainter, rect: QRectF | QRect, look: Look, zoom: float) -> None:
    """Draw the ground and its dots."""
    painter.fillRect(rect, look.tokens.canvas)
    if zoom < BARE_BELOW:
        return
    pitch = DOTS if zoom >= SPARSE_BELOW else DOTS * 4
    pen = QPen(look.tokens.grid, 2)
    pen.setCosmetic(True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen)
    left, top = int(rect.left() // pitch), int(rect.top() // pitch)
    across, down = int(rect.width() // pitch) + 3, int(rect.height() // pitch) + 3
    painter.drawPoints(
        [QPointF((left + x) * pitch, (top + y) * pitch) for y in range(down) for x in range(across)]
    )


def paint_empty_words(painter: QPainter, area: QRectF, look: Look) -> None:
    """Say what to do with an empty canvas."""
    words = tr("Drop a block here, or start from a template")
    write(painter, area, words, PLAIN_MEDIUM, look.tokens.text3, CENTER)


def thumbnail(scene: CanvasScene, width: int, height: int) -> QImage:
    """Return the network alone on the ground, in a picture of the given size."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(scene.look.tokens.canvas)
    around = scene.network_rect().adjusted(-24, -24, 24, 24)
    if scene.blocks:
        with QPainter(image) as painter:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            scene.render(painter, QRectF(image.rect()), around, Qt.AspectRatioMode.KeepAspectRatio)
    return image
