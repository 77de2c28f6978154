"""The one painter of blocks, for all their states."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import FOOTER, HEADER, PORT_RADIUS, PORT_RADIUS_HOVER, PORT_Y, around
from playground.gui.canvas.look import CENTER, HEADING, PLAIN, RIGHT, Look, Type, rule, write
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.tokens import RADIUS_BLOCK, RADIUS_TILE, SEMIBOLD, mix, with_alpha
from playground.gui.widgets.shadow import draw_rings, draw_shadow

NARROW = 110.0  # no icon under this width
BARE_LEFT, LEFT_OF_NAME, RIGHT_OF_NAME = 14.0, 42.0, 6.0  # beside a name: without an icon, with one
MARK = 19.0  # from one small icon beside a name to the next
FAR_MARK = 22.0  # a chain on blocks drawn at less than 60 %
LONGEST_NAME = 26  # characters; a block is not made wider for more
TILE = 26.0
ICON = 16.0
DRAGGED = 0.85
FROZEN = 0.7  # opacity of the body
SWITCHED_OFF = 0.45
BADGE = 11.0  # radius
EXCLAMATION = Type(14, SEMIBOLD)
FAR = (Type(28, SEMIBOLD), Type(24, SEMIBOLD))  # names on blocks drawn at less than 60 %
FAR_SMALL = Type(20, SEMIBOLD)  # on two lines


@dataclass(frozen=True)
class Mood:
    """The state of a block that comes from pointer and selection."""

    hovered: bool = False
    selected: bool = False
    focused: bool = False
    dragging: bool = False
    faded: bool = False  # while a wire is drawn: no port of it fits


def paint_ground(painter: QPainter, rect: QRectF, face: Face, look: Look, mood: Mood) -> None:
    """Draw shadow, rings, ground and header."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if face.state != "placeholder":
        draw_shadow(painter, rect, RADIUS_BLOCK, "large" if mood.dragging else "soft")
    colour = ring_colour(face, look, mood)
    if colour is not None:
        draw_rings(painter, rect, RADIUS_BLOCK, colour)
    ground = look.tokens.block if face.state != "placeholder" else look.tokens.canvas
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, RADIUS_BLOCK, RADIUS_BLOCK)
    if face.state != "placeholder":
        painter.setBrush(look.tokens.block_head)
        painter.drawPath(_head(rect))
        if not look.dark:
            rule(painter, rect.left(), rect.right(), rect.top() + HEADER, look.tokens.line)


def paint_frame_ground(painter: QPainter, rect: QRectF, face: Face, look: Look, mood: Mood) -> None:
    """Draw the ground of a group that is opened in place: quiet, with a header."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = ring_colour(face, look, mood)
    if colour is not None:
        draw_rings(painter, rect, RADIUS_BLOCK, colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(look.tokens.canvas, look.tokens.accent_ground, 0.4))
    painter.drawRoundedRect(rect, RADIUS_BLOCK, RADIUS_BLOCK)
    painter.setBrush(look.tokens.block_head)
    painter.drawPath(_head(rect))
    rule(painter, rect.left(), rect.right(), rect.top() + HEADER, look.tokens.line)


def _head(rect: QRectF) -> QPainterPath:
    """Return the header: round above, straight below."""
    r = RADIUS_BLOCK
    path = QPainterPath(QPointF(rect.left(), rect.top() + HEADER))
    path.lineTo(rect.left(), rect.top() + r)
    path.arcTo(QRectF(rect.left(), rect.top(), 2 * r, 2 * r), 180, -90)
    path.lineTo(rect.right() - r, rect.top())
    path.arcTo(QRectF(rect.right() - 2 * r, rect.top(), 2 * r, 2 * r), 90, -90)
    path.lineTo(rect.right(), rect.top() + HEADER)
    path.closeSubpath()
    return path


def ring_colour(face: Face, look: Look, mood: Mood) -> QColor | None:
    """Return the colour of the rings around a block, if it has any."""
    if face.state == "problem":
        return look.tokens.bad
    return look.tokens.accent_text if mood.selected else None


def paint_border(painter: QPainter, rect: QRectF, face: Face, look: Look, mood: Mood) -> None:
    """Draw the border that says the state."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = _border_pen(face, look, mood)
    pen.setCosmetic(face.plan.kind == "frame")  # large and quiet: its border is to be seen from afar
    painter.setPen(pen)
    half = painter.pen().widthF() / 2
    inner = rect.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inner, RADIUS_BLOCK - half, RADIUS_BLOCK - half)
    if mood.focused:
        painter.setPen(QPen(look.tokens.accent_text, 2))
        painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), RADIUS_BLOCK + 4, RADIUS_BLOCK + 4)


