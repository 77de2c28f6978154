"""The public sets: a card each, with what one is told before it is fetched; showing them asks nobody."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from playground.app.public_sets import PublicSets, PublicState
from playground.app.texts import tr
from playground.core.catalogue.family import Family
from playground.core.catalogue.public_set import PublicSet
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.registry import Registry
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import byte_count, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, RADIUS_CHIP, REGULAR, SEMIBOLD
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel, Note
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import label, set_tip

HEIGHT, LOW = 300, 150  # px of the list
_BAR = 3  # px
_BUSY: tuple[PublicState, ...] = ("fetching", "stopping", "laying")


class PublicCard(QWidget):
    """One set: `wanted(id)` when a person asks for it, `left` when for no more of it."""

    wanted = Signal(str)
    left = Signal()

    def __init__(self, spec: PublicSet, kind: str) -> None:
        super().__init__()
        self.spec = spec
        facts = tr("{kind} · {size} · {licence}")
        facts = facts.format(kind=kind, size=byte_count(spec.size), licence=tr(spec.licence))
        self.title = ElidedLabel(tr(spec.title), weight=SEMIBOLD)
        self.facts, self.source = Caption(facts, "text2"), Caption(spec.source)
        self.told = label("")
        self.told.setWordWrap(True)
        self.told.setFont(font(CAPTION, REGULAR))
        self.problem = Note(tr("It could not be fetched"), "triangle-alert", "warn")
        self.progress = QProgressBar()
        self.progress.setFixedHeight(_BAR)
        self.progress.setTextVisible(False)
        self.button = QuietButton(tr("Download"), height=24)
        self.cancel = QuietButton(tr("Cancel"), height=24)
        self._lay_out()
        set_tip(self, tr(spec.summary))
        self.setAccessibleName(f"{tr(spec.title)}: {tr(spec.summary)}. {facts}. {spec.source}")
        self.button.clicked.connect(partial(self.wanted.emit, spec.id))
        self.cancel.clicked.connect(self.left)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        for button in (self.button, self.cancel):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(3)
        column.addLayout(head)
        for widget in (self.facts, self.source, self.problem, self.told, self.progress):
            column.addWidget(widget)

    def show_state(self, sets: PublicSets) -> None:
        """Show how far the set is, and what can be done."""
        state, share = sets.state(self.spec), sets.share(self.spec)
        busy, problem = state in _BUSY, sets.problems.get(self.spec.id)
        words = {"there": tr("Open"), "begun": tr("Go on"), "absent": tr("Download")}.get(state, "")
        self.button.set_text(words)
        self.button.setVisible(not busy)
        self.button.setEnabled(state == "there" or sets.fetching is None)
        self.cancel.setVisible(busy)
        self.cancel.setEnabled(state != "stopping")
        self.progress.setVisible(busy or state == "begun")
        self.progress.setValue(round(100 * share))
        self.told.setText(tr(problem) if problem is not None else _words(state, share, self.spec))
        self.problem.setVisible(problem is not None)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the card's ground."""
        tokens = current_theme().tokens
        inside = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        box(painter, inside, RADIUS_CHIP, tokens.raised, tokens.line)


def _words(state: PublicState, share: float, spec: PublicSet) -> str:
    if state == "laying":
        return tr("Laying out")
    if state == "stopping":
        return tr("Stopping")
    if state in ("fetching", "begun"):
        words = tr("{share} of {size} fetched") if state == "fetching" else tr("{share} of {size} is here")
        return words.format(share=percent(share, 0), size=byte_count(spec.size))
    return tr(spec.summary)


class PublicSetsList(QScrollArea):
    """All public sets one below the other."""

    def __init__(self, sets: PublicSets, families: Registry[Family]) -> None:
        super().__init__()
        self._sets, self._families = sets, families
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Public sets"))
        self.cards: dict[str, PublicCard] = {}
        self.set_low(False)
        sets.changed.connect(self.refresh)

    def set_low(self, low: bool) -> None:
        """Take less room in a low window."""
        self.setFixedHeight(LOW if low else HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what is there each time they are shown; the cards are made the first time."""
        if not self.cards:
            self._fill()
        self.refresh()
        super().showEvent(event)

    def _fill(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 4, 8, 4)
        column.setSpacing(6)
        for spec in PUBLIC_SETS:
            card = self.cards[spec.id] = PublicCard(spec, tr(self._families.get(spec.family).title))
            card.wanted.connect(self._sets.open)
            card.left.connect(self._sets.cancel)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(inner)

    def refresh(self) -> None:
        """Show how far each set is."""
        for card in self.cards.values() if self.isVisible() else ():
            card.show_state(self._sets)
