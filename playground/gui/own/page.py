"""The page of somebody's own data: one page that tells what was understood, and what will be made of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.app.own_draft import Draft, TableDraft
from playground.app.own_reading import FirstRowsSeen
from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.catalogue.own_texts import TEXTS
from playground.core.errors import PlaygroundError
from playground.core.importing.tables.spreads import Legend
from playground.gui.own.legend import ClassLegend
from playground.gui.own.made import MadePanel
from playground.gui.own.pictures_body import PicturesBody
from playground.gui.own.rows import WAYS, Which
from playground.gui.own.rows_view import RowsView
from playground.gui.own.split import SplitRow
from playground.gui.own.title import RejectedPanel, TitleRow
from playground.gui.own.type_menu import TypeMenu
from playground.gui.own.worth import WorthKnowing
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import LIVE, SEMIBOLD
from playground.gui.widgets.cover_page import CoverPage
from playground.gui.widgets.fields import ComboField, SearchField
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.segments import Segments

RIGHT_WIDE, RIGHT_NARROW, NARROW_BELOW, LOW_BELOW = 344, 320, 1300, 760
_FEW_ROWS = 5


class OwnDataPage(CoverPage):
    """Show the draft of the workspace's own data; every change is one step of undo."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("own")
        self._workspace, self._own = workspace, workspace.own
        self.title, self.rejected = TitleRow(), RejectedPanel()
        self.target = ComboField(name=tr("What is to be predicted"), icon="target")
        self._from = ElidedLabel("", size=LIVE, weight=SEMIBOLD)
        self.legend = ClassLegend()
        self.view = RowsView()
        self.which = Segments([("first", tr("First rows")), ("odd", tr("Odd ones")), ("random", tr("Any"))],
                              "odd", name=tr("Which rows are shown"))  # fmt: skip
        self._shown = Caption("")
        self.search = SearchField(tr("Find a value"))
        self.pictures, self._body = PicturesBody(), QStackedWidget()
        self.worth, self.split, self.made = WorthKnowing(), SplitRow(), MadePanel()
        self._progress = QProgressBar()
        self.menu: TypeMenu | None = None
        self._seen: Path | None = None  # the file whose rows are shown
        self._build()
        self._connect()

    def _build(self) -> None:
        self._progress.setFixedHeight(3)
        self._progress.setTextVisible(False)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.title, self._progress, self.rejected, _line()):
            column.addWidget(widget)
        column.addLayout(self._sentence())
        self._of_table = QWidget()
        self._of_table.setLayout(self._table())
        for body in (self._of_table, self.pictures):
            self._body.addWidget(body)
        column.addWidget(self._body, 1)
        column.addWidget(_line())
        column.addWidget(self.worth)
        column.addWidget(_line())
        column.addWidget(self.split)
        self._right = self._beside()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(_line(upright=True))
        row.addWidget(self._right)

    def _beside(self) -> QWidget:
        """Return what will be made, which scrolls where it is low, above the buttons, which do not."""
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.made)
        right = QWidget()
        right.setFixedWidth(RIGHT_WIDE)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(self.made.foot)
        return right

    def _sentence(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(10)
        row.addWidget(ElidedLabel(tr("Predict"), size=LIVE, weight=SEMIBOLD))
        row.addWidget(self.target)
        row.addWidget(self._from)
        row.addStretch(1)
        row.addWidget(self.legend)
        return row

    def _table(self) -> QVBoxLayout:
        below = QHBoxLayout()
        below.setSpacing(12)
        self.search.setFixedWidth(180)
        for widget in (self.which, self._shown):
            below.addWidget(widget)
        below.addStretch(1)
        below.addWidget(self.search)
        column = QVBoxLayout()
        column.setContentsMargins(16, 0, 16, 8)
        column.setSpacing(8)
        column.addWidget(self.view, 1)
        column.addLayout(below)
        return column

    def _connect(self) -> None:
        self._own.changed.connect(self.refresh)
        self._workspace.problems_changed.connect(self.refresh)  # PyTorch may be there now
        self.title.left.connect(self.leave)
        self.title.stop_wanted.connect(self._own.stop_reading)
        self.view.left.connect(self.leave)
        self.title.rejected_wanted.connect(lambda: self.rejected.setVisible(self.rejected.isHidden()))
        self.title.read_again.connect(lambda name, value: self._own.read_again(**{name: value}))
        self.split.windows.wanted.connect(self._cut_windows)
        self.worth.acted.connect(self._own.act)
        for source in (self.split, self.made, self.pictures):
            source.taken.connect(self._own.change)
        self.pictures.variants.refused.connect(self._workspace.say)
        self.view.head.use_toggled.connect(self._toggle)
        self.view.head.menu_wanted.connect(self.open_menu)
        self.target.chosen.connect(self._aim)
        self.which.chosen.connect(self._choose_rows)
        self.search.textChanged.connect(self._choose_rows)
        self.search.left.connect(self.view.setFocus)
        self.made.build.connect(self._own.build)
        self.made.only_data.connect(self._keep)
        building = QShortcut(QKeySequence("Ctrl+Return"), self)
        building.activated.connect(self.made.button.click)
        current_theme().changed.connect(self.refresh)

    def _keep(self) -> None:
        """List what was read among the data sets, and go back to what is open."""
        draft = self._own.draft
        if draft is not None and self._own.kept.keep_only(draft):
            self._own.close()

    def begin(self) -> None:
        """Take the keyboard."""
        self.rejected.hide()
        self.refresh()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show the draft as it is, or how far reading has come."""
        draft, reading = self._own.draft, self._own.reading
        self._progress.setVisible(reading is not None or self._own.working)
        self._progress.setValue(round(100 * self._own.share))
        self.title.stop.setVisible(reading is not None)
        for widget in (self.made, self.worth, self.split, self.which, self.search):
            widget.setVisible(draft is not None)  # they speak of all rows
        if reading is not None and draft is None:
            self._show_reading(reading.name, self._own.first)
        if draft is not None:
            self._show(draft)

    def _show_reading(self, name: str, first: FirstRowsSeen | None) -> None:
        """Show how far reading has come, and the first rows with the types that they make likely."""
        draft = first.draft if first is not None else None
        self.title.show_reading(name, self._own.share, first.about if first is not None else 0, draft)
        self.made.show_reading()
        if not isinstance(draft, TableDraft):
            if self.view.rows.draft is not None:  # of the file before this one
                self.view.rows.show_draft(None)
        elif draft is not self.view.rows.draft:
            self.rejected.hide()
            self._offer_targets(draft)
            self.view.rows.which = "first"
            self._show_table(draft, whole=False)
            self._shown.set_text(tr("The first rows, and what they make likely"))
            self._fit()
        self.target.setEnabled(False)

    def _show(self, draft: Draft) -> None:
        self.target.setEnabled(True)
        self.view.rows.which = self._which()
        self.title.show_draft(draft)
        self.rejected.show_lines(draft.understood)
        self._offer_targets(draft)
        if isinstance(draft, TableDraft):
            self._show_table(draft)
        elif isinstance(draft, PicturesDraft):
            self._show_pictures(draft)
        self.worth.show_draft(draft)
        self.split.show_draft(draft)
        self.made.show_draft(draft, self._workspace.project.name, self._workspace.torch_ready)
        self._fit()

    def _show_table(self, draft: TableDraft, whole: bool = True) -> None:
        self._body.setCurrentWidget(self._of_table)
        self.view.show_draft(draft)
        others = len(draft.columns) - (draft.target is not None)
        used = sum(each.use == "input" for each in draft.columns)
        words = tr("from {used} of the other {others} columns")
        if used == others:
            words = tr("from the other {others} columns") if others > 1 else tr("from the other column")
        if draft.windows is not None:
            words = tr("from {used} of the other {others} columns, and what it was before")
        self._from.set_text(words.format(used=used, others=others))
        self.legend.show_legend(draft.legend)
        if whole:
            self._offer_odd(draft)
        self._shown.set_text(self.view.rows.words())

    def _offer_odd(self, draft: TableDraft) -> None:
        """Show odd rows first where there are any, whenever another file is looked at."""
        odd, is_other = bool(self.view.rows.odd), draft.path != self._seen
        self.which.button("odd").hold_back("" if odd else tr("No row is odd."))
        self._seen = draft.path
        if is_other or (not odd and self.which.current() == "odd"):
            self.which.set_current("odd" if odd else "first")
            self._choose_rows()

    def _show_pictures(self, draft: PicturesDraft) -> None:
        self._body.setCurrentWidget(self.pictures)
        used = [each for each in draft.columns if each.use == "input"]
        others = sum(each.type != "picture" for each in used)
        pictures = tr("from the picture") if len(used) - others == 1 else tr("from the pictures")
        beside = tr("{pictures} and {count} columns").format(pictures=pictures, count=others)
        self._from.set_text(beside if others else pictures)
        self.legend.show_legend(Legend((), ()))
        self.pictures.show_draft(draft, self._workspace.torch_ready)

    def _offer_targets(self, draft: Draft) -> None:
        likely = sorted(
            (at for at, each in enumerate(draft.columns) if each.type != "picture"),
            key=lambda at: draft.columns[at].type in ("id", *TEXTS, "path", "constant"),
        )
        offered: list[tuple[object, str]] = [
            (draft.columns[at].name, draft.columns[at].name) for at in likely
        ]
        target = draft.target
        self.target.set_options(offered, target.name if target is not None else None)

    def _aim(self, name: object) -> None:
        draft = self._own.draft
        if draft is not None:
            place = next(at for at, each in enumerate(draft.columns) if each.name == name)
            self._own.change_by(partial(draft.with_use, place, "target"))

    def _cut_windows(self, make: Callable[[], Draft]) -> None:
        try:
            self._own.change_by(make)
        except PlaygroundError as error:
            self.refresh()
            self.split.say(tr(error.message))

    def _change_column(self, make: Callable[[], Draft]) -> None:
        try:
            self._own.change_by(make)
        except PlaygroundError as error:  # no window is whole any more
            self._workspace.say(tr(error.message))

    def _toggle(self, place: int) -> None:
        draft = self._own.draft
        if isinstance(draft, TableDraft) and draft.columns[place].use != "target":
            use = draft.columns[place].use
            self._own.change_by(partial(draft.with_use, place, "out" if use == "input" else "input"))

    def open_menu(self, place: int) -> None:
        """Open the menu of a column at its head."""
        draft = self._own.draft
        if not isinstance(draft, TableDraft):
            return
        self.view.scrollTo(self.view.rows.index(0, place + 1))
        head = self.view.head
        anchor = QWidget(head.viewport())
        anchor.setGeometry(head.place_of(place).toRect().adjusted(0, 46, 0, -94))
        anchor.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        anchor.show()
        self.menu = menu = TypeMenu(anchor, draft, place)
        menu.chosen.connect(self._change_column)
        menu.closing.connect(lambda: self._shut_menu(menu, anchor))
        head.opened = place
        head.viewport().update()
        menu.open()

    def _shut_menu(self, menu: TypeMenu, anchor: QWidget) -> None:
        self.view.head.opened = -1
        self.view.head.viewport().update()
        self.view.head.setFocus(Qt.FocusReason.PopupFocusReason)
        anchor.deleteLater()
        menu.deleteLater()
        self.menu = None

    def _choose_rows(self, *_told: object) -> None:
        self.view.rows.choose(self._which(), self.search.text())
        self._shown.set_text(self.view.rows.words())

    def _which(self) -> Which:
        chosen = self.which.current()
        return next((each for each in WAYS if each == chosen), "first")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        low = self.height() < LOW_BELOW
        self._right.setFixedWidth(RIGHT_NARROW if self.width() < NARROW_BELOW else RIGHT_WIDE)
        self.view.setMinimumHeight(self.view.height_for(_FEW_ROWS))
        self.worth.set_most(3 if low or self.pictures.isVisible() else 5)
        self.pictures.be_narrow(self.width() < NARROW_BELOW or low)
        self.title.be_narrow(self.width() < NARROW_BELOW)

    def leave(self) -> None:
        """Go back to what is open; reading ends."""
        self._own.close()


def _line(*, upright: bool = False) -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine if upright else QFrame.Shape.HLine)
    line.setObjectName("divider")
    return line
