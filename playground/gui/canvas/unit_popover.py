"""What the popover of one unit shows: inputs, weights, products, sum, bias and activation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.views.looked import CHOSEN, DRAWN
from playground.core.views.spec import Snapshot
from playground.gui.theme import colormaps
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import fixed, integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_POPOVER, SEMIBOLD, TITLE, Tokens
from playground.gui.widgets.buttons import IconButton, LinkButton
from playground.gui.widgets.focus import WIDTH as FOCUSED
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.shadow import draw_shadow

WIDTH = 292
SHADOW = 12
HEAD = 80  # title, place and sample
END = 36  # what it gives on
LINE = 20
SHORT = 24  # letters of a formula that fits with its numbers
TERMS = 6  # of a dense unit's sum, the largest first
LARGEST_WINDOW = 5  # squares of numbers a side
_PARTS = {"validation": "validation", "train": "training", "test": "test"}
_STEPS = {
    Qt.Key.Key_Left: (-1, -1), Qt.Key.Key_Right: (-1, 1), Qt.Key.Key_Up: (-2, -1), Qt.Key.Key_Down: (-2, 1),
    Qt.Key.Key_PageUp: (-3, -1), Qt.Key.Key_PageDown: (-3, 1),
}  # fmt: skip


class UnitPopover(QWidget):
    """Show one snapshot of a unit at work; its own frame says whether the keys go here."""

    walked = Signal(int, int)  # axis, counted from the end, and step
    follow_wanted = Signal()
    closed = Signal()
    beside_wanted = Signal(int)  # 1: the next sample, -1: the one before

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: Snapshot | None = None
        self._place = self._sample = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.close_button = IconButton("x", tr("Close (Esc)"), size=24, icon_size=14, parent=self)
        self.close_button.clicked.connect(self.closed)
        self.steps = (
            self._step("chevron-left", tr("Sample before ([)"), -1),
            self._step("chevron-right", tr("Next sample (])"), 1),
        )
        self.follow = LinkButton(tr("Follow"), parent=self)
        set_tip(self.follow, tr("Go on to the unit of the next block that makes most of this one (Enter)"))
        self.follow.clicked.connect(self.follow_wanted)
        self.hide()

    def _step(self, icon: str, words: str, step: int) -> IconButton:
        button = IconButton(icon, words, size=24, icon_size=14, parent=self)
        button.clicked.connect(lambda: self.beside_wanted.emit(step))
        return button

    @property
    def shown(self) -> Snapshot | None:
        """Return what is shown."""
        return self._shown

    def show_work(self, title: str, shown: Snapshot) -> None:
        """Show how one number of a block comes about."""
        self._shown, self._place = shown, place_words(title, tuple(shown.facts["unit"]))
        self._sample = sample_words(shown.facts)
        words = tr("One unit at work: {place}, for {sample}, output {output}")
        output = fixed(shown.facts["output"], 2, True)
        self.setAccessibleName(words.format(place=self._place, sample=self._sample, output=output))
        self.follow.setVisible(shown.facts["next"] is not None)
        self.setFixedSize(self.sizeHint())
        self.close_button.move(self.width() - SHADOW - 32, SHADOW + 8)
        for index, button in enumerate(self.steps):
            button.move(self.width() - SHADOW - 56 + 24 * index, SHADOW + 50)
        self.follow.adjustSize()
        self.follow.move(self.width() - SHADOW - 14 - self.follow.width(),
                         self.height() - SHADOW - 8 - self.follow.height())  # fmt: skip
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that its numbers take."""
        return QSize(WIDTH + 2 * SHADOW, HEAD + round(self._body_height()) + END + 8 + 2 * SHADOW)

    def _window(self) -> np.ndarray | None:
        """Return the inputs of the channel that says most, as a square; None for a flat list."""
        if self._shown is None or self._shown.arrays["x"].ndim != 3:
            return None
        x = self._shown.arrays["x"]
        return x[self._channel] if max(x.shape[1:]) <= LARGEST_WINDOW else None

    @property
    def _channel(self) -> int:
        assert self._shown is not None  # there is a window
        return int(np.abs(self._shown.arrays["product"].sum(axis=(1, 2))).argmax())

    def _body_height(self) -> float:
        window = self._window()
        if window is not None:
            return 24 + 10 + 24 + 2 * float(window.shape[0]) * self._cell
        rows = min(TERMS, self._count) + (1 if self._count > TERMS else 0)
        return 24 + 19 * rows + 10 + LINE * len(self._sums())

    @property
    def _count(self) -> int:
        return 0 if self._shown is None else self._shown.arrays["x"].size

    @property
    def _cell(self) -> float:
        window = self._window()
        return min(42.0, 124.0 / max(window.shape)) * 0.72 if window is not None else 0.0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk to neighbours, follow, close."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.walked.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.follow_wanted.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_M):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw everything."""
        if self._shown is None:
            return
        tokens = current_theme().tokens
        frame = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        draw_shadow(painter, frame, RADIUS_POPOVER, "soft")
        focused = self.hasFocus()
        border = tokens.accent_text if focused else tokens.line2
        box(painter, frame, RADIUS_POPOVER, tokens.panel, border, FOCUSED if focused else 1)
        inner = frame.adjusted(14, 0, -14, 0)
        paint_icon(painter, "microscope", QRectF(inner.x(), inner.y() + 12, 16, 16), tokens.accent_text)
        text(painter, QRectF(inner.x() + 24, inner.y() + 9, 180, 22), tr("One unit at work"), tokens.text,
             font(TITLE, SEMIBOLD))  # fmt: skip
        text(painter, QRectF(inner.x(), inner.y() + 33, inner.width(), 18), self._place, tokens.text2)
        text(painter, QRectF(inner.x(), inner.y() + 53, inner.width() - 50, 18), self._sample, tokens.text2)
        body = QRectF(inner.x(), inner.y() + HEAD, inner.width(), self._body_height())
        if self._window() is not None:
            self._paint_windows(painter, body, tokens)
        else:
            self._paint_terms(painter, body, tokens)
            sums = QRectF(inner.x(), body.bottom() - LINE * len(self._sums()), inner.width(), 0)
            painter.setPen(tokens.line)
            painter.drawLine(sums.topLeft() - QPointF(0, 4), sums.topRight() - QPointF(0, 4))
            self._paint_sum(painter, sums, tokens)
        self._paint_end(painter, QRectF(inner.x(), body.bottom() + 8, inner.width(), END), tokens)

    # pictures: squares of numbers

    def _paint_windows(self, painter: QPainter, body: QRectF, tokens: Tokens) -> None:
        assert self._shown is not None
        arrays, channel = self._shown.arrays, self._channel
        x, product = arrays["x"][channel], arrays["product"][channel]
        w = arrays["w"][channel] if "w" in arrays else None
        half = body.width() / 2 + 4
        of = tr("Input x") if len(arrays["x"]) == 1 else tr("Input x · map {number} of {count}").format(
            number=channel + 1, count=len(arrays["x"]))  # fmt: skip
        self._paint_square(painter, body.x(), body.y(), of, x, tokens, grey=True)
        if w is not None:
            self._paint_square(painter, body.x() + half, body.y(), tr("Weights w"), w, tokens)
        top = body.y() + 24 + x.shape[0] * self._cell + 10
        name = tr("x · w") if w is not None else tr("The largest goes on")
        self._paint_square(painter, body.x(), top, name, product, tokens)
        beside = QRectF(body.x() + half, top + 22, body.width() - half, 0)
        self._paint_sum(painter, beside, tokens)
        others = len(arrays["x"]) - 1
        if others:
            rest = float(arrays["product"].sum() - product.sum())
            words = tr("with {count} more: {sum}").format(count=others, sum=fixed(rest, 2, True))
            place = QRectF(beside.x(), top, beside.width(), 20)
            text(painter, place, words, tokens.text3, font(CAPTION, MEDIUM))

    def _paint_square(self, painter: QPainter, left: float, top: float, title: str, values: np.ndarray,
                      tokens: Tokens, grey: bool = False) -> None:  # fmt: skip
        text(painter, QRectF(left, top, 132, 20), title, tokens.text2, font(CAPTION, MEDIUM))
        cell, finite = self._cell, np.nan_to_num(values, posinf=0.0, neginf=0.0)
        reach = float(np.abs(finite).max()) or 1.0
        wide = min(42.0, 124.0 / values.shape[1])
        for row, line in enumerate(finite):
            for column, value in enumerate(line):
                place = QRectF(left + column * wide, top + 22 + row * cell, wide, cell)
                shade = (
                    _grey(value / reach, tokens) if grey else colormaps.map_colour(value / reach, tokens.dark)
                )
                painter.fillRect(place.adjusted(0, 0, -1, -1), shade)
                text(painter, place.adjusted(0, 0, -1, -1), fixed(value, 2, signed=not grey), _ink(shade),
                     font(CAPTION, MEDIUM, True), CENTRE)  # fmt: skip

    # flat lists: the largest terms

    def _paint_terms(self, painter: QPainter, body: QRectF, tokens: Tokens) -> None:
        assert self._shown is not None
        arrays = self._shown.arrays
        x, product = arrays["x"].reshape(-1), arrays["product"].reshape(-1)
        w = arrays["w"].reshape(-1) if "w" in arrays else None
        heads = (tr("Input"), "x", "w", "x · w") if w is not None else (tr("Input"), "x", "", "")
        self._paint_line(painter, body.y(), body, heads, tokens.text3, MEDIUM)
        order = np.argsort(-np.abs(product), kind="stable")
        for row, index in enumerate(order[:TERMS]):
            last = ("", "") if w is None else (fixed(w[index], 2, True), fixed(product[index], 2, True))
            cells = (str(index + 1), fixed(x[index], 2, True), *last)
            self._paint_line(painter, body.y() + 22 + 19 * row, body, cells, tokens.text, MEDIUM)
        rest = order[TERMS:]
        if len(rest):
            words = tr("and {count} more").format(count=len(rest))
            cells = (words, "", "", fixed(float(product[rest].sum()), 2, True))
            self._paint_line(painter, body.y() + 22 + 19 * TERMS, body, cells, tokens.text3, MEDIUM)

    @staticmethod
    def _paint_line(painter: QPainter, top: float, body: QRectF, cells: tuple[str, ...], ink: QColor,
                    weight: int) -> None:  # fmt: skip
        used = font(BODY, weight, True)
        text(painter, QRectF(body.x(), top, 110, 19), cells[0], ink, used, LEFT)
        for words, right in zip(cells[1:], (0.52, 0.75, 1.0), strict=True):
            text(painter, QRectF(body.x(), top, body.width() * right, 19), words, ink, used, RIGHT)

    def _paint_sum(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Draw the sum line by line, below or beside what is summed."""
        assert self._shown is not None
        for row, (name, value) in enumerate(self._sums()):
            line = QRectF(area.x(), area.y() + LINE * row, area.width(), LINE)
            text(painter, line, name, tokens.text2)
            text(painter, line, fixed(value, 3, True), tokens.text, font(BODY, SEMIBOLD, True), RIGHT)

    def _sums(self) -> list[tuple[str, float]]:
        assert self._shown is not None
        facts = self._shown.facts
        lines = [(tr("Σ x·w") if "w" in self._shown.arrays else tr("Input"), facts["sum"])]
        if facts["bias"] is not None:
            lines.append((tr("+ bias b"), facts["bias"]))
        if facts["bias"] is not None or facts["activation"]:
            lines.append((tr("= total"), facts["total"]))
        if facts["rounded"] is not None:
            lines.append((tr("≈ in bf16"), facts["rounded"]))
        return lines

    def _paint_end(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Draw what the unit gives on."""
        assert self._shown is not None
        facts = self._shown.facts
        painter.setPen(tokens.line)
        painter.drawLine(area.topLeft(), area.topRight())
        line = QRectF(area.x(), area.y() + 8, area.width() - 56, 20)
        name = facts["activation"]
        words = f"{name}  {_formula(facts)}" if name else tr("Output {value}").format(
            value=fixed(facts["output"], 3, True))  # fmt: skip
        text(painter, line, words, tokens.text, font(BODY, SEMIBOLD, True))


def _formula(facts: Mapping[str, Any]) -> str:
    """Return an activation with its numbers: "max(0, +2.18) = +2.18"."""
    given = facts["total"] if facts["rounded"] is None else facts["rounded"]
    total, output = (fixed(number, 2, True) for number in (given, facts["output"]))
    right = str(facts["formula"]).partition("=")[2].strip()
    filled = re.sub(r"\bx\b", total, right) if len(right) < SHORT else f"f({total})"
    return f"{filled} = {output}"


def _grey(share: float, tokens: Tokens) -> QColor:
    table = colormaps.grey(tokens.dark)
    red, green, blue, _ = table[int(min(max(share, 0.0), 1.0) * 255)]
    return QColor(int(red), int(green), int(blue))


def _ink(ground: QColor) -> QColor:
    return QColor("#FFFFFF") if ground.lightnessF() < 0.55 else QColor("#14171D")


def sample_words(facts: Mapping[str, Any]) -> str:
    """Return for what a number is worked out: "Sample 1 660 · validation", "x₁ +1.2  x₂ −0.4"."""
    point = facts["point"]
    where = f"x₁ {fixed(point[0], 2, True)}  x₂ {fixed(point[1], 2, True)}" if point is not None else ""
    if facts["part"] == CHOSEN:
        return where
    if facts["part"] == DRAWN:
        return tr("Your drawing")
    words = tr("Sample {number}").format(number=integer(facts["number"]))
    return f"{words} · {where or tr(_PARTS[facts['part']])}"


def place_words(title: str, unit: tuple[int, ...]) -> str:
    """Return where a number stands: "Conv 2D › map 7 › row 5, column 5"."""
    if len(unit) == 3:
        words = tr("{block} › map {map} › row {row}, column {column}")
        return words.format(block=title, map=unit[0] + 1, row=unit[1] + 1, column=unit[2] + 1)
    return tr("{block} › unit {unit}").format(block=title, unit=unit[0] + 1)
