"""What the time strip shows of the step beneath the pointer: a picture of it, and its losses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.key import ViewKey
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, SEMIBOLD, TITLE
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text, width_of
from playground.gui.window.time_row import paint_picture
from playground.gui.window.time_track import TimeTrack

SIDE = 96  # px of the picture
REST_MS = 60  # the pointer rests that long before a picture is asked for that is not there yet
_PAD, _GAP, _LINE = 10, 12, 18
_WIDE, _WIDEST = 132, 260  # px of the words


class TimeCard(QWidget):
    """Float above the track while the pointer is over it; it takes no pointer and no key itself."""

    def __init__(
        self,
        workspace: Workspace,
        track: TimeTrack,
        small: Callable[[], ViewKey | None],
        image_of: Callable[[int], QImage | None],
    ) -> None:
        super().__init__(track)
        self._workspace, self._track, self._small, self._image_of = workspace, track, small, image_of
        self._x: float | None = None
        self.step: int | None = None  # that is told of
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        track.pointed.connect(self.point)
        workspace.time.changed.connect(self._again)
        workspace.time.pictures.changed.connect(self._repaint)
        self.hide()

    def point(self, x: float | None) -> None:
        """Tell of the kept step nearest to a place of the track; None: of none."""
        self._x = x
        if x is None or not self._workspace.live.started:
            self._leave()
            return
        step = self._workspace.time.nearest(self._track.step_at(x))
        if step != self.step:
            self.step = step
            self._rest.start()
        self._place()
        self.update()

    @property
    def image(self) -> QImage | None:
        """Return the picture of the step, once there is one."""
        return self._image_of(self.step) if self.step is not None else None

    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Return what is said below the step: words, a figure, and the token of its colour."""
        ended = self._workspace.live.ended_by(self.step or 0)
        told = [(words, "", "text2") for words in self._track.told_at(self._x or 0.0)]
        if not ended:
            return ((tr("before the first epoch's end"), "", "text3"), *told)
        losses = ((tr("Loss train"), "loss", "accent_text"), (tr("Loss val."), "val_loss", "warn"))
        found = [(words, numbers.figure(ended[name]), ink) for words, name, ink in losses if name in ended]
        whose = tr("epoch {epoch}").format(epoch=numbers.integer(ended["epoch"]))
        if ended["step"] != self.step:
            whose = tr("{epoch} ended at step {step}").format(
                epoch=whose, step=numbers.integer(ended["step"])
            )
        return ((whose, "", "text3"), *found, *told)

    def _again(self) -> None:
        """Tell anew of the same place, where the run is another or other steps are kept."""
        if self.isVisible():
            self.point(self._x)

    def _repaint(self) -> None:
        """Show the picture that has come."""
        self.update()

    def _leave(self) -> None:
        key = self._small()
        self._rest.stop()
        self.step = None
        self.hide()
        if key is not None:
            self._workspace.time.pictures.point_at(key, None)

    def _ask(self) -> None:
        key = self._small()
        if key is not None and self.step in self._workspace.time.steps:
            self._workspace.time.pictures.point_at(key, self.step)

    def _place(self) -> None:
        """Stand above the step, within the window."""
        window, track = self._track.window(), self._track
        if self.parentWidget() is not window:
            self.setParent(window)
        words = max((width_of(f"{line} {figure}", font(BODY)) for line, figure, _ in self.lines()), default=0)
        wide = _PAD * 2 + min(max(_WIDE, round(words) + _GAP), _WIDEST)
        high = max(SIDE if self._small() is not None else 0, _LINE * (1 + len(self.lines())))
        self.resize(wide + (SIDE + _GAP if self._small() is not None else 0), high + 2 * _PAD)
        x = track.x_of(self.step or 0) - self.width() / 2
        at = track.mapTo(window, QPoint(round(x), -self.height() - 8))
        self.move(max(8, min(at.x(), window.width() - self.width() - 8)), at.y())
        self.show()
        self.raise_()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground, the picture and the words."""
        if self.step is None:
            return
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(painter, QRectF(self.rect()), 10, tokens.panel, tokens.line2)
        left = float(_PAD)
        if self._small() is not None:
            self._draw_picture(painter, QRectF(left, _PAD, SIDE, SIDE))
            left += SIDE + _GAP
        line = QRectF(left, _PAD, self.width() - left - _PAD, _LINE)
        newest = self.step == self._workspace.live.step
        words = tr("Step {step}").format(step=numbers.integer(self.step))
        text(painter, line, words, tokens.text, font(TITLE, SEMIBOLD, True), LEFT)
        if newest:
            text(painter, line, tr("newest"), tokens.good, font(CAPTION, MEDIUM), RIGHT)
        for words, figure, ink in self.lines():
            line = line.translated(0, _LINE)
            style = font(BODY, MEDIUM) if figure else font(CAPTION)
            text(painter, line, words, tokens.colour(ink), style, LEFT)
            text(painter, line, figure, tokens.text, font(BODY, SEMIBOLD, True), RIGHT)

    def _draw_picture(self, painter: QPainter, place: QRectF) -> None:
        image, tokens = self.image, current_theme().tokens
        paint_picture(painter, image, place, False)
        if image is None:
            kept = self.step in self._workspace.time.steps
            words = tr("computing") if kept else tr("not kept")
            text(painter, place, words, tokens.text3, font(CAPTION), CENTRE)
