"""What shall we train: the templates as cards, and beside them what the chosen one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.app import own_templates
from playground.app.own_templates import OwnTemplate
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.catalogue.catalogue import Catalogue
from playground.core.project.templates import Template, TemplateRegistry
from playground.core.published.network import PublishedTemplate
from playground.core.published.registry import PUBLISHED
from playground.gui.dialogs import facts
from playground.gui.dialogs.pictures import picture
from playground.gui.dialogs.sheet import Paragraph, Sheet
from playground.gui.dialogs.template_list import GAP, YOURS, Cards, Shown, TemplateModel
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    CAPTION,
    LIVE,
    RADIUS_BLOCK,
    RADIUS_TILE,
    SEMIBOLD,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XL,
    Tokens,
)
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.buttons import PrimaryButton, QuietButton
from playground.gui.widgets.fields import SearchField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text
from playground.gui.widgets.segments import Segments

SIZE = QSize(960, 640)
DETAIL = 288  # px
_PICTURE = 200
_PITCH, _CHAIN_ROW, _A_ROW = 48, 58, 5  # of the chain of blocks: px, px, blocks
ALL = "all"
OURS, PUBLISHED_ONES = "templates", "published"  # kinds of what there is to begin with


class TemplatesDialog(Sheet):
    """Choose a template by mouse, arrows, family or words; Enter opens it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(tr("New project"), parent)
        self._workspace = workspace
        self._model = TemplateModel(_templates(workspace.catalogue), self)
        self.shown = Shown(self._model, self)
        self.cards = Cards(self.shown)
        families = _families(self._model.items)
        self._names = [name for name, _ in families]
        self.families = Segments(families, ALL, name=tr("Families"))
        self.kinds = Segments(
            [(OURS, tr("Templates")), (PUBLISHED_ONES, tr("Published"))], OURS, name=tr("Kinds")
        )
        self.search = SearchField(tr("Search templates"))
        self.detail = Detail()
        self._lay_out()
        self._follow()
        self.resize(SIZE)
        self.cards.choose_row(0)
        self.cards.setFocus(Qt.FocusReason.PopupFocusReason)

    def _lay_out(self) -> None:
        self.page.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.setContentsMargins(SPACE_XL - GAP // 2, SPACE_XL - 4, SPACE_L - 2, 0)
        left.setSpacing(SPACE_S)
        for widget in (_title(), self._filters(), self._stack()):
            left.addWidget(widget)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addLayout(left, 1)
        both.addWidget(self.detail)
        self.page.addLayout(both, 1)

    def _filters(self) -> QWidget:
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(GAP // 2, 4, GAP // 2, 0)
        layout.setSpacing(SPACE_M)
        above = QHBoxLayout()
        above.setSpacing(SPACE_S)
        above.addWidget(self.search, 1)
        above.addWidget(self.kinds)
        layout.addLayout(above)
        layout.addWidget(self.families, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    def _stack(self) -> QWidget:
        """Return the cards and what stands there when none fits."""
        self._pages = QStackedWidget()
        self._none = EmptyState("search", tr("No template matches."), framed=False)
        self._pages.addWidget(self.cards)
        self._pages.addWidget(self._none)
        return self._pages

    def _follow(self) -> None:
        self.cards.chosen.connect(self.detail.show_template)
        self.cards.opened.connect(self.open_template)
        self.cards.typed.connect(self._type)
        self.cards.removed.connect(self._remove)
        self.detail.remove_button.clicked.connect(self._remove)
        self.families.chosen.connect(self._filter)
        self.kinds.chosen.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self.reject)
        self.search.walked.connect(self._walk)
        self.search.returnPressed.connect(self.open_template)
        self.detail.open_button.clicked.connect(self.open_template)
        self.detail.file_button.clicked.connect(self._open_file)
        self.detail.empty_button.clicked.connect(self._start_empty)

    def _filter(self) -> None:
        published = self.kinds.current() == PUBLISHED_ONES
        self._offer_families(published)
        family = self.families.current()
        self.shown.show_only("" if family == ALL else family, self.search.text(), published)
        found = self.shown.rowCount()
        self._pages.setCurrentIndex(0 if found else 1)
        if not found:
            self._none.set_texts(tr("No template matches."), self._elsewhere(published))
        self.cards.choose_row(0)

    def _offer_families(self, published: bool) -> None:
        """Show the families that templates of the chosen kind have, and how many there are of these."""
        count = self.shown.count("", "", published)
        self.families.button(ALL).set_text(tr("All {count}").format(count=count))
        for name in self._names:
            kept = name == ALL or (name == YOURS and not published)
            offered = kept or self.shown.count(name, "", published) > 0
            self.families.button(name).setVisible(offered)
            if not offered and name == self.families.current():
                self.families.set_current(ALL)

    def _elsewhere(self, published: bool) -> str:
        """Say where else something matches what is typed, or how to see all again."""
        if self.shown.count("", self.search.text(), published):
            return tr("Some are found under All.")
        count = self.shown.count("", self.search.text(), not published)
        if not count:
            return tr("Esc clears the search.")
        words = tr("Found under Templates: {count}.") if published else tr("Found under Published: {count}.")
        return words.format(count=count)

    def _type(self, letter: str) -> None:
        """Go on typing in the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.insert(letter)

    def _walk(self, step: int) -> None:
        """Go from the search into the cards."""
        self.cards.setFocus(Qt.FocusReason.TabFocusReason)

    def open_template(self) -> None:
        """Open the chosen template; the dialog stays when the person would rather keep what is open."""
        item = self.cards.template()
        if item is not None and self._workspace.files.new(item.id):
            self.accept()

    def _remove(self) -> None:
        """Remove the chosen template, if it is the person's own and they say so."""
        item = self.cards.template()
        if isinstance(item, OwnTemplate) and self._workspace.files.remove_template(item):
            self._model.show_items(_templates(self._workspace.catalogue))
            self._filter()

    def _start_empty(self) -> None:
        if self._workspace.files.new_empty():
            self.accept()

    def _open_file(self) -> None:
        if self._workspace.files.open():
            self.accept()


def _title() -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(GAP // 2, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(ElidedLabel(tr("What shall we train?"), size=22, weight=SEMIBOLD))
    below = tr("Minutes, no account, no internet. Each template is a network you can take apart.")
    layout.addWidget(ElidedLabel(below, color="text2"))
    return holder


def _templates(catalogue: Catalogue) -> tuple[Template, ...]:
    """Return all templates, the person's own ones last, and the networks of papers."""
    published = (each.template(catalogue) for each in PUBLISHED)
    return (*TemplateRegistry(catalogue), *own_templates.every(catalogue), *published)


def _families(items: Sequence[Template]) -> list[tuple[str, str]]:
    """Return the families there are, with the number of all templates, and what is the person's own."""
    catalogue = items[0].catalogue
    names = dict.fromkeys(item.family for item in TemplateRegistry(catalogue))
    yours = [(YOURS, tr("Yours"))] if any(isinstance(item, OwnTemplate) for item in items) else []
    families = [(name, facts.family_title(catalogue, name)) for name in names]
    count = sum(not isinstance(item, PublishedTemplate) for item in items)
    return [(ALL, tr("All {count}").format(count=count)), *families, *yours]


class Detail(QWidget):
    """What the chosen template holds, and the buttons that open it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(DETAIL)
        self._picture, self._chain = _Picture(), Chain()
        self._title = ElidedLabel(size=LIVE, weight=SEMIBOLD)
        self._summary = Paragraph(color="text2")
        self._facts = _Facts()
        self._make_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L + 1, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_S)
        column.addWidget(self._picture)
        column.addSpacing(4)
        for widget in (self._title, self._summary):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._chain)
        column.addStretch(1)
        column.addWidget(self._facts)
        column.addWidget(self.remove_button)
        column.addWidget(self.open_button)
        others = QHBoxLayout()
        others.setSpacing(SPACE_S)
        others.addWidget(self.empty_button)
        others.addWidget(self.file_button)
        column.addLayout(others)

    def _make_buttons(self) -> None:
        self.open_button = PrimaryButton(tr("Open"), "arrow-right", tr("Enter"), height=40)
        self.file_button = QuietButton(tr("Open a file…"), "folder-open", height=32)
        self.remove_button = QuietButton(tr("Remove this template"), "trash-2", height=32)
        self.remove_button.hide()
        self.empty_button = QuietButton(tr("Empty canvas"), "plus", height=32)
        for button in (self.open_button, self.empty_button, self.file_button, self.remove_button):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_template(self, item: Template | None) -> None:
        """Show another template; None when none fits the search."""
        self.open_button.hold_back("" if item is not None else tr("No template is chosen."))
        for widget in (self._picture, self._title, self._summary, self._chain, self._facts):
            widget.setVisible(item is not None)
        self.remove_button.setVisible(isinstance(item, OwnTemplate))
        if item is None:
            return
        self._picture.show_template(item)
        self._title.set_text(tr(item.title))
        self._summary.set_text(tr(item.summary))
        self._chain.show_links(facts.chain(item))
        self._facts.show_rows(facts.table(item))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground and the line at the left."""
        tokens = current_theme().tokens
        painter.fillRect(self.rect(), tokens.window)
        painter.fillRect(0, 0, 1, self.height(), tokens.line)


class _Picture(QWidget):
    """The template's picture, large."""

    def __init__(self) -> None:
        super().__init__()
        self._item: Template | None = None
        self.setMinimumHeight(_PICTURE // 2)
        self.setMaximumHeight(_PICTURE)

    def sizeHint(self) -> QSize:
        """Return the full height, which a low window takes some of."""
        return QSize(DETAIL, _PICTURE)

    def show_template(self, item: Template) -> None:
        """Draw another one."""
        self._item = item
        self.setAccessibleName(tr("Data of {name}").format(name=tr(item.title)))
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the picture with round corners."""
        if self._item is None:
            return
        tokens = current_theme().tokens
        rect = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(rect, RADIUS_BLOCK, RADIUS_BLOCK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(path)
        shown = picture(self._item, rect.size(), self.devicePixelRatioF(), boundary=True)
        painter.drawPixmap(rect.topLeft(), shown)
        painter.setClipping(False)
        box(painter, rect, RADIUS_BLOCK, None, tokens.line2)


class Chain(QWidget):
    """A template's blocks as small icons on a wire, in rows of five."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: tuple[facts.Link, ...] = ()

    def show_links(self, links: tuple[facts.Link, ...]) -> None:
        """Draw other blocks."""
        self._links = links
        self.setAccessibleName(" → ".join(link.title for link in links))
        rows = -(-len(links) // _A_ROW)
        self.setFixedHeight(rows * _CHAIN_ROW)
        self.update()

    def _place(self, index: int) -> QRectF:
        row, column = divmod(index, _A_ROW)
        pitch = self.width() / _A_ROW
        return QRectF(column * pitch + pitch / 2 - 16, row * _CHAIN_ROW, 32, 32)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw wires, then blocks."""
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(1, len(self._links)):
            before, after = self._place(index - 1), self._place(index)
            painter.setPen(QPen(tokens.edge, 1.5))
            if before.y() == after.y():
                painter.drawLine(before.center(), after.center())
        for index, link in enumerate(self._links):
            self._block(painter, self._place(index), link, tokens)

    def _block(self, painter: QPainter, place: QRectF, link: facts.Link, tokens: Tokens) -> None:
        tint = "goal" if link.tint == "good" else link.tint
        box(painter, place, RADIUS_TILE + 2, tokens.block, tokens.line2)
        inner = place.adjusted(4, 4, -4, -4)
        box(painter, inner, RADIUS_TILE - 1, tokens.tile(tint))
        paint_icon(painter, link.icon, inner.adjusted(5, 5, -5, -5), tokens.tint(tint))
        words = QRectF(place.center().x() - 26, place.bottom() + 3, 52, 16)
        text(painter, words, link.title, tokens.text2, font(CAPTION), CENTRE)


class _Facts(QFrame):
    """Names at the left, values at the right, a line above."""

    def __init__(self) -> None:
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        self._form.setVerticalSpacing(4)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Show other facts."""
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in rows:
            shown = ElidedLabel(value, weight=SEMIBOLD, align=RIGHT)
            shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._form.addRow(ElidedLabel(name, color="text2"), shown)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line."""
        painter.fillRect(0, 0, self.width(), 1, current_theme().tokens.line)