def _border_pen(face: Face, look: Look, mood: Mood) -> QPen:
    strong = ring_colour(face, look, mood)
    if strong is not None:
        return QPen(strong, 2)
    if face.state == "placeholder":
        pen = QPen(look.tokens.text3, 1)
        pen.setDashPattern([4, 3])
        return pen
    return QPen(look.tokens.text3 if mood.hovered else look.tokens.line2, 1)


def paint_header(painter: QPainter, rect: QRectF, face: Face, look: Look) -> None:
    """Draw icon, title and the one-line setting; from afar the title alone, large."""
    if not look.bodies:
        _paint_name(painter, _beside_the_chain(painter, rect, face, look), face.title, look)
        return
    left = rect.x() + BARE_LEFT
    if rect.width() >= NARROW:
        _paint_icon(painter, QRectF(rect.x() + 9, rect.y() + 9, TILE, TILE), face, look)
        left = rect.x() + LEFT_OF_NAME
    room = rect.right() - RIGHT_OF_NAME - left
    marks = _marks(face)
    title = HEADING.elided(face.title, room - MARK * len(marks))
    write(painter, QRectF(left, rect.y() + 4, room, 19), title, HEADING, look.tokens.text)
    setting = PLAIN.elided(face.setting, room)
    if face.plan.low and look.captions:
        _paint_aside(painter, rect, left + max(HEADING.width(title), PLAIN.width(setting)), face, look)
    write(painter, QRectF(left, rect.y() + 21, room, 18), setting, PLAIN, look.tokens.text3)
    for index, (icon, colour) in enumerate(marks[::-1]):
        place = QRectF(rect.right() - 22 - MARK * index, rect.y() + 6, 14, 14)
        paint_icon(painter, icon, place, getattr(look.tokens, colour))


def _paint_aside(painter: QPainter, rect: QRectF, left: float, face: Face, look: Look) -> None:
    """Draw what stands at the bottom of other blocks at the right of a low one's header, if it has room."""
    right = rect.right() - 2 * RIGHT_OF_NAME - MARK * len(_marks(face))
    room = right - left - 2 * RIGHT_OF_NAME
    words = next((each for each in (face.footer, face.short_footer) if PLAIN.width(each) <= room), "")
    write(painter, QRectF(right - room, rect.y(), room, HEADER), words, PLAIN, look.tokens.text2, RIGHT)


def name_width(face: Face, otherwise: float) -> float:
    """Return the width of a block whose name is to be read whole, and that has some width otherwise."""
    name = HEADING.width(face.title[:LONGEST_NAME]) + MARK * len(_marks(face)) + RIGHT_OF_NAME + PORT_RADIUS
    if not face.inputs:  # what a source brings is a name, too
        name = max(name, PLAIN.width(face.setting[:LONGEST_NAME]) + RIGHT_OF_NAME)
    bare = max(otherwise, math.ceil(BARE_LEFT + name))
    return bare if bare < NARROW else max(bare, math.ceil(LEFT_OF_NAME + name))


def _paint_name(painter: QPainter, rect: QRectF, name: str, look: Look) -> None:
    """Draw a name that can be read at less than half the size: on one line, or on two smaller ones."""
    room = rect.width() - 12
    style = next((each for each in FAR if each.width(name) <= room), FAR_SMALL)
    lines = (name,) if style in FAR else _two_lines(name, room)
    for index, line in enumerate(lines):
        high = HEADER / len(lines)
        place = QRectF(rect.x() + 6, rect.y() + high * index, room, high)
        write(painter, place, style.elided(line, room), style, look.tokens.text, CENTER)


def _beside_the_chain(painter: QPainter, rect: QRectF, face: Face, look: Look) -> QRectF:
    """Draw a chain that can be seen from afar where weights are shared; return what is left for the name."""
    if not face.linked:
        return rect
    place = QRectF(rect.right() - FAR_MARK - 10, rect.y() + (HEADER - FAR_MARK) / 2, FAR_MARK, FAR_MARK)
    paint_icon(painter, "link", place, getattr(look.tokens, face.linked))
    return rect.adjusted(0, 0, -FAR_MARK, 0)


