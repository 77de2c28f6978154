"""One problem as a row: what is wrong, where, and the buttons that mend it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from playground.app.texts import tr
from playground.core.errors import Fix, Problem
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS, Project
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, RADIUS_CHIP, REGULAR, SEMIBOLD, SPACE_S, with_alpha
from playground.gui.widgets.buttons import PaintedButton, PrimaryButton, QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import add_action, label

_HEIGHT = 46
_BUTTON = 32
_TEXT_LEFT = 40
_FIELDS = {**DATA_FIELDS, **RECIPE_FIELDS, **{spec.id: spec.param for spec in AUGMENTATIONS}}


class ProblemRow(PaintedButton):
    """`picked(problem)` when a person clicks the row, `mended(fix)` when one of its ways out."""

    picked = Signal(object)
    mended = Signal(object)
    ring_radius: float = RADIUS_CHIP

    def __init__(self, problem: Problem, project: Project) -> None:
        super().__init__()
        self.problem = problem
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(_HEIGHT)
        self._lay_out(project)
        self.clicked.connect(self._on_clicked)

    def _lay_out(self, project: Project) -> None:
        message = label(tr(self.problem.message))
        message.setWordWrap(True)
        message.setFont(font(BODY, SEMIBOLD))
        self._place = ElidedLabel(
            place_words(self.problem, project), size=CAPTION, weight=REGULAR, color="text2"
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(message)
        words.addWidget(self._place)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_TEXT_LEFT, 5, SPACE_S, 5)
        self._row.setSpacing(SPACE_S)
        self._row.addLayout(words, 1)
        for each in (message, self._place):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._add_buttons()
        self.update_names(project)

    def _add_buttons(self) -> None:
        fixes = self.problem.fixes
        self.fix: PrimaryButton | QuietButton | None = None
        self.more: QuietButton | None = None
        if fixes:
            is_error = self.problem.severity == "error"
            kind = PrimaryButton if is_error else QuietButton
            self.fix = kind(tr(fixes[0].title), height=_BUTTON)
            self.fix.clicked.connect(self._on_fix)
            self._row.addWidget(self.fix)
        if len(fixes) > 1:
            self.more = QuietButton(tr("{count} more …").format(count=len(fixes) - 1), height=_BUTTON)
            self.more.clicked.connect(self._on_more)
            self._row.addWidget(self.more)
        self.menu = QMenu(self)

    def update_names(self, project: Project) -> None:
        """Name the place again: a block may have another name now."""
        place = place_words(self.problem, project)
        self._place.set_text(place)
        self.setAccessibleName(f"{tr(self.problem.message)} {place}")

    def _on_clicked(self) -> None:
        self.picked.emit(self.problem)

    def _on_fix(self) -> None:
        self.mended.emit(self.problem.fixes[0])

    def _on_more(self) -> None:
        """Open the list of the other ways out."""
        self.menu.clear()
        for fix in self.problem.fixes[1:]:
            add_action(self.menu, tr(fix.title), partial(self._mend, fix))
        assert self.more is not None
        self.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def _mend(self, fix: Fix, _checked: bool = False) -> None:
        self.mended.emit(fix)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground and the icon."""
        tokens = current_theme().tokens
        is_error = self.problem.severity == "error"
        if is_error:
            box(painter, QRectF(self.rect()), RADIUS_CHIP, tokens.bad_ground)
        if self.hovered():
            box(painter, QRectF(self.rect()), RADIUS_CHIP, with_alpha(tokens.text, 0.05))
        icon, ink = ("circle-alert", tokens.bad) if is_error else ("lightbulb", tokens.warn)
        paint_icon(painter, icon, QRectF(14, self.height() / 2 - 8, 16, 16), ink)


def place_words(problem: Problem, project: Project) -> str:
    """Say where a problem sits: a wire, a block, a field, or the network as a whole."""
    where, words, network = problem.where, tr("The whole network"), project.network
    if where.edge is not None and where.edge[0] in network.nodes and where.edge[2] in network.nodes:
        words = f"{project.label_of(where.edge[0])} → {project.label_of(where.edge[2])}"
    elif where.node in network.nodes:
        words = project.label_of(where.node)
    elif where.param:
        words = tr(_FIELDS[where.param].title) if where.param in _FIELDS else where.param
    return words if problem.severity == "error" else f"{tr('Advice')} · {words}"
