"""The surface of the canvas: scene, zoom, bars and looks; what tools use without knowing the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmapCache
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from playground.app.commands import perform
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.edits import move_nodes
from playground.core.network.unfolding import group_of
from playground.core.network.values import Edge
from playground.gui.canvas import ground, offers
from playground.gui.canvas.bars import Between, HintBar, Legend, ModeBar, ZoomBar
from playground.gui.canvas.bubble import Bubble
from playground.gui.canvas.crumbs import Crumbs
from playground.gui.canvas.geometry import rows_of, surrounding
from playground.gui.canvas.look import Look, level
from playground.gui.canvas.navigation import STEP, Navigator
from playground.gui.canvas.quick_add import Offer, QuickAdd
from playground.gui.canvas.scene import CanvasScene
from playground.gui.theme.style import Theme

COMPACT_BELOW = 800  # width of the canvas
SLACK = 24  # so that a splitter at the limit does not make it flicker
TOP = 68.0  # below the bars
CRUMBS_GAP = 8  # between them and the way back out of a group
EDGE = 16
CACHE_KB = 64 * 1024


class Painted(Protocol):
    """Something drawn over the scene for a moment."""

    def paint(self, painter: QPainter) -> None:
        """Draw it, in the scene's coordinates."""


class Surface(QGraphicsView):
    """Show a scene with its bars: what tools work on."""

    unit_hovered = Signal(str, object)  # id of the block, unit index or None
    inspector_wanted = Signal(str)  # Enter or a double click on a block
    message = Signal(str)  # a sentence for the status bar
    play_wanted = Signal()  # Space was tapped
    zoom_changed = Signal(float)
    adapted = Signal()  # drawn for its room, or with other sizes

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.theme = theme
        reduce_motion = workspace.settings.values.reduce_motion
        self.canvas = CanvasScene(Look(theme.tokens, reduce_motion=reduce_motion))
        self.chosen_edge: Edge | None = None
        self.covered = 0  # px at the lower edge, by the banner or an opened panel
        self.space_held = False
        self._space_used = False
        self._blocks: frozenset[str] = frozenset()
        self._known = False  # shapes were inferred: blocks have their sizes
        self._navigated = False  # the person zoomed or panned: fit no more by itself
        self._whole = self._partly = False  # all is to be seen, however small; not all of it is
        self._retraction: Painted | None = None
        self._quick_add: QuickAdd | None = None
        self._mask = self.canvas.look.mask  # before it was taken off
        self.navigator = Navigator(self)
        self.bubble = Bubble(self)
        self._prepare()
        self._make_bars()

    def _prepare(self) -> None:
        self.setScene(self.canvas)
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), CACHE_KB))  # blocks are kept painted
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Canvas"))

    def _make_bars(self) -> None:
        self.modes = ModeBar(self)
        self.legend = Legend(self)
        self.zoom_bar = ZoomBar(self)
        self.between = Between(self.modes, self.legend, self.zoom_bar)
        self.between.shared.connect(self.show_legend)
        self.hints = HintBar(self)
        self.crumbs = Crumbs(self)
        self.crumbs.chosen.connect(self._on_crumb)
        self.modes.switched.connect(self._on_mode)
        self.zoom_bar.out_wanted.connect(lambda: self.zoom_by(1 / STEP))
        self.zoom_bar.in_wanted.connect(lambda: self.zoom_by(STEP))
        self.zoom_bar.fit_wanted.connect(self.fit)
        self.zoom_bar.tidy_wanted.connect(self._on_tidy)

    def synced(self) -> None:
        """Take care of what may be gone after an edit."""
        if self.chosen_edge not in self.canvas.edges:
            self.chosen_edge = None
        self.modes.show_modes(self.canvas.look, self._pictures)
        self.crumbs.show_titles(self.workspace.scope.titles(self.workspace.project))
        self.place_bars()
        self._follow_blocks()
        known, self._known = self._known, self.workspace.checks.complete
        squeezed = self._pictures and self.canvas.look.compact  # pictures cannot be drawn narrower
        if known != self._known or squeezed:
            self._adapt()

    def _follow_blocks(self) -> None:
        """Keep the network in view while it fits, else the blocks that were added."""
        blocks = frozenset(self.canvas.blocks)
        before, self._blocks = self._blocks, blocks
        added = blocks - before
        opened = set(map(group_of, added)) - set(map(group_of, before))  # "" where all are new
        if not added or self._all_seen():
            return
        fits = self._whole or self._fits(self.canvas.network_rect())
        if not self._navigated and (opened or fits):
            self._fit()
        elif not opened and not self._held():
            self._bring_into_view(added)

    def _fits(self, rect: QRectF) -> bool:
        """Tell whether a whole network can be shown at a scale to read."""
        return self.navigator.fits(rect, self._covered_above(), self._covered_beneath())

    def _bring_into_view(self, added: frozenset[str]) -> None:
        """Scroll as little as shows blocks, or the first of them; the scale stays, and no fit undoes it."""
        rects = [self.canvas.blocks[each].scene_rect for each in self.canvas.blocks if each in added]
        top, beneath = self._covered_above(), self._covered_beneath()
        every = surrounding(rects)
        if not self.navigator.reveal(every, top, beneath):
            self.navigator.reveal(rects[0], top, beneath)
        self.navigated()

    def _drawn_sizes(self) -> DrawnSizes:
        view = self.navigator.free(self._covered_above(), self._covered_beneath())
        return self.canvas.drawn_sizes(view)

    def _held(self) -> bool:
        """Tell whether a gesture goes on; the canvas with its tools knows."""
        return False

    # looks

    def set_look(self, **changes: object) -> None:
        """Draw everything in another way."""
        look = self.canvas.look.at(**changes)
        if look != self.canvas.look:
            self.canvas.show_look(look)
            self.resetCachedContent()
            self.viewport().update()
            self.modes.show_modes(look, self._pictures)
            self.show_legend()

    @property
    def _pictures(self) -> bool:
        return bool(self.workspace.fields.fields) and "points" not in self.workspace.fields.fields

    def toggle_mask(self) -> None:
        """Take what is said of pixels off the picture, or lay it over again as strongly as before."""
        mask = self.canvas.look.mask
        self._mask = mask or self._mask
        self.set_look(mask=0.0 if mask else self._mask)

    @property
    def sizes_known(self) -> bool:
        """Tell whether blocks are drawn as large as their shapes make them."""
        return self._known

    def _on_tidy(self) -> None:
        perform("edit.tidy", self.workspace)
        self.setFocus()

    def _on_crumb(self, kept: int) -> None:
        """Go back to the network around."""
        self.workspace.scope.show(self.workspace.scope.path[:kept])
        self.setFocus()

    def _on_mode(self, name: str, on: bool) -> None:
        self.set_look(**{name: on})

    def show_legend(self) -> None:
        """Say what the threads' colours mean, where there is room for it."""
        look = self.canvas.look
        reach = self.canvas.wires.reach if look.threads and look.units else None
        room = self.width() >= COMPACT_BELOW and self.between.holds_legend()
        self.legend.show_reach(reach if room else None, self._pictures and room)

    def _all_seen(self) -> bool:
        """Tell whether the whole network is in view."""
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        return seen.contains(self.canvas.network_rect())

    def show_cursor(self, crosshair: bool = False, hand: bool = False) -> None:
        """Show the cursor that says what a press would do."""
        shape = Qt.CursorShape.ArrowCursor
        if self.space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif crosshair:
            shape = Qt.CursorShape.CrossCursor
        elif hand:
            shape = Qt.CursorShape.PointingHandCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def place_bars(self) -> None:
        """Put the floating bars in their corners."""
        self.modes.adjustSize()
        self.zoom_bar.adjustSize()
        self.modes.move(EDGE, 14)
        self.crumbs.move(EDGE, 14 + self.modes.height() + CRUMBS_GAP)
        self.zoom_bar.move(self.width() - self.zoom_bar.width() - EDGE, 14)
        self.hints.move(EDGE, self.height() - self.covered - self.hints.height() - 14)
        self.between.place_legend()
        self.between.moved.emit()

    # navigation

    def zoom_by(self, factor: float) -> None:
        """Zoom by a factor at the middle."""
        self.navigator.zoom_by(factor)
        self.navigated()

    def zoom_to(self, zoom: float) -> None:
        """Zoom to a scale, 1.0 is 1:1."""
        self.navigator.zoom_to(zoom)
        self.navigated()

    def fit(self) -> None:
        """Show the whole network, or its first part where it would be too small to read; again: all the same.

        From now on it stays fitted when the window changes.
        """
        self._whole = self._partly and not self._navigated
        self._navigated = False
        self._fit()
        if self._partly:
            self.workspace.say(
                tr("This is the first part of the network: Tidy (Ctrl+Shift+L) wraps it, F shows all of it.")
            )

    def _fit(self) -> None:
        rows = rows_of(item.scene_rect for item in self.canvas.blocks.values())
        top, beneath = self._covered_above(), self._covered_beneath()
        self._partly = not self.navigator.fit(rows, top, beneath, self._whole)
        self._zoomed()

    def _covered_above(self) -> float:
        """Return how much of the upper edge bars cover; inside a group its way back is one of them."""
        return TOP + (CRUMBS_GAP + self.crumbs.height() if self.workspace.scope.path else 0)

    def _covered_beneath(self) -> int:
        """Return how much of the lower edge a panel covers that is opened over the canvas."""
        parent = self.parentWidget()
        beside = (
            parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if parent else ()
        )
        mine = self.geometry()
        tops = (each.y() for each in beside if each is not self and each.isVisible()
                and each.width() >= mine.width() and each.geometry().bottom() >= mine.bottom())  # fmt: skip
        return max(0, mine.bottom() + 1 - min(tops, default=mine.bottom() + 1))

    def fit_again(self) -> None:
        """Fit another project, or one that is laid out anew."""
        self._navigated = self._whole = False
        self._adapt()

    def navigated(self) -> None:
        """Remember that the person chose what to see."""
        self._navigated = True
        self._zoomed()

    def _zoomed(self) -> None:
        zoom = self.navigator.zoom
        self.set_look(zoom=level(zoom))
        self.zoom_bar.show_zoom(zoom)
        self.zoom_changed.emit(zoom)

    def _adapt(self) -> None:
        """Draw blocks closer in a narrow canvas, and fit as long as the person has not chosen what to see."""
        limit = COMPACT_BELOW + (SLACK if self.canvas.look.compact else 0)
        self.set_look(compact=self.viewport().width() < limit and not self._pictures)
        if not self._navigated:
            self._lay_out()
            self._fit()
        self.adapted.emit()

    def _lay_out(self) -> None:
        """Tidy a template that the view would show only a part of; a larger view has it as it is stored."""
        workspace, opened = self.workspace, self.workspace.document.untouched
        elsewhere = workspace.live.started or workspace.here is not workspace.project
        if opened is None or elsewhere or not self.isVisible():
            return
        if self._fits(self.canvas.rect_of(opened.network)):
            workspace.document.lay_out(opened.network)
        else:
            spots = tidied(opened.network, self._drawn_sizes())
            workspace.document.lay_out(move_nodes(opened.network, spots))

    def thumbnail(self, width: int, height: int) -> QImage:
        """Return a small picture of the network."""
        return ground.thumbnail(self.canvas, width, height)

    # helpers of gestures

    def choose_edge(self, edge: Edge | None) -> None:
        """Choose a wire, so that Delete removes it."""
        self.chosen_edge = edge
        for item in self.canvas.edges.values():
            item.set_state(hovered=item.edge == edge)
        if edge is not None:
            self.workspace.select(frozenset())

    def tell(self, words: str, place: QPointF) -> None:
        """Say why something cannot be, at its place, for a few seconds."""
        self.message.emit(words)
        self.bubble.say(words, self.mapFromScene(place), "bad", passing=True)

    def retract(self, retraction: Painted | None) -> None:
        """Draw a loose wire that goes back."""
        self._retraction = retraction
        self.viewport().update()

    def offer_blocks(self, node_id: str, side: str, port: str, place: QPointF) -> None:
        """Open the menu of blocks that fit at a loose wire's end."""
        found = offers.offers(self.workspace, node_id, side, port)
        note = offers.note(self.workspace, node_id, side, port)
        shift = QPointF(0, -22) if side == "out" else QPointF(-115, -22)
        corner = self.canvas.density.stored(place + shift)

        def take(offer: Offer) -> None:
            shapes = self.workspace.inference.outputs
            self.workspace.apply(offers.attached, offer.spec.id, node_id, side, port, corner, shapes)

        self._open_quick_add(found, note, take, place)

    def _open_quick_add(
        self, found: list[Offer], note: str, take: Callable[[Offer], None], place: QPointF
    ) -> None:
        if self._quick_add is not None:
            self._quick_add.shut()
        self._quick_add = made = QuickAdd(self, found, note, take)
        made.destroyed.connect(lambda: self._forget_quick_add(made))
        made.open_at(QPointF(self.mapFromScene(place)))

    def _forget_quick_add(self, gone: QuickAdd) -> None:
        if self._quick_add is gone:
            self._quick_add = None

    @property
    def quick_add(self) -> QuickAdd | None:
        """Return the menu at a loose wire's end, while it is open."""
        return self._quick_add

    def hold_space(self, held: bool, used: bool = False) -> None:
        """Pan while Space is held; a tap plays. `used`: it was held to pan, and plays no more."""
        self.space_held = held
        if held:
            self._space_used = used
        elif not self._space_used:
            self.play_wanted.emit()
        self.show_cursor()