def _two_lines(name: str, room: float) -> tuple[str, ...]:
    """Return a name on two lines, as many words on the first as there is room for; one word is not cut."""
    words = name.split(" ")
    fitting = [end for end in range(1, len(words)) if FAR_SMALL.width(" ".join(words[:end])) <= room]
    end = max(fitting, default=1)
    return tuple(filter(None, (" ".join(words[:end]), " ".join(words[end:]))))


def _marks(face: Face) -> list[tuple[str, str]]:
    """Return icons and colours beside a name: what a person set the block to, advice, how a group opens."""
    linked = [("link", face.linked)] if face.linked else []
    frozen = [("snowflake", "negative")] if face.frozen else []
    off = [("power", "text3")] if face.disabled else []
    bulb = [("lightbulb", "warn")] if face.state == "advice" else []
    return [*linked, *frozen, *off, *bulb, *_fold_mark(face)]


def _fold_mark(face: Face) -> list[tuple[str, str]]:
    """Return the icon that opens or closes a group in place."""
    if not face.folds:
        return []
    return [("fold-horizontal" if face.plan.kind == "frame" else "unfold-horizontal", "text2")]


def paint_bypass(painter: QPainter, rect: QRectF, look: Look) -> None:
    """Draw the dashed way round a block that is switched off."""
    pen = QPen(look.tokens.text2, 2)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    below = rect.y() + HEADER + 12
    ends = QPointF(rect.left(), rect.y() + PORT_Y), QPointF(rect.right(), rect.y() + PORT_Y)
    path = QPainterPath(ends[0])
    path.cubicTo(QPointF(rect.left() + 24, below), QPointF(rect.right() - 24, below), ends[1])
    painter.drawPath(path)


def _paint_icon(painter: QPainter, tile: QRectF, face: Face, look: Look) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.tile(face.tint))
    painter.drawRoundedRect(tile, RADIUS_TILE, RADIUS_TILE)
    place = QRectF(0, 0, ICON, ICON)
    place.moveCenter(tile.center())
    paint_icon(painter, face.icon, place, look.tint(face.tint))


def paint_footer(painter: QPainter, rect: QRectF, face: Face, look: Look) -> None:
    """Draw the line at the bottom: parameters, samples."""
    area = QRectF(rect.x(), rect.bottom() - FOOTER, rect.width(), FOOTER)
    rule(painter, rect.left() + 1, rect.right() - 1, area.top(), look.tokens.line)
    if look.captions:
        room = area.width() - 12
        words = face.footer if PLAIN.width(face.footer) <= room else PLAIN.elided(face.short_footer, room)
        write(painter, area, words, PLAIN, look.tokens.text2, CENTER)


def paint_port(
    painter: QPainter, middle: QPointF, look: Look, colour: QColor, large: bool, opacity: float = 1.0
) -> None:
    """Draw one port: a ring."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(_hole(look))
    radius = PORT_RADIUS_HOVER if large else PORT_RADIUS
    painter.drawEllipse(middle, radius, radius)
    painter.setOpacity(1.0)


def _hole(look: Look) -> QColor:
    return look.tokens.canvas if look.dark else look.tokens.block


def paint_badge(painter: QPainter, middle: QPointF, look: Look) -> None:
    """Draw the `!` of a problem that no wire can carry."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.tokens.bad)
    painter.drawEllipse(middle, BADGE, BADGE)
    write(painter, around(middle, BADGE), "!", EXCLAMATION, look.tokens.canvas, CENTER)


def paint_anchor(painter: QPainter, middle: QPointF, look: Look) -> None:
    """Draw the small ring at which threads of one unit meet."""
    painter.setPen(QPen(mix(look.tokens.edge, look.tokens.text3, 0.25), 1.2))
    painter.setBrush(_hole(look))
    painter.drawEllipse(middle, 2.6, 2.6)


def paint_unit_frame(painter: QPainter, tile: QRectF, look: Look) -> None:
    """Draw the frame around the unit under the pointer."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(with_alpha(look.tokens.accent_text, 1.0), 2))
    painter.drawRoundedRect(tile.adjusted(-3, -3, 3, 3), 7, 7)
